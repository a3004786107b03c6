"""Resampled sums of some samples by themselves, for whoever keeps such sums elsewhere than in a ScoreStream."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.scoring.statistics.intervals import check_seeding

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from hmer_kit.scoring.measures.measure import Counts

__all__ = ["poisson_sums"]


def poisson_sums(
    rows: Sequence[Counts], *, n_resamples: int, seed: int = 0, part: int = 0, start: int = 0
) -> NDArray[np.int64]:
    """Return what some samples add to the sums of each resample of a Poisson bootstrap.

    Sums of successive samples add up to those that ``ScoreStream(..., n_bootstraps=n_resamples)`` holds.

    Args:
        rows: Counts of each sample, all of one family; at least one.
        n_resamples: How many resamples there are.
        seed: What the weights of the samples are drawn from.
        part: Number of the stream that the samples are of.
        start: Number of the first sample in that stream.

    Returns:
        Sums, ``(n_resamples, columns)``.

    Raises:
        InputError: A number is out of range, or a sum would exceed 2^63.

    Examples:
        >>> rows = [(1, 1), (1, 0), (1, 1)]
        >>> sums = poisson_sums(rows, n_resamples=4)
        >>> first, others = (poisson_sums(rows[k:stop], n_resamples=4, start=k) for k, stop in ((0, 1), (1, 3)))
        >>> sums.shape, bool((sums == first + others).all())
        ((4, 2), True)
    """
    from hmer_kit.scoring.statistics._poisson import no_sums

    check_seeding(n_resamples=n_resamples, seed=seed, part=part, start=start)
    sums = no_sums({"": len(rows[0])}, n_resamples=n_resamples, seed=seed, part=part, drawn=start)
    return sums.plus_samples({"": rows}, n=len(rows)).sums[""]
