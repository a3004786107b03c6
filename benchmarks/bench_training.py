"""What VLMModule and the Trainer cost beside a bare PyTorch loop, and what the loss costs beside the model's own.

Overhead: the small recognizer is trained on batches of all five tasks, collated before. After each of the trainer's
steps a bare loop (forward, backward, AdamW with the same groups, schedule) takes one on a copy with the same batch, so
that a busy machine slows down both alike; data loading is left out on both sides. A step of the trainer is the time
from the end of the last one, with all that lies between them. CPU time, one thread; medians of all steps.

Loss: a decoder with a vocabulary of 32,768 on 4 rows of 512 ids, the last 32 of which are the answer. The model's own
loss makes float32 logits of every position; ours of the answer. Memory is what is kept for the backward pass.

Run: python benchmarks/bench_training.py [--quick] [--json FILE]
"""

from __future__ import annotations

import copy
import statistics
import tempfile
import time
import warnings
from functools import partial
from itertools import cycle, islice
from typing import Any

import torch
from _measure import arguments, compare, table, write_json
from _rows import Row, faster
from lightning.pytorch import Callback, Trainer
from lightning.pytorch.loggers import CSVLogger
from torch import Tensor
from torch.utils.data import DataLoader
from transformers import LlamaConfig, LlamaForCausalLM

from hmer_kit import Record, build_examples, synthesize
from hmer_kit.vlm import TaskCollator, VLMModule, build_optimizer
from hmer_kit.vlm.batching.batches import model_inputs
from hmer_kit.vlm.families.styles import ModelFormat, PromptStyle
from hmer_kit.vlm.small import small_model, small_processor
from hmer_kit.vlm.training.loss.objective import Objective
from hmer_kit.vlm.training.loss.rows import LossOptions

BATCH, BATCHES = 16, 8
STEPS, QUICK_STEPS = 60, 4
ROWS, LENGTH, ANSWER, VOCABULARY = 4, 512, 32, 32_768
RUNS = {
    "as by default": {},
    "logging every step": {"log_every_n_steps": 1},
    "loss='tokens'": {"loss": "tokens"},
    "loss='tokens', logging every step": {"loss": "tokens", "log_every_n_steps": 1},
}


class Turns(Callback):
    """Let a bare loop take a step after each of the trainer's, and time both."""

    def __init__(self, model: Any, batches: list[dict[str, Any]]) -> None:
        self.bare = bare_loop(model, len(batches))
        self.batches = batches
        self.ours: list[float] = []
        self.reference: list[float] = []
        self.begun = 0.0

    def on_train_start(self, *_: Any) -> None:
        self.begun = time.process_time()

    def on_train_batch_end(self, *given: Any) -> None:
        ended = time.process_time()
        self.ours.append(ended - self.begun)
        self.bare(self.batches[given[-1]])
        self.begun = time.process_time()
        self.reference.append(self.begun - ended)


def bare_loop(model: Any, steps: int) -> Any:
    model.train()
    optimizer, scheduler = build_optimizer(model, lr=1e-3, weight_decay=0.01, total_steps=steps)

    def step(batch: dict[str, Any]) -> None:
        optimizer.zero_grad(set_to_none=True)
        model(**model_inputs(batch)).loss.backward()
        optimizer.step()
        scheduler.step()

    return step


def overhead(model: Any, processor: Any, batches: list[dict[str, Any]], *, options: dict[str, Any]) -> dict[str, float]:
    """Return the medians of a step in milliseconds, and what the trainer adds."""
    turns = Turns(copy.deepcopy(model), batches)
    every = options.get("log_every_n_steps", 50)
    chosen = {name: value for name, value in options.items() if name != "log_every_n_steps"}
    module = VLMModule(copy.deepcopy(model), processor, lr=1e-3, **chosen)
    with tempfile.TemporaryDirectory() as folder:
        trainer = Trainer(
            accelerator="cpu", max_epochs=1, logger=CSVLogger(folder), callbacks=[turns], log_every_n_steps=every,
            enable_checkpointing=False, enable_progress_bar=False, enable_model_summary=False, default_root_dir=folder,
        )  # fmt: skip
        trainer.fit(module, DataLoader(batches, batch_size=None))
    ours, bare = (1e3 * statistics.median(times[1:]) for times in (turns.ours, turns.reference))
    pairs = [one - other for one, other in zip(turns.ours[1:], turns.reference[1:], strict=True)]
    return {"bare_ms": bare, "ours_ms": ours, "added_ms": 1e3 * statistics.median(pairs), "ratio": ours / bare}


