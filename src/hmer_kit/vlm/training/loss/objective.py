"""What a model is trained on: its own loss, or one made of the losses of rows, in one forward pass."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from hmer_kit.vlm.batching.batches import model_inputs
from hmer_kit.vlm.batching.targets import IGNORED
from hmer_kit.vlm.training.loss.rows import LossOptions, RowLosses, row_losses

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import Tensor

    from hmer_kit.vlm.families.styles import ModelFormat

__all__ = ["Objective"]


class Objective:
    """The loss of a model's batches.

    Args:
        model: A transformers model, only looked at: what its ``forward`` takes.
        form: Its format: whether a position predicts the next label or its own.
        options: How the losses of rows become one number.

    Examples:
        >>> import torch
        >>> from types import SimpleNamespace as Namespace
        >>> from hmer_kit.vlm.families.styles import ModelFormat, PromptStyle
        >>> class Model:
        ...     def forward(self, input_ids, labels=None):
        ...         return Namespace(logits=torch.zeros(*input_ids.shape, 4), loss=torch.tensor(7.0))
        >>> model = Model()
        >>> form = ModelFormat(PromptStyle.CHAT, eos_ids=(2,), pad_id=0)
        >>> batch = {"input_ids": torch.ones(1, 3), "labels": torch.tensor([[-100, -100, 1]]), "tasks": ["vanilla"]}
        >>> Objective(model, form=form).loss(model.forward, batch)
        (tensor(7.), {})
        >>> loss, by_task = Objective(model, form=form, options=LossOptions("tokens")).loss(model.forward, batch)
        >>> round(loss.item(), 4), list(by_task)
        (1.3863, ['vanilla'])
    """

    def __init__(self, model: Any, *, form: ModelFormat, options: LossOptions | None = None) -> None:  # noqa: ANN401
        takes = inspect.signature(model.forward).parameters
        self.options = LossOptions() if options is None else options
        self._extra = {"use_cache": False} if "use_cache" in takes else {}
        self._shifted = form.start_id is None
        self._keeps_logits = self._shifted and "logits_to_keep" in takes

    def loss(
        self, call: Callable[..., Any], batch: dict[str, Any], *, detailed: bool = False
    ) -> tuple[Tensor, dict[str, Tensor]]:
        """Run the model on a batch.

        Args:
            call: The model.
            batch: Of ``TaskCollator``.
            detailed: Whether the losses of the tasks are wanted where the model's own loss is trained.

        Returns:
            The loss to train, and the mean loss of each task, without gradient: none with the model's own loss, unless
            wanted.
        """
        if not self.options.of_model:
            rows = self.rows(call, batch)
            return self.options.reduce(rows, batch["tasks"]), self._by_task(rows, batch)
        inputs = model_inputs(batch)
        output = call(**inputs, **self._extra)
        if not detailed:
            return output.loss, {}
        rows = row_losses(output.logits.detach(), inputs["labels"], shifted=self._shifted)
        return output.loss, self._by_task(rows, batch)

    def rows(self, call: Callable[..., Any], batch: dict[str, Any]) -> RowLosses:
        """Run the model without its own loss, and return that of each row.

        Where the model can leave logits out, none are made before the first answer.

        Args:
            call: The model.
            batch: Of ``TaskCollator``.
        """
        inputs = {**model_inputs(batch), **self._extra}
        labels = inputs.pop("labels")
        if self._keeps_logits:
            first = int((labels != IGNORED).any(dim=0).int().argmax())
            inputs["logits_to_keep"] = labels.shape[1] - max(0, first - 1)
        return row_losses(call(**inputs).logits, labels, shifted=self._shifted)

    def _by_task(self, rows: RowLosses, batch: dict[str, Any]) -> dict[str, Tensor]:
        terms = self.options.terms(RowLosses(rows.sums.detach(), rows.tokens))
        return {task: total / count for task, (total, count) in terms.by_task(batch["tasks"]).items()}
