"""Which rows of a node are its own, arguments and cells, and which are scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from hmer_kit.latex.commands import COMMANDS, INFIX_COMMANDS
from hmer_kit.latex.kinds import Kind, Relation

if TYPE_CHECKING:
    from collections.abc import Sequence
    from xml.etree.ElementTree import Element

    from hmer_kit.latex.commands import Argument
    from hmer_kit.latex.mathml._style import Style
    from hmer_kit.latex.tree import LayoutNode, Slot

__all__ = ["Holes", "argument_rows", "own_slots"]


class Holes(Protocol):
    """What makes elements for rows."""

    def hole(self, row: Sequence[LayoutNode], style: Style, /, *, tag: str = "mrow", **attributes: str) -> Element:
        """Return an element that a row will stand in."""


def own_slots(node: LayoutNode) -> tuple[list[Slot], list[Slot]]:
    """Return arguments, cells or contents of a node, and all other slots."""
    slots = node.slots
    if node.kind is Kind.ENVIRONMENT:
        past = _cells(slots)
    elif node.kind is Kind.COMMAND:
        past = _arguments(slots, _known(node))
    else:
        past = int(not node.symbol and bool(slots) and slots[0].relation is Relation.INSIDE)
    return slots[:past], slots[past:]


def argument_rows(node: LayoutNode, own: Sequence[Slot]) -> list[list[LayoutNode]]:
    """Return a row for each argument that a command takes, empty where it has none; cells are one row each."""
    left = list(own)
    rows: list[list[LayoutNode]] = []
    for argument in _known(node):
        fits = bool(left) and left[0].relation is argument.relation
        rows.append(left.pop(0).row if fits else [])
    return rows


def _known(node: LayoutNode) -> Sequence[Argument]:
    known = INFIX_COMMANDS.get(node.symbol) or COMMANDS.get(node.symbol)
    return known.arguments if known else ()


def _cells(slots: Sequence[Slot]) -> int:
    return next((at for at, slot in enumerate(slots) if slot.relation is not Relation.CELL), len(slots))


def _arguments(slots: Sequence[Slot], wanted: Sequence[Argument]) -> int:
    past = 0
    for argument in wanted:
        if argument.relation is Relation.CELL:
            return past + _cells(slots[past:])
        if past < len(slots) and slots[past].relation is argument.relation:
            past += 1
    return past
