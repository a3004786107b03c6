"""The loss of each row of a batch, and how rows become one number: over tokens or samples, each task with its weight.

transformers' own loss is the mean over all labelled tokens of a batch, computed on float32 logits of every position,
the prompt's and the picture's too. Here only labelled positions are brought to float32; where a model can leave logits
out (``logits_to_keep``) those of the prompt are never made.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

import torch
from torch import Tensor
from torch.nn import functional

from hmer_kit.exceptions import InputError
from hmer_kit.tasks import TASKS
from hmer_kit.vlm.batching.targets import IGNORED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["LossOptions", "Reduction", "RowLosses", "row_losses"]

Reduction = Literal["model", "tokens", "samples"]
"""The model's own loss, or the mean over labelled tokens, or the mean over samples of each one's mean over tokens."""


class RowLosses(NamedTuple):
    """Cross entropy of each row of a batch.

    Examples:
        >>> rows = RowLosses(torch.tensor([6.0, 1.0]), torch.tensor([3, 1]))
        >>> {task: [value.item() for value in pair] for task, pair in rows.by_task(["vanilla", "tree_cot"]).items()}
        {'vanilla': [6.0, 3], 'tree_cot': [1.0, 1]}
    """

    sums: Tensor
    """Sum over the labelled tokens of each row, ``(batch,)``, float32."""
    tokens: Tensor
    """Labelled tokens of each row, ``(batch,)``."""

    def by_task(self, tasks: Sequence[str]) -> dict[str, tuple[Tensor, Tensor]]:
        """Add the rows of each task up.

        Args:
            tasks: Task of each row.

        Returns:
            Sum and number of tokens of each task, in the order of their first rows.
        """
        found = {}
        for task in dict.fromkeys(tasks):
            rows = [index for index, name in enumerate(tasks) if name == task]
            found[task] = (self.sums[rows].sum(), self.tokens[rows].sum())
        return found


@dataclass(frozen=True, slots=True)
class LossOptions:
    """How a batch's loss is made.

    Raises:
        InputError: A reduction or task that there is not, or a number out of range.

    Examples:
        >>> options = LossOptions("tokens", task_weights={"tree_cot": 0.5})
        >>> rows = RowLosses(torch.tensor([6.0, 4.0]), torch.tensor([3, 2]))
        >>> options.reduce(rows, ["vanilla", "tree_cot"]).item()  # (6 + 0.5 * 4) / 5
        1.600000023841858
    """

    reduction: Reduction = "model"
    """What a mean is taken over; ``"model"`` counts as ``"tokens"`` where the model's own loss will not do."""
    task_weights: Mapping[str, float] = field(default_factory=dict)
    """Factor of each task's losses; 1 where a task is not named. With 0 a task is left out of the gradient. Weights do
    not enter the denominator, so a batch of one task alone is weighted too."""
    tokens_per_batch: float | None = None
    """Divides the summed loss in place of the batch's own number of labelled tokens, see the guide: then every token
    weighs the same, in short batches and long ones, over accumulated batches and processes."""
    tasks: Sequence[str] = tuple(TASKS)
    """Names of the tasks that there are."""

    def __post_init__(self) -> None:
        """Check."""
        for task in set(self.task_weights).difference(self.tasks):
            raise InputError(f"expected task_weights of {list(self.tasks)}, got one of {task!r}; see tasks=")
        if self.reduction not in get_args(Reduction) or any(weight < 0 for weight in self.task_weights.values()):
            raise InputError(
                f"expected loss as one of {get_args(Reduction)} and task_weights of at least 0, "
                f"got {self.reduction!r} and {dict(self.task_weights)}"
            )
        if self.tokens_per_batch is not None and (self.tokens_per_batch <= 0 or self.reduction == "samples"):
            raise InputError(
                f"expected tokens_per_batch above 0, with a mean over tokens, got {self.tokens_per_batch} "
                f"with loss={self.reduction!r}"
            )

    @property
    def of_model(self) -> bool:
        """Whether the model's own loss will do."""
        even = all(weight == 1 for weight in self.task_weights.values())
        return self.reduction == "model" and even and self.tokens_per_batch is None

    def terms(self, rows: RowLosses) -> RowLosses:
        """Return what is added up, and what it is divided by, for each row: of tokens or of samples.

        Args:
            rows: Of a batch.
        """
        if self.reduction != "samples":
            return rows
        return RowLosses(rows.sums / rows.tokens.clamp(min=1), torch.ones_like(rows.tokens))

    def reduce(self, rows: RowLosses, tasks: Sequence[str]) -> Tensor:
        """Return the loss of a batch.

        Args:
            rows: Of the batch.
            tasks: Task of each row.
        """
        sums, counts = self.terms(rows)
        if self.task_weights:
            weights = [self.task_weights.get(task, 1.0) for task in tasks]
            kept = [index for index, weight in enumerate(weights) if weight]  # 0 times infinity is no number
            sums = sums[kept] * sums.new_tensor([weights[index] for index in kept])
        return sums.sum() / (counts.sum().clamp(min=1) if self.tokens_per_batch is None else self.tokens_per_batch)


def row_losses(logits: Tensor, labels: Tensor, *, shifted: bool) -> RowLosses:
    """Return the cross entropy of each row at its labelled positions.

    Args:
        logits: ``(batch, positions, vocabulary)``. If positions are fewer than labels they are the last ones; if they
            are more, the first have none, as with GIT, which puts the picture's before the text.
        labels: ``(batch, length)``, -100 where there is none.
        shifted: Whether a position predicts the next label (decoder-only) or its own (encoder-decoder).

    Examples:
        >>> logits = torch.zeros(1, 3, 4)
        >>> sums, tokens = row_losses(logits, torch.tensor([[-100, 2, 1]]), shifted=True)
        >>> round(sums.item() / tokens.item(), 4)  # four ids, all alike: log(4)
        1.3863
    """
    if shifted:
        labels = functional.pad(labels, (0, 1), value=IGNORED)[:, 1:]
    missing = logits.shape[1] - labels.shape[1]
    labels = functional.pad(labels, (missing, 0), value=IGNORED)  # a negative width cuts
    labelled = labels != IGNORED
    losses = functional.cross_entropy(logits[labelled].float(), labels[labelled], reduction="none")
    row = labelled.nonzero()[:, 0]
    return RowLosses(losses.new_zeros(len(labels)).index_add(0, row, losses), labelled.sum(dim=1))
