"""Every suite runs in small, agrees with the peers that are there, and holds what it measures against something."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from benchmarks.__main__ import FOLDER, environment, suites
from benchmarks.harness.rows import Kind, Row

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.slow
def test_every_suite_runs_and_holds_what_it_measures_against_something(tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    # Peaks of memory need inputs that are not small; make bench measures them.
    options = ["-c", str(FOLDER / "pytest.ini"), "-k", "not memory", "--quick", "--figures", str(file)]
    done = subprocess.run(  # all of them in one process, for torch is slow to start
        [sys.executable, "-m", "pytest", *options, str(FOLDER / "suites")],
        env=environment(),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=500,
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    said = json.loads(file.read_text(encoding="utf-8"))
    rows = [Row.from_dict(row) for row in said["rows"]]
    held = {suite for suite, row in zip(said["suites"], rows, strict=True) if row.kind is not Kind.FIGURE}
    assert held == suites(FOLDER / "suites").keys(), "suites whose rows are held against nothing"
    assert all(value >= 0 for row in rows for value in row.values)
    assert {name: told for name, told in said["outcomes"].items() if not told.startswith("skipped")} == {}
