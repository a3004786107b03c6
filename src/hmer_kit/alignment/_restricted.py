"""Least edits where a token may take the place of its like only: exact, in linear memory.

Substituting an unlike token costs 3, more than leaving one out and putting one in, so no best alignment holds one. Rows
of the table are those of the shorter side, each computed at once with numpy. Hirschberg's method (1975) halves the rows
until a table is small enough to be kept, with a stack of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

    from numpy.typing import NDArray

_CELLS: Final = 1 << 18
"""Most cells of a table that is kept: 1 MiB."""
_UNLIKE: Final = 3


class Coded(NamedTuple):
    """A side in numbers, ``(tokens,)`` each: what a token is, and of which kind."""

    tokens: NDArray[np.int32]
    kinds: NDArray[np.int32]

    def part(self, start: int, end: int) -> Coded:
        return Coded(self.tokens[start:end], self.kinds[start:end])

    def reversed(self) -> Coded:
        return Coded(self.tokens[::-1], self.kinds[::-1])


def coded(*sides: tuple[Sequence[str], Sequence[Hashable]]) -> list[Coded]:
    """Return sides in numbers, equal for what is equal."""
    numbers: dict[Hashable, int] = {}
    kinds: dict[Hashable, int] = {}
    return [
        Coded(
            np.array([numbers.setdefault(token, len(numbers)) for token in tokens], dtype=np.int32),
            np.array([kinds.setdefault(kind, len(kinds)) for kind in their_kinds], dtype=np.int32),
        )
        for tokens, their_kinds in sides
    ]


def pairs_kept(short: Coded, long: Coded) -> list[tuple[int, int]]:
    """Return the places, in the shorter side and in the longer one, whose tokens are paired in a best alignment.

    The same ones every time: of equal ways the one that pairs tokens, read from the end.
    """
    found: list[tuple[int, int]] = []
    stack = [(0, len(short.tokens), 0, len(long.tokens))]
    while stack:
        top, bottom, left, right = stack.pop()
        rows, columns = short.part(top, bottom), long.part(left, right)
        if bottom - top <= 1 or (bottom - top + 1) * (right - left + 1) <= _CELLS:
            found += [(top + row, left + column) for row, column in _traced(rows, columns)]
            continue
        middle = (bottom - top) // 2
        costs = _last_row(rows.part(0, middle), columns)
        costs = costs + _last_row(rows.part(middle, bottom - top).reversed(), columns.reversed())[::-1]
        split = left + int(np.argmin(costs))
        stack += [(top + middle, bottom, split, right), (top, top + middle, left, split)]
    return found


def _rows(short: Coded, long: Coded) -> Iterator[NDArray[np.int32]]:
    """Yield the rows of the table of costs, the one before the first token included."""
    steps = np.arange(len(long.tokens) + 1, dtype=np.int32)
    row = steps
    yield row
    for token, kind in zip(short.tokens, short.kinds, strict=True):
        cost = np.where(long.tokens == token, 0, np.where(long.kinds == kind, 1, _UNLIKE)).astype(np.int32)
        best = row + 1
        np.minimum(best[1:], row[:-1] + cost, out=best[1:])
        # A token of the longer side put in costs 1 from the left: least of all columns before, less the way to them.
        row = np.minimum.accumulate(best - steps) + steps
        yield row


def _last_row(short: Coded, long: Coded) -> NDArray[np.int32]:
    row = np.empty(0, dtype=np.int32)
    for each in _rows(short, long):
        row = each
    return row


def _traced(short: Coded, long: Coded) -> list[tuple[int, int]]:
    """Return the paired places of a table that is kept whole."""
    table = [row.tolist() for row in _rows(short, long)]
    tokens, kinds = (list(zip(one.tolist(), other.tolist(), strict=True)) for one, other in (short, long))
    at, beside = len(tokens), len(kinds)
    found: list[tuple[int, int]] = []
    while at and beside:
        (token, kind), (other, other_kind) = tokens[at - 1], kinds[beside - 1]
        cost = 0 if token == other else 1 if kind == other_kind else _UNLIKE
        here = table[at][beside]
        if here == table[at - 1][beside - 1] + cost:
            at, beside = at - 1, beside - 1
            found.append((at, beside))
        elif here == table[at - 1][beside] + 1:
            at -= 1
        else:
            beside -= 1
    return found[::-1]
