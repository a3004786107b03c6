"""Resampled sums of a stream: each sample counts 0, 1, 2, ... times in each resample, as Poisson's law has it.

That is what drawing with replacement comes to where the number of samples is large and need not be known beforehand
(Hanley and MacGibbon 2006). The weights of a sample follow from the seed, the part and its number in the part alone:
they do not depend on batches, and a refused batch leaves nothing behind.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from hmer_kit.exceptions import InputError
from hmer_kit.scoring.statistics._resampling import exact_matrix, weighted_sums
from hmer_kit.scoring.statistics.intervals import percentile_interval

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from hmer_kit.scoring.measures.measure import Counts, Measure
    from hmer_kit.scoring.statistics.intervals import Interval

_CHUNK: Final = 1 << 20
"""Weights held at a time: 8 MiB."""
_BITS: Final = 16
"""Random bits for a weight, four weights to a word: its probabilities are Poisson's to the nearest 2^-16."""
_LARGEST: Final = 8
_MOST: Final = (1 << 63) - 1


@dataclass(frozen=True, slots=True)
class PoissonSums:
    """Resampled sums by family, ``(resamples, columns)``, and how far the random numbers of each part are used up."""

    n_resamples: int
    seed: int
    part: int
    sums: Mapping[str, NDArray[np.int64]]
    drawn: Mapping[tuple[int, int], int] = field(default_factory=dict)

    def plus_samples(self, rows: Mapping[str, Sequence[Counts]], *, n: int) -> PoissonSums:
        """Return the sums with a batch added."""
        if not n:
            return self
        own = (self.seed, self.part)
        before = self.drawn.get(own, 0)
        sums = dict(self.sums)
        step = max(1, _CHUNK // self.n_resamples)
        for start in range(0, n, step):
            some = slice(start, min(start + step, n))
            weights = self._weights(before + some.start, before + some.stop)
            for name, counts in rows.items():
                matrix = exact_matrix(counts[some], most=_LARGEST * len(weights))
                sums[name] = _add(sums[name], weighted_sums(weights.T, matrix), name=name)
        return replace(self, sums=sums, drawn={**self.drawn, own: before + n})

    def plus(self, other: PoissonSums) -> PoissonSums:
        """Return the sums of two streams, whose weights must have been drawn apart."""
        twice = self.drawn.keys() & other.drawn.keys()
        if twice:
            seed, part = min(twice)
            raise InputError(
                f"expected streams of parts drawn apart, got part {part} of seed {seed} on both sides; "
                "write ScoreStream(..., part=0), ScoreStream(..., part=1) and so on"
            )
        sums = {name: _add(mine, other.sums[name], name=name) for name, mine in self.sums.items()}
        return replace(self, sums=sums, drawn={**self.drawn, **other.drawn})

    def interval(self, measure: Measure, *, level: float) -> Interval:
        """Return the bounds of one number."""
        rates = list(map(measure.rate, self.sums[measure.family.name].tolist()))
        return percentile_interval(rates, level=level, method="poisson", seed=self.seed)

    def _weights(self, start: int, stop: int) -> NDArray[np.float64]:
        """Return how often the samples of this part count, ``(samples, resamples)``."""
        words = math.ceil(self.n_resamples * _BITS / 64)
        source = np.random.PCG64(np.random.SeedSequence(self.seed, spawn_key=(self.part,)))
        source.advance(start * words)
        raw: NDArray[np.uint64] = source.random_raw((stop - start) * words)
        numbers = raw.astype("<u8", copy=False).view("<u2").reshape(stop - start, 4 * words)[:, : self.n_resamples]
        return np.take(_WEIGHTS, numbers)


def no_sums(widths: Mapping[str, int], *, n_resamples: int, seed: int, part: int, drawn: int = 0) -> PoissonSums:
    """Return the sums of no samples; widths are the numbers of columns by family.

    ``drawn`` is how many samples of the part have been weighted elsewhere.
    """
    sums = {name: np.zeros((n_resamples, width), dtype=np.int64) for name, width in widths.items()}
    return PoissonSums(n_resamples, seed, part, sums, {(seed, part): drawn} if drawn else {})


def _add(sums: NDArray[np.int64], added: NDArray[Any], *, name: str) -> NDArray[np.int64]:
    """Return the sums of both, or refuse what would not fit: counts wrap around in silence."""
    try:
        more = added.astype(np.int64, copy=False)
        fits = not (sums > _MOST - more).any()
    except OverflowError:  # from Python's integers
        fits = False
    if not fits:
        raise InputError(f"expected resampled sums of {name} below 2^63, got more; use several streams")
    return sums + more


def _table_of_weights() -> NDArray[np.float64]:
    """Return the weight for each number of 16 bits: Poisson's distribution of mean 1, read backwards."""
    cumulated = np.cumsum([math.exp(-1) / math.factorial(weight) for weight in range(_LARGEST)])
    return np.searchsorted(np.rint(cumulated * (1 << _BITS)), np.arange(1 << _BITS), side="right").astype(np.float64)


_WEIGHTS: Final = _table_of_weights()
