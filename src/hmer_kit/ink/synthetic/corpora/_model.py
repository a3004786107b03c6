"""The counts of a corpus as tables to draw from."""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from hmer_kit.ink.synthetic.corpora import _counts
from hmer_kit.ink.synthetic.corpora._words import Entry, Frame, is_closed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from hmer_kit.ink.synthetic.corpora._counts import Counts, Key

__all__: list[str] = []

_EVEN = 1e-4
"""Least and most that a probability is taken to be, where logarithms are added."""
_WEIGHT = 4.0
"""How many rows a position must have seen to speak as loud as its place."""

Table = tuple[tuple[int, ...], tuple[int, ...]]
"""Numbers, and their counts added up."""


@dataclass(frozen=True, slots=True)
class Model:
    """What a corpus looks like."""

    entries: tuple[Entry, ...]
    """Nodes, called by their numbers in the tables."""
    frames: tuple[Frame, ...]
    """Rows that a node has, likewise."""
    places: Mapping[str, int]
    """Number of each place that a row may stand in."""
    tables: Mapping[Key, Table]
    """What came next, and how often, by what was before it."""
    ends: Mapping[Key, tuple[int, int]]
    """How often a row went on, and how often it ended."""
    plain: Table
    """Symbols that may stand anywhere."""
    lengths: Table
    """Expressions by their number of symbols."""

    @classmethod
    def of(cls, counts: Counts) -> Model:
        """Make tables of counts; histories seen once say no more than those that look at less, and are left out."""
        tables = {key: table for key, table in counts.tables.items() if key[0] < _counts.END_THREE}
        kept = {key: table for key, table in tables.items() if key[0] != _counts.NEXT_THREE or table.total() > 1}
        ends = {key: (table[0], table[1]) for key, table in counts.tables.items() if key[0] >= _counts.END_THREE}
        long_ends = {key: both for key, both in ends.items() if key[0] != _counts.END_THREE or sum(both) > 1}
        items = {key: sorted(table.items()) for key, table in kept.items()}
        return cls.build(
            list(counts.entries),
            list(counts.frames),
            counts.places,
            items=items,
            ends=long_ends,
            lengths=sorted(counts.lengths.items()),
        )

    @classmethod
    def build(
        cls,
        entries: Sequence[Entry],
        frames: Sequence[Frame],
        places: Mapping[str, int],
        *,
        items: Mapping[Key, Sequence[tuple[int, int]]],
        ends: Mapping[Key, tuple[int, int]],
        lengths: Sequence[tuple[int, int]],
    ) -> Model:
        """Make a model of numbers and counts."""
        usable = [pair for pair in items.get((_counts.NEXT_ANY,), ()) if entries[pair[0]].is_plain]
        tables = {key: _table(pairs) for key, pairs in items.items()}
        return cls(tuple(entries), tuple(frames), dict(places), tables, dict(ends), _table(usable), _table(lengths))

    def next(self, place: int, name: str, before: int, last: int, draws: Sequence[float]) -> int:
        """Draw the next node of a row; each level gives way to the next by its share of nodes seen (Witten, Bell)."""
        keys = _counts.next_keys(place, before, last)
        return self._draw((*keys[:2], keys[3]) if is_closed(name) else keys, draws)

    def frame(self, number: int, place: int, depth: int, draws: Sequence[float]) -> int:
        """Draw the rows that a node owns."""
        return self._draw(_counts.frame_keys(self.entries[number], number, place, depth), draws)

    def closer(self, number: int, draw: float) -> int | None:
        """Draw what closes a bracket; None where the corpus never closed it."""
        table = self.tables.get((_counts.CLOSER, number))
        return None if table is None else pick(table, draw)

    def length(self, most: int, draw: float) -> int:
        """Draw the length of an expression among those of the corpus that are at most ``most``."""
        numbers, sums = self.lengths
        within = bisect_right(numbers, most)
        return pick((numbers[:within], sums[:within]), draw) if within else most

    def _draw(self, keys: Iterable[Key], draws: Sequence[float]) -> int:
        found = [table for key in keys if (table := self.tables.get(key)) is not None]
        for table, draw in zip(found[:-1], draws, strict=False):
            total, kinds = table[1][-1], len(table[0])
            if draw * (total + kinds) < total:
                return pick(table, draws[-1])
        return pick(found[-1], draws[-1])

    def end(self, place: int, depth: int, position: int, before: int, last: int) -> float:
        """Return the probability that a row ends: by what stands before, corrected by how long it is."""
        three, two, one, at, whole = _counts.end_keys(place, depth, position, before, last)
        by_history = self._share(three, self._share(two, self._share(one, 0.0, 0.5), 1.0), 1.0)
        if by_history in {0.0, 1.0}:
            return by_history
        overall = self._share(whole, 0.5, 0.0)
        by_position = self._share(at, overall, _WEIGHT)
        return _logistic(_logit(by_history) + _logit(by_position) - _logit(overall))

    def _share(self, key: Key, otherwise: float, weight: float) -> float:
        on, end = self.ends.get(key, (0, 0))
        total = on + end + weight
        return otherwise if not total else (end + weight * otherwise) / total


def pick(table: Table, draw: float) -> int:
    """Return the number that a draw from [0, 1) falls on."""
    numbers, sums = table
    return numbers[min(bisect_right(sums, draw * sums[-1]), len(numbers) - 1)]


def _table(pairs: Sequence[tuple[int, int]]) -> Table:
    return tuple(number for number, _ in pairs), tuple(accumulate(count for _, count in pairs))


def _logit(share: float) -> float:
    share = min(1 - _EVEN, max(_EVEN, share))
    return math.log(share / (1 - share))


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-value))
