"""Two processes give the numbers of one: trained, validated and asked, with whole weights or with shares of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from hmer_kit.vlm import VLMModule
from vlm.processes import whole

SCRIPT = Path(__file__).with_name("processes.py")
IDS = [f"r{index}" for index in range(9)]
pytestmark = pytest.mark.slow


def run(folder: Path, **spec: Any) -> list[dict[str, Any]]:
    """Run the script, and return what each process wrote."""
    spec = {"name": spec["strategy"], "epochs": 0, **spec}
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    command = [sys.executable, str(SCRIPT), str(folder), json.dumps(spec)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    ranks = range(1 if spec["strategy"] == "one" else 2)
    return [json.loads((folder / f"{spec['name']}-{rank}.json").read_text(encoding="utf-8")) for rank in ranks]


@pytest.fixture(scope="module")
def folder(saved_seq2seq, tmp_path_factory) -> Path:
    """Where the processes write."""
    place = tmp_path_factory.mktemp("processes")
    (place / "model").symlink_to(saved_seq2seq)
    return place


@pytest.fixture(scope="module")
def alone(folder) -> dict[str, Any]:
    """One process that takes each step of two batches."""
    return run(folder, strategy="one", epochs=2)[0]


@pytest.fixture(scope="module")
def ddp(folder) -> list[dict[str, Any]]:
    """Two processes, each with all weights, that take a batch each."""
    return run(folder, strategy="ddp", epochs=2)


def test_two_processes_train_as_one_does_on_the_same_batches(alone, ddp) -> None:
    first, second = ddp
    assert [ids for pair in zip(first["batches"], second["batches"], strict=True) for ids in pair] == alone["batches"]
    losses = [loss for pair in zip(first["losses"], second["losses"], strict=True) for loss in pair]
    assert losses == pytest.approx(alone["losses"], rel=1e-4)
    assert losses[0] > 1.5 * losses[-1]
    assert first["weights"] == second["weights"]
    assert first["weights"] == pytest.approx(alone["weights"], rel=1e-3, abs=1e-2)


def test_two_processes_score_every_example_once(alone, ddp) -> None:
    first, second = ddp
    assert first["values"] == second["values"]
    assert first["values"] == pytest.approx(alone["values"], rel=1e-4)
    assert {"val_ExpRate/own_counting", "val_loss/own_counting", "val_loss/vanilla"} <= set(first["values"])
    assert sorted([*first["ids"], *second["ids"]]) == sorted(alone["ids"]) == sorted(2 * IDS)


def test_two_processes_train_with_a_frozen_encoder(folder, ddp) -> None:
    first, second = run(folder, strategy="ddp", name="frozen", epochs=2, frozen=["encoder"])
    assert first["weights"] == second["weights"]
    assert first["losses"][0] == pytest.approx(ddp[0]["losses"][0])
    assert first["losses"] != pytest.approx(ddp[0]["losses"], rel=1e-3)


@pytest.mark.parametrize("kind", ["sharded", "sharded-folder"])
def test_shares_of_the_weights_train_and_answer_as_whole_ones_do_and_go_on_after_a_stop(folder, ddp, kind) -> None:
    first, second = run(folder, strategy=kind, epochs=2, save=str(folder / f"{kind}.ckpt"), save_after=1)
    assert first["losses"] == pytest.approx(ddp[0]["losses"], rel=1e-4)
    assert first["weights"] == second["weights"] == pytest.approx(ddp[0]["weights"], rel=1e-3, abs=1e-2)
    assert first["values"] == pytest.approx(ddp[0]["values"], rel=1e-4)
    assert sorted([*first["ids"], *second["ids"]]) == sorted(2 * IDS)
    exported = VLMModule.from_pretrained(folder / f"{kind}-export")
    ours = {name: value for name, value in whole(exported).items() if "pooler" not in name}
    assert ours == pytest.approx({name: first["weights"][name] for name in ours}, rel=1e-5, abs=1e-5)
    resumed, _ = run(folder, strategy=kind, name="resumed", epochs=2, resume=str(folder / f"{kind}.ckpt"))
    assert resumed["losses"] == pytest.approx(first["losses"][len(first["losses"]) // 2 :], rel=1e-4)
    assert resumed["weights"] == pytest.approx(first["weights"], rel=1e-3, abs=1e-2)
