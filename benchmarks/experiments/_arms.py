"""What the arms of an ablation have in common: the small recognizer, its data and trainer, and a meter of its speed."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from lightning.pytorch import Callback

from hmer_kit.latex import tokenize
from hmer_kit.vlm import TaskDataModule, VLMModule
from hmer_kit.vlm.small import small_model, small_processor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.data import Record

_ROOM = 120
"""Ids of a target beyond the longest reference: trees and counts are longer than the LaTeX."""


@dataclass(frozen=True)
class Setup:
    """What all arms have in common."""

    train: list[Record]
    tests: dict[str, list[Record]]
    steps: int
    batch: int
    hidden: int
    layers: int
    size: tuple[int, int]
    longest: int
    accelerator: str
    precision: str
    workers: int
    lr: float
    seed: int

    @property
    def device(self) -> torch.device:
        return torch.device("cuda" if self.accelerator == "cuda" else "cpu")

    def module(self) -> VLMModule:
        """Build the untrained recognizer; the same weights each time."""
        words = {token for record in self.train for token in tokenize(record.reference)}
        processor = small_processor(sorted(words), height=self.size[0], width=self.size[1])
        with torch.random.fork_rng():
            torch.manual_seed(self.seed)
            model = small_model(processor.tokenizer, hidden_size=self.hidden, layers=self.layers)
        limit = self.longest + 20
        return VLMModule(model, processor, lr=self.lr, warmup=0.05, total_steps=self.steps, max_new_tokens=limit)

    def data(self, module: VLMModule, items: Sequence[Any], *, tasks: Sequence[str], epoch: int) -> TaskDataModule:
        """Mix the tasks: half of the examples are vanilla questions."""
        others = len(tasks) - 1
        weights = {name: 1.0 if name == "vanilla" else 1.0 / others for name in tasks}
        return TaskDataModule(
            items,
            collator=module.collator(max_target_tokens=self.longest * 3 + _ROOM, unreadable="skip"),
            tasks=weights,
            batch_size=self.batch,
            epoch_size=self.batch * epoch,
            pool=8,
            num_workers=self.workers,
            seed=self.seed,
        )

    def trainer(self, **options: Any) -> dict[str, Any]:
        """Return options of the trainer."""
        base = {"accelerator": self.accelerator, "devices": 1, "precision": self.precision, "gradient_clip_val": 1.0}
        return {**base, **options}


class Meter(Callback):
    """Count what is learnt from and how long it takes, the first steps apart."""

    def __init__(self, *, warmup: int = 5) -> None:
        self.warmup = warmup
        self.tokens = self.steps = 0
        self.seconds = 0.0
        self._begun = 0.0

    def on_train_batch_end(self, trainer: Any, pl_module: Any, outputs: Any, batch: Any, batch_idx: int) -> None:  # noqa: ARG002
        if trainer.global_step == self.warmup:
            self._begun = time.monotonic()
        elif trainer.global_step > self.warmup:
            self.steps += 1
            self.tokens += int((batch["labels"] != -100).sum())

    def on_train_end(self, trainer: Any, pl_module: Any) -> None:  # noqa: ARG002
        self.seconds = time.monotonic() - self._begun
