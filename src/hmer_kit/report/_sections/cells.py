"""Numbers as the page shows them: their text, their interval, and where both lie on a bar."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from hmer_kit.scoring import MEASURES

if TYPE_CHECKING:
    from hmer_kit.report.parts import MeasuredRate
    from hmer_kit.scoring import Interval

LABELS: Final = {
    "expression_rate": "ExpRate",
    "expression_rate_1": "≤1",
    "expression_rate_2": "≤2",
    "expression_rate_3": "≤3",
    "bleu": "BLEU-4",
    "released_cer": "Released “CER”",
    "count_mae": "Symbols counted wrong",
    "count_mse": "Count MSE",
    "count_exact_rate": "All symbols counted right",
}
NOT_AVAILABLE: Final = "n/a"


@dataclass(frozen=True, slots=True)
class Cell:
    """One number with its interval."""

    text: str
    """The number."""
    bounds: str
    """Its interval; empty where there is none."""
    at: float
    """Place of the number on a bar, per cent."""
    low: float
    """Place of the lower bound."""
    high: float
    """Place of the upper bound."""


def label_of(measure: str) -> str:
    """Return what a measure is called on the page.

    Examples:
        >>> label_of("expression_rate_1"), label_of("token_error_rate")
        ('≤1', 'Token error rate')
    """
    return LABELS.get(measure, measure.replace("_", " ").capitalize())


def is_rate(measure: str) -> bool:
    """Return whether a measure is shown in per cent; one that the library does not know is."""
    return measure not in MEASURES or MEASURES[measure].kind != "number"


def shown(measure: str, value: float, *, digits: int = 2, sign: bool = False) -> str:
    """Return a number as text: per cent for rates, plain for all else.

    Examples:
        >>> shown("bleu", 0.5), shown("count_mae", 0.25), shown("bleu", -0.01, sign=True), shown("bleu", float("nan"))
        ('50.00', '0.25', '−1.00', 'n/a')
    """
    if not math.isfinite(value):
        return NOT_AVAILABLE
    text = f"{(100 if is_rate(measure) else 1) * value:{'+' if sign else ''}.{digits}f}"
    return text.replace("-", "−")


def cell_of(measured: MeasuredRate, *, digits: int = 2) -> Cell:
    """Return a measured number as a cell, on a bar from 0 to 1.

    Examples:
        >>> from hmer_kit.report import MeasuredRate
        >>> from hmer_kit.scoring import wilson_interval
        >>> cell = cell_of(MeasuredRate("expression_rate", 0.8, wilson_interval(80, 100)))
        >>> cell.text, cell.bounds, round(cell.low)
        ('80.00', '71.1–86.7', 71)
    """
    interval = measured.interval
    return Cell(
        shown(measured.measure, measured.rate, digits=digits),
        bounds_of(measured.measure, interval),
        at=place(measured.rate),
        low=place(interval.low),
        high=place(interval.high),
    )


def bounds_of(measure: str, interval: Interval, *, sign: bool = False) -> str:
    """Return an interval as text; empty without one."""
    if not (math.isfinite(interval.low) and math.isfinite(interval.high)):
        return ""
    digits = 1 if is_rate(measure) else 2
    low, high = (shown(measure, bound, digits=digits, sign=sign) for bound in (interval.low, interval.high))
    return f"{low} to {high}" if sign else f"{low}–{high}"


def place(value: float) -> float:
    """Return where a fraction lies on a bar, in per cent of it; what lies beyond stands at its end.

    Examples:
        >>> place(0.25), place(1.5), place(float("nan"))
        (25.0, 100.0, 0.0)
    """
    return 100 * min(1.0, max(0.0, value)) if not math.isnan(value) else 0.0
