"""Every suite runs, agrees with the peers that are there, and measures what its page says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.harness.rows import Kind, Row

ROOT = Path(__file__).resolve().parents[2]
SUITES = sorted((ROOT / "benchmarks" / "suites").glob("bench_*.py"))


@pytest.mark.slow
@pytest.mark.parametrize("suite", SUITES, ids=lambda path: path.stem.removeprefix("bench_"))
def test_a_suite_runs_and_holds_what_it_measures_against_something(suite: Path, tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    options = ["-c", str(ROOT / "benchmarks" / "pytest.ini"), "--quick", "--figures", str(file)]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, str(suite)],
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    said = json.loads(file.read_text(encoding="utf-8"))
    rows = [Row.from_dict(row) for row in said["rows"]]
    assert {row.kind for row in rows} - {Kind.FIGURE}, "nothing that is held against anything"
    assert all(value >= 0 for row in rows for value in row.values)
    failed = {name: outcome for name, outcome in said["outcomes"].items() if not outcome.startswith("skipped")}
    assert failed == {}
