"""What the text metrics share: one vector of int64 counts as their whole state."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any

import torch
from torchmetrics import Metric

from hmer_kit.scoring import Tokenizer, check_pairs, check_tokenizer, token_pairs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import Tensor
    from torchmetrics.utilities.plot import _AX_TYPE, _PLOT_OUT_TYPE


class _CountingMetric(Metric):
    """Add up integer counts over pairs of token lists, and divide at the end.

    A subclass says what it counts in one pair and how a rate comes from the sums. Integers do not saturate as float32
    counters do at 2^24, and their sums do not depend on batches or processes. A result is divided in Python at double
    precision and comes back as a float32 scalar on the metric's device, whatever the dtype of the model around it.
    """

    is_differentiable = False
    full_state_update = False
    plot_lower_bound = 0.0

    def __init__(self, options: str, *, size: int, tokenizer: Tokenizer, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.tokenizer = check_tokenizer(tokenizer)
        # MetricCollection merges metrics for good whose states have equal names and values after the first batch. The
        # name holds the options, so that a tolerance of 0 and one of 1 stay apart even if that batch is all right.
        self._state = f"{type(self).__name__}_{options}_{tokenizer}"
        self.add_state(self._state, default=torch.zeros(size, dtype=torch.int64), dist_reduce_fx="sum")

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
        pairs = token_pairs(preds, target, tokenizer=self.tokenizer)
        rows = [self._count(prediction, reference) for prediction, reference in pairs]
        if rows:
            sums = [sum(column) for column in zip(*rows, strict=True)]
            counts: Tensor = getattr(self, self._state)
            setattr(self, self._state, counts + torch.tensor(sums, dtype=torch.int64, device=counts.device))

    def compute(self) -> Tensor:
        """Return the rate over all batches and processes; ``nan`` without samples."""
        counts: Tensor = getattr(self, self._state)
        return torch.tensor(self._rate(counts.tolist()), dtype=torch.float32, device=counts.device)

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

    @abstractmethod
    def _count(self, prediction: list[str], reference: list[str]) -> tuple[int, ...]:
        """Return the counts of one pair."""

    @abstractmethod
    def _rate(self, counts: list[int]) -> float:
        """Return the rate that the sums amount to."""
