"""One run against another: what flipped, by how much the numbers differ, and whether that may be chance."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hmer_kit.report._building.sets import both_wrong_set, gained_set, lost_set
from hmer_kit.report._sections.cells import bounds_of, label_of, place, shown

if TYPE_CHECKING:
    from hmer_kit.report.content import ReportData
    from hmer_kit.scoring import Difference

_SHOWN_IDS = 20


@dataclass(frozen=True, slots=True)
class Quarter:
    """Samples that came out in one of the four ways."""

    words: str
    """Which way."""
    count: int
    """How many."""
    set: str
    """Name of their set; empty where they have none."""


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """One number of both runs."""

    label: str
    """What it is."""
    mine: str
    """Of this run."""
    theirs: str
    """Of the other."""
    difference: str
    """This less the other."""
    bounds: str
    """Its interval."""
    p_value: str
    """How likely so large a difference is by chance."""
    verdict: str
    """``better``, ``worse`` or ``not told apart``."""
    at: float
    """Place of the difference on a bar whose middle is no difference, per cent."""
    low: float
    """Place of its lower bound."""
    high: float
    """Place of its upper bound."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Samples that were not compared."""

    words: str
    """Why."""
    count: int
    """How many."""
    ids: list[str]
    """The first ones."""


@dataclass(frozen=True, slots=True)
class ComparisonView:
    """The section."""

    name: str
    """This run."""
    other: str
    """The other."""
    n: int
    """Samples compared."""
    quarters: list[Quarter]
    """Both right, this only, the other only, both wrong."""
    p_value: str
    """Of McNemar's exact test."""
    rows: list[DifferenceRow]
    """Numbers."""
    left_out: list[LeftOut]
    """What was not compared; reasons without samples are left out."""
    signature: str
    """How it was compared."""


def comparison_view(data: ReportData) -> ComparisonView | None:
    """Return what the page shows of the comparison; None without one.

    Examples:
        >>> from hmer_kit.data import Record
        >>> from hmer_kit.report import build_report
        >>> runs = {name: [Record("a", "x", prediction=name)] for name in ("x", "y")}
        >>> view = comparison_view(build_report(runs, title="Run", against="y"))
        >>> [(quarter.words, quarter.count) for quarter in view.quarters if quarter.count]
        [('right in x alone', 1)]
    """
    compared = data.comparison
    if compared is None:
        return None
    found, name, other = compared.comparison, compared.name, compared.other
    test = found.mcnemar
    quarters = [
        Quarter("right in both", test.both_right, ""),
        Quarter(f"right in {name} alone", test.only_first, gained_set(other)),
        Quarter(f"right in {other} alone", test.only_second, lost_set(other)),
        Quarter("wrong in both", test.both_wrong, both_wrong_set(other)),
    ]
    left_out = {
        f"only in {name}": found.only_first,
        f"only in {other}": found.only_other,
        "another reference in each": compared.differing,
    }
    scale = max((abs(bound) for one in found.differences for bound in _reach(one)), default=0.0) or 1.0
    return ComparisonView(
        name,
        other,
        n=found.n,
        quarters=quarters if found.n else [],
        p_value=p_text(test.p_value),
        rows=[_row(one, scale) for one in found.differences] if found.n else [],
        left_out=[LeftOut(words, len(ids), list(ids[:_SHOWN_IDS])) for words, ids in left_out.items() if ids],
        signature=found.signature,
    )


def p_text(value: float) -> str:
    """Return a probability for reading.

    Examples:
        >>> p_text(0.00001), p_text(0.0421), p_text(1.0), p_text(float("nan"))
        ('< 0.001', '0.042', '1', 'n/a')
    """
    if math.isnan(value):
        return "n/a"
    return "< 0.001" if value < 0.001 else f"{value:.2g}"


def _reach(one: Difference) -> list[float]:
    return [value for value in (one.difference, one.interval.low, one.interval.high) if math.isfinite(value)]


def _row(one: Difference, scale: float) -> DifferenceRow:
    def at(value: float) -> float:
        return place(0.5 + value / scale / 2) if math.isfinite(value) else 50.0

    return DifferenceRow(
        label_of(one.measure),
        shown(one.measure, one.rate),
        shown(one.measure, one.other_rate),
        shown(one.measure, one.difference, sign=True),
        bounds_of(one.measure, one.interval, sign=True),
        p_text(one.p_value),
        _verdict(one),
        at=at(one.difference),
        low=at(one.interval.low),
        high=at(one.interval.high),
    )


def _verdict(one: Difference) -> str:
    """Say which is better, where the interval leaves no doubt."""
    if one.interval.low > 0 or one.interval.high < 0:
        return "better" if (one.interval.low > 0) == one.higher_is_better else "worse"
    return "not told apart"
