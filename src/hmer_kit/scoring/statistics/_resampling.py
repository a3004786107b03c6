"""Samples drawn again and again: how often each counts, and sums that are exact in integers."""

from __future__ import annotations

import math
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from hmer_kit.scoring.statistics._packing import block_sums, pack

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from hmer_kit.scoring.measures.measure import Counts
    from hmer_kit.scoring.statistics._packing import Packed

_CHUNK: Final = 1 << 20
"""Weights held at a time: 8 MiB."""
_DRAWN: Final = 1 << 16
"""Places drawn at a time: 0.5 MiB, which the cache of a processor holds."""
_UNPACKED: Final = 16
"""Times that places are drawn until the sums are unpacked."""
_FEW: Final = 16
"""A draw of one sample is so many times cheaper than that of the number of times a kind of sample comes up."""


def bootstrap_sums(rows: Sequence[Counts], *, n_resamples: int, seed: int) -> list[list[int]]:
    """Return the sums of the counts of each resample: as many samples as there are, drawn with replacement.

    Samples with equal counts are one kind, and kinds are sorted: the sums do not depend on the order of the samples.
    """
    kinds = sorted(Counter(rows).items())
    known, sizes = [row for row, _ in kinds], np.array([size for _, size in kinds])
    rng = np.random.default_rng(seed)
    if len(kinds) * _FEW < len(rows):
        matrix = exact_matrix(known, most=len(rows))
        return _of_kinds(matrix, sizes, n_resamples=n_resamples, rng=rng)
    draws = _draws(len(rows), n_resamples=n_resamples, rng=rng)
    packed = pack(known, most=len(rows))
    if packed is not None:
        return _gathered(packed, sizes, draws)
    matrix, owner = exact_matrix(known, most=len(rows)), np.repeat(np.arange(len(kinds)), sizes)
    return [sums for drawn in draws for sums in weighted_sums(_counted(owner.take(drawn), len(kinds)), matrix)]


def _gathered(packed: Packed, sizes: NDArray[np.int64], draws: Iterator[NDArray[np.int64]]) -> list[list[int]]:
    """Return the sums of the samples drawn, without counting how often each comes up."""
    values, n = np.repeat(packed.values, sizes), int(sizes.sum())
    sums: list[list[int]] = []
    while some := [block_sums(values.take(drawn)) for drawn in islice(draws, _UNPACKED)]:
        sums += packed.sums(np.concatenate(some), n=n)
    return sums


def _of_kinds(
    matrix: NDArray[Any], sizes: NDArray[np.int64], *, n_resamples: int, rng: np.random.Generator
) -> list[list[int]]:
    """Return the sums where kinds are few: how often each comes up is drawn, and not the samples."""
    sums: list[list[int]] = []
    step = max(1, _CHUNK // len(sizes))
    for start in range(0, n_resamples, step):
        weights = rng.multinomial(sizes.sum(), sizes / sizes.sum(), size=min(step, n_resamples - start))
        sums += weighted_sums(weights, matrix)
    return sums


def _draws(n: int, *, n_resamples: int, rng: np.random.Generator) -> Iterator[NDArray[np.int64]]:
    """Yield the places of the samples that are drawn, ``(resamples, n)``.

    Some resamples at a time: it is the stream of single ones, in half the time, and stays in the processor's cache.
    """
    step = max(1, _DRAWN // n)
    for start in range(0, n_resamples, step):
        yield rng.integers(0, n, size=(min(step, n_resamples - start), n))


def _counted(owners: NDArray[np.int64], kinds: int) -> NDArray[np.int64]:
    """Return how often each kind comes up in each row."""
    return np.stack([np.bincount(row, minlength=kinds) for row in owners])


def exact_matrix(rows: Sequence[Counts], *, most: int) -> NDArray[Any]:
    """Return counts as the fastest kind of number whose sums are exact, where weights add up to ``most`` at most.

    Whole numbers below 2^53 are exact as float64, whose product is several times faster than that of int64; beyond
    2^63 Python's own integers take over.
    """
    largest = max((max(map(abs, row)) for row in rows), default=0) * most
    dtype: type[Any] = np.float64 if largest < 1 << 53 else np.int64 if largest < 1 << 63 else object
    return np.array(rows, dtype=dtype)


def weighted_sums(weights: NDArray[Any], matrix: NDArray[Any]) -> list[list[int]]:
    """Return ``weights @ matrix`` in integers, to the last digit."""
    sums = weights.astype(matrix.dtype, copy=False) @ matrix
    return (sums.astype(np.int64) if matrix.dtype == np.float64 else sums).tolist()  # type: ignore[no-any-return]


LARGEST_WEIGHT: Final = 8
_BITS: Final = 16
"""Random bits for a weight, four weights to a word: its probabilities are Poisson's to the nearest 2^-16."""


def poisson_weights(n: int, *, start: int, n_resamples: int, seed: int, part: int) -> NDArray[np.float64]:
    """Return how often the samples ``start``, ``start + 1``, ... of a part count, ``(samples, resamples)``.

    Raw words of PCG64 are the same with every release of numpy, and can be had from the middle.
    """
    words = math.ceil(n_resamples * _BITS / 64)
    source = np.random.PCG64(np.random.SeedSequence(seed, spawn_key=(part,)))
    source.advance(start * words)
    raw: NDArray[np.uint64] = source.random_raw(n * words)
    numbers = raw.astype("<u8", copy=False).view("<u2").reshape(n, 4 * words)[:, :n_resamples]
    return np.take(WEIGHTS, numbers)


def _table_of_weights() -> NDArray[np.float64]:
    """Return the weight for each number of 16 bits: Poisson's distribution of mean 1, read backwards."""
    cumulated = np.cumsum([math.exp(-1) / math.factorial(weight) for weight in range(LARGEST_WEIGHT)])
    return np.searchsorted(np.rint(cumulated * (1 << _BITS)), np.arange(1 << _BITS), side="right").astype(np.float64)


WEIGHTS: Final = _table_of_weights()
