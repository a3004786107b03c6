"""Trainings that are killed and go on, for test_resume.py; as a script, one of them in a process of its own."""

from __future__ import annotations

import json
import os
import signal
import sys
import warnings
from pathlib import Path
from typing import Any

import torch
from lightning.pytorch import Callback, LightningModule, Trainer
from lightning.pytorch.strategies import DDPStrategy
from PIL import Image

from hmer_kit.data import Record
from hmer_kit.vlm import TaskDataModule, VLMModule
from hmer_kit.vlm.out_of_fold import ResumableCheckpoints, newest_checkpoint
from hmer_kit.vlm.small import small_model, small_processor

WORDS = ["x", "y", "+", "1", "="]
RECORDS = [Record(f"r{number}", "x + " * (number % 5) + "1", prediction="y") for number in range(23)]
QUIET = {
    "accelerator": "cpu",
    "logger": False,
    "enable_checkpointing": False,
    "enable_progress_bar": False,
    "enable_model_summary": False,
}


class Bar:
    """A picture with a bar at a place of its own."""

    def __init__(self, place: int) -> None:
        self.place = place
        self.name = f"bar-{place}"

    def load(self) -> Image.Image:
        image = Image.new("L", (64, 32), 255)
        image.paste(0, (self.place, 4, self.place + 9, 28))
        return image


def stream(worker_id: int, seed: int) -> Any:
    for number in range(30):
        yield Record(f"s{seed}-{worker_id}-{number}", "x + " * (number % 5) + "1")


def toy_batch(examples: Any) -> dict[str, Any]:
    values = [float(len(example.target) + sum(map(ord, example.record.id)) % 7) for example in examples]
    return {"ids": [example.record.id for example in examples], "x": torch.tensor(values), "skipped": []}


class Toy(LightningModule):
    """A model with dropout that notes what it is trained on: step and ids; and when it is validated."""

    def __init__(self) -> None:
        super().__init__()
        self.weight = torch.nn.Parameter(torch.zeros(3))
        self.dropout = torch.nn.Dropout(0.5)
        self.seen: list[tuple[int, int, tuple[str, ...]]] = []
        self.validated: list[int] = []

    def training_step(self, batch: dict[str, Any], batch_idx: int) -> torch.Tensor:
        self.seen.append((self.trainer.current_epoch, self.global_step, tuple(batch["ids"])))
        x = batch["x"]
        features = self.dropout(torch.stack([torch.ones_like(x), x, x * x / 50], 1))
        return ((features @ self.weight - x) ** 2).mean()

    def validation_step(self, batch: dict[str, Any], batch_idx: int) -> None:
        self.validated.append(self.global_step)

    def configure_optimizers(self) -> torch.optim.Optimizer:
        return torch.optim.AdamW(self.parameters(), lr=1e-2)


class Killed(BaseException):
    """What stops a training in a test, in place of a signal."""


class KillAt(Callback):
    """Stop before the training's n-th batch."""

    def __init__(self, batch: int) -> None:
        self.left = batch

    def on_train_batch_start(self, *args: Any) -> None:
        self.left -= 1
        if not self.left:
            raise Killed


def run_toy(folder: Path, callbacks: list[Callback], *, data: dict[str, Any], trainer: dict[str, Any]) -> Toy:
    """Train, from the newest checkpoint in the folder, and stop where a callback says so."""
    torch.manual_seed(5)
    module = Toy()
    own = {"collator": toy_batch, "tasks": {"vanilla": 2, "tree_cot": 1}, "batch_size": 4, "seed": 3, "train": RECORDS}
    options = {**own, **data}
    fitting = Trainer(callbacks=callbacks, default_root_dir=folder, **{**QUIET, **trainer})
    try:
        fitting.fit(
            module,
            datamodule=TaskDataModule(**options),
            ckpt_path=next(iter(sorted(folder.glob("*.ckpt"), key=lambda path: path.stat().st_mtime_ns)[-1:]), None),
            weights_only=False,
        )
    except Killed:
        fitting.fit_loop.teardown()
    return module


class Journal(Callback):
    """Writes every step and every score to a file at once, and kills its process with signal 9 when it is told to."""

    def __init__(self, file: Path, *, kill: int | None) -> None:
        self.file = file
        self.kill = kill

    def on_train_batch_start(self, trainer: Trainer, module: Any, batch: Any, index: int) -> None:
        self._write({"step": trainer.global_step, "ids": batch["ids"], "tasks": batch["tasks"]})
        if trainer.global_step == self.kill:
            os.kill(os.getpid(), signal.SIGKILL)

    def on_validation_end(self, trainer: Trainer, module: Any) -> None:
        scores = {name: float(value) for name, value in trainer.callback_metrics.items() if name.startswith("val_")}
        self._write({"step": trainer.global_step, "scores": scores})

    def _write(self, row: dict[str, Any]) -> None:
        with self.file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")


def run_model(folder: Path, *, kill: int | None = None, workers: int = 0) -> dict[str, torch.Tensor]:
    """Train a small recognizer for four epochs of six steps, validated after each, and return its weights."""
    records = [Record(f"r{n}", "x + " * (n % 3) + "1", image=Bar(5 * n), prediction="y") for n in range(9)]
    torch.manual_seed(1)
    processor = small_processor(WORDS)
    module = VLMModule(
        small_model(processor.tokenizer, hidden_size=32, layers=1), processor, lr=1e-2, total_steps=24, max_new_tokens=8
    )
    data = TaskDataModule(
        records,
        records[:3],
        collator=module.collator(),
        tasks={"vanilla": 2, "error_detection": 1},
        batch_size=3,
        epoch_size=18,
        pool=2,
        num_workers=workers,
        seed=4,
    )
    keeper = ResumableCheckpoints(folder, every=4)
    callbacks = [Journal(folder / "journal.jsonl", kill=kill), keeper]
    trainer = Trainer(max_epochs=4, num_sanity_val_steps=0, default_root_dir=folder, callbacks=callbacks, **QUIET)
    trainer.fit(module, data, ckpt_path=newest_checkpoint(folder), weights_only=False)
    return module.state_dict()


def two_processes(folder: Path) -> None:
    """In one of two processes: train whole, stopped, and on from there; write what each process was trained on."""
    rank = int(os.environ["RANK"])
    result = {}
    for kind, source in (("plan", RECORDS), ("stream", stream)):
        trainer = {
            "max_steps": 9,
            "max_epochs": -1,
            "devices": 2,
            "strategy": DDPStrategy(process_group_backend="gloo"),
        }
        runs = {}
        for name, kill in (("whole", None), ("killed", 7), ("killed", None)):
            (folder / kind / name).mkdir(parents=True, exist_ok=True)
            callbacks = [ResumableCheckpoints(folder / kind / name, every=2), *([KillAt(kill)] if kill else [])]
            trainer["strategy"] = DDPStrategy(process_group_backend="gloo")
            module = run_toy(folder / kind / name, callbacks, data={"train": source}, trainer=trainer)
            runs["resumed" if name == "killed" and not kill else name] = [
                module.seen,
                module.weight.detach().tolist(),
            ]
        result[kind] = runs
    (folder / f"{rank}.json").write_text(json.dumps(result), encoding="utf-8")


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    what, place, *rest = sys.argv[1:]
    if what == "two":
        two_processes(Path(place))
    else:
        run_model(Path(place), kill=int(rest[0]), workers=int(rest[1]))
