"""Places for the nodes of a tree: linear, and nothing overlaps.

A row stands on one level, its nodes from left to right; what a node owns stands one level below it, row beside row.
Each node has a stretch of its own that holds its box and all it owns, and stands in the middle of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from hmer_kit.latex.drawing._boxes import Box, box_of, width_of
from hmer_kit.latex.drawing._names import relation_of
from hmer_kit.latex.kinds import Relation

if TYPE_CHECKING:
    from hmer_kit.latex.tree import LayoutNode, Slot

__all__ = ["PAD", "Place", "Tray", "label_width", "tidy"]

PAD: Final = 8
"""From a box to the edge of the tray around its row."""
_GAP = 10
_ROW_GAP = 16
_EMPTY_WIDTH = 34
_SIGN_WIDTHS: Final = {
    name: width_of(name, 11) + 14 for name in ("", "row", *(relation.value for relation in Relation))
}


class Place(NamedTuple):
    """A node and where it stands."""

    box: Box
    x: int
    """Middle of its box."""
    level: int


class Tray(NamedTuple):
    """A row and where it stands."""

    relation: str
    """What the row is to its owner; empty for the row at the top."""
    left: int
    right: int
    level: int
    nodes: range
    """Which of the places stand in it."""
    owner: int
    """Which place owns it; -1 for the row at the top."""


def label_width(relation: str) -> int:
    """Return how wide the sign with the relation is."""
    return _SIGN_WIDTHS[relation]


def tidy(slot: Slot) -> tuple[list[Place], list[Tray], int]:
    """Return the places of all nodes of a row and below it, those of their rows, and the width of it all."""
    sizes = _Sizes(slot)
    places: list[Place] = []
    trays: list[Tray] = []
    pending: list[tuple[Slot, int, int, int]] = [(slot, 0, 0, -1)]
    while pending:
        row, left, level, owner = pending.pop()
        first = len(places)
        relation = relation_of(row) if owner >= 0 else ""
        middle = left + sizes.rows[id(row)] // 2
        at = middle - sizes.content(row) // 2
        for node in row.row:
            width = sizes.nodes[id(node)]
            place = Place(sizes.boxes[id(node)], at + width // 2, level)
            pending += _below(node, sizes, place, owner=len(places))
            places.append(place)
            at += width + _GAP
        half = max(_EMPTY_WIDTH, label_width(relation)) // 2
        edges = _edges(places[first:]) if row.row else (middle - half, middle + half)
        trays.append(Tray(relation, *edges, level, range(first, len(places)), owner))
    return places, trays, sizes.rows[id(slot)]


class _Sizes:
    """How wide boxes, stretches of nodes and stretches of rows are, by ``id``.

    Args:
        top: The row with all of them.
    """

    __slots__ = ("boxes", "nodes", "rows")

    def __init__(self, top: Slot) -> None:
        self.boxes: dict[int, Box] = {}
        self.nodes: dict[int, int] = {}
        self.rows: dict[int, int] = {}
        every = [each for node in top.row for each in node.walk()]
        for node in reversed(every):
            box = self.boxes[id(node)] = box_of(node)
            for slot in node.slots:
                self._measure(slot)
            self.nodes[id(node)] = max(box.width + 2 * PAD, self.below(node))
        self._measure(top)

    def _measure(self, slot: Slot) -> None:
        least = max(_EMPTY_WIDTH, label_width(relation_of(slot))) + 2
        width = max(self.content(slot), least)
        self.rows[id(slot)] = width + width % 2

    def content(self, slot: Slot) -> int:
        """Return the width of the nodes of a row with all they own."""
        row = slot.row
        if len(row) == 1:
            return self.nodes[id(row[0])]
        return sum(self.nodes[id(node)] for node in row) + _GAP * max(0, len(row) - 1)

    def below(self, node: LayoutNode) -> int:
        """Return the width of the rows of a node."""
        slots = node.slots
        if len(slots) == 1:
            return self.rows[id(slots[0])]
        return sum(self.rows[id(slot)] for slot in slots) + _ROW_GAP * max(0, len(slots) - 1)


def _below(node: LayoutNode, sizes: _Sizes, place: Place, *, owner: int) -> list[tuple[Slot, int, int, int]]:
    left = place.x - sizes.below(node) // 2
    rows = []
    for slot in node.slots:
        rows.append((slot, left, place.level + 1, owner))
        left += sizes.rows[id(slot)] + _ROW_GAP
    return rows


def _edges(places: list[Place]) -> tuple[int, int]:
    first, last = places[0], places[-1]
    return first.x - first.box.width // 2 - PAD, last.x + last.box.width // 2 + PAD
