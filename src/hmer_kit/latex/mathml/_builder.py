"""From a row of nodes to elements, with a list of rows that wait: nothing recurses."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

from hmer_kit.latex.kinds import Kind
from hmer_kit.latex.mathml._commands import command_element
from hmer_kit.latex.mathml._lines import Line, lines_of
from hmer_kit.latex.mathml._slots import own_slots
from hmer_kit.latex.mathml._tables import environment_element

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.latex.mathml._style import Style
    from hmer_kit.latex.tree import LayoutNode, Slot

__all__ = ["fill"]


def fill(top: Element, row: Sequence[LayoutNode], style: Style) -> None:
    """Put the elements of a row, and of all below it, into an element."""
    builder = _Builder()
    builder.pending.append((top, row, style))
    while builder.pending:
        builder.lay(*builder.pending.pop())
    _collapse(top)


class _Builder:
    """Makes elements; the rows in them wait until it is their turn."""

    def __init__(self) -> None:
        self.pending: list[tuple[Element, Sequence[LayoutNode], Style]] = []

    def hole(self, row: Sequence[LayoutNode], style: Style, /, *, tag: str = "mrow", **attributes: str) -> Element:
        """Return an element that a row will stand in."""
        element = Element(tag, attributes)
        if row:
            self.pending.append((element, row, style))
        return element

    def core(self, node: LayoutNode, style: Style) -> tuple[Element, list[Slot]]:
        """Return the element of a node that is more than a symbol, and the slots that are yet to be placed."""
        own, scripts = own_slots(node)
        if node.kind is Kind.COMMAND:
            return command_element(self, node, own, style), scripts
        if node.kind is Kind.ENVIRONMENT:
            return environment_element(self, node, own, style), scripts
        return self.hole(own[0].row if own else [], style), scripts

    def lay(self, owner: Element, row: Sequence[LayoutNode], style: Style) -> None:
        """Put the elements of a row into an element."""
        lines = lines_of(row)
        if len(lines) == 1:
            self._line(owner, lines[0], style)
            return
        table = SubElement(owner, "mtable", {"displaystyle": "true"} if style.display else {})
        for line in lines:
            cell = SubElement(
                SubElement(table, "mtr"),
                "mtd",
                {"columnalign": "left", "style": "text-align:left;text-align:-webkit-left"},
            )
            self._line(cell, line, style)

    def _line(self, owner: Element, row: Sequence[LayoutNode], style: Style) -> None:
        line = Line(self, owner, style)
        for at, node in enumerate(row):
            line.add(node, row[at + 1] if at + 1 < len(row) else None)
        line.close()


def _collapse(top: Element) -> None:
    """Take away rows around a single element."""
    pending = [top]
    while pending:
        element = pending.pop()
        for at, child in enumerate(element):
            while child.tag == "mrow" and len(child) == 1 and not child.attrib:
                child = child[0]  # noqa: PLW2901 - down to what is in it
            element[at] = child
            pending.append(child)
