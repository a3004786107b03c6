"""One LightningModule for any Hugging Face vision-language model with its processor."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

import torch
from lightning.pytorch import LightningModule

from hmer_kit.vlm.batching.batches import model_inputs
from hmer_kit.vlm.batching.collator import TaskCollator
from hmer_kit.vlm.families.styles import model_format
from hmer_kit.vlm.generation.decoding import generate_batch
from hmer_kit.vlm.loading.pretrained import load_model_and_processor
from hmer_kit.vlm.training.notes import Notes
from hmer_kit.vlm.training.optim import Schedule, build_optimizer
from hmer_kit.vlm.training.scores import Prediction, TaskScores, read_responses

if TYPE_CHECKING:
    import os

    from torch import Tensor

    from hmer_kit.vlm.families.adapters import FamilyAdapter

__all__ = ["VLMModule"]


class VLMModule(LightningModule):
    """Fine-tune a vision-language model on HMER tasks, and validate it by what it writes.

    Validation answers every example greedily and logs ``val_ExpRate`` (of the vanilla task, or of all where there is
    none), ``val_ExpRate/<task>``, ``val_TokenErrorRate/<task>`` and ``val_loss``, the mean of the batches' losses
    weighted by their examples; ``Trainer.test`` logs the same under ``test_``. A checkpoint holds the weights and the
    options; load it by ``VLMModule.load_from_checkpoint(path, model=..., processor=...)``.

    Args:
        model: A transformers model: decoder-only with a chat template, or an encoder-decoder.
        processor: Its processor.
        lr: Highest learning rate.
        weight_decay: Decay of matrices; norms, biases and embeddings have none.
        warmup: Share of the steps in which the learning rate rises.
        schedule: How it falls after that: ``"cosine"``, ``"linear"`` or ``"constant"``.
        total_steps: Optimizer steps of the run, where the trainer cannot tell (an endless stream stopped by time).
        max_new_tokens: Longest response in ids.
        adapter: What is particular to the model's family; looked up by its ``model_type`` by default.

    Examples:
        >>> [name for name in ("from_pretrained", "collator", "save_pretrained") if hasattr(VLMModule, name)]
        ['from_pretrained', 'collator', 'save_pretrained']
    """

    def __init__(  # noqa: PLR0913 - options by name
        self,
        model: Any,  # noqa: ANN401 - any transformers model
        processor: Any,  # noqa: ANN401
        *,
        lr: float = 1e-5,
        weight_decay: float = 0.01,
        warmup: float = 0.1,
        schedule: Schedule = "cosine",
        total_steps: int | None = None,
        max_new_tokens: int = 512,
        adapter: FamilyAdapter | None = None,
    ) -> None:
        super().__init__()
        options = {"lr": lr, "weight_decay": weight_decay, "warmup": warmup, "schedule": schedule}
        self.save_hyperparameters({**options, "total_steps": total_steps, "max_new_tokens": max_new_tokens})
        self.model = model
        self.processor = processor
        self.form = model_format(model, processor, adapter=adapter)
        self.scores = TaskScores()
        self.truncated = Notes()
        """Ids whose target was cut at the limit so far, in this process."""
        self.skipped = Notes()
        """What the data loaders left out so far, in this process."""
        self._no_cache = {"use_cache": False} if "use_cache" in inspect.signature(model.forward).parameters else {}
        self._loss_sum, self._loss_count = 0.0, 0

    @classmethod
    def from_pretrained(
        cls, name: str | os.PathLike[str], *, dtype: torch.dtype | Literal["auto"] = "auto", **options: Any
    ) -> Self:
        """Load a model with its processor from a folder or the hub, see ``load_model_and_processor``.

        Args:
            name: Folder or hub name.
            dtype: Type of the weights, by default as stored. Give ``torch.float32`` to train in ``"bf16-mixed"``:
                weights that are bfloat16 themselves round the small steps of a fine-tuning away.
            options: Arguments of the class.
        """
        model, processor = load_model_and_processor(name, dtype=dtype)
        return cls(model, processor, **options)

    def save_pretrained(self, folder: str | os.PathLike[str]) -> Path:
        """Write model and processor in transformers' own layout, for ``from_pretrained`` or any other tool.

        Args:
            folder: Made if absent.

        Returns:
            The folder.
        """
        self.model.save_pretrained(folder)
        self.processor.save_pretrained(folder)
        return Path(folder)

    def collator(self, **options: Any) -> TaskCollator:
        """Return the collator of this model.

        Args:
            options: Arguments of ``TaskCollator``.
        """
        return TaskCollator(self.processor, model=self.model, **{"adapter": self.form.adapter, **options})

    def forward(self, **inputs: Any) -> Any:  # noqa: ANN401
        """Call the model.

        Args:
            inputs: See ``model_inputs``.
        """
        return self.model(**inputs)

    def on_fit_start(self) -> None:
        """Switch dropout and gradient checkpointing on: Lightning leaves a loaded model in evaluation mode.

        To keep a part in evaluation mode, say so in a callback's ``on_train_start``, which comes after.
        """
        self.model.train()

    def training_step(self, batch: dict[str, Any], batch_idx: int) -> Tensor:  # noqa: ARG002 - Lightning's signature
        """Return the loss of a batch."""
        loss: Tensor = self.model(**model_inputs(batch), **self._no_cache).loss
        self._note(batch)
        every = self.trainer.log_every_n_steps  # type: ignore[attr-defined]  # set by its logger connector
        if every and (self.global_step + 1) % every == 0:
            self.log("train_loss", loss.detach(), prog_bar=True, batch_size=len(batch["ids"]))
        return loss

    def on_validation_epoch_start(self) -> None:
        """Forget what an interrupted validation has left."""
        self._forget()

    def validation_step(self, batch: dict[str, Any], batch_idx: int) -> None:  # noqa: ARG002
        """Answer a batch and count the answers; a batch that only fills up a process's share is not counted."""
        self._count(batch)

    def on_validation_epoch_end(self) -> None:
        """Log the scores of all processes together."""
        self._log_scores("val")

    def on_test_epoch_start(self) -> None:
        """Start from nothing."""
        self._forget()

    def test_step(self, batch: dict[str, Any], batch_idx: int) -> None:  # noqa: ARG002
        """Do what ``validation_step`` does."""
        self._count(batch)

    def on_test_epoch_end(self) -> None:
        """Log the scores of all processes together."""
        self._log_scores("test")

    def predict_step(self, batch: dict[str, Any], batch_idx: int) -> list[Prediction]:  # noqa: ARG002
        """Answer a batch; a batch that only fills up a process's share gives nothing."""
        predictions = self._answer(batch)
        return predictions if batch.get("counted", True) else []

    def configure_optimizers(self) -> Any:  # noqa: ANN401
        """Build AdamW and its schedule, stepped after each optimizer step.

        Raises:
            InputError: The run is endless, so that a falling schedule cannot be planned.
        """
        options = {name: self.hparams[name] for name in ("lr", "weight_decay", "warmup", "schedule")}
        steps = self.hparams["total_steps"] or self.trainer.estimated_stepping_batches
        optimizer, scheduler = build_optimizer(self.model, total_steps=steps, **options)
        return {"optimizer": optimizer, "lr_scheduler": {"scheduler": scheduler, "interval": "step"}}

    def _count(self, batch: dict[str, Any]) -> None:
        predictions = self._answer(batch)
        loss = self.model(**model_inputs(batch), **self._no_cache).loss
        self._note(batch)
        if batch.get("counted", True):
            self.scores.update(predictions)
            self._loss_sum += float(loss) * len(predictions)
            self._loss_count += len(predictions)

    def _log_scores(self, part: str) -> None:
        values = {f"{part}_{name}": value for name, value in self.scores.compute(total=self._total).items()}
        loss, size = self._total(torch.tensor([self._loss_sum, self._loss_count], device=self.device)).tolist()
        self._forget()
        if size:
            values[f"{part}_loss"] = loss / size
        main = {name: values.pop(name) for name in [f"{part}_ExpRate"] if name in values}
        distributed = self.trainer.world_size > 1
        self.log_dict(values, batch_size=1, sync_dist=distributed)
        self.log_dict(main, prog_bar=True, batch_size=1, sync_dist=distributed)

    def _forget(self) -> None:
        self.scores.reset()
        self._loss_sum, self._loss_count = 0.0, 0

    def _answer(self, batch: dict[str, Any]) -> list[Prediction]:
        responses = generate_batch(
            self.model,
            batch,
            processor=self.processor,
            form=self.form,
            max_new_tokens=self.hparams["max_new_tokens"],
        )
        return read_responses(responses, ids=batch["ids"], tasks=batch["tasks"], expected=batch["expected"])

    def _note(self, batch: dict[str, Any]) -> None:
        self.truncated.add(batch["truncated"])
        self.skipped.add(batch["skipped"])

    def _total(self, counts: Tensor) -> Tensor:
        total: Tensor = self.trainer.strategy.reduce(counts, reduce_op="sum")
        return total
