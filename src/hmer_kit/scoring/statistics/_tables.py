"""Comparisons and breakdowns as plain text."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from hmer_kit.scoring._figures import figure, some_ids
from hmer_kit.scoring.measures.edits import REPORTED_TOLERANCES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.scoring.result import ScoreResult
    from hmer_kit.scoring.statistics.comparison import Comparison, Difference
    from hmer_kit.scoring.statistics.strata import Breakdown


def comparison_table(found: Comparison) -> str:
    """Return a line for each measure, then who is right where the other is not, then what was not compared."""
    test = found.mcnemar
    level = found.differences[0].interval.level if found.differences else 0.95
    header = ["", "first", "other", "difference", f"{100 * level:g} % interval", "p"]
    lines = _columns([header, *map(difference_row, found.differences)])
    lines.append(
        f"right at <={found.tolerance}: both {test.both_right}, only first {test.only_first}, "
        f"only other {test.only_second}, neither {test.both_wrong}; McNemar's exact p = {test.p_value:.4g}"
    )
    named = {
        "only first right": found.gained,
        "only other right": found.lost,
        "only the first has": found.only_first,
        "only the other has": found.only_other,
    }
    lines += [f"{what}: {len(ids)} ({some_ids(ids)})" for what, ids in named.items() if ids]
    return "\n".join([*lines, found.signature])


def breakdown_head(by: str, level: float) -> list[str]:
    """Return the names of the columns of a breakdown."""
    tolerances = [f"<={tolerance}" for tolerance in REPORTED_TOLERANCES[1:]]
    return [by, "n", "exact", f"{100 * level:g} % interval", *tolerances]


def difference_row(row: Difference) -> list[str]:
    """Return the cells of one measure."""
    interval = f"{figure(row.interval.low, row.kind, '+')} .. {figure(row.interval.high, row.kind, '+')}"
    rates = [figure(rate, row.kind) for rate in (row.rate, row.other_rate)]
    return [row.measure, *rates, figure(row.difference, row.kind, "+"), interval, probability(row.p_value)]


def breakdown_table(found: Breakdown, *, level: float) -> str:
    """Return a line for each group."""
    header = breakdown_head(found.by, level)
    rows = [group_row(name, group, level) for name, group in found.groups.items()]
    return "\n".join([*_columns([header, *rows]), found.signature])


def group_row(name: str, group: ScoreResult, level: float) -> list[str]:
    """Return the cells of one group."""
    rates = [figure(group.expression_rate(tolerance), "fraction") for tolerance in REPORTED_TOLERANCES]
    interval = group.interval("expression_rate", level=level, method="wilson")
    bounds = f"{figure(interval.low, 'fraction')} .. {figure(interval.high, 'fraction')}"
    return [name, str(group.n), rates[0], bounds, *rates[1:]]


def _columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return lines with the first column to the left, all others to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell.rjust(width) if at else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]


def probability(value: float) -> str:
    """Return a probability as it is shown."""
    return "n/a" if math.isnan(value) else f"{value:.4f}"
