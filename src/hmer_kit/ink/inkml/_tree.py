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
"""Longest file that is read so: a tree takes up to forty times the bytes of its file."""
_LEVELS_OF_GROUPS = 8
_ODD_TRACE = frozenset({"type", "continuation", "contextRef"})


class Unusual(Exception):  # noqa: N818 - no error: the other way is gone then
    """There is something in the file that is not read from a tree."""


class TreeReader:
    """Takes all elements of a file.

    Args:
        elements: Where to; of no use after ``Unusual``.
    """

    def __init__(self, elements: InkElements) -> None:
        self._elements = elements
        self._locals = _Locals()
        self._texts: list[str] = []

    def take(self, ink: Element) -> None:
        """Take the outermost element with all that is inside; names are as expat gives them.

        Raises:
            Unusual: The elements have to be read one by one.
        """
        if self._locals[ink.tag] != "ink" or self._elements.limits.max_depth < _LEVELS_OF_GROUPS + 2:
            raise Unusual
        for child in ink:
            take = _BELOW_INK.get(self._locals[child.tag])
            if take is None:
                raise Unusual
            take(self, child)
        if not self._elements.traces.add_all(self._texts):
            raise Unusual

    def trace(self, trace: Element) -> None:
        """Keep the text of a trace, and its name; it is a stroke, or the file is read in the other way."""
        attributes, indices = trace.attrib, self._elements.traces.indices
        name = name_of(attributes) or f"number {len(indices) + 1}"
        if name in indices or not _ODD_TRACE.isdisjoint(attributes):
            raise Unusual
        indices[name] = len(indices)
        self._texts.append(_leaf(trace))

    def annotation(self, annotation: Element) -> None:
        """Keep an annotation of the whole."""
        self._elements.annotations.append((annotation.get("type", ""), _leaf(annotation).strip()))

    def format(self, form: Element) -> None:
        """Put a format in force."""
        if self._texts:
            raise Unusual
        formats = self._elements.traces.formats
        formats.begin_format()
        for channel in form:
            if len(channel) or self._locals[channel.tag] != "channel":
                raise Unusual
            formats.channel(channel.attrib)
        formats.end_format(name_of(form.attrib), inside="ink")

    def group(self, element: Element) -> None:
        """Keep a group."""
        self._group(element, levels=_LEVELS_OF_GROUPS)

    def _group(self, element: Element, *, levels: int) -> Group:
        group = Group(name_of(element.attrib), [], [], [])
        self._elements.groups.append(group)
        for child in element:
            local = self._locals[child.tag]
            if local == "traceGroup":
                if levels < 2:
                    raise Unusual
                group.members.append(self._group(child, levels=levels - 1))
            elif (take := _IN_GROUP.get(local)) and not len(child):
                take(child, group)
            else:
                raise Unusual
        return group

    def math(self, annotation: Element) -> None:
        """Keep the MathML of the whole."""
        for math in annotation:
            if self._locals[math.tag] != "math":
                raise Unusual
            self._elements.math.append(MathTree(self._nodes(math)))

    def _nodes(self, math: Element) -> Node:
        """Return a ``math`` with all that is inside; level by level, so that nothing recurses."""
        top = Node("math", "", [], _text(math))
        below, levels = [(math, top)], self._elements.limits.max_depth - 2
        while below:
            levels -= 1
            if levels < 1:
                raise Unusual
            level, below = below, []
            for element, node in level:
                for child in element:
                    inner = Node(self._locals[child.tag], name_of(child.attrib), [], _text(child))
                    node.children.append(inner)
                    if len(child):
                        below.append((child, inner))
        return top


class _Locals(dict[str, str]):
    """Names of elements without their namespaces."""

    def __missing__(self, tag: str) -> str:
        self[tag] = local = tag.rpartition("}")[2]
        return local


def _leaf(element: Element) -> str:
    """Return the text of an element without others inside."""
    if len(element):
        raise Unusual
    return element.text or ""


def _text(element: Element) -> str:
    """Return the text of an element of MathML, where it is the same whether taken whole or piece by piece."""
    if (tail := element.tail) and not tail.isspace():
        raise Unusual
    words = (element.text or "").split()
    if not words:
        return ""
    if len(words) > 1 or len(words[0]) > LONGEST_TEXT:
        raise Unusual
    return words[0]


def _view(view: Element, group: Group) -> None:
    attributes = view.attrib
    if "from" in attributes or "to" in attributes:
        raise Unusual
    if reference := attributes.get("traceDataRef") or attributes.get("traceRef"):
        group.members.append(reference.removeprefix("#"))


def _label(annotation: Element, group: Group) -> None:
    if annotation.get("type") == "truth" and (text := (annotation.text or "").strip()):
        group.labels.append(text)


def _href(annotation: Element, group: Group) -> None:
    if href := annotation.get("href"):
        group.hrefs.append(href.removeprefix("#"))


_BELOW_INK: dict[str, Callable[[TreeReader, Element], None]] = {
    "trace": TreeReader.trace,
    "annotation": TreeReader.annotation,
    "annotationXML": TreeReader.math,
    "traceFormat": TreeReader.format,
    "traceGroup": TreeReader.group,
}
_IN_GROUP: dict[str, Callable[[Element, Group], None]] = {
    "traceView": _view,
    "annotation": _label,
    "annotationXML": _href,
}
