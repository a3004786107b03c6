"""Scores as the page shows them: the headline figures of the first task, and a row for each task."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hmer_kit.scoring import REPORTED_TOLERANCES

if TYPE_CHECKING:
    from hmer_kit.report.content import ReportData
    from hmer_kit.scoring import ScoreResult

_TOLERANCES = [f"≤{tolerance}" for tolerance in REPORTED_TOLERANCES if tolerance]
_COLUMNS = ("Samples", "ExpRate", *_TOLERANCES, "Edit score", "Token error rate", "BLEU-4", "Runaways")


@dataclass(frozen=True, slots=True)
class Figure:
    """One headline figure."""

    label: str
    """What it is."""
    value: str
    """Its value in per cent, rounded for reading."""
    note: str
    """What it means, in few words."""


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One row of the score table."""

    task: str
    """Name of the task."""
    cells: list[str]
    """Texts of its cells."""
    rate: float
    """Expression rate in per cent, for the bar."""
    signature: str
    """How it was scored."""


@dataclass(frozen=True, slots=True)
class ScoreTable:
    """The score table."""

    columns: list[str]
    """Titles."""
    rows: list[ScoreRow]
    """A row for each task."""


def headline(data: ReportData) -> list[Figure]:
    """Return the figures at the top of the page: those of the first task.

    Examples:
        >>> from hmer_kit.report import ReportData
        >>> from hmer_kit.scoring import score
        >>> figures = headline(ReportData("Run", scores={"vanilla": score(["x", "y"], ["x", "z"])}))
        >>> figures[0].value, figures[0].note
        ('50.0', '1 of 2 samples, token for token')
    """
    if not data.scores:
        return []
    result = next(iter(data.scores.values()))
    exact = sum(sample.is_within(0) for sample in result.samples)
    right = f"{exact:,} of {result.n:,} sample{'' if result.n == 1 else 's'}, token for token"
    return [
        Figure("Expression rate", _per_cent(result.expression_rate(), digits=1), right),
        Figure("Within one edit", _per_cent(result.expression_rate(1), digits=1), "at most one token off"),
        Figure("Within two edits", _per_cent(result.expression_rate(2), digits=1), "at most two tokens off"),
        Figure("Token error rate", _per_cent(result.token_error_rate, digits=1), "edits over reference tokens"),
    ]


def score_table(data: ReportData) -> ScoreTable | None:
    """Return the score table, with the caller's own figures as further columns; None without scores.

    Examples:
        >>> from hmer_kit.report import ReportData
        >>> from hmer_kit.scoring import score
        >>> scores = {"vanilla": score(["x"], ["x"])}
        >>> score_table(ReportData("Run", scores=scores, figures={"vanilla": {"Parseable": "100 %"}})).columns[-1]
        'Parseable'
    """
    tasks = list(dict.fromkeys([*data.scores, *data.figures]))
    if not tasks:
        return None
    own = list(dict.fromkeys(title for figures in data.figures.values() for title in figures))
    rows = []
    for task in tasks:
        result = data.scores.get(task)
        figures = data.figures.get(task, {})
        cells = [*_cells(result), *(figures.get(title, "") for title in own)]
        rate = 100 * result.expression_rate() if result is not None and result.n else 0.0
        rows.append(ScoreRow(task, cells, rate, str(result.signature) if result is not None else ""))
    return ScoreTable([*_COLUMNS, *own], rows)


def _cells(result: ScoreResult | None) -> list[str]:
    if result is None:
        return [""] * len(_COLUMNS)
    rates = [result.expression_rate(tolerance) for tolerance in REPORTED_TOLERANCES]
    others = [result.edit_score, result.token_error_rate, result.bleu]
    return [f"{result.n:,}", *map(_per_cent, [*rates, *others]), f"{len(result.runaways):,}"]


def _per_cent(rate: float, *, digits: int = 2) -> str:
    return f"{100 * rate:.{digits}f}" if math.isfinite(rate) else "n/a"
