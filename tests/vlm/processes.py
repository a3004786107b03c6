"""Run by test_distributed.py: train and validate a saved model in one or two processes over gloo.

Each process writes what it saw to a file.
"""

from __future__ import annotations

import json
import sys
import warnings
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from lightning.pytorch import Callback, Trainer
from lightning.pytorch.strategies import DDPStrategy, ModelParallelStrategy
from PIL import Image

from hmer_kit.data import Record
from hmer_kit.tasks import TaskExample, TaskResponse, build_examples, get_task
from hmer_kit.vlm import TaskDataModule, VLMModule, freeze_unused

LATEX = ["x + 1", "x", "a = b", "1 + 1", "b - x", "y _ { 1 }", "x ^ { 2 }", "a", "b"]
BATCH = 2


class Shade:
    """A picture of one shade of grey."""

    def __init__(self, shade: int) -> None:
        self.shade = shade
        self.name = f"shade-{shade}"

    def load(self) -> Image.Image:
        return Image.new("L", (64, 32), self.shade)


@dataclass(frozen=True)
class Counting:
    """A task of one's own: symbol counting under a name that is not among the five."""

    name: str = "own_counting"
    needs_prediction: bool = False

    def build(self, record: Record) -> TaskExample:
        return replace(get_task("symbol_counting").build(record), task=self.name)

    def read(self, response: str) -> TaskResponse:
        return get_task("symbol_counting").read(response)


class Losses(Callback):
    """Keep the loss and the ids of each batch of this process; save where the spec says so."""

    def __init__(self, spec: dict[str, Any]) -> None:
        self.spec = spec
        self.losses: list[float] = []
        self.ids: list[list[str]] = []

    def on_train_batch_end(self, trainer: Any, pl_module: Any, outputs: Any, batch: Any, batch_idx: int) -> None:
        self.losses.append(float(outputs["loss"]) * trainer.accumulate_grad_batches)
        self.ids.append(batch["ids"])

    def on_train_epoch_end(self, trainer: Any, pl_module: Any) -> None:
        if "save" in self.spec and trainer.current_epoch + 1 == self.spec["save_after"]:
            trainer.save_checkpoint(self.spec["save"])


def strategy(name: str) -> Any:
    """Return the strategy of a name, over gloo."""
    if name == "ddp":
        return DDPStrategy(process_group_backend="gloo")
    if name.startswith("sharded"):
        return ModelParallelStrategy(
            data_parallel_size=2,
            tensor_parallel_size=1,
            save_distributed_checkpoint=name == "sharded-folder",
            process_group_backend="gloo",
        )
    return "auto"


def trainer_of(spec: dict[str, Any], folder: Path, **options: Any) -> Trainer:
    """Two processes of a batch each take the steps that one process takes of two batches."""
    two = spec["strategy"] != "one"
    return Trainer(
        accelerator="cpu",
        devices=2 if two else 1,
        strategy=strategy(spec["strategy"]),
        accumulate_grad_batches=1 if two else 2,
        max_epochs=spec["epochs"],
        logger=False,
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
        num_sanity_val_steps=0,
        default_root_dir=folder,
        **options,
    )


def whole(module: VLMModule) -> dict[str, float]:
    """Return a number of each weight that depends on all of it; shares are put together first."""
    numbers = {}
    for name, parameter in module.named_parameters():
        value = parameter.full_tensor() if hasattr(parameter, "full_tensor") else parameter
        places = torch.arange(1, value.numel() + 1, dtype=torch.float64).reshape(value.shape)
        numbers[name] = float((value.detach().double() * places).mean())
    return numbers


def main(folder: Path, spec: dict[str, Any]) -> None:
    """Train on records, validate nine of them with two tasks, one of our own, predict; shares of processes differ."""
    warnings.simplefilter("ignore")  # Lightning's advice on loaders; the test is about numbers
    torch.set_num_threads(1)
    tasks = {"vanilla": 1.0, Counting(): 1.0}
    options = {"lr": 1e-2, "schedule": "constant", "warmup": 0.0, "weight_decay": 0.0, "tasks": list(tasks)}
    module = VLMModule.from_pretrained(folder / "model", max_new_tokens=4, **options)
    records = [Record(f"r{index}", text, image=Shade(20 * index)) for index, text in enumerate(LATEX)]
    val = build_examples(records, tasks=list(tasks)).examples
    freeze_unused(module.model, module.collator()(val[:2]))  # the pooler, which would stop DDP
    for name, parameter in module.model.named_parameters():
        parameter.requires_grad &= not name.startswith(tuple(spec.get("frozen", ())))
    data = TaskDataModule(records[:8], val, collator=module.collator(), tasks=tasks, batch_size=BATCH)
    seen = Losses(spec)
    trainer = trainer_of(spec, folder, callbacks=[seen])
    result: dict[str, Any] = {}
    if spec["epochs"]:
        trainer.fit(
            module, data, ckpt_path=spec.get("resume"), **({"weights_only": False} if spec.get("resume") else {})
        )
        module.save_pretrained(folder / f"{spec['name']}-export")
        result |= {"losses": seen.losses, "batches": seen.ids, "weights": whole(module)}
    (result["values"],) = trainer.validate(module, data, verbose=False)
    result["ids"] = [item.id for batch in trainer.predict(module, data) or [] for item in batch]
    (folder / f"{spec['name']}-{trainer.global_rank}.json").write_text(json.dumps(result), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), json.loads(sys.argv[2]))
