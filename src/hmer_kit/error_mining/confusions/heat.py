"""The confusion heat map: which symbols of the table stand in it, and how dark each cell is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from hmer_kit.error_mining._checks import require_count

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hmer_kit.error_mining.confusions.table import ConfusionTable

__all__ = ["HEAT_LEVELS", "HeatCell", "HeatMap", "describe_confusion", "heat_map", "top_symbols"]

HEAT_LEVELS: Final = 7
"""Shades of a cell."""


@dataclass(frozen=True, slots=True)
class HeatCell:
    """One cell of the heat map.

    Examples:
        >>> HeatCell(5, 7, "X read as x: 5 times", is_diagonal=False).count
        5
    """

    count: int
    """How often; 0 leaves it blank."""
    level: int
    """How dark, 0 to 7."""
    words: str
    """What it says: ``X read as x: 5 times``."""
    is_diagonal: bool
    """Whether row and column are the same symbol."""


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Confusions of the symbols most often read as another.

    Examples:
        >>> from hmer_kit.error_mining import ConfusionTable
        >>> heat = heat_map(ConfusionTable.from_pairs(["x", "x + 1"], ["X", "X + 1"]))
        >>> heat.symbols, heat.rows[0][1].words
        (['X', 'x'], 'X read as x: 2 times')
    """

    symbols: list[str]
    """Rows and columns, confused ones side by side; empty for nothing, which is last."""
    rows: list[list[HeatCell]]
    """Cells, a row for each written symbol."""
    total: int
    """Confusions in the whole table."""
    shown: int
    """Those of them that stand in the heat map."""

    def _repr_html_(self) -> str:
        from hmer_kit.error_mining._notebook import heat_map_html

        return heat_map_html(self)


def heat_map(table: ConfusionTable, *, max_symbols: int = 14) -> HeatMap:
    """Lay out a confusion table.

    Args:
        table: Confusions.
        max_symbols: Most symbols to show, nothing included.

    Returns:
        The map; one without symbols for an empty table.

    Raises:
        InputError: ``max_symbols`` is no integer of 0 or more.

    Examples:
        >>> from hmer_kit.error_mining import ConfusionTable
        >>> heat_map(ConfusionTable()).symbols
        []
    """
    require_count(max_symbols, "max_symbols")
    counts = {(pair.reference, pair.prediction): count for pair, count in table.counts.items()}
    symbols = top_symbols(counts, max_symbols=max_symbols)
    matrix = table.matrix(symbols)
    largest = max(map(max, matrix), default=0)
    rows = [
        [_cell(row, column, count, largest) for column, count in zip(symbols, numbers, strict=True)]
        for row, numbers in zip(symbols, matrix, strict=True)
    ]
    return HeatMap(symbols, rows, total=table.edits, shown=sum(map(sum, matrix)))


def top_symbols(counts: Mapping[tuple[str, str], int], *, max_symbols: int = 14) -> list[str]:
    """Return the symbols of the commonest pairs, confused ones side by side, "nothing" last.

    Symbols read as another come first: those only left out or put in are mostly braces and script signs.

    Args:
        counts: Counts by ``(reference, prediction)``, empty for nothing.
        max_symbols: Most symbols to return.

    Examples:
        >>> top_symbols({("}", ""): 9, ("X", "x"): 5, ("c", "C"): 4, ("x", "X"): 3, ("", "."): 1, ("x", "n"): 2})
        ['X', 'x', 'n', 'c', 'C', '}', '.', '']
    """
    chosen: list[str] = []
    for pair in sorted(counts, key=lambda pair: ("" in pair, -counts[pair], pair)):
        new = [symbol for symbol in dict.fromkeys(pair) if symbol and symbol not in chosen]
        if len(chosen) + len(new) >= max_symbols:
            continue
        partner = next((symbol for symbol in pair if symbol in chosen), None)
        at = _end_of_cluster(chosen, partner, counts) if partner is not None else len(chosen)
        chosen[at:at] = new
    with_nothing = any((symbol, "") in counts or ("", symbol) in counts for symbol in chosen)
    return chosen + [""] * with_nothing


def describe_confusion(reference: str, prediction: str, count: int) -> str:
    r"""Say a confusion in words.

    Examples:
        >>> describe_confusion("X", "x", 1), describe_confusion(")", "", 2), describe_confusion("", ".", 3)
        ('X read as x: once', ') left out: 2 times', '. put in: 3 times')
    """
    times = "once" if count == 1 else f"{count} times"
    if not prediction:
        return f"{reference} left out: {times}"
    if not reference:
        return f"{prediction} put in: {times}"
    return f"{reference} read as {prediction}: {times}"


def _end_of_cluster(chosen: list[str], partner: str, counts: Mapping[tuple[str, str], int]) -> int:
    """Return the place after the partner and the symbols right of it that are confused with it too."""
    at = chosen.index(partner) + 1
    while at < len(chosen) and ((partner, chosen[at]) in counts or (chosen[at], partner) in counts):
        at += 1
    return at


def _cell(row: str, column: str, count: int, largest: int) -> HeatCell:
    # The square root keeps single confusions visible beside the commonest one.
    level = math.ceil(HEAT_LEVELS * math.sqrt(count / largest)) if count else 0
    return HeatCell(count, level, describe_confusion(row, column, count) if count else "", row == column)
