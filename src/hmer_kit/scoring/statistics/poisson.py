"""The bootstrap of what comes in batches: each sample counts 0, 1, 2, ... times in each resample, by Poisson's law.

That is what drawing with replacement comes to where samples are many and their number need not be known beforehand
(Hanley and MacGibbon, "Creating non-parametric bootstrap samples using Poisson frequencies", 2006). How often a sample
counts follows from the seed, the part and its number in the part alone: not from batches, and a refused batch leaves
nothing behind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.exceptions import InputError
from hmer_kit.scoring.statistics.intervals import check_seeding

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from hmer_kit.scoring.measures.measure import Counts

__all__ = ["add_resampled", "poisson_sums"]

_CHUNK = 1 << 15
"""Weights held at a time: what stays in a processor's cache is summed twice as fast."""
_MOST = (1 << 63) - 1


def poisson_sums(
    rows: Sequence[Counts], *, start: int = 0, n_resamples: int, seed: int = 0, part: int = 0
) -> NDArray[np.int64]:
    """Return what a batch adds to the sums of each resample.

    Args:
        rows: Counts of samples, at least one, as ``count_rows`` and ``ScoreResult.counts`` give them.
        start: How many samples of this part came before.
        n_resamples: How many resamples there are.
        seed: What they are drawn from.
        part: Number of what is counted apart and added up later, the rank of a process for example.

    Returns:
        Sums of the counts, ``(resamples, columns)``.

    Raises:
        InputError: There are no rows, a number is out of range, or sums exceed 2^63.

    Examples:
        >>> rows = [(1, 0), (1, 1), (1, 1)]
        >>> whole = poisson_sums(rows, n_resamples=5)
        >>> parts = poisson_sums(rows[:1], n_resamples=5) + poisson_sums(rows[1:], start=1, n_resamples=5)
        >>> bool((whole == parts).all())
        True
    """
    check_seeding(start=start, n_resamples=n_resamples, seed=seed, part=part)
    if not rows:
        raise InputError("expected at least one row of counts, got none; add nothing instead")
    import numpy as np

    from hmer_kit.scoring.statistics._resampling import LARGEST_WEIGHT, exact_matrix, poisson_weights

    sums = np.zeros((n_resamples, len(rows[0])), dtype=np.int64)
    step = max(1, _CHUNK // n_resamples)
    for first in range(0, len(rows), step):
        some = rows[first : first + step]
        weights = poisson_weights(len(some), start=start + first, n_resamples=n_resamples, seed=seed, part=part)
        matrix = exact_matrix(some, most=LARGEST_WEIGHT * len(some))
        sums = add_resampled(sums, weights.T.astype(matrix.dtype, copy=False) @ matrix)
    return sums


def add_resampled(sums: NDArray[np.int64], added: NDArray[np.generic]) -> NDArray[np.int64]:
    """Add up resampled sums, or refuse what would not fit: numpy's integers wrap around in silence.

    Args:
        sums: Sums, ``(resamples, columns)``.
        added: Others; whole numbers of any type.

    Raises:
        InputError: A sum exceeds 2^63.

    Examples:
        >>> import numpy as np
        >>> add_resampled(np.array([[2**62]]), np.array([[2**62]]))
        Traceback (most recent call last):
        ...
        hmer_kit.exceptions.InputError: expected resampled sums below 2^63, got more; count in several parts
    """
    import numpy as np

    try:
        more = added.astype(np.int64, copy=False)
        fits = not (sums > _MOST - more).any()
    except OverflowError:  # from Python's integers
        fits = False
    if not fits:
        raise InputError("expected resampled sums below 2^63, got more; count in several parts")
    return sums + more
