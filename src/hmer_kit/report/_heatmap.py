"""The confusion heat map: which symbols of the table stand in it, and how dark each cell is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hmer_kit.alignment import EditOp

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hmer_kit.error_mining import ConfusionPair, ConfusionTable

MAX_SYMBOLS = 14
MAX_LISTED = 9
MAX_EXAMPLES = 3
LEVELS = 7


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the heat map."""

    count: int
    """How often; 0 leaves it blank."""
    level: int
    """How dark, 0 to 7."""
    words: str
    """What it says: ``X read as x: 5 times``."""
    is_diagonal: bool
    """Whether row and column are the same symbol."""


@dataclass(frozen=True, slots=True)
class ListedPair:
    """One line of the list of common confusions."""

    reference: str
    """Symbol that was written; empty where the prediction has one too many."""
    prediction: str
    """Symbol that was read; empty where it was left out."""
    count: int
    """How often."""
    share: float
    """Count in per cent of the commonest one, for the bar."""
    words: str
    """The same as a sentence."""
    examples: list[str]
    """Ids of samples that hold it."""
    more: int
    """How many further samples hold it."""


@dataclass(frozen=True, slots=True)
class PairList:
    """Common confusions of a kind."""

    title: str
    """What kind."""
    pairs: list[ListedPair]
    """Commonest first."""


@dataclass(frozen=True, slots=True)
class HeatMap:
    """The heat map and the lists beside it."""

    symbols: list[str]
    """Rows and columns, confused ones side by side; empty for nothing, which is last."""
    rows: list[list[Cell]]
    """Cells, a row for each written symbol."""
    lists: list[PairList]
    """Commonest confusions, substitutions apart from the rest."""
    total: int
    """Confusions in the whole table."""
    shown: int
    """Those of them that stand in the heat map."""


def heat_map(table: ConfusionTable) -> HeatMap | None:
    """Lay out a confusion table; None if it is empty.

    Examples:
        >>> from hmer_kit.error_mining import ConfusionTable
        >>> heat = heat_map(ConfusionTable.from_pairs(["x", "x + 1"], ["X", "X + 1"]))
        >>> heat.symbols, heat.rows[0][1].words
        (['X', 'x'], 'X read as x: 2 times')
    """
    if not table.counts:
        return None
    symbols = top_symbols({(pair.reference, pair.prediction): count for pair, count in table.counts.items()})
    matrix = table.matrix(symbols)
    largest = max(map(max, matrix))
    rows = [
        [_cell(row, column, count, largest) for column, count in zip(symbols, counts, strict=True)]
        for row, counts in zip(symbols, matrix, strict=True)
    ]
    return HeatMap(symbols, rows, _lists(table), total=table.edits, shown=sum(map(sum, matrix)))


def top_symbols(counts: Mapping[tuple[str, str], int]) -> list[str]:
    """Return the symbols of the commonest pairs, at most 14, confused ones side by side, "nothing" last.

    Symbols read as another come first: those only left out or put in are mostly braces and script signs.

    Examples:
        >>> top_symbols({("}", ""): 9, ("X", "x"): 5, ("c", "C"): 4, ("x", "X"): 3, ("", "."): 1, ("x", "n"): 2})
        ['X', 'x', 'n', 'c', 'C', '}', '.', '']
    """
    chosen: list[str] = []
    for pair in sorted(counts, key=lambda pair: ("" in pair, -counts[pair], pair)):
        new = [symbol for symbol in dict.fromkeys(pair) if symbol and symbol not in chosen]
        if len(chosen) + len(new) >= MAX_SYMBOLS:
            continue
        partner = next((symbol for symbol in pair if symbol in chosen), None)
        at = _end_of_cluster(chosen, partner, counts) if partner is not None else len(chosen)
        chosen[at:at] = new
    with_nothing = any((symbol, "") in counts or ("", symbol) in counts for symbol in chosen)
    return chosen + [""] * with_nothing


def describe(reference: str, prediction: str, count: int) -> str:
    r"""Say a confusion in words.

    Examples:
        >>> describe("X", "x", 1), describe(")", "", 2), describe("", ".", 3)
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


def _cell(row: str, column: str, count: int, largest: int) -> Cell:
    # The square root keeps single confusions visible beside the commonest one.
    level = math.ceil(LEVELS * math.sqrt(count / largest)) if count else 0
    return Cell(count, level, describe(row, column, count) if count else "", row == column)


def _lists(table: ConfusionTable) -> list[PairList]:
    kinds = {
        "Read as another symbol": (EditOp.SUBSTITUTE,),
        "Left out or put in": (EditOp.DELETE, EditOp.INSERT),
    }
    common = {title: table.most_common(MAX_LISTED, ops=ops) for title, ops in kinds.items()}
    largest = max(count for pairs in common.values() for _, count in pairs)
    return [
        PairList(title, [_line(table, pair, count, largest) for pair, count in pairs])
        for title, pairs in common.items()
        if pairs
    ]


def _line(table: ConfusionTable, pair: ConfusionPair, count: int, largest: int) -> ListedPair:
    examples = list(table.examples.get(pair, ())[:MAX_EXAMPLES])
    return ListedPair(
        pair.reference,
        pair.prediction,
        count,
        share=100 * count / largest,
        words=describe(pair.reference, pair.prediction, count),
        examples=examples,
        more=max(table.samples.get(pair, 0) - len(examples), 0),
    )
