"""One LightningModule for any Hugging Face vision-language model with its processor."""

from __future__ import annotations

import inspect
import logging
import os
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal, Self

import torch
from lightning.pytorch import LightningModule

from hmer_kit.tasks.settings import InferenceSettings
from hmer_kit.vlm.batching.batches import model_inputs
from hmer_kit.vlm.batching.collator import TaskCollator
from hmer_kit.vlm.families.styles import model_format
from hmer_kit.vlm.generation.decoding import generate_batch
from hmer_kit.vlm.loading._safety import require_plain_checkpoint
from hmer_kit.vlm.loading.export import save_model_and_processor
from hmer_kit.vlm.loading.pretrained import load_model_and_processor, load_settings
from hmer_kit.vlm.training.notes import Notes
from hmer_kit.vlm.training.optim import Schedule, build_optimizer
from hmer_kit.vlm.training.scores import Prediction, TaskScores, read_responses

if TYPE_CHECKING:
    from pathlib import Path

    from torch import Tensor

    from hmer_kit.vlm.families.adapters import FamilyAdapter

__all__ = ["VLMModule"]

_SETTINGS = "hmer_kit_settings"
_log = logging.getLogger(__name__)


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
        max_new_tokens: Longest response in ids; that of the settings by default.
        adapter: What is particular to the model's family; looked up by its ``model_type`` by default.
        settings: Prompts, order of picture and text, pixel budget and decoding, for training and whoever uses the model
            later: ``collator`` takes them from here, and checkpoints and exports hold them.

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
        max_new_tokens: int | None = None,
        adapter: FamilyAdapter | None = None,
        settings: InferenceSettings | None = None,
    ) -> None:
        super().__init__()
        options = {"lr": lr, "weight_decay": weight_decay, "warmup": warmup, "schedule": schedule}
        said = InferenceSettings() if settings is None else settings
        self.settings = said if max_new_tokens is None else replace(said, max_new_tokens=max_new_tokens)
        """How the model is asked."""
        self._settings_given = settings is not None
        longest = self.settings.max_new_tokens
        self.save_hyperparameters({**options, "total_steps": total_steps, "max_new_tokens": longest})
        self.model = model
        self.processor = processor
        self.form = model_format(model, processor, style=self.settings.style, adapter=adapter)
        self.scores = TaskScores()
        self.truncated = Notes()
        """Ids whose target was cut at the limit so far, in this process."""
        self.skipped = Notes()
        """What the data loaders left out so far, in this process."""
        self._no_cache = {"use_cache": False} if "use_cache" in inspect.signature(model.forward).parameters else {}
        self._loss_sum, self._loss_count = 0.0, 0

    @classmethod
    def from_pretrained(
        cls,
        name: str | os.PathLike[str],
        *,
        dtype: torch.dtype | Literal["auto"] = "auto",
        trust_remote_code: bool = False,
        allow_pickle: bool = False,
        revision: str | None = None,
        **options: Any,
    ) -> Self:
        """Load a model with its processor and settings from a folder or the hub, see ``load_model_and_processor``.

        Args:
            name: Folder or hub name.
            dtype: Type of the weights, by default as stored. Give ``torch.float32`` to train in ``"bf16-mixed"``:
                weights that are bfloat16 themselves round the small steps of a fine-tuning away.
            trust_remote_code: Lets the code run that it brings along.
            allow_pickle: Reads pickled weights where there are no safetensors, by torch's reader of tensors alone.
            revision: Branch, tag or commit on the hub.
            options: Arguments of the class.

        Raises:
            DataError: It brings code, its weights are pickled, or its settings are broken.
        """
        safety = {"trust_remote_code": trust_remote_code, "allow_pickle": allow_pickle}
        model, processor = load_model_and_processor(name, dtype=dtype, revision=revision, **safety)
        return cls(model, processor, **{"settings": load_settings(name, revision=revision), **options})

    @classmethod
    def load_from_checkpoint(  # type: ignore[override]  # the rest of Lightning's arguments are by name
        cls, checkpoint_path: str | os.PathLike[str], *, weights_only: bool = True, **options: Any
    ) -> Self:
        """Load a checkpoint of Lightning's that holds tensors and plain values alone.

        Args:
            checkpoint_path: The file.
            weights_only: Give False to run what else is pickled in it, if you made it yourself.
            options: ``model=`` and ``processor=``, other arguments of the class, and Lightning's own by name.

        Raises:
            DataError: It holds something else, is broken, or is not there.
        """
        if weights_only:
            require_plain_checkpoint(checkpoint_path)
        load = super().load_from_checkpoint
        if "weights_only" in inspect.signature(load).parameters:  # since Lightning 2.6
            options["weights_only"] = weights_only
        loaded: Self = load(os.fspath(checkpoint_path), **options)
        return loaded

    def save_pretrained(self, folder: str | os.PathLike[str]) -> Path:
        """Write model, processor and settings, for ``from_pretrained`` or any other tool, all or nothing.

        See ``save_model_and_processor``.

        Args:
            folder: Made if absent.

        Returns:
            The folder.

        Raises:
            DataError: The disk is full, or the folder cannot be written.
        """
        return save_model_and_processor(folder, model=self.model, processor=self.processor, settings=self.settings)

    def on_save_checkpoint(self, checkpoint: dict[str, Any]) -> None:
        """Keep the settings in a checkpoint."""
        checkpoint[_SETTINGS] = self.settings.dumps()

    def on_load_checkpoint(self, checkpoint: dict[str, Any]) -> None:
        """Take them from there, if none were given."""
        if not self._settings_given and _SETTINGS in checkpoint:
            saved = InferenceSettings.loads(checkpoint[_SETTINGS])
            self.settings = replace(saved, max_new_tokens=self.settings.max_new_tokens)
            self.form = model_format(self.model, self.processor, style=saved.style, adapter=self.form.adapter)

    def collator(self, **options: Any) -> TaskCollator:
        """Return the collator of this model.

        Args:
            options: Arguments of ``TaskCollator``.
        """
        return TaskCollator(
            self.processor, model=self.model, **{"adapter": self.form.adapter, "settings": self.settings, **options}
        )

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
            if self.truncated.total:
                self.log("train_truncated", float(self.truncated.total), batch_size=len(batch["ids"]))
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
        if batch["truncated"] and not self.truncated.total:
            _log.warning(
                "the answer of %s is longer than max_target_tokens and was cut; train_truncated counts all such, "
                "module.truncated names them",
                batch["truncated"][0],
            )
        self.truncated.add(batch["truncated"])
        self.skipped.add(batch["skipped"])

    def _total(self, counts: Tensor) -> Tensor:
        total: Tensor = self.trainer.strategy.reduce(counts, reduce_op="sum")
        return total
