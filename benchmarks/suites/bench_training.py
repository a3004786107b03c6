"""What VLMModule and the Trainer cost beside a bare PyTorch loop, and what the loss costs beside the model's own.

Steps: the small recognizer on batches of all five tasks, collated before. After each of the trainer's steps a bare loop
(forward, backward, AdamW with the same groups, schedule) takes one on a copy with the same batch; a step of the trainer
is the time from the end of the last one, with all that lies between them. Whole runs, set-up and all, are held against
the Trainer of transformers. Loss: a decoder whose vocabulary outweighs it. The model's own loss makes float32 logits of
every position, ours of the answer alone; the limit is the decoder without any logits.
``HMER_KIT_BENCH_DEVICE=cuda`` trains on a GPU, by the wall clock.
"""

from __future__ import annotations

import copy
import os
import time
import warnings
from itertools import cycle, islice
from typing import TYPE_CHECKING, Any

import pytest
import torch
from lightning.pytorch import Callback, Trainer
from lightning.pytorch.loggers import CSVLogger
from torch import Tensor
from torch.utils.data import DataLoader, SequentialSampler
from transformers import LlamaConfig, LlamaForCausalLM, TrainingArguments
from transformers import Trainer as TransformersTrainer

from benchmarks.harness.rows import Kind, Row
from hmer_kit import Record, build_examples, synthesize
from hmer_kit.vlm import TaskCollator, VLMModule, build_optimizer
from hmer_kit.vlm.batching.batches import model_inputs
from hmer_kit.vlm.families.styles import ModelFormat, PromptStyle
from hmer_kit.vlm.small import small_model, small_processor
from hmer_kit.vlm.training.loss.objective import Objective
from hmer_kit.vlm.training.loss.rows import LossOptions

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from benchmarks.harness.contest import Contest
    from benchmarks.harness.growth import Growth
    from benchmarks.harness.memory import Memory

DEVICE = os.environ.get("HMER_KIT_BENCH_DEVICE", "cpu")
BATCH, BATCHES = 16, 8
STEPS, QUICK_STEPS = 48, 4
RUN_STEPS, QUICK_RUN_STEPS = 16, 2
ROWS, LENGTH, ANSWER, VOCABULARY = 2, 256, 32, 32_768
RUNS: dict[str, dict[str, Any]] = {
    "as by default": {},
    "loss='tokens', logging every step": {"loss": "tokens", "log_every_n_steps": 1},
}
AT_MOST = 1.25
"""Times a bare step: what Lightning adds is some milliseconds, whatever the model."""
FUSED = {"class_path": "AdamW", "init_args": {"fused": True}}
"""What the other trainer takes unasked; it writes no log either."""


def now() -> float:
    """Return the time: of the process, or by the wall where a GPU does the work."""
    if DEVICE == "cpu":
        return time.process_time()
    torch.cuda.synchronize()
    return time.perf_counter()


class Turns(Callback):
    """Let a bare loop take a step after each of the trainer's, and time both."""

    def __init__(self, model: Any, batches: list[dict[str, Any]]) -> None:
        self.bare = bare_loop(model, len(batches))
        self.batches = batches
        self.ratios: list[float] = []
        self.begun = 0.0

    def on_train_start(self, *_: Any) -> None:
        self.begun = now()

    def on_train_batch_end(self, *given: Any) -> None:
        ended = now()
        self.bare(self.batches[given[-1]])
        again = now()
        self.ratios.append((ended - self.begun) / (again - ended))
        self.begun = again


def bare_loop(model: Any, steps: int) -> Callable[[dict[str, Any]], None]:
    model.train()
    optimizer, scheduler = build_optimizer(model, lr=1e-3, weight_decay=0.01, total_steps=steps)

    def step(batch: dict[str, Any]) -> None:
        optimizer.zero_grad(set_to_none=True)
        model(**{name: value.to(DEVICE) for name, value in model_inputs(batch).items()}).loss.backward()
        optimizer.step()
        scheduler.step()

    return step


