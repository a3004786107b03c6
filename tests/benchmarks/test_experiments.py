"""The experiments run in small, and print and keep what they say."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def run(root: Path, name: str, tmp_path: Path) -> tuple[dict, str]:
    file = tmp_path / "figures.json"
    command = [sys.executable, "-m", f"benchmarks.experiments.{name}", "--quick", "--json", str(file)]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, env=environment, cwd=root, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(file.read_text(encoding="utf-8")), done.stdout


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A checkout that has no real data near it."""
    root = tmp_path / "checkout"
    shutil.copytree(
        ROOT / "benchmarks", root / "benchmarks", ignore=shutil.ignore_patterns("__pycache__", "node_modules")
    )
    return root


@pytest.mark.slow
def test_the_out_of_fold_loop_survives_its_kill_and_compares_two_models(elsewhere: Path, tmp_path: Path) -> None:
    figures, text = run(elsewhere, "out_of_fold", tmp_path)
    assert "killed (SIGKILL)" in text
    mining = figures["mining"]
    assert mining["starts"]["train-0"] == [0]
    assert 0 == mining["starts"]["train-1"][0] < mining["starts"]["train-1"][1]
    assert mining["done_before"] >= 3
    assert mining["candidates"] > 0
    assert set(figures["comparison"]["rates"]) == {"without", "with mined errors"}
    assert figures["comparison"]["n"] == 24


@pytest.mark.slow
def test_the_ablation_trains_every_arm_on_the_same_budget_and_compares_them(elsewhere: Path, tmp_path: Path) -> None:
    figures, text = run(elsewhere, "ablation", tmp_path)
    assert "REAL DATA ABSENT" in text
    assert set(figures["arms"]) == {"vanilla", "+ tree", "+ count", "+ errors", "all five"}
    assert text.count("against vanilla") == 4
    assert all(arm["tokens_per_second"] > 0 and arm["peak_mib"] > 0 for arm in figures["arms"].values())
    assert all(0 <= arm["rates"]["synthetic"]["edit_score"] <= 1 for arm in figures["arms"].values())


@pytest.mark.real_data
def test_drawn_inkml_is_held_against_the_published_pictures(real_data: Path, tmp_path: Path) -> None:
    figures, text = run(ROOT, "rendering", tmp_path)
    assert {name: figures[name]["pictures"] for name in ("test2014", "train")} == {"test2014": 40, "train": 40}
    assert {name: figures[name]["identical"] for name in ("test2014", "train")} == {"test2014": 39, "train": 40}
    assert "height of symbols estimated" in text
