"""Symbols counted wrong: too many to the right, too few to the left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hmer_kit.report._building.sets import COUNTED_WRONG, MAX_SYMBOLS, extra_set, missing_set
from hmer_kit.report._sections.cells import Cell, cell_of, label_of

if TYPE_CHECKING:
    from hmer_kit.report.content import ReportData


@dataclass(frozen=True, slots=True)
class SymbolRow:
    """One symbol."""

    symbol: str
    """The symbol."""
    extra: int
    """Too many."""
    missing: int
    """Too few."""
    extra_set: str
    """Set of the samples with too many."""
    missing_set: str
    """Set of the samples with too few."""
    right: float
    """Length of the bar to the right, per cent of the longest."""
    left: float
    """Length of the bar to the left."""


@dataclass(frozen=True, slots=True)
class CountView:
    """The section."""

    figures: list[tuple[str, Cell]]
    """Rates of all samples: what each is, and its number."""
    rows: list[SymbolRow]
    """The symbols counted wrong most often."""
    more: int
    """How many further symbols are counted wrong."""
    wrong: int
    """Samples with some symbol counted wrong."""
    compared: int
    """Samples whose symbols were counted."""
    set: str
    """Name of the set of the samples counted wrong."""


def count_view(data: ReportData) -> CountView | None:
    """Return what the page shows of symbol counts; None where all are right.

    Examples:
        >>> from hmer_kit.data import Record
        >>> from hmer_kit.report import build_report
        >>> view = count_view(build_report([Record("a", "x + 1", prediction="x 1 1")], title="Run"))
        >>> [(row.symbol, row.extra, row.missing) for row in view.rows], view.figures[0][1].text
        ([('+', 0, 1), ('1', 1, 0)], '2.00')
    """
    found = data.count_errors
    if found is None or not found.symbols:
        return None
    listed = found.symbols[:MAX_SYMBOLS]
    longest = max(max(one.extra, one.missing) for one in listed)
    rows = [
        SymbolRow(
            one.symbol,
            one.extra,
            one.missing,
            extra_set(one.symbol),
            missing_set(one.symbol),
            right=100 * one.extra / longest,
            left=100 * one.missing / longest,
        )
        for one in listed
    ]
    figures = [(label_of(rate.measure), cell_of(rate)) for rate in found.rates]
    return CountView(
        figures,
        rows,
        more=len(found.symbols) - len(listed),
        wrong=len(found.wrong_ids),
        compared=found.compared,
        set=COUNTED_WRONG,
    )