def five_tasks() -> tuple[Any, Any, list[dict[str, Any]]]:
    torch.manual_seed(0)
    records = [
        Record(image.name, latex, image=image, prediction=latex) for latex, image in synthesize(BATCH * BATCHES, seed=1)
    ]
    processor = small_processor({token for record in records for token in record.reference.split()})
    model = small_model(processor.tokenizer)
    examples = build_examples(records).examples
    collate = TaskCollator(processor, model=model)
    mixed = [examples[start :: len(examples) // BATCH][:BATCH] for start in range(BATCHES)]
    return model, processor, [collate(batch) for batch in mixed]


def decoder() -> tuple[Any, dict[str, Any], dict[str, Objective]]:
    """Return a decoder whose vocabulary outweighs it, a batch, and both losses."""
    torch.manual_seed(0)
    sizes = {"hidden_size": 128, "intermediate_size": 256, "num_hidden_layers": 4, "num_attention_heads": 4}
    model = LlamaForCausalLM(LlamaConfig(vocab_size=VOCABULARY, **sizes))
    ids = torch.randint(3, VOCABULARY, (ROWS, LENGTH))
    labels = torch.full_like(ids, -100)
    labels[:, -ANSWER:] = ids[:, -ANSWER:]
    form = ModelFormat(PromptStyle.CHAT, eos_ids=(2,), pad_id=0)
    losses = {name: Objective(model, form=form, options=LossOptions(name)) for name in ("model", "tokens")}
    return model, {"input_ids": ids, "labels": labels, "tasks": ["vanilla"] * ROWS}, losses


def one_step(objective: Objective, model: Any, batch: dict[str, Any]) -> Tensor:
    model.zero_grad(set_to_none=True)
    loss, _ = objective.loss(model, batch)
    loss.backward()
    return loss.detach()


def kept_mib(objective: Objective, model: Any, batch: dict[str, Any]) -> float:
    """Return what a forward pass keeps for the backward pass, the weights left out."""
    weights = {value.untyped_storage().data_ptr() for value in model.parameters()}
    kept: dict[int, int] = {}

    def pack(value: Tensor) -> Tensor:
        storage = value.untyped_storage()
        if storage.data_ptr() not in weights:
            kept[storage.data_ptr()] = storage.nbytes()
        return value

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda value: value):
        loss, _ = objective.loss(model, batch)
    total = sum(kept.values()) / 2**20
    loss.backward()
    return total


def main() -> None:
    options = arguments(__doc__).parse_args()
    torch.set_num_threads(1)
    warnings.simplefilter("ignore")  # Lightning's advice on loaders
    model, processor, batches = five_tasks()
    steps = QUICK_STEPS if options.quick else STEPS
    turns = list(islice(cycle(batches), steps))
    found = {name: overhead(model, processor, turns, options=run) for name, run in RUNS.items()}
    rows = [
        (name, f"{run['bare_ms']:.1f}", f"{run['ours_ms']:.1f}", f"{run['ratio']:.3f}", f"{run['added_ms']:+.2f}")
        for name, run in found.items()
    ]
    print(f"{steps} steps of {BATCH} examples of five tasks\n")
    print(table(("VLMModule and Trainer", "bare ms", "ours ms", "ratio", "added ms"), rows))
    big, batch, losses = decoder()
    assert torch.allclose(*(one_step(loss, big, batch) for loss in losses.values()))
    work = [partial(one_step, loss, big, batch) for loss in losses.values()]
    own, ours = ([lambda _, step=step: step()][0] for step in work)
    speed = compare(ours, own, items=[0], reference_items=[0], rounds=2 if options.quick else 9)
    memory = {name: kept_mib(loss, big, batch) for name, loss in losses.items()}
    print(f"\na step with loss='tokens' is {speed.median:.2f} times as fast as with the model's own loss; kept for the")
    print("backward pass: " + ", ".join(f"{mib:.0f} MiB with {name!r}" for name, mib in memory.items()))
    report = [
        Row(f"step, {name}", run["bare_ms"] / run["ours_ms"], "times as fast", "bare loop of PyTorch")
        for name, run in found.items()
    ]
    report += [faster("step with loss='tokens'", speed, against="the model's own loss")]
    report += [Row(f"kept for the backward pass, loss={name!r}", mib, "MiB") for name, mib in memory.items()]
    told = {"steps": steps, "overhead": found, "loss_speed": speed, "loss_kept_mib": memory}
    write_json(options.json, told, report=report)


if __name__ == "__main__":
    main()
