"""Confidence intervals: the one shape that all have, and Wilson's for plain shares."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hmer_kit._wilson import check_level, wilson_bounds
from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Interval", "check_level", "check_seeding", "percentile_interval", "wilson_interval"]


@dataclass(frozen=True, slots=True)
class Interval:
    """Two bounds, and how they came about.

    Examples:
        >>> str(Interval(0.8, 0.9, 0.95, "bootstrap", 1000, 0))
        '0.8000..0.9000 (95 %, bootstrap, 1000 resamples, seed 0)'
    """

    low: float
    """Lower bound; ``nan`` without samples."""
    high: float
    """Upper bound; ``nan`` without samples."""
    level: float
    """Confidence, 0..1."""
    method: str
    """``"bootstrap"``, ``"poisson"`` (the bootstrap of a stream) or ``"wilson"``."""
    n_resamples: int = 0
    """How many resamples were drawn; 0 for a formula."""
    seed: int | None = None
    """What they were drawn from; ``None`` for a formula."""
    n_undefined: int = 0
    """Resamples without a rate (a precision where nothing was predicted), which the bounds leave out."""

    def __str__(self) -> str:
        drawn = f", {self.n_resamples} resamples, seed {self.seed}" if self.n_resamples else ""
        undefined = f", {self.n_undefined} of them undefined" if self.n_undefined else ""
        return f"{self.low:.4f}..{self.high:.4f} ({100 * self.level:g} %, {self.method}{drawn}{undefined})"


def percentile_interval(rates: Sequence[float], *, level: float = 0.95, method: str, seed: int | None) -> Interval:
    """Return the bounds between which the middle of some resampled rates lies, rounded outwards to such rates.

    So there is no arithmetic on them, and an infinite rate is a bound like any other.

    Args:
        rates: One for each resample; those that are ``nan`` are left out and counted.
        level: Confidence, 0..1, both excluded.
        method: How they were drawn.
        seed: What they were drawn from.

    Returns:
        Bounds; ``nan`` if no resample has a rate.

    Raises:
        InputError: ``level`` is not between 0 and 1.

    Examples:
        >>> str(percentile_interval([0.5, 0.25, 0.75, 1.0, 0.0], level=0.5, method="bootstrap", seed=0))
        '0.2500..0.7500 (50 %, bootstrap, 5 resamples, seed 0)'
    """
    check_level(level)
    known = sorted(rate for rate in rates if not math.isnan(rate))
    low = high = math.nan
    if known:
        outside = math.floor((1 - level) / 2 * (len(known) - 1))
        low, high = known[outside], known[-1 - outside]
    return Interval(low, high, level, method, len(rates), seed, len(rates) - len(known))


def wilson_interval(part: int, whole: int, *, level: float = 0.95) -> Interval:
    """Return Wilson's score interval of a share (Wilson 1927).

    In contrast to the bootstrap it has a width where all samples are right, or all wrong.

    Args:
        part: How many samples count.
        whole: How many samples there are.
        level: Confidence, 0..1, both excluded.

    Returns:
        Bounds in 0..1, the share between them; ``nan`` without samples.

    Raises:
        InputError: ``part`` is no count out of ``whole``, or ``level`` not between 0 and 1.

    Examples:
        >>> print(wilson_interval(10, 10))
        0.7225..1.0000 (95 %, wilson)
    """
    check_level(level)
    if not 0 <= part <= whole:
        raise InputError(f"expected a part of {whole} samples, got {part}")
    if not whole:
        return Interval(math.nan, math.nan, level, "wilson")
    low, high = wilson_bounds(part, whole, level=level)
    return Interval(low, high, level, "wilson")


def check_seeding(**numbers: int) -> None:
    """Check what a resampling is drawn from.

    Args:
        numbers: ``n_resamples``, 1 or more, and seeds or whatever else, 0 or more, by name.

    Raises:
        InputError: One is not.

    Examples:
        >>> check_seeding(n_resamples=0, seed=0)
        Traceback (most recent call last):
        ...
        hmer_kit.exceptions.InputError: expected n_resamples as an integer, 1 or more, got 0
    """
    for name, number in numbers.items():
        least = int(name == "n_resamples")
        if not isinstance(number, int) or isinstance(number, bool) or number < least:
            raise InputError(f"expected {name} as an integer, {least} or more, got {number!r}")