def fit(model: Any, processor: Any, batches: list[dict[str, Any]], *, folder: Path, **options: Any) -> None:
    """Train a copy with Lightning."""
    every, callbacks = options.pop("log_every_n_steps", 50), options.pop("callbacks", [])
    logger = options.pop("logger", True) and CSVLogger(folder)
    module = VLMModule(copy.deepcopy(model), processor, lr=1e-3, **options)
    trainer = Trainer(
        accelerator="cpu" if DEVICE == "cpu" else "gpu", devices=1, max_epochs=1, logger=logger,
        callbacks=callbacks, log_every_n_steps=every, enable_checkpointing=False, enable_progress_bar=False,
        enable_model_summary=False, default_root_dir=folder,
    )  # fmt: skip
    trainer.fit(module, DataLoader(batches, batch_size=None))
    assert trainer.global_step == len(batches)


class InOrder(TransformersTrainer):
    """Transformers' trainer on batches as they come."""

    def _get_train_sampler(self, *_: Any) -> Any:
        return SequentialSampler(self.train_dataset)


def fit_with_transformers(model: Any, batches: list[dict[str, Any]], *, folder: Path) -> None:
    """Train a copy with transformers."""
    options = TrainingArguments(
        output_dir=str(folder), per_device_train_batch_size=1, max_steps=len(batches), learning_rate=1e-3,
        weight_decay=0.01, use_cpu=DEVICE == "cpu", save_strategy="no", report_to=[], disable_tqdm=True,
        remove_unused_columns=False, logging_strategy="no", max_grad_norm=0.0, dataloader_pin_memory=False,
    )  # fmt: skip
    given = [model_inputs(batch) for batch in batches]
    trainer = InOrder(copy.deepcopy(model), options, data_collator=lambda items: items[0], train_dataset=given)
    assert trainer.train().global_step == len(batches)


@pytest.fixture(scope="module")
def recognizer() -> tuple[Any, Any, list[dict[str, Any]]]:
    """The small model, its processor, and batches of all five tasks."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    drawn = synthesize(BATCH * BATCHES, seed=1)
    records = [Record(image.name, latex, image=image, prediction=latex[::-1]) for latex, image in drawn]
    processor = small_processor({token for record in records for token in record.reference.split()})
    model = small_model(processor.tokenizer).to(DEVICE)
    examples = build_examples(records).examples
    collate = TaskCollator(processor, model=model)
    mixed = [examples[start :: len(examples) // BATCH][:BATCH] for start in range(BATCHES)]
    return model, processor, [collate(batch) for batch in mixed]


@pytest.fixture(autouse=True)
def quiet() -> Any:
    """Leave out Lightning's advice on loaders."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@pytest.mark.parametrize("name", RUNS)
def bench_steps(
    name: str, recognizer: tuple[Any, Any, list[dict[str, Any]]], record: Any, quick: bool, tmp_path: Path
) -> None:
    model, processor, batches = recognizer
    given = list(islice(cycle(batches), QUICK_STEPS if quick else STEPS))
    turns = Turns(copy.deepcopy(model), given)
    fit(model, processor, given, folder=tmp_path, callbacks=[turns], **RUNS[name])
    assert len(turns.ratios) == len(given)
    bound = None if quick else AT_MOST
    ratios = tuple(turns.ratios[1:])
    record(
        Row(f"step of VLMModule in the Trainer, {name}", Kind.LIMIT, ratios, against="bare PyTorch loop", at_most=bound)
    )


def bench_whole_runs(
    contest: Contest, recognizer: tuple[Any, Any, list[dict[str, Any]]], quick: bool, tmp_path: Path
) -> None:
    import transformers

    model, processor, batches = recognizer
    given = list(islice(cycle(batches), QUICK_RUN_STEPS if quick else RUN_STEPS))
    name = f"Trainer of transformers {transformers.__version__}"
    contest.peer(name, lambda: fit_with_transformers(model, given, folder=tmp_path))
    contest.run(
        f"a run of {len(given)} steps, set-up and all, fused AdamW",
        lambda: fit(model, processor, given, folder=tmp_path, logger=False, optimizer=FUSED),
        items=len(given), unit="step", rounds=5,
    )  # fmt: skip


