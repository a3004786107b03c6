"""What an InkML file holds, gathered element by element as the XML parser meets them; nothing recurses.

An ``annotationXML`` is read where it stands below ``ink`` (the MathML of the whole) or in a group (the reference of a
symbol to it). The rest of the recommendation that does not tell what was drawn (brushes, canvases, mappings, sources)
is passed over.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hmer_kit.ink.inkml._refusal import Refusal
from hmer_kit.ink.inkml._traces import Traces
from hmer_kit.ink.inkml.mathml import MathTree

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hmer_kit.ink.inkml._problems import Problems
    from hmer_kit.ink.inkml.limits import InkLimits

_XML_ID = "http://www.w3.org/XML/1998/namespace}id"
"""As expat writes it."""
_TEXTS = frozenset({"trace", "annotation"})


@dataclass(slots=True, eq=False)
class Group:
    """A ``traceGroup`` as it stands."""

    name: str
    """Its ``xml:id``."""
    labels: list[str] = field(default_factory=list)
    """Its annotations of type ``truth``."""
    hrefs: list[str] = field(default_factory=list)
    """Elements of the MathML that it says it is."""
    members: list[int | str | Group] = field(default_factory=list)
    """Traces, references and groups, in file order."""


class InkElements:
    """Takes what expat reports; names are ``NAMESPACE}NAME``, and the attributes a dict.

    Args:
        limits: How much is taken.
        problems: Where is counted what is left out.
    """

    def __init__(self, limits: InkLimits, problems: Problems) -> None:
        self.limits = limits
        self.problems = problems
        self.annotations: list[tuple[str, str]] = []
        self.traces = Traces(limits, problems)
        self.groups: list[Group] = []
        """In file order, outer ones before those inside."""
        self.math: list[MathTree] = []
        self._elements = 0
        self._open: list[tuple[str, Mapping[str, str]]] = []
        self._open_groups: list[Group] = []
        self.texts: list[str] = []
        """Text since the last tag."""
        self.data = self.texts.append
        """Take a part of the text; called by the parser."""
        self._before: list[str] = []
        """Text of a trace or an annotation in front of an element inside of it."""
        self._math_depth = 0

    # What the parser calls

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take a start tag."""
        local = tag.rpartition("}")[2]
        self._elements += 1
        if self._elements > self.limits.max_elements or not 0 < len(self._open) < self.limits.max_depth:
            self._check(local)
        if self._math_depth:
            self._math_depth += 1
            self._take_math_text()
            self.math[-1].start(local, attributes.get(_XML_ID) or attributes.get("id"))
        else:
            if self._open and self._open[-1][0] in _TEXTS:
                self._before += self.texts
            self.texts.clear()
            if (begin := _BEGINNINGS.get(local)) is not None:
                begin(self, attributes)
        self._open.append((local, attributes))

    def end(self, tag: str) -> None:
        """Take an end tag."""
        del tag  # the parser has seen to it that it is that of the element that is open
        local, attributes = self._open.pop()
        if self._math_depth:
            self._math_depth -= 1
            self._take_math_text()
            self.math[-1].end()
        elif (finish := _ENDS.get(local)) is not None:
            finish(self, attributes)
        self.texts.clear()

    def _take_math_text(self) -> None:
        for text in self.texts:
            self.math[-1].data(text)
        self.texts.clear()

    def _text(self) -> str:
        return "".join(self._before + self.texts)

    def _check(self, local: str) -> None:
        if self._elements > self.limits.max_elements:
            raise Refusal(
                f"expected at most {self.limits.max_elements} XML elements, got more", code="too_many_elements"
            )
        if len(self._open) >= self.limits.max_depth:
            raise Refusal(f"expected at most {self.limits.max_depth} levels of XML elements, got more", code="too_deep")
        if not self._open and local != "ink":
            raise Refusal(f"expected an <ink> element, got <{local[:40]}>", code="no_inkml")

    @property
    def _parent(self) -> str:
        return self._open[-1][0] if self._open else ""

    # Elements

    def begin_text(self, attributes: Mapping[str, str]) -> None:
        del attributes
        self._before = []

    def begin_math(self, attributes: Mapping[str, str]) -> None:
        del attributes
        if self._parent == "annotationXML" and not self._open_groups:
            self.math.append(MathTree())
            self._math_depth = 1
            self.math[-1].start("math", None)

    def begin_group(self, attributes: Mapping[str, str]) -> None:
        group = Group(name_of(attributes))
        if self._open_groups:
            self._open_groups[-1].members.append(group)
        self.groups.append(group)
        self._open_groups.append(group)

    def begin_format(self, attributes: Mapping[str, str]) -> None:
        del attributes
        self.traces.formats.begin_format()

    def begin_intermittent(self, attributes: Mapping[str, str]) -> None:
        del attributes
        self.traces.formats.begin_intermittent()

    def begin_context(self, attributes: Mapping[str, str]) -> None:
        del attributes
        self.traces.formats.begin_context()

    def end_channel(self, attributes: Mapping[str, str]) -> None:
        self.traces.formats.channel(attributes)

    def end_format(self, attributes: Mapping[str, str]) -> None:
        self.traces.formats.end_format(name_of(attributes), inside=self._open[-1][0] if self._open else "")

    def end_context(self, attributes: Mapping[str, str]) -> None:
        self.traces.formats.end_context(attributes, name_of(attributes), inside=self._open[-1][0] if self._open else "")

    def end_annotation(self, attributes: Mapping[str, str]) -> None:
        kind, text = attributes.get("type", ""), self._text().strip()
        inside = self._open[-1][0] if self._open else ""
        if inside == "ink":
            self.annotations.append((kind, text))
        elif inside == "traceGroup" and kind == "truth" and text:
            self._open_groups[-1].labels.append(text)

    def end_annotation_xml(self, attributes: Mapping[str, str]) -> None:
        if self._open_groups and (href := attributes.get("href")):
            self._open_groups[-1].hrefs.append(href.removeprefix("#"))

    def end_view(self, attributes: Mapping[str, str]) -> None:
        reference = attributes.get("traceDataRef") or attributes.get("traceRef") or ""
        if "from" in attributes or "to" in attributes:
            self.problems.add("reference to a part of a trace, taken for all of it", reference)
        if self._open_groups and reference:
            self._open_groups[-1].members.append(reference.removeprefix("#"))

    def end_group(self, attributes: Mapping[str, str]) -> None:
        del attributes
        self._open_groups.pop()

    def end_trace(self, attributes: Mapping[str, str]) -> None:
        is_ink = "definitions" not in [tag for tag, _ in self._open[:3]]
        index = self.traces.add(self._text(), attributes, name=name_of(attributes), is_ink=is_ink)
        if self._open_groups and index >= 0:
            self._open_groups[-1].members.append(index)


def name_of(attributes: Mapping[str, str]) -> str:
    return attributes.get(_XML_ID) or attributes.get("id") or ""


_BEGINNINGS = {
    "trace": InkElements.begin_text,
    "annotation": InkElements.begin_text,
    "math": InkElements.begin_math,
    "traceGroup": InkElements.begin_group,
    "traceFormat": InkElements.begin_format,
    "intermittentChannels": InkElements.begin_intermittent,
    "context": InkElements.begin_context,
}
_ENDS = {
    "trace": InkElements.end_trace,
    "annotation": InkElements.end_annotation,
    "annotationXML": InkElements.end_annotation_xml,
    "traceGroup": InkElements.end_group,
    "traceView": InkElements.end_view,
    "channel": InkElements.end_channel,
    "traceFormat": InkElements.end_format,
    "context": InkElements.end_context,
}
