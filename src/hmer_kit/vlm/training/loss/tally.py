"""The losses of a validation, added up over batches and processes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from torch import Tensor

    from hmer_kit.vlm.training.loss.rows import LossOptions, RowLosses

__all__ = ["LossTally"]


class LossTally:
    """Mean loss of all that was added, and of each task: over tokens or samples, whatever the batches were.

    Task weights do not enter.

    Args:
        options: Tell what means are taken over, and what tasks there are.

    Examples:
        >>> from hmer_kit.vlm.training.loss.rows import LossOptions, RowLosses
        >>> tally = LossTally(LossOptions("tokens"))
        >>> tally.add(RowLosses(torch.tensor([6.0, 2.0]), torch.tensor([3, 1])), ["vanilla", "tree_cot"])
        >>> tally.values()
        {'loss': 2.0, 'loss/vanilla': 2.0, 'loss/tree_cot': 2.0}
    """

    def __init__(self, options: LossOptions) -> None:
        self.options = options
        self.reset()

    def reset(self) -> None:
        """Start from nothing."""
        self._sums = dict.fromkeys(self.options.tasks, 0.0)
        self._counts = dict.fromkeys(self.options.tasks, 0.0)

    def add(self, rows: RowLosses, tasks: Sequence[str]) -> None:
        """Add the rows of a batch.

        Args:
            rows: Losses.
            tasks: Task of each row.
        """
        sums, counts = self.options.terms(rows)
        for task, value, count in zip(tasks, sums.tolist(), counts.tolist(), strict=True):
            self._sums[task] += value
            self._counts[task] += count

    def values(self, *, total: Callable[[Tensor], Tensor] = lambda counts: counts) -> dict[str, float]:
        """Return ``loss`` and ``loss/<task>`` of the tasks that were there.

        Every process must call it.

        Args:
            total: Sums a vector over all processes.
        """
        sums, counts = total(torch.tensor([[*self._sums.values()], [*self._counts.values()]])).tolist()
        found = {task: (value, count) for task, value, count in zip(self._sums, sums, counts, strict=True) if count}
        if not found:
            return {}
        every = sum(value for value, _ in found.values()) / sum(count for _, count in found.values())
        return {"loss": every, **{f"loss/{task}": value / count for task, (value, count) in found.items()}}
