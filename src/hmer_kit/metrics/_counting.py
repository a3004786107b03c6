"""What all metrics of counts share: one vector of int64 sums as their whole state, and replicates of it if wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import torch
import torch.distributed as dist

from hmer_kit.exceptions import InputError
from hmer_kit.metrics._base import _TextMetric, samples_of
from hmer_kit.scoring import check_pairs, get_measure, get_protocol
from hmer_kit.scoring.measures.measure import sum_rows
from hmer_kit.scoring.statistics import check_level, check_seeding, percentile_interval, poisson_sums

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import Tensor

    from hmer_kit.scoring import Counts, Measure, ScoringProtocol


class _CountingMetric(_TextMetric):
    """Add up the counts of a measure, and divide at the end.

    Integers do not saturate as float32 counters do at 2^24, and their sums do not depend on batches or processes. A
    result is divided in Python at double precision and comes back as a float32 scalar on the metric's device, whatever
    the dtype of the model around it.
    """

    def __init__(
        self,
        measure: str | Measure,
        *,
        protocol: str | ScoringProtocol,
        n_bootstraps: int = 0,
        seed: int = 0,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        check_seeding(n_bootstraps=n_bootstraps, seed=seed)
        self.measure = get_measure(measure)
        self.protocol = get_protocol(protocol)
        self.n_bootstraps = n_bootstraps
        self.seed = seed
        self._earlier = 0
        columns = len(self.measure.family.columns)
        self._state = state_name(self.measure, self.protocol)
        self.add_state(self._state, default=torch.zeros(columns, dtype=torch.int64), dist_reduce_fx="sum")
        self._replicates = f"{self._state}_replicates"
        if n_bootstraps:
            zeros = torch.zeros((n_bootstraps, columns), dtype=torch.int64)
            self.add_state(self._replicates, default=zeros, dist_reduce_fx="sum")

    def forward(self, preds: Sequence[str], target: Sequence[str]) -> Tensor:
        """Add a batch and return the rate of that batch alone; raise before anything changes."""
        check_pairs(preds, target)  # torchmetrics forgets earlier batches if update raises inside forward
        # It also sets the state to zero for the batch; the number of a sample goes on from the samples before.
        self._earlier = 0 if self.dist_sync_on_step else self._seen()
        try:
            rate: Tensor = super().forward(preds, target)
        finally:
            self._earlier = 0
        return rate

    def update(self, preds: Sequence[str], target: Sequence[str]) -> None:
        """Add a batch; if it is refused, nothing changes.

        Args:
            preds: Predictions as LaTeX; may be empty.
            target: References, one for each prediction.

        Raises:
            InputError: If the lengths differ, a bare string is given, or an item is no string.
        """
        family = self.measure.family
        with self._refusing():
            rows = family.rows(samples_of(preds, target, protocol=self.protocol))
        if self.n_bootstraps and rows:
            self._replicate(rows)
        self._add(self._state, torch.tensor(sum_rows(rows, size=len(family.columns)), dtype=torch.int64))

    def compute(self) -> Tensor:
        """Return the rate over all batches and processes; ``nan`` without samples."""
        counts: Tensor = getattr(self, self._state)
        return torch.tensor(self.measure.rate(counts.tolist()), dtype=torch.float32, device=counts.device)

    def interval(self, level: float = 0.95) -> Tensor:
        """Return the confidence interval of the rate over all batches and processes.

        It is the percentile interval of a Poisson bootstrap: in each of ``n_bootstraps`` replicates every sample counts
        a number of times that is drawn for it from ``seed``, the rank of its process and its number there. So the
        replicates are the same for any batches, and those of several processes add up. Where results of metrics are
        merged by hand, give each a seed of its own. Every process must call this, for it gathers from all of them.

        Args:
            level: Confidence, 0..1, both excluded.

        Returns:
            Lower and upper bound, float32, ``(2,)``; ``nan`` without samples. Replicates without a rate are left out.

        Raises:
            InputError: The metric was made without ``n_bootstraps``, or the level is out of range.
        """
        if not self.n_bootstraps:
            raise InputError(f"expected a metric that resamples, got none; write {type(self).__name__}(n_bootstraps=N)")
        check_level(level)
        with self.sync_context(dist_sync_fn=self.dist_sync_fn, should_sync=self.sync_on_compute):
            sums: Tensor = getattr(self, self._replicates)
        rates = list(map(self.measure.rate, sums.tolist()))
        bounds = percentile_interval(rates, level=level, method="poisson", seed=self.seed)
        return torch.tensor([bounds.low, bounds.high], dtype=torch.float32, device=sums.device)

    def _replicate(self, rows: Sequence[Counts]) -> None:
        rank = dist.get_rank() if dist.is_available() and dist.is_initialized() else 0
        start = self._earlier + self._seen()
        sums = poisson_sums(rows, n_resamples=self.n_bootstraps, seed=self.seed, part=rank, start=start)
        self._add(self._replicates, torch.from_numpy(sums))

    def _seen(self) -> int:
        """Return how many samples the state holds; asked only where it is needed, for a device must be waited for."""
        return int(getattr(self, self._state)[0]) if self.n_bootstraps else 0

    def _add(self, name: str, sums: Tensor) -> None:
        """Put a new tensor in the place of the old one, which other metrics of a collection may hold as well."""
        state: Tensor = getattr(self, name)
        setattr(self, name, state + sums.to(state.device))


class _MeasureMetric(_CountingMetric):
    """A metric of the measure that its class names."""

    _measure: ClassVar[str]

    def __init__(self, *, protocol: str | ScoringProtocol = "released", **kwargs: Any) -> None:
        super().__init__(self._measure, protocol=protocol, **kwargs)


def state_name(measure: Measure, protocol: ScoringProtocol) -> str:
    """Return a name that holds what is counted and how.

    MetricCollection merges metrics for good whose states have equal names and values after the first batch. So those
    that count alike share one state, and others never do.
    """
    return f"{measure.family.name}_{protocol.signature}".replace(".", "_")
