"""Matrices, arrays, cases, aligned lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple
from xml.etree.ElementTree import Element, SubElement

from hmer_kit.latex.commands import ENVIRONMENTS
from hmer_kit.latex.kinds import Kind
from hmer_kit.latex.mathml._leaves import fenced
from hmer_kit.latex.mathml._lengths import raw_arguments

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hmer_kit.latex.mathml._slots import Holes
    from hmer_kit.latex.mathml._style import Style
    from hmer_kit.latex.tree import LayoutNode, Slot

__all__ = ["environment_element", "stacked"]

_SIDES: Final = {"l": "left", "c": "center", "r": "right"}
_BY_TURNS: Final = frozenset(
    f"{name}{star}" for name in ("align", "aligned", "alignat", "alignedat", "split", "flalign") for star in ("", "*")
)
"""Environments whose columns are set right and left by turns, without space where they meet."""
_LEFT: Final = frozenset({"cases", "dcases", "rcases", "drcases"})
_DISPLAYED: Final = _BY_TURNS | {"dcases", "drcases", "gather", "gather*", "gathered", "eqnarray", "eqnarray*"}
_LINES: Final = {"\\hline": "solid", "\\hdashline": "dashed", "\\cline": "solid", "\\hhline": "solid"}
_RULE: Final = "0.06em"
_ALIGNED: Final = "text-align:{0};text-align:-webkit-{0}"
"""The second is what makes boxes of Chromium follow."""
_LONGEST_SPECIFICATION: Final = 400
_LARGEST_SPAN: Final = 100


class _Columns(NamedTuple):
    """How the columns of a table are set."""

    sides: str
    """A letter for each column, ``l``, ``c`` or ``r``; past its end it starts again, or goes on as at its end."""
    rules: dict[int, str]
    """The lines left of columns, by number."""
    repeats: bool = False
    are_joined: bool = False
    """Whether pairs of columns meet without space."""

    def side(self, at: int) -> str:
        if at < len(self.sides):
            return self.sides[at]
        return self.sides[at % len(self.sides) if self.repeats else -1]


def environment_element(holes: Holes, node: LayoutNode, own: Sequence[Slot], style: Style) -> Element:
    """Return the element of an environment.

    Args:
        holes: What makes elements for rows.
        node: The environment.
        own: Its cells.
        style: How the row around it is drawn.
    """
    table = _table(holes, own, _columns_of(node), style)
    name = node.symbol
    if name in _DISPLAYED:
        table.set("displaystyle", "true")
    if name.startswith(("smallmatrix", "subarray")):
        table.set("scriptlevel", "1")
    known = ENVIRONMENTS.get(name)
    left, right = known.fences if known else ("", "")
    return fenced(left, table, right) if left or right else table


def stacked(holes: Holes, own: Sequence[Slot], style: Style) -> Element:
    r"""Return the element of ``\substack``: lines one below the other, close together."""
    table = _table(holes, own, _Columns("c", {}), style)
    for cell in table.iter("mtd"):
        cell.set("style", "padding:0")
    return table


def _table(holes: Holes, own: Sequence[Slot], columns: _Columns, style: Style) -> Element:
    table = Element("mtable")
    line = ""
    for cells in _rows_of(own):
        line = _line_of(cells[0])
        if len(cells) == 1 and len(table) and _is_clear(cells[0]) and cells[-1] is own[-1]:
            _close_with(table[-1], line)
            break
        row = SubElement(table, "mtr")
        for at, cell in enumerate(cells):
            row.append(_cell(holes, cell, style, looks=_looks(columns, at, line), side=columns.side(at)))
        if at + 1 in columns.rules and at + 1 == len(columns.sides):
            _add_style(row[-1], f"border-right:{_RULE} {columns.rules[at + 1]}")
    return table


def _rows_of(own: Sequence[Slot]) -> Iterator[list[Slot]]:
    cells: list[Slot] = []
    for slot in own:
        if slot.starts_row and cells:
            yield cells
            cells = []
        cells.append(slot)
    if cells:
        yield cells


def _cell(holes: Holes, slot: Slot, style: Style, *, looks: list[str], side: str) -> Element:
    row = [node for node in slot.row if node.symbol not in _LINES]
    attributes = {"columnalign": _SIDES[side]} if side != "c" else {}
    if len(row) == 1 and row[0].symbol == "\\multicolumn":
        span, where, *_ = [*raw_arguments(row[0].head), "", ""]
        if span.isdecimal() and len(span) < 4 and 1 < int(span) <= _LARGEST_SPAN:
            attributes["columnspan"] = span
        side = next((letter for letter in where if letter in _SIDES), "c")
    looks = [*looks, *([_ALIGNED.format(_SIDES[side])] if side != "c" else [])]
    if looks:
        attributes["style"] = ";".join(looks)
    return holes.hole(row, style, tag="mtd", **attributes)


def _looks(columns: _Columns, at: int, line: str) -> list[str]:
    looks = [f"border-top:{_RULE} {line}"] if line else []
    if at in columns.rules:
        looks.append(f"border-left:{_RULE} {columns.rules[at]}")
    if columns.are_joined:
        looks.append("padding-right:0" if columns.side(at) == "r" else "padding-left:0")
    return looks


def _line_of(slot: Slot) -> str:
    """Return the style of the line above a row, empty for none: what its first cell begins with."""
    return next((_LINES[node.symbol] for node in slot.row if node.symbol in _LINES), "")


def _is_clear(slot: Slot) -> bool:
    return all(node.kind is Kind.SPACE or node.symbol in _LINES for node in slot.row)


def _close_with(row: Element, line: str) -> None:
    """Draw the line under the last row."""
    if line:
        for cell in row:
            _add_style(cell, f"border-bottom:{_RULE} {line}")


def _add_style(cell: Element, look: str) -> None:
    cell.set("style", ";".join(filter(None, (cell.get("style"), look))))


# Columns


def _columns_of(node: LayoutNode) -> _Columns:
    name = node.symbol
    if name in _BY_TURNS:
        return _Columns("rl", {}, repeats=True, are_joined=True)
    if name in _LEFT:
        return _Columns("l", {})
    if name.startswith("eqnarray"):
        return _Columns("rcl", {})
    known = ENVIRONMENTS.get(name)
    if known is None or not (known.raw or known.option) or name.startswith("align"):
        return _Columns("c", {})
    arguments = raw_arguments(node.head[1:])
    return _specified(arguments[-1] if arguments else "")


def _specified(text: str) -> _Columns:
    r"""Return what a specification says, ``r|c@{ = }l``; texts between columns are left out."""
    sides: list[str] = []
    rules: dict[int, str] = {}
    depth = 0
    for sign in text[:_LONGEST_SPECIFICATION]:
        depth += (sign == "{") - (sign == "}")
        if depth:
            continue
        if sign in _SIDES:
            sides.append(sign)
        elif sign in "|:":
            rules[len(sides)] = "solid" if sign == "|" else "dashed"
        elif sign in "pmbX":
            sides.append("l")
    return _Columns("".join(sides) or "c", rules)
