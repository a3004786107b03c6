"""What all metrics of counts share: one vector of int64 sums as their whole state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torchmetrics import Metric

from hmer_kit.scoring import check_pairs, count_pairs, get_protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import Tensor
    from torchmetrics.utilities.plot import _AX_TYPE, _PLOT_OUT_TYPE

    from hmer_kit.scoring import Measure, ScoringProtocol


class _CountingMetric(Metric):
    """Add up the counts of a measure, and divide at the end.

    Integers do not saturate as float32 counters do at 2^24, and their sums do not depend on batches or processes. A
    result is divided in Python at double precision and comes back as a float32 scalar on the metric's device, whatever
    the dtype of the model around it.
    """

    is_differentiable = False
    full_state_update = False
    plot_lower_bound = 0.0

    def __init__(self, measure: Measure, *, protocol: str | ScoringProtocol, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.measure = measure
        self.protocol = get_protocol(protocol)
        # MetricCollection merges metrics for good whose states have equal names and values after the first batch. The
        # name holds what is counted and how, so those that count alike share one state, and others never do.
        self._state = f"{measure.family.name}_{self.protocol.signature}".replace(".", "_")
        self.add_state(
            self._state, default=torch.zeros(len(measure.family.columns), dtype=torch.int64), dist_reduce_fx="sum"
        )

    def forward(self, preds: Sequence[str], target: Sequence[str]) -> Tensor:
        """Add a batch and return the rate of that batch alone; raise before anything changes."""
        check_pairs(preds, target)  # torchmetrics forgets earlier batches if update raises inside forward
        rate: Tensor = super().forward(preds, target)
        return rate

    def update(self, preds: Sequence[str], target: Sequence[str]) -> None:
        """Add a batch.

        Args:
            preds: Predictions as LaTeX; may be empty.
            target: References, one for each prediction.

        Raises:
            InputError: If the lengths differ, a bare string is given, or an item is no string.
        """
        family = self.measure.family
        sums = count_pairs(preds, target, families=[family], protocol=self.protocol)[family.name]
        counts: Tensor = getattr(self, self._state)
        setattr(self, self._state, counts + torch.tensor(sums, dtype=torch.int64, device=counts.device))

    def compute(self) -> Tensor:
        """Return the rate over all batches and processes; ``nan`` without samples."""
        counts: Tensor = getattr(self, self._state)
        return torch.tensor(self.measure.rate(counts.tolist()), dtype=torch.float32, device=counts.device)

    def plot(self, val: Tensor | Sequence[Tensor] | None = None, ax: _AX_TYPE | None = None) -> _PLOT_OUT_TYPE:
        """Draw one value or a list of them; needs matplotlib.

        Args:
            val: Results of ``compute`` or ``forward``; the present result if left out.
            ax: Axis to draw on.

        Returns:
            Figure and axis.

        Raises:
            ModuleNotFoundError: If matplotlib is not installed.
        """
        return self._plot(val, ax)

    def set_dtype(self, dst_type: str | torch.dtype) -> _CountingMetric:  # noqa: ARG002 - the framework's signature
        """Return the metric as it is: counts stay int64."""
        return self
