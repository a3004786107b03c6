"""A training that is killed several times and goes on from its last checkpoint.

The examples after a start are those of an unbroken run from that step on, step for step, and the weights in the end are
the same, bit for bit. No half checkpoint is left.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from stress.faults.killing import Outlasted, Work, outlast
from stress.harness.trial import survived
from stress.material.data_sets import SYMBOLS, data_set

if TYPE_CHECKING:
    import random
    from pathlib import Path

SHARE = 3.0
AT_LEAST = 2
LIMIT = 600.0
PROGRAM = "stress.subjects.training"
OPTIONS = {
    "model.name": "../tiny",
    "model.lr": 1e-3,
    "model.settings.max_new_tokens": 4,
    "data.train": "../data",
    "data.tasks": '{"vanilla": 1}',
    "data.batch_size": 2,
    "trainer.max_epochs": 2,
    "trainer.default_root_dir": ".",
    "trainer.logger": "false",
    "trainer.enable_checkpointing": "false",
    "trainer.enable_progress_bar": "false",
    "trainer.accelerator": "cpu",
    "trainer.devices": 1,
}
EVER_CHANGING = ("journal.jsonl", "attempts.jsonl", ".ckpt")


def trial(rng: random.Random, folder: Path) -> str:
    """Train by a script, every step of which is noted, or by the command."""
    places = [folder / name for name in ("whole", "broken")]
    for place in places:
        place.mkdir()
    return rng.choice((by_script, by_script, by_command))(rng, folder)


def by_script(rng: random.Random, folder: Path) -> str:
    """Train, with and without worker processes, kill, and go on; hold every step against an unbroken run."""
    whole, broken = folder / "whole", folder / "broken"
    workers, every = rng.choice((0, 0, 1, 2)), rng.randint(1, 6)
    command = [PROGRAM, str(rng.randrange(1000)), str(workers), str(every), str(rng.choice((0, 0.05, 0.2)))]
    done = _outlast(command, rng, folder)
    steps = {row["step"]: row for row in _journal(whole / "journal.jsonl")}
    assert list(steps) == list(range(24)), f"steps of an unbroken run: {list(steps)}"
    rows = _journal(broken / "journal.jsonl")
    other = [row for row in rows if row != steps.get(row["step"])]
    assert not other, f"other examples than in an unbroken run: {other[:2]}, not {steps.get(other[0]['step'])}"
    assert {row["step"] for row in rows} == set(steps), "a step was left out"
    how = f"24 steps with {workers} workers, a checkpoint every {every}, starts from {_starts(broken)}"
    return survived(done.faults, f"{how}; {len(rows) - 24} steps taken again, the weights are the same")


def by_command(rng: random.Random, folder: Path) -> str:
    """Fine-tune a vision-language model in miniature by ``hmer-kit train``, and export it."""
    import torch

    from hmer_kit.vlm.small import small_chat_model

    data_set(rng, folder / "data", number=12)
    torch.manual_seed(rng.randrange(2**31))
    for part in small_chat_model(sorted({token for one in SYMBOLS for token in one.split()})):
        part.save_pretrained(folder / "tiny")
    every = rng.randint(1, 4)
    callbacks = [
        {"class_path": "hmer_kit.vlm.ResumableCheckpoints", "init_args": {"folder": ".", "every": every}},
        {"class_path": "hmer_kit.vlm.ExportPretrained", "init_args": {"folder": "model"}},
    ]
    options = {**OPTIONS, "trainer.callbacks": json.dumps(callbacks), "data.num_workers": rng.choice((0, 1))}
    done = _outlast(
        ["hmer-kit", "train", "fit", *(f"--{name}={value}" for name, value in options.items())], rng, folder
    )
    assert "model/model.safetensors" in done.files
    how = f"hmer-kit train with a checkpoint every {every} steps, starts from {_starts(folder / 'broken')}"
    return survived(done.faults, f"{how}; the exported model is the same")


def _outlast(command: list[str], rng: random.Random, folder: Path) -> Outlasted:
    # Lightning ends a training by SIGINT and SIGTERM in its own way
    work = Work(command, folder / "broken", stopped_codes=frozenset({0, 1, 143}))
    kills = rng.randint(2, 3)
    return outlast(work, rng, whole=folder / "whole", kills=kills, working=_is_draft, lasting=_is_ever_changing)


def _starts(folder: Path) -> list[object]:
    return [row["from_step"] for row in _journal(folder / "attempts.jsonl")]


def _journal(file: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def _is_draft(name: str) -> bool:
    return name.endswith(".draft") or "/." in f"/{name}"


def _is_ever_changing(name: str) -> bool:
    return name.endswith(EVER_CHANGING)
