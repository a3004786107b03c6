"""Counting: which node follows which, where rows end, which rows nodes own."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final

from hmer_kit.ink.synthetic.corpora._words import (
    DEEPEST,
    LAST_POSITION,
    START,
    Entry,
    Frame,
    entry_of,
    frame_of,
    place_of,
    slot_rows,
)

if TYPE_CHECKING:
    from hmer_kit.latex.tree import LayoutNode

__all__: list[str] = []

Key = tuple[int, ...]
"""A level and the history that it looks at."""

# Levels of the next node, from the most to the least that is known of what stands before.
NEXT_THREE: Final = 0
NEXT_TWO: Final = 1
NEXT_ONE: Final = 2
NEXT_PLACE: Final = 3
NEXT_ANY: Final = 4
# Levels of the rows that a node owns.
ROWS_PLACE: Final = 10
ROWS_DEPTH: Final = 11
ROWS_ANY: Final = 12
ROWS_GROUP: Final = 13
# What closes a bracket.
CLOSER: Final = 20
# Levels of the end of a row; each has two counts, for going on and for the end.
END_THREE: Final = 30
END_TWO: Final = 31
END_ONE: Final = 32
END_POSITION: Final = 33
END_PLACE: Final = 34

GROUPS: Final = ("letter", "digit", "close")


class Counts:
    """Counts of one corpus, with numbers in place of nodes, frames and places."""

    def __init__(self) -> None:
        self.entries: dict[Entry, int] = {}
        self.frames: dict[Frame, int] = {}
        self.places: dict[str, int] = {}
        self.tables: dict[Key, Counter[int]] = defaultdict(Counter)
        self.lengths: Counter[int] = Counter()

    def add(self, root: LayoutNode, symbols: int) -> None:
        """Count one tree, at any depth, that has so many symbols."""
        self.lengths[symbols] += 1
        stack = [(root, 0)]
        while stack:
            node, depth = stack.pop()
            entry = entry_of(node)
            for frame, slot in slot_rows(node):
                place = self.places.setdefault(place_of(entry, frame), len(self.places))
                self._add_row(slot.row, place, min(depth, DEEPEST))
                stack.extend((child, depth + 1) for child in slot.row if child.slots)

    def _add_row(self, row: list[LayoutNode], place: int, depth: int) -> None:
        before, last = START, START
        brackets: list[tuple[int, str]] = []
        for position, node in enumerate(row):
            entry = entry_of(node)
            number = self.entries.setdefault(entry, len(self.entries))
            for key in next_keys(place, before, last):
                self.tables[key][number] += 1
            self._add_end(place, depth, position, before, last, is_end=False)
            self._add_frame(entry, number, self._frame(node), place, depth)
            self._match(entry, number, brackets)
            before, last = last, number
        self._add_end(place, depth, len(row), before, last, is_end=True)

    def _frame(self, node: LayoutNode) -> int:
        return self.frames.setdefault(frame_of(node), len(self.frames))

    def _add_end(self, place: int, depth: int, position: int, before: int, last: int, *, is_end: bool) -> None:
        for key in end_keys(place, depth, position, before, last):
            self.tables[key][int(is_end)] += 1

    def _add_frame(self, entry: Entry, number: int, frame: int, place: int, depth: int) -> None:
        for key in frame_keys(entry, number, place, depth):
            self.tables[key][frame] += 1

    def _match(self, entry: Entry, number: int, brackets: list[tuple[int, str]]) -> None:
        side, _, sort = entry.bracket.partition(" ")
        if side == "open":
            brackets.append((number, sort))
        elif side == "close" and brackets and brackets[-1][1] == sort:
            self.tables[CLOSER, brackets.pop()[0]][number] += 1


def next_keys(place: int, before: int, last: int) -> tuple[Key, ...]:
    """Return the histories of the next node."""
    return (
        (NEXT_THREE, place, before, last),
        (NEXT_TWO, place, last),
        (NEXT_ONE, last),
        (NEXT_PLACE, place),
        (NEXT_ANY,),
    )


def frame_keys(entry: Entry, number: int, place: int, depth: int) -> tuple[Key, ...]:
    """Return the histories of the rows that a node owns."""
    keys: tuple[Key, ...] = ((ROWS_PLACE, number, place), (ROWS_DEPTH, number, depth), (ROWS_ANY, number))
    return (*keys, (ROWS_GROUP, GROUPS.index(entry.group), depth)) if entry.group else keys


def end_keys(place: int, depth: int, position: int, before: int, last: int) -> tuple[Key, ...]:
    """Return the histories of the end of a row."""
    return (
        (END_THREE, place, before, last),
        (END_TWO, place, last),
        (END_ONE, last),
        (END_POSITION, place, depth, min(position, LAST_POSITION)),
        (END_PLACE, place),
    )
