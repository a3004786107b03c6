"""A Poisson bootstrap that adds up: each sample counts 0, 1, 2, ... times in each replicate, drawn for it alone.

A plain bootstrap must know all samples before it draws. With a Poisson number of mean 1 for each (Hanley and MacGibbon
2006) replicates are sums like any other count: over batches, processes and machines.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import torch.distributed as dist

from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from hmer_kit.scoring import Counts


def replicate_sums(rows: Sequence[Counts], *, start: int, n_bootstraps: int, seed: int) -> NDArray[np.int64]:
    """Return what a batch adds to each replicate, ``(n_bootstraps, columns)``.

    The weights of a sample depend on the seed, the rank of the process and the sample's number on that rank, so they
    are the same however the samples are split into batches.

    Args:
        rows: Counts of each sample, at least one.
        start: Number of the first of them on this rank.
        n_bootstraps: How many replicates there are.
        seed: What the weights are drawn from.
    """
    rank = dist.get_rank() if dist.is_available() and dist.is_initialized() else 0
    sums = np.zeros((n_bootstraps, len(rows[0])), dtype=np.int64)
    for number, row in enumerate(rows, start=start):
        weights = np.random.default_rng([seed, rank, number]).poisson(1.0, n_bootstraps)
        sums += np.outer(weights, np.array(row, dtype=np.int64))
    return sums


def percentiles(rates: Sequence[float], *, level: float) -> tuple[float, float]:
    """Return the replicated rates between which the middle of them lies; replicates without a rate are left out.

    Bounds are rounded outwards to a replicate, so that an infinite rate is a bound like any other.
    """
    known = sorted(rate for rate in rates if not math.isnan(rate))
    if not known:
        return math.nan, math.nan
    outside = math.floor((1 - level) / 2 * (len(known) - 1))
    return known[outside], known[-1 - outside]


def check_bootstraps(n_bootstraps: int, seed: int) -> None:
    """Raise InputError if one of the two is no integer or negative."""
    for name, number in (("n_bootstraps", n_bootstraps), ("seed", seed)):
        if not isinstance(number, int) or isinstance(number, bool) or number < 0:
            raise InputError(f"expected {name} as an integer, 0 or more, got {number!r}")