class Decoder:
    """A decoder whose vocabulary outweighs it, and both losses."""

    def __init__(self) -> None:
        torch.set_num_threads(1)
        torch.manual_seed(0)
        sizes = {"hidden_size": 128, "intermediate_size": 256, "num_hidden_layers": 4, "num_attention_heads": 4}
        self.model = LlamaForCausalLM(LlamaConfig(vocab_size=VOCABULARY, **sizes)).to(DEVICE)
        form = ModelFormat(PromptStyle.CHAT, eos_ids=(2,), pad_id=0)
        self.losses = {
            name: Objective(self.model, form=form, options=LossOptions(name)) for name in ("model", "tokens")
        }

    def batch(self, *, rows: int = ROWS, length: int = LENGTH, answer: int = ANSWER) -> dict[str, Any]:
        ids = torch.randint(3, VOCABULARY, (rows, length), generator=torch.Generator().manual_seed(0)).to(DEVICE)
        labels = torch.full_like(ids, -100)
        labels[:, -answer:] = ids[:, -answer:]
        return {"input_ids": ids, "labels": labels, "tasks": ["vanilla"] * rows}

    def step(self, batch: dict[str, Any], *, loss: str = "tokens") -> Tensor:
        self.model.zero_grad(set_to_none=True)
        value, _ = self.losses[loss].loss(self.model, batch)
        value.backward()
        return value.detach()

    def without_logits(self, batch: dict[str, Any]) -> None:
        self.model.zero_grad(set_to_none=True)
        self.model.model(input_ids=batch["input_ids"]).last_hidden_state.sum().backward()

    def kept(self, batch: dict[str, Any], *, loss: str) -> float:
        """Return the MiB that a forward pass keeps for the backward pass, the weights left out."""
        weights = {value.untyped_storage().data_ptr() for value in self.model.parameters()}
        found: dict[int, int] = {}

        def pack(value: Tensor) -> Tensor:
            storage = value.untyped_storage()
            if storage.data_ptr() not in weights:
                found[storage.data_ptr()] = storage.nbytes()
            return value

        with torch.autograd.graph.saved_tensors_hooks(pack, lambda value: value):
            value, _ = self.losses[loss].loss(self.model, batch)
        total = sum(found.values()) / 2**20
        value.backward()
        return total


@pytest.fixture(scope="module")
def decoder() -> Decoder:
    return Decoder()


def bench_loss(contest: Contest, decoder: Decoder) -> None:
    batch = decoder.batch()
    assert torch.allclose(decoder.step(batch, loss="model"), decoder.step(batch))
    contest.peer("the model's own loss", lambda: decoder.step(batch, loss="model"))
    contest.limit("forward and backward pass without logits", lambda: decoder.without_logits(batch))
    contest.run(
        f"step with loss='tokens', {ROWS} rows of {LENGTH}", lambda: decoder.step(batch), items=ROWS, unit="row"
    )


def bench_growth(growth: Growth, decoder: Decoder) -> None:
    growth.of(
        "step with loss='tokens', rows of a batch",
        decoder.step,
        make=lambda rows: decoder.batch(rows=rows, length=64),
        sizes=[1, 2, 4, 8, 16],
    )
    growth.of(
        "step with loss='tokens', ids of an answer",
        decoder.step,
        make=lambda answer: decoder.batch(rows=1, length=answer + 32, answer=answer),
        sizes=[16, 32, 64, 128, 256],
    )


def bench_memory(memory: Memory, decoder: Decoder) -> None:
    sizes = [64, 256, 1024]
    because = "activations of every position; the logits are of the answer alone"
    kept = memory.by_size(
        "kept for the backward pass, loss='tokens'",
        lambda length: decoder.kept(decoder.batch(length=length), loss="tokens"),
        sizes=sizes, more=None, unit="positions", because=because,
    )  # fmt: skip
    own = memory.by_size(
        "kept for the backward pass, the model's own loss",
        lambda length: decoder.kept(decoder.batch(length=length), loss="model"),
        sizes=sizes, more=None, unit="positions", because="float32 logits of every position; for comparison",
    )  # fmt: skip
    assert all(ours < theirs for ours, theirs in zip(kept, own, strict=True))
