"""Two real processes over gloo give the numbers of one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from hmer_kit.scoring import ScoreResult, score

WORKER = Path(__file__).with_name("gloo_worker.py")
UNEVEN = [
    [[["a + b", "x ^ 2", ""], ["a + b", "x ^ { 2 }", "y"]], [["a b c d"], ["a b c e"]]],
    [[[r"\frac { a } { b }"], [r"\frac { a } { b }"]]],
]
ONE_RANK_EMPTY = [[[["a + b c", "x"], ["a - b c", "x"]]], []]


def run_ranks(folder: Path, batches: list) -> list:
    (folder / "batches.json").write_text(json.dumps(batches), encoding="utf-8")
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    world = len(batches)
    workers = [
        subprocess.Popen([sys.executable, str(WORKER), str(folder), str(rank), str(world)], env=environment)
        for rank in range(world)
    ]
    try:
        assert [worker.wait(timeout=120) for worker in workers] == [0] * world
    finally:
        for worker in workers:
            worker.kill()
    return [json.loads((folder / f"rates_{rank}.json").read_text(encoding="utf-8")) for rank in range(world)]


def rates(result: ScoreResult) -> dict[str, float]:
    return {
        "exact": result.expression_rate(),
        "near": result.expression_rate(1),
        "ter": result.token_error_rate,
        "edit": result.edit_score,
        "b": result.bleu,
    }


@pytest.mark.parametrize("batches", [UNEVEN, ONE_RANK_EMPTY], ids=["uneven", "one-rank-empty"])
def test_two_processes_give_the_score_of_all_samples(tmp_path: Path, batches: list) -> None:
    preds = [text for rank in batches for batch in rank for text in batch[0]]
    target = [text for rank in batches for batch in rank for text in batch[1]]
    for first, second in run_ranks(tmp_path, batches):
        assert first == pytest.approx(rates(score(preds, target)), abs=1e-6)
        assert second == pytest.approx(rates(score([*preds, "x", "x"], [*target, "y", "y"])), abs=1e-6)
