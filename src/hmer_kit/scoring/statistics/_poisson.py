"""Resampled sums of a stream, in constant memory."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from hmer_kit.exceptions import InputError
from hmer_kit.scoring.statistics.intervals import percentile_interval
from hmer_kit.scoring.statistics.poisson import add_resampled, poisson_sums

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from hmer_kit.scoring.measures.measure import Counts, Family, Measure
    from hmer_kit.scoring.statistics.intervals import Interval


@dataclass(frozen=True, slots=True)
class PoissonSums:
    """Sums of all families side by side, ``(resamples, columns)``, and how many samples of each part are in them."""

    n_resamples: int
    seed: int
    part: int
    columns: Mapping[str, slice]
    sums: NDArray[np.int64]
    drawn: Mapping[tuple[int, int], int] = field(default_factory=dict)

    def plus_samples(self, rows: Mapping[str, Sequence[Counts]]) -> PoissonSums:
        """Return the sums with a batch added, whose counts are given by family."""
        joined = [tuple(chain.from_iterable(counts)) for counts in zip(*rows.values(), strict=True)]
        if not joined:
            return self
        own = (self.seed, self.part)
        start = self.drawn.get(own, 0)
        added = poisson_sums(joined, start=start, n_resamples=self.n_resamples, seed=self.seed, part=self.part)
        return replace(self, sums=add_resampled(self.sums, added), drawn={**self.drawn, own: start + len(joined)})

    def plus(self, other: PoissonSums) -> PoissonSums:
        """Return the sums of two streams, whose weights must have been drawn apart."""
        twice = self.drawn.keys() & other.drawn.keys()
        if twice:
            seed, part = min(twice)
            raise InputError(
                f"expected streams of parts drawn apart, got part {part} of seed {seed} on both sides; "
                "write ScoreStream(..., part=0), ScoreStream(..., part=1) and so on"
            )
        return replace(self, sums=add_resampled(self.sums, other.sums), drawn={**self.drawn, **other.drawn})

    def of(self, family: Family) -> list[list[int]]:
        """Return the sums of one family, for each resample."""
        found: list[list[int]] = self.sums[:, self.columns[family.name]].tolist()
        return found

    def interval(self, measure: Measure, *, level: float) -> Interval:
        """Return the bounds of one number."""
        rates = list(map(measure.rate, self.of(measure.family)))
        return percentile_interval(rates, level=level, method="poisson", seed=self.seed)


def no_sums(families: Sequence[Family], *, n_resamples: int, seed: int, part: int) -> PoissonSums:
    """Return the sums of no samples."""
    columns, end = {}, 0
    for family in families:
        columns[family.name] = slice(end, end + len(family.columns))
        end += len(family.columns)
    return PoissonSums(n_resamples, seed, part, columns, np.zeros((n_resamples, end), dtype=np.int64))
