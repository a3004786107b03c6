r"""Fine-tune a vision-language model on a folder of your own, save it, load it and let it read.

The folder holds ``captions.tsv`` and ``images/``. The model is a Qwen2.5-VL in miniature with random weights; of a real
one, ``VLMModule.from_pretrained(name, lora={})`` takes the place. Run ``python examples/fine_tune_your_folder.py``; it
prints

    validated: val_ExpRate/vanilla 0..., val_loss ...
    saved: chat_template.jinja, config.json, ...
    read back: 8 answers
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import torch
from lightning.pytorch import Trainer, seed_everything

from hmer_kit import Grammar, TaskDataModule, VLMModule, build_examples, read_captions, synthesize
from hmer_kit.data import PixelBudget
from hmer_kit.vlm import generate
from hmer_kit.vlm.small import small_chat_model

GRAMMAR = Grammar(letters=("a", "x"), digits=("1", "2"), max_symbols=3)
QUIET: dict[str, Any] = {
    "logger": False,
    "enable_checkpointing": False,
    "enable_progress_bar": False,
    "enable_model_summary": False,
}


def write_folder(folder: Path) -> None:
    """Write what you have already: a picture for each caption."""
    (folder / "images").mkdir(parents=True)
    drawn = list(synthesize(8, grammar=GRAMMAR, seed=1, height=32, width=64, writers=range(2)))
    for number, (_, image) in enumerate(drawn):
        image.load().save(folder / "images" / f"{number}.png")
    lines = [f"{number}\t{latex}\n" for number, (latex, _) in enumerate(drawn)]
    (folder / "captions.tsv").write_text("".join(lines), encoding="utf-8")


torch.set_num_threads(1)
seed_everything(0, verbose=False)
with TemporaryDirectory() as place:
    write_folder(Path(place, "mine"))
    model, processor = small_chat_model(GRAMMAR.vocabulary())
    settings = {"pixel_budget": PixelBudget(max_pixels=32 * 64)}  # kept beside the weights, so that serving asks alike
    module = VLMModule(model, processor, lr=5e-3, max_new_tokens=12, settings=settings)
    data = TaskDataModule(
        Path(place, "mine"), Path(place, "mine"), collator=module.collator(), tasks={"vanilla": 1}, batch_size=8
    )
    trainer = Trainer(max_epochs=20, accelerator="cpu", check_val_every_n_epoch=20, num_sanity_val_steps=0, **QUIET)
    trainer.fit(module, datamodule=data)
    seen = trainer.callback_metrics
    print(f"validated: val_ExpRate/vanilla {seen['val_ExpRate/vanilla']:.2f}, val_loss {seen['val_loss']:.2f}")

    saved = module.save_pretrained(Path(place, "model"))
    print("saved:", ", ".join(sorted(path.name for path in Path(saved).iterdir())))
    again = VLMModule.from_pretrained(saved)
    questions = build_examples(read_captions(Path(place, "mine")).records, tasks=["vanilla"]).examples
    print(f"read back: {len(generate(again.model, again.processor, questions, max_new_tokens=12))} answers")
