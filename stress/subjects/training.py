"""A training of a small recognizer that goes on from its last checkpoint; a program to be killed.

Run: python -m stress.subjects.training SEED WORKERS EVERY PAUSE
     PAUSE: seconds a step; writes journal.jsonl, with each step and its examples, and the weights in the end
"""

from __future__ import annotations

import hashlib
import json
import random
import sys
import time
import warnings
from pathlib import Path
from typing import Any

import torch
from lightning.pytorch import Callback, Trainer

from hmer_kit.vlm import TaskDataModule, VLMModule
from hmer_kit.vlm.small import small_model, small_processor
from hmer_kit.vlm.training import ResumableCheckpoints, newest_checkpoint
from stress.material.data_sets import records_of

STEPS, EPOCHS = 6, 4
QUIET: dict[str, Any] = {
    "accelerator": "cpu",
    "logger": False,
    "enable_checkpointing": False,
    "enable_progress_bar": False,
    "enable_model_summary": False,
}


class Journal(Callback):
    """Writes every step, with its examples, to a file at once."""

    def __init__(self, file: Path, pause: float) -> None:
        self.file = file
        self.pause = pause

    def on_train_batch_start(self, trainer: Trainer, module: Any, batch: Any, index: int) -> None:  # noqa: ARG002
        """Note the step, and take some time."""
        with self.file.open("a", encoding="utf-8") as file:
            row = {"step": trainer.global_step, "ids": batch["ids"], "tasks": batch["tasks"]}
            file.write(json.dumps(row) + "\n")
        time.sleep(self.pause)


def main() -> None:
    """Train, from the newest checkpoint in this folder on."""
    seed, workers, every, pause = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])
    records = [record for record in records_of(random.Random(seed), 9) if record.reference]
    torch.manual_seed(seed)
    processor = small_processor(sorted({token for record in records for token in record.reference.split()}))
    model = small_model(processor.tokenizer, hidden_size=32, layers=1)
    module = VLMModule(model, processor, lr=1e-2, total_steps=STEPS * EPOCHS, max_new_tokens=8)
    data = TaskDataModule(
        records,
        collator=module.collator(),
        tasks={"vanilla": 2, "tree_cot": 1},
        batch_size=3,
        epoch_size=3 * STEPS,
        pool=2,
        num_workers=workers,
        seed=seed,
    )
    folder = Path()
    callbacks = [Journal(folder / "journal.jsonl", pause), ResumableCheckpoints(folder, every=every)]
    trainer = Trainer(max_epochs=EPOCHS, default_root_dir=folder, callbacks=callbacks, **QUIET)
    trainer.fit(module, data, ckpt_path=newest_checkpoint(folder), weights_only=False)
    digests = {name: _digest(value) for name, value in module.state_dict().items()}
    Path("weights.json").write_text(json.dumps(digests, indent=1), encoding="utf-8")


def _digest(value: torch.Tensor) -> str:
    return hashlib.sha256(value.detach().cpu().contiguous().numpy().tobytes()).hexdigest()


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    main()
