"""From files of pictures and texts to a batch for Qwen2.5-VL: decoding, prompts, ids, labels.

Peers: the collator of trl, and what LLaMA-Factory does (its preparing of an example, then its collator), on the same
files, texts and processor. Limit: the bare call of that processor on the same pictures, and of its tokenizer on the
answers. All sides give the same ids, and labels on the same of them but for the line break that trl and LLaMA-Factory
train on behind the end of an answer.
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import torch

from benchmarks.harness.chat_model import chat_model
from benchmarks.harness.memory import traced_peak
from hmer_kit.data import FileImage, Record
from hmer_kit.ink import synthesize
from hmer_kit.tasks import build_examples
from hmer_kit.vlm import TaskCollator
from hmer_kit.vlm.batching.pictures import load_picture

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.harness.contest import Contest
    from benchmarks.harness.growth import Growth
    from benchmarks.harness.memory import Memory
    from hmer_kit.tasks import TaskExample

BATCH, EXAMPLES, QUICK_EXAMPLES = 16, 96, 32
TASKS = ["vanilla", "tree_cot", "symbol_counting"]


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> list[TaskExample]:
    """Examples of three tasks, mixed, with pictures of synthetic handwriting in files."""
    torch.set_num_threads(1)
    folder = tmp_path_factory.mktemp("pictures")
    records = []
    for number, (latex, image) in enumerate(synthesize(EXAMPLES // len(TASKS), seed=0)):
        image.load().save(folder / f"{number}.png")
        records.append(Record(f"r{number}", latex, image=FileImage(folder, f"{number}.png")))
    found = build_examples(records, tasks=TASKS).examples
    random.Random(0).shuffle(found)
    return found


@pytest.fixture(scope="module")
def parts(examples: list[TaskExample]) -> tuple[Any, Any]:
    """Model and processor that know the words of the examples."""
    return chat_model(text for item in examples for text in (item.prompt, item.target))


def cut(examples: Sequence[TaskExample]) -> list[Sequence[TaskExample]]:
    return [examples[start : start + BATCH] for start in range(0, len(examples), BATCH)]


def bare(processor: Any, examples: Sequence[TaskExample], pictures: Sequence[Any]) -> Any:
    """Call the processor as its own documentation does: prompts and pictures together, answers by the tokenizer."""
    turns = [
        [{"role": "user", "content": [{"type": "image"}, {"type": "text", "text": example.prompt}]}]
        for example in examples
    ]
    texts = [processor.apply_chat_template(turn, add_generation_prompt=True, tokenize=False) for turn in turns]
    inputs = processor(images=list(pictures), text=texts, padding=True, padding_side="left", return_tensors="pt")
    return inputs, processor.tokenizer([example.target for example in examples], padding=True, return_tensors="pt")


def said(batch: dict[str, Any]) -> list[tuple[list[int], list[int]]]:
    """Return the ids of each example that are no padding, and those that have a label."""
    rows = zip(batch["input_ids"], batch["attention_mask"], batch["labels"], strict=True)
    return [(ids[mask.bool()].tolist(), labels[labels != -100].tolist()) for ids, mask, labels in rows]


def bench_batches(
    contest: Contest, examples: list[TaskExample], parts: tuple[Any, Any], quick: bool, tmp_path: Path
) -> None:
    model, processor = parts
    processor.save_pretrained(tmp_path)
    taken = examples[: QUICK_EXAMPLES if quick else EXAMPLES]
    collate = TaskCollator(processor, model=model)
    data = {
        "folder": str(tmp_path),
        "batch": BATCH,
        "pictures": [str(Path(item.record.image.root, item.record.image.name)) for item in taken],
        "prompts": [item.prompt for item in taken],
        "targets": [item.target for item in taken],
    }
    answers = [
        contest.peer_elsewhere("collating", "trl", data),
        contest.peer_elsewhere("collating", "llamafactory", data, environment="peers-llamafactory"),
    ]
    expected = [row for batch in cut(taken) for row in said(collate(batch))]
    line_break = processor.tokenizer("\n", add_special_tokens=False)["input_ids"]
    for answer in filter(None, answers):
        assert answer == [[ids + line_break, labels + line_break] for ids, labels in expected]

    def limit() -> None:
        for batch in cut(taken):
            bare(processor, batch, [load_picture(example.record) for example in batch])

    contest.limit("Pillow's decoding and the bare call of the processor", limit)
    contest.run(
        "TaskCollator, pictures decoded", lambda: [collate(batch) for batch in cut(taken)],
        items=len(taken), unit="example", rounds=5,
    )  # fmt: skip


def bench_growth(growth: Growth, examples: list[TaskExample], parts: tuple[Any, Any]) -> None:
    model, processor = parts
    collate = TaskCollator(processor, model=model)
    record = examples[0].record

    def long(tokens: int) -> list[TaskExample]:
        return build_examples(
            [Record("r", "x + " * (tokens // 2) + "x", image=record.image)], tasks=["vanilla"]
        ).examples

    def batch(size: int) -> list[TaskExample]:
        return (examples * (1 + size // len(examples)))[:size]

    growth.of("TaskCollator, examples of a batch", collate, make=batch, sizes=[2**n for n in range(8)])
    growth.of("TaskCollator, tokens of an answer", collate, make=long, sizes=[2**n for n in range(8, 17)])


def bench_memory(memory: Memory, examples: list[TaskExample], parts: tuple[Any, Any]) -> None:
    model, processor = parts
    collate = TaskCollator(processor, model=model)

    def peak(number: int) -> float:
        def work() -> None:
            for batch in cut(examples * (number // len(examples))):
                collate(batch)

        return traced_peak(work)

    peak(len(examples))
    sizes = [EXAMPLES, 4 * EXAMPLES, 16 * EXAMPLES]
    memory.by_size("TaskCollator, batch after batch", peak, sizes=sizes, more=1, unit="examples")
