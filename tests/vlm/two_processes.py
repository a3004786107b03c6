"""Run by test_distributed.py: validate a saved model in two processes over gloo, each result written to a file."""

from __future__ import annotations

import json
import sys
import warnings
from pathlib import Path

import torch
from lightning.pytorch import Trainer
from lightning.pytorch.strategies import DDPStrategy
from PIL import Image

from hmer_kit.data import Record
from hmer_kit.vlm import TaskDataModule, VLMModule


class Shade:
    """A picture of one shade of grey."""

    def __init__(self, shade: int) -> None:
        self.shade = shade
        self.name = f"shade-{shade}"

    def load(self) -> Image.Image:
        return Image.new("L", (64, 32), self.shade)


def main(folder: Path, processes: int) -> None:
    """Validate and predict nine examples, two a batch, so that the processes' shares differ."""
    warnings.simplefilter("ignore")  # Lightning's advice on loaders; the test is about numbers
    torch.set_num_threads(1)
    module = VLMModule.from_pretrained(folder / "model", max_new_tokens=4)
    latex = ["x + 1", "x", "a = b", "1 + 1", "b - x", "y _ { 1 }", "x ^ { 2 }", "a", "b"]
    records = [Record(f"r{index}", text, image=Shade(20 * index)) for index, text in enumerate(latex)]
    tasks = {"vanilla": 1.0}
    data = TaskDataModule([], records, collator=module.collator(), tasks=tasks, batch_size=2)
    strategy = DDPStrategy(process_group_backend="gloo") if processes > 1 else "auto"
    trainer = Trainer(
        accelerator="cpu",
        devices=processes,
        strategy=strategy,
        logger=False,
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
        default_root_dir=folder,
    )
    (values,) = trainer.validate(module, data, verbose=False)
    answers = [item.id for batch in trainer.predict(module, data) or [] for item in batch]
    result = {"values": values, "ids": answers}
    (folder / f"{processes}-{trainer.global_rank}.json").write_text(json.dumps(result), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
