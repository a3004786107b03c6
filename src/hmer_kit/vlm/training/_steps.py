"""What the steps of a module do with a batch beside the loss: answer it, note what was lost of it, log values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hmer_kit.vlm.generation.decoding import generate_batch
from hmer_kit.vlm.training._logging import log_values
from hmer_kit.vlm.training.scores import read_responses

if TYPE_CHECKING:
    from collections.abc import Mapping

    from torch import Tensor

    from hmer_kit.vlm.training.scores import Prediction

__all__ = ["answered", "log_step", "note_lost"]


def answered(module: Any, batch: dict[str, Any]) -> list[Prediction]:  # noqa: ANN401 - a VLMModule
    """Let the model answer a batch, and read what it writes."""
    options = {"processor": module.processor, "form": module.form, "max_new_tokens": module.hparams["max_new_tokens"]}
    responses = generate_batch(module.model, batch, **options)
    asked = {name: batch[name] for name in ("ids", "tasks", "expected")}
    return read_responses(responses, known=module.tasks, **asked)


def note_lost(module: Any, batch: Mapping[str, Any]) -> None:  # noqa: ANN401 - a VLMModule
    """Note which examples of a batch were cut, hold unknown tokens, or were left out."""
    module.truncated.add(batch["truncated"])
    module.unknown.add(batch.get("unknown", ()))
    module.skipped.add(batch["skipped"])


def log_step(module: Any, loss: Tensor, *, by_task: Mapping[str, Tensor], batch_size: int) -> None:  # noqa: ANN401
    """Log the losses of a training step, and how many targets were cut so far if any was."""
    cut = {"train_truncated": float(module.truncated.total)} if module.truncated.total else {}
    values = {"train_loss": loss.detach(), **{f"train_loss/{task}": value for task, value in by_task.items()}}
    log_values(module, values | cut, main="train_loss", batch_size=batch_size)
