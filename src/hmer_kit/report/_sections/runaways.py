"""Predictions that ran away: which, how far, what they repeat, and what that does to the numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hmer_kit.report._building.sets import RUNAWAYS
from hmer_kit.report._sections.cells import label_of, shown

if TYPE_CHECKING:
    from hmer_kit.report.content import ReportData
    from hmer_kit.report.parts import RunawaySample

_LISTED = 10
_TOKENS = 12


@dataclass(frozen=True, slots=True)
class RunawayRow:
    """One prediction."""

    id: str
    """Name of the sample."""
    read: int
    """Tokens read."""
    expected: int
    """Tokens expected."""
    period: str
    """What repeats, cut to some tokens; empty where nothing does."""
    times: str
    """How often."""


@dataclass(frozen=True, slots=True)
class RunawayView:
    """The section."""

    rows: list[RunawayRow]
    """The longest ones."""
    total: int
    """How many there are."""
    moved: list[tuple[str, str, str]]
    """A number's name, its value with all samples, and without the runaways."""
    set: str
    """Name of their set."""


def runaway_view(data: ReportData) -> RunawayView | None:
    """Return what the page shows of runaways; None without any.

    Examples:
        >>> from hmer_kit.data import Record
        >>> from hmer_kit.report import build_report
        >>> data = build_report([Record("a", "x", prediction="x " * 99), Record("b", "y", prediction="y")], title="Run")
        >>> view = runaway_view(data)
        >>> (view.rows[0].id, view.rows[0].period, view.rows[0].times), view.moved[0]
        (('a', 'x', '99'), ('ExpRate', '50.00', '100.00'))
    """
    found = data.runaways
    if found is None or not found.samples:
        return None
    moved = [(label_of(name), shown(name, all_), shown(name, robust)) for name, (all_, robust) in found.rates.items()]
    return RunawayView([_row(one) for one in found.samples[:_LISTED]], len(found.samples), moved, RUNAWAYS)


def _row(one: RunawaySample) -> RunawayRow:
    period = " ".join(one.period[:_TOKENS]) + (" …" if len(one.period) > _TOKENS else "")
    return RunawayRow(one.id, one.prediction_length, one.reference_length, period, f"{one.repeats:,.0f}")
