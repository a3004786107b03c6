"""Two processes give the numbers of one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from hmer_kit.vlm import VLMModule

SCRIPT = Path(__file__).with_name("two_processes.py")


def run(folder: Path, processes: int) -> list[dict]:
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    command = [sys.executable, str(SCRIPT), str(folder), str(processes)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return [json.loads((folder / f"{processes}-{rank}.json").read_text(encoding="utf-8")) for rank in range(processes)]


@pytest.mark.slow
def test_two_processes_score_every_example_once(seq2seq, tmp_path) -> None:
    VLMModule(*seq2seq).save_pretrained(tmp_path / "model")
    (alone,) = run(tmp_path, 1)
    first, second = run(tmp_path, 2)
    assert first["values"] == second["values"]
    assert first["values"] == pytest.approx(alone["values"], rel=1e-5)
    assert sorted([*first["ids"], *second["ids"]]) == alone["ids"] == [f"r{index}" for index in range(9)]
