"""A tiny recognizer that was taught one expression: it answers that to the three tasks, whatever it sees."""

from __future__ import annotations

import torch
from PIL import Image

from hmer_kit.data import Record
from hmer_kit.tasks import build_examples, get_task
from hmer_kit.vlm import TaskCollator
from hmer_kit.vlm.batching import model_inputs
from hmer_kit.vlm.small import small_model, small_processor

LATEX = r"\frac { x ^ { 2 } } { y }"
TASKS = ("vanilla", "tree_cot", "symbol_counting")


def save_taught(folder):
    """Train it, and save it as any model is saved."""
    torch.manual_seed(0)
    processor = small_processor(LATEX.split(), height=16, width=32)
    model = small_model(processor.tokenizer, hidden_size=32, layers=1)
    records = [Record("a", LATEX, image=_Blank())]
    examples = build_examples(records, tasks=[get_task(name) for name in TASKS]).examples
    batch = model_inputs(TaskCollator(processor, model=model)(examples))
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.01)
    for _ in range(60):
        loss = model(**batch).loss
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    model.save_pretrained(folder)
    processor.save_pretrained(folder)
    return loss.item()


class _Blank:
    name = "blank.png"

    def load(self):
        picture = Image.new("L", (32, 16))
        picture.paste(255, (4, 4, 20, 8))
        return picture
