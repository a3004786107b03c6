"""Confidence intervals of any measure."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal

from hmer_kit.exceptions import InputError
from hmer_kit.scoring.measures.table import get_measure
from hmer_kit.scoring.statistics.intervals import (
    Interval,
    check_level,
    check_seeding,
    percentile_interval,
    wilson_interval,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.scoring.measures.measure import Measure
    from hmer_kit.scoring.result import ScoreResult

__all__ = ["confidence_interval", "count_of_share"]


def confidence_interval(
    result: ScoreResult,
    measure: str | Measure,
    *,
    level: float = 0.95,
    method: Literal["bootstrap", "wilson"] = "bootstrap",
    n_resamples: int = 1000,
    seed: int = 0,
) -> Interval:
    """Return the confidence interval of one number.

    The percentile bootstrap (Efron 1979) draws as many samples as there are, with replacement, sums their counts and
    takes the rate of the sums, many times over; its bounds are resampled rates between which the middle ``level`` of
    them lies. So it serves every measure, corpus BLEU as well (Koehn 2004). It takes the samples for independent,
    which those of one writer are not quite.

    Args:
        result: Scores.
        measure: A measure or its name.
        level: Confidence, 0..1, both excluded.
        method: ``"wilson"`` for ``wilson_interval``, which shares of samples can have.
        n_resamples: How many resamples are drawn; not used by ``"wilson"``.
        seed: What they are drawn from; not used by ``"wilson"``.

    Returns:
        Bounds, the same for the same samples in any order. Without samples both are ``nan``; where all samples are
        alike, both are the rate. Resamples without a rate are left out and counted.

    Raises:
        InputError: There is no such measure or method, the measure is no share of samples (Wilson), or a number is out
            of range.

    Examples:
        >>> from hmer_kit.scoring import score
        >>> result = score(["x"] * 80 + ["y"] * 20, ["x"] * 100)
        >>> print(confidence_interval(result, "expression_rate", method="wilson"))
        0.7112..0.8666 (95 %, wilson)
        >>> found = confidence_interval(result, "expression_rate")
        >>> round(found.low, 1), round(found.high, 1), found.n_resamples
        (0.7, 0.9, 1000)
    """
    chosen = get_measure(measure)
    check_level(level)
    check_seeding(n_resamples=n_resamples, seed=seed)
    if method == "wilson":
        return wilson_interval(count_of_share(chosen, result.totals(chosen)), result.n, level=level)
    if method != "bootstrap":
        raise InputError(f"expected method as 'bootstrap' or 'wilson', got {method!r}")
    if not result.n:
        return Interval(math.nan, math.nan, level, method, n_resamples, seed, n_resamples)
    from hmer_kit.scoring.statistics._resampling import bootstrap_sums

    sums = bootstrap_sums(result.counts(chosen), n_resamples=n_resamples, seed=seed)
    return percentile_interval(list(map(chosen.rate, sums)), level=level, method=method, seed=seed)


def count_of_share(measure: Measure, sums: Sequence[int]) -> int:
    """Return how many samples count, if a measure is a share of samples and nothing else.

    Args:
        measure: A measure.
        sums: Sums of its counts.

    Raises:
        InputError: It is something else, such as a mean score or a share of symbols.

    Examples:
        >>> from hmer_kit.scoring import get_measure, score
        >>> measure = get_measure("expression_rate_1")
        >>> count_of_share(measure, score(["x", "a b c"], ["y", "d e f"]).totals(measure))
        1
    """
    column = _column_of_share(measure)
    if column is None:
        raise InputError(f"expected a share of samples, got {measure.name}; use method='bootstrap'")
    return sums[column]


def _column_of_share(measure: Measure) -> int | None:
    """Ask the measure itself: what is a share of samples divides one count by their number, whatever the counts are."""
    if measure.kind != "fraction":
        return None
    probe = [1009, *(number * number for number in range(2, len(measure.family.columns) + 1))]
    rate = measure.rate(probe)
    shares = [column for column in range(1, len(probe)) if rate == probe[column] / probe[0]]
    return shares[0] if shares else None
