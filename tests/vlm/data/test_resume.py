"""A killed training goes on with the batches, the dropout and the scores that it would have had."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
import torch
from lightning.pytorch.callbacks import ModelCheckpoint

import resumable
from hmer_kit.vlm.out_of_fold import ResumableCheckpoints
from hmer_kit.vlm.training import RandomStates
from resumable import KillAt, run_model, run_toy

if TYPE_CHECKING:
    from pathlib import Path

EPOCHS = {"max_epochs": 3}
STEPS = {"max_steps": 14, "max_epochs": -1}
VALIDATED = {"val": resumable.RECORDS[:2]}
STREAM = {"train": resumable.stream}

pytestmark = [
    pytest.mark.filterwarnings("ignore:.*does not have many workers"),
    pytest.mark.filterwarnings(r"ignore:`isinstance\(treespec, LeafSpec\)` is deprecated:FutureWarning"),
]


def rest(module: resumable.Toy, step: int) -> list:
    return [row for row in module.seen if row[1] >= step]


@pytest.mark.parametrize(
    ("data", "trainer", "kills"),
    [
        ({}, EPOCHS, (5, 8, 13, 20)),
        (VALIDATED, EPOCHS, (5, 14)),
        ({}, STEPS, (5, 8, 14)),
        (VALIDATED, STEPS, (5, 14)),
        ({}, {**EPOCHS, "accumulate_grad_batches": 2}, (8, 14, 20)),
        ({}, {"max_steps": 9, "max_epochs": -1, "accumulate_grad_batches": 2}, (8, 15)),
        ({}, {"max_epochs": 4, "limit_train_batches": 4}, (5, 10)),
        ({}, {"max_epochs": 2, "limit_train_batches": 9, "val_check_interval": 4}, (6, 11)),
        ({"max_tokens_per_batch": 400, "pool": 3}, {"max_epochs": 4}, (6, 12)),
        ({"tasks": "natural"}, {"max_epochs": 1}, (9,)),
        (STREAM, STEPS, (5, 8)),
        ({**STREAM, "tasks": "natural", "pool": 2}, {"max_epochs": 3, "limit_train_batches": 5}, (5, 9)),
        ({**STREAM, "max_tokens_per_batch": 300, "pool": 3}, STEPS, (5, 10)),
        ({"num_workers": 2}, EPOCHS, (8,)),
        ({**STREAM, "num_workers": 2, "pool": 2}, STEPS, (8,)),
    ],
)
def test_a_resumed_run_is_an_unbroken_one(tmp_path, data, trainer, kills) -> None:
    whole = run_toy(tmp_path / "whole", [ResumableCheckpoints(tmp_path / "whole", every=3)], data=data, trainer=trainer)
    for kill in kills:
        folder = tmp_path / f"killed-{kill}"
        keeper = ResumableCheckpoints(folder, every=3)
        killed = run_toy(folder, [keeper, KillAt(kill)], data=data, trainer=trainer)
        step = int(next(folder.glob("step-*.ckpt")).stem[5:])
        assert 3 <= step <= killed.global_step
        resumed = run_toy(folder, [ResumableCheckpoints(folder, every=3)], data=data, trainer=trainer)
        assert resumed.seen == rest(whole, step)
        assert torch.equal(resumed.weight, whole.weight)
        assert [at for at in resumed.validated if at > step] == [at for at in whole.validated if at > step]


@pytest.mark.filterwarnings("ignore:Checkpoint directory .* exists")
@pytest.mark.parametrize(("every", "kill"), [(6, 8), (4, 6), (3, 5), (12, 13)])
@pytest.mark.parametrize("trainer", [EPOCHS, STEPS])
def test_checkpoints_of_lightnings_own_will_do_too(tmp_path, trainer, every, kill) -> None:
    def callbacks() -> list:
        own = ModelCheckpoint(tmp_path / "run", every_n_train_steps=every, save_top_k=-1)
        return [own, RandomStates()]

    trainer = {**trainer, "enable_checkpointing": True}
    whole = run_toy(tmp_path / "whole", [RandomStates()], data={}, trainer=trainer)
    run_toy(tmp_path / "run", [*callbacks(), KillAt(kill)], data={}, trainer=trainer)
    resumed = run_toy(tmp_path / "run", callbacks(), data={}, trainer=trainer)
    step = resumed.seen[0][1]
    assert step == (kill - 1) // every * every
    assert [row[1:] for row in resumed.seen] == [row[1:] for row in rest(whole, step)]
    assert torch.equal(resumed.weight, whole.weight)


def journal(folder: Path) -> list[dict]:
    return [json.loads(line) for line in (folder / "journal.jsonl").read_text().splitlines()]


def start(*arguments: object, **environment: str) -> subprocess.Popen:
    command = [sys.executable, resumable.__file__, *map(str, arguments)]
    own = {"OMP_NUM_THREADS": "1", "PYTHONPATH": os.pathsep.join(sys.path), **environment}
    return subprocess.Popen(command, env={**os.environ, **own}, stderr=subprocess.PIPE, text=True)


@pytest.mark.slow
@pytest.mark.parametrize(("kill", "workers"), [(9, 0), (15, 2)])
def test_a_run_killed_by_signal_9_within_an_epoch_ends_as_an_unbroken_one(tmp_path, kill, workers) -> None:
    whole, folder = tmp_path / "whole", tmp_path / "killed"
    whole.mkdir()
    folder.mkdir()
    weights = run_model(whole)
    killed = start("model", folder, kill, workers)
    _, errors = killed.communicate(timeout=200)
    assert killed.returncode == -signal.SIGKILL, errors
    before = journal(folder)
    assert before[-1]["step"] == kill
    (folder / "journal.jsonl").unlink()
    resumed = run_model(folder, workers=workers)
    after, known = journal(folder), journal(whole)
    assert after[0]["step"] == kill // 4 * 4
    assert before[: len(known) - len(after)] + after == known
    assert all(torch.equal(value, weights[name]) for name, value in resumed.items())


@pytest.mark.slow
def test_two_processes_go_on_together(tmp_path) -> None:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port = str(probe.getsockname()[1])
    world = {"WORLD_SIZE": "2", "MASTER_ADDR": "localhost", "MASTER_PORT": port, "NODE_RANK": "0"}
    running = [start("two", tmp_path, RANK=str(rank), LOCAL_RANK=str(rank), **world) for rank in range(2)]
    for process in running:
        _, errors = process.communicate(timeout=300)
        assert process.returncode == 0, errors[-3000:]
    ranks = [json.loads((tmp_path / f"{rank}.json").read_text()) for rank in range(2)]
    for kind in ("plan", "stream"):
        for rank in ranks:
            whole, resumed = rank[kind]["whole"], rank[kind]["resumed"]
            assert resumed[0] == whole[0][6:]
            assert resumed[1] == whole[1]
        ids = [[row[2] for row in rank[kind]["whole"][0]] for rank in ranks]
        assert ids[0] != ids[1]
