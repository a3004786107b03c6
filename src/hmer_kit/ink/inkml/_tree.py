"""Files as nearly all are, read from a tree of their elements, which C builds: the parser hands none of them to Python.

What is taken is what ``InkElements`` would take of the same elements one by one, see there. For all else, be it a
limit, an element that is rare, or a number that takes a closer look, ``Unusual`` is raised, and the file is to be read
anew element by element: nothing is refused and nothing is left out here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.ink.inkml._elements import Group, InkElements, name_of
from hmer_kit.ink.inkml._math_nodes import LONGEST_TEXT, Node
from hmer_kit.ink.inkml.mathml import MathTree

if TYPE_CHECKING:
    from collections.abc import Callable
    from xml.etree.ElementTree import Element

MOST_BYTES = 2**20
"""Longest file that is read so: a tree takes up to fifty times the bytes of its file."""
_LEVELS_OF_GROUPS = 8
_ODD_TRACE = frozenset({"type", "continuation", "contextRef"})


class Unusual(Exception):  # noqa: N818 - no error: the other way is gone then
    """There is something in the file that is not read from a tree."""


def take_tree(ink: Element, elements: InkElements) -> None:
    """Take all elements of a file.

    Args:
        ink: The outermost; names are as expat gives them.
        elements: Where to; of no use after ``Unusual``.

    Raises:
        Unusual: They have to be read one by one.
    """
    if _local(ink) != "ink" or elements.limits.max_depth < _LEVELS_OF_GROUPS + 2:
        raise Unusual
    texts: list[str] = []
    for child in ink:
        local = _local(child)
        if local == "trace":
            texts.append(_trace(child, elements))
        elif local in _TAKEN and not (local == "traceFormat" and texts):
            _TAKEN[local](child, elements)
        else:
            raise Unusual
    if not elements.traces.add_all(texts):
        raise Unusual


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _leaf(element: Element) -> str:
    """Return the text of an element without others inside."""
    if len(element):
        raise Unusual
    return element.text or ""


def _trace(trace: Element, elements: InkElements) -> str:
    """Return the text of a trace, after a note of its name; it counts as a stroke."""
    attributes, indices = trace.attrib, elements.traces.indices
    name = name_of(attributes) or f"number {len(indices) + 1}"
    if name in indices or not _ODD_TRACE.isdisjoint(attributes):
        raise Unusual
    indices[name] = len(indices)
    return _leaf(trace)


def _annotation(annotation: Element, elements: InkElements) -> None:
    elements.annotations.append((annotation.get("type", ""), _leaf(annotation).strip()))


def _format(form: Element, elements: InkElements) -> None:
    formats = elements.traces.formats
    formats.begin_format()
    for channel in form:
        if _local(channel) != "channel" or len(channel):
            raise Unusual
        formats.channel(channel.attrib)
    formats.end_format(name_of(form.attrib), inside="ink")


# Groups


def _outer_group(element: Element, elements: InkElements) -> None:
    _group(element, elements, levels=_LEVELS_OF_GROUPS)


def _group(element: Element, elements: InkElements, *, levels: int) -> Group:
    group = Group(name_of(element.attrib))
    elements.groups.append(group)
    for child in element:
        local = _local(child)
        if local == "traceGroup" and levels > 1:
            group.members.append(_group(child, elements, levels=levels - 1))
        elif local in _IN_GROUP:
            _IN_GROUP[local](child, _leaf(child).strip(), group)
        else:
            raise Unusual
    return group


def _view(view: Element, _: str, group: Group) -> None:
    attributes = view.attrib
    if "from" in attributes or "to" in attributes:
        raise Unusual
    if reference := attributes.get("traceDataRef") or attributes.get("traceRef"):
        group.members.append(reference.removeprefix("#"))


def _label(annotation: Element, text: str, group: Group) -> None:
    if text and annotation.get("type") == "truth":
        group.labels.append(text)


def _href(annotation: Element, _: str, group: Group) -> None:
    if href := annotation.get("href"):
        group.hrefs.append(href.removeprefix("#"))


_IN_GROUP: dict[str, Callable[[Element, str, Group], None]] = {
    "traceView": _view,
    "annotation": _label,
    "annotationXML": _href,
}


# MathML


def _math(annotation: Element, elements: InkElements) -> None:
    for math in annotation:
        if _local(math) != "math":
            raise Unusual
        elements.math.append(MathTree(_nodes(math, levels=elements.limits.max_depth - 2)))


def _nodes(math: Element, *, levels: int) -> Node:
    """Return a ``math`` with all that is inside; level by level, so that nothing recurses."""
    top = Node("math", "", [], _text(math))
    below = [(math, top)]
    while below:
        levels -= 1
        if levels < 1:
            raise Unusual
        level, below = below, []
        for element, node in level:
            for child in element:
                inner = Node(_local(child), name_of(child.attrib), [], _text(child))
                node.children.append(inner)
                if len(child):
                    below.append((child, inner))
    return top


def _text(element: Element) -> str:
    """Return the text of an element of MathML, where it is the same whether taken whole or piece by piece."""
    words = (element.text or "").split()
    if words and (len(words) > 1 or len(words[0]) > LONGEST_TEXT):
        raise Unusual
    if any((child.tail or "").strip() for child in element):
        raise Unusual
    return words[0] if words else ""


_TAKEN: dict[str, Callable[[Element, InkElements], None]] = {
    "annotation": _annotation,
    "annotationXML": _math,
    "traceFormat": _format,
    "traceGroup": _outer_group,
}
