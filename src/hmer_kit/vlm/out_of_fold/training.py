"""Train a module for a fold, from where a killed training left off."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import torch
from lightning.pytorch import LightningDataModule, LightningModule, Trainer

from hmer_kit.data import Record
from hmer_kit.error_mining.out_of_fold import SampleRequest, TrainRequest
from hmer_kit.vlm.out_of_fold.records import RecordTable
from hmer_kit.vlm.training.checkpoints.resumable import ResumableCheckpoints, newest_checkpoint

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

__all__ = ["DataFactory", "LightningTraining", "ModuleFactory"]

ModuleFactory = Callable[[TrainRequest | SampleRequest], LightningModule]
"""Builds the untrained module; it is asked again for sampling, and must build the same."""
DataFactory = Callable[[LightningModule, Sequence[Record], TrainRequest], LightningDataModule]
"""Builds what a module is trained on, of the records of a training."""

_QUIET = {
    "logger": False,
    "enable_checkpointing": False,
    "enable_progress_bar": False,
    "enable_model_summary": False,
}


class LightningTraining:
    """Train for a fold by a Lightning ``Trainer``; a ``TrainFold``.

    A job is the work of one process: give each GPU jobs of its own rather than several GPUs one job.

    Args:
        records: All records of the plan, with their pictures.
        module: Builds the untrained module; torch's generators start from the request's seed.
        data: Builds its data module.
        trainer: Options of the ``Trainer``: ``{"max_epochs": 70, "precision": "bf16-mixed"}``. By default it logs
            nothing and has no checkpoints of Lightning's own.
        checkpoint_every: Steps between two checkpoints: what a kill costs at most. With a ``TaskDataModule``, a
            training that was killed ends with the same weights as one that was not.

    Examples:
        >>> from hmer_kit.vlm import TaskDataModule, VLMModule
        >>> from hmer_kit.vlm.small import small_model, small_processor
        >>> def module(request):
        ...     processor = small_processor(["x"])
        ...     return VLMModule(small_model(processor.tokenizer), processor, total_steps=100)
        >>> def data(module, records, request):
        ...     return TaskDataModule(records, collator=module.collator(), tasks={"vanilla": 1}, seed=request.seed)
        >>> train = LightningTraining([Record("a", "x")], module=module, data=data, trainer={"max_epochs": 100})
        >>> train.checkpoint_every
        200
    """

    def __init__(
        self,
        records: Iterable[Record],
        *,
        module: ModuleFactory,
        data: DataFactory,
        trainer: Mapping[str, Any] | None = None,
        checkpoint_every: int = 200,
    ) -> None:
        self.records = RecordTable(records)
        self.module = module
        self.data = data
        self.trainer = {**_QUIET, **(trainer or {})}
        self.checkpoint_every = checkpoint_every

    def __call__(self, request: TrainRequest) -> Path:
        """Train, and return the file of the weights.

        Args:
            request: The fold, and the folder of its checkpoints.

        Raises:
            DataError: The records are not those of the plan.
        """
        model = request.folder / "model.ckpt"
        if model.exists():  # trained to the end by a process that was killed before it could say so
            return model
        records = self.records.of(request.items)
        keeper = ResumableCheckpoints(request.folder, every=self.checkpoint_every)
        callbacks = [*self.trainer.get("callbacks", ()), keeper]
        trainer = Trainer(**{**self.trainer, "callbacks": callbacks, "default_root_dir": request.folder})
        with torch.random.fork_rng():
            torch.manual_seed(request.seed)
            module = self.module(request)
            data = self.data(module, records, request)
            trainer.fit(module, datamodule=data, ckpt_path=newest_checkpoint(request.folder), **_trusting())
        if trainer.interrupted:  # Ctrl-C: some versions end as if all were well
            raise KeyboardInterrupt
        draft = model.with_suffix(".draft")
        trainer.save_checkpoint(draft, weights_only=True)
        if trainer.is_global_zero:
            draft.replace(model)
        return model


def _trusting() -> dict[str, bool]:
    """Let Lightning read what it wrote itself, optimizer and all; newer versions want to be told."""
    return {"weights_only": False} if "weights_only" in inspect.signature(Trainer.fit).parameters else {}
