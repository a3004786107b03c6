"""Expression rates by group: a chart of bars with intervals for each grouping."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from hmer_kit.report._building.sets import group_set, shown_groups
from hmer_kit.report._sections.cells import Cell, cell_of
from hmer_kit.report.parts import MeasuredRate

if TYPE_CHECKING:
    from hmer_kit.report.content import ReportData
    from hmer_kit.scoring import Breakdown

_TITLES: Final = {
    "depth": ("By depth", "rows around the deepest symbol"),
    "nesting": ("By nesting", "nesting level as PosFormer counts it"),
    "structures": ("By structures", "fractions, roots, scripts and the like in the reference"),
    "symbols": ("By symbols", "symbols of the reference"),
    "length": ("By length", "tokens of the reference"),
    "brace_depth": ("By depth of braces", "braces of the reference that are open at a time"),
    "writer": ("By writer", "who wrote it"),
}


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One group."""

    name: str
    """Its name."""
    n: int
    """Samples in it."""
    wrong: int
    """Those that are wrong."""
    cell: Cell
    """Expression rate with Wilson's interval."""
    set: str
    """Name of the set of its wrong samples."""


@dataclass(frozen=True, slots=True)
class GroupChart:
    """One grouping."""

    title: str
    """What the samples are grouped by."""
    meaning: str
    """What that is, in few words."""
    rows: list[GroupRow]
    """Its groups, in their order."""
    note: str
    """What is not shown; empty where all is."""


def group_charts(data: ReportData) -> list[GroupChart]:
    """Return a chart for each grouping; one with a single group says nothing, and is left out.

    Examples:
        >>> from hmer_kit.data import Record
        >>> from hmer_kit.report import build_report
        >>> records = [Record("a", "x", prediction="x"), Record("b", "x ^ { 2 }", prediction="x")]
        >>> chart = group_charts(build_report(records, title="Run"))[0]
        >>> chart.title, [(row.name, row.n, row.cell.text) for row in chart.rows]
        ('By depth', [('0', 1, '100.0'), ('1', 1, '0.0')])
    """
    return [_chart(breakdown) for breakdown in data.breakdowns if len(breakdown.groups) > 1]


def _chart(breakdown: Breakdown) -> GroupChart:
    title, meaning = _TITLES.get(breakdown.by, (f"By {breakdown.by.replace('_', ' ')}", ""))
    rows = []
    groups = shown_groups(breakdown)
    for name, result in groups.items():
        measured = MeasuredRate(
            "expression_rate", result.expression_rate(), result.interval("expression_rate", method="wilson")
        )
        wrong = sum(not row.is_within(0) for row in result.samples)
        rows.append(GroupRow(name, result.n, wrong, cell_of(measured, digits=1), group_set(breakdown.by, name)))
    hidden = [result.n for name, result in breakdown.groups.items() if name not in groups]
    note = f"The {len(groups)} largest of {len(breakdown.groups)} groups; the others hold {sum(hidden)} samples."
    return GroupChart(title, meaning, rows, note if hidden else "")
