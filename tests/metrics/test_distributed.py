"""Two real processes over gloo give the numbers of one, whatever each of them has seen."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hmer_kit.scoring import ScoreStream, score
from metric_harness import PREDS, TARGET, Case, each_case

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
MORE = (["x", "x"], ["y", "y"])
"""One more sample on each of two ranks."""
SPLITS = {
    "uneven": [[(PREDS[:3], TARGET[:3]), (PREDS[3:6], TARGET[3:6])], [(PREDS[6:], TARGET[6:])]],
    "one-rank-empty": [[(PREDS[:2], TARGET[:2]), (PREDS[2:], TARGET[2:])], []],
    "the-other-rank-empty": [[], [(PREDS, TARGET)]],
}
each_split = pytest.mark.parametrize("split", SPLITS)


@pytest.fixture(scope="module")
def ranks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    """Results of all ranks by the name of the split; each split is run once."""

    @cache
    def run(split: str) -> list[dict]:
        return run_ranks(tmp_path_factory.mktemp(split), SPLITS[split])

    return run


def run_ranks(folder: Path, batches: list) -> list[dict]:
    (folder / "batches.json").write_text(json.dumps(batches), encoding="utf-8")
    paths = os.pathsep.join(filter(None, [str(HERE.parent), os.environ.get("PYTHONPATH")]))
    environment = os.environ | {"OMP_NUM_THREADS": "1", "PYTHONPATH": paths}
    world = len(batches)
    workers = [
        subprocess.Popen(
            [sys.executable, str(HERE / "gloo_worker.py"), str(folder), str(rank), str(world)], env=environment
        )
        for rank in range(world)
    ]
    try:
        assert [worker.wait(timeout=300) for worker in workers] == [0] * world
    finally:
        for worker in workers:
            worker.kill()
    return [json.loads((folder / f"rates_{rank}.json").read_text(encoding="utf-8")) for rank in range(world)]


@each_split
@each_case
def test_two_processes_give_the_number_of_all_samples(ranks, case: Case, split: str) -> None:
    everything, more = case.batch(PREDS, TARGET), case.batch(*MORE)
    for seen in ranks(split):
        first, second = seen[case.name]
        assert first == pytest.approx(case.expected(everything), abs=1e-6, rel=1e-6, nan_ok=True)
        assert second == pytest.approx(case.expected(everything, more), abs=1e-6, rel=1e-6, nan_ok=True)


@each_split
def test_a_collection_of_all_measures_does(ranks, split: str) -> None:
    expected = score(PREDS, TARGET).rates()
    for seen in ranks(split):
        assert seen["collection"] == pytest.approx(expected, abs=1e-6, rel=1e-6)


@each_split
def test_an_interval_is_that_of_the_merged_streams_of_both(ranks, split: str) -> None:
    parts = [ScoreStream(["expression_rate"], n_bootstraps=50, seed=3, part=rank) for rank in range(2)]
    for part, batches in zip(parts, SPLITS[split], strict=True):
        for batch in batches:
            part.update(*batch)
    parts[0].merge(parts[1])
    wide, narrow = (parts[0].interval("expression_rate", level=level) for level in (0.95, 0.5))
    for seen in ranks(split):
        assert seen["interval"] == [
            pytest.approx([wide.low, wide.high]),
            pytest.approx(score(PREDS, TARGET).expression_rate()),
            pytest.approx([narrow.low, narrow.high]),
        ]


def test_the_splits_hold_all_samples() -> None:
    for batches in SPLITS.values():
        assert [text for rank in batches for preds, _ in rank for text in preds] == PREDS
