"""Named sets of samples that the parts of a report lead to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from hmer_kit.report._browser.expressions import is_shown
from hmer_kit.scoring import UNKNOWN

if TYPE_CHECKING:
    from hmer_kit.report.content import ReportData
    from hmer_kit.scoring import Breakdown, SampleScore, ScoreResult

NO_PREDICTION = "no prediction"
RUNAWAYS = "runaways"
COUNTED_WRONG = "symbols counted wrong"
SUSPECTS = "references to look at"
MAX_SYMBOLS = 12
"""Symbols counted wrong that the page lists."""
MAX_GROUPS = 24
"""Groups of a grouping that the page shows."""

_FIELDS: Final = {"depth": "depth", "structures": "structures", "length": "tokens", "writer": "writer"}
"""Groupings that the browser has a field for."""
_RANGE: Final = re.compile(r"([0-9]{1,9})(?:-([0-9]{1,9})|(\+))?")


def gained_set(other: str) -> str:
    """Return the name of the samples that only this run has right."""
    return f"right here, wrong in {other}"


def lost_set(other: str) -> str:
    """Return the name of the samples that only the other run has right."""
    return f"wrong here, right in {other}"


def both_wrong_set(other: str) -> str:
    """Return the name of the samples that both have wrong."""
    return f"wrong here and in {other}"


def group_set(by: str, group: str) -> str:
    """Return the name of the wrong samples of a group.

    Examples:
        >>> group_set("brace_depth", "3")
        'brace depth 3, wrong'
    """
    return f"{by.replace('_', ' ')} {group}, wrong"


def extra_set(symbol: str) -> str:
    """Return the name of the samples that have too many of a symbol."""
    return f"too many {symbol}"


def missing_set(symbol: str) -> str:
    """Return the name of the samples that have too few of a symbol."""
    return f"too few {symbol}"


def shown_groups(breakdown: Breakdown) -> dict[str, ScoreResult]:
    """Return the groups that the page shows: all, or the largest ones where they are many, in their order."""
    largest = sorted(breakdown.groups, key=lambda name: -breakdown.groups[name].n)[:MAX_GROUPS]
    return {name: result for name, result in breakdown.groups.items() if name in largest}


def sets_of(data: ReportData) -> dict[str, tuple[str, ...]]:
    """Return the sets that the parts of some data lead to; those without samples stay out.

    Examples:
        >>> from hmer_kit.report import ReportData
        >>> sets_of(ReportData("Run"))
        {}
    """
    found = {**_flipped(data), **_runaway(data), **_counted_wrong(data), **_suspected(data), **_groups(data)}
    return {name: ids for name, ids in found.items() if ids}


def filters_of(data: ReportData) -> dict[str, str]:
    """Return the views of the browser that hold the wrong samples of a group, by the name of the group's set.

    Groups that no field of the browser tells apart stay out, as do those without a wrong sample.

    Examples:
        >>> from hmer_kit.data import Record
        >>> from hmer_kit.report import build_report
        >>> filters_of(build_report([Record("a", "x ^ { 2 }", prediction="x")], title="Run"))["depth 1, wrong"]
        'outcome=wrong&task=predictions&depth=1'
    """
    task = next(iter(data.scores), "")
    found = {}
    for breakdown in data.breakdowns:
        for group, result in shown_groups(breakdown).items():
            value = _field_value(breakdown.by, group)
            wrong = _wrong(result)
            if value is not None and wrong and all(is_shown(row.reference) for row in wrong):
                view = {"outcome": "wrong", "task": task, _FIELDS[breakdown.by]: value}
                found[group_set(breakdown.by, group)] = urlencode(view, errors="replace")
    return found


def _field_value(by: str, group: str) -> str | None:
    """Return what the browser's field of a grouping says for a group, if it can say it."""
    if by not in _FIELDS or group == UNKNOWN:
        return None
    if by == "writer":
        return group
    size = _RANGE.fullmatch(group)
    return group.replace("+", "-") if size else None


def _wrong(result: ScoreResult) -> list[SampleScore]:
    return [row for row in result.samples if not row.is_within(0)]


def _flipped(data: ReportData) -> dict[str, tuple[str, ...]]:
    if data.comparison is None:
        return {}
    found, other = data.comparison.comparison, data.comparison.other
    apart = {*found.gained, *found.lost, *found.only_first, *data.comparison.differing}
    result = next(iter(data.scores.values()))
    wrong = tuple(row.id for row in result.samples if row.id not in apart and not row.is_within(found.tolerance))
    return {gained_set(other): found.gained, lost_set(other): found.lost, both_wrong_set(other): wrong}


def _runaway(data: ReportData) -> dict[str, tuple[str, ...]]:
    missing = [row.id for result in list(data.scores.values())[:1] for row in result.missing]
    runaways = () if data.runaways is None else data.runaways.samples
    return {RUNAWAYS: tuple(one.id for one in runaways), NO_PREDICTION: tuple(missing)}


def _counted_wrong(data: ReportData) -> dict[str, tuple[str, ...]]:
    if data.count_errors is None:
        return {}
    found = {COUNTED_WRONG: data.count_errors.wrong_ids}
    for one in data.count_errors.symbols[:MAX_SYMBOLS]:
        found |= {extra_set(one.symbol): one.extra_ids, missing_set(one.symbol): one.missing_ids}
    return found


def _suspected(data: ReportData) -> dict[str, tuple[str, ...]]:
    suspects = () if data.label_noise is None else data.label_noise.suspects
    return {SUSPECTS: tuple(dict.fromkeys(suspect.id for suspect in suspects))}


def _groups(data: ReportData) -> dict[str, tuple[str, ...]]:
    return {
        group_set(breakdown.by, name): tuple(row.id for row in _wrong(result))
        for breakdown in data.breakdowns
        for name, result in shown_groups(breakdown).items()
    }
