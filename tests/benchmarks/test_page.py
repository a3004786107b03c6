"""The benchmarks are run, kept and shown: each by itself, failures by name, and the page is that of the file."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from benchmarks.__main__ import FOLDER, PAGE, RESULTS, load, suites
from benchmarks.harness.page import page

if TYPE_CHECKING:
    from pathlib import Path

NOTHING = '''"""How fast nothing is.

More of it.
"""
from benchmarks.harness.rows import Kind, Row

def bench_nothing(record):
    record(Row("nothing", Kind.PEER, (2.5, 2.25, 3.0), against="a | plain loop", at_least=4))
    record(Row("peak", Kind.MEMORY, (1234.5,), "MiB", at_most=2000, because="of the test"))
'''
BROKEN = '"""Falls over."""\n\ndef bench_broken(record):\n    assert 1 == 2\n'


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "benchmarks", *arguments]
    return subprocess.run(command, cwd=folder.parent, capture_output=True, text=True, check=False, timeout=120)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout with two suites, of which one fails, measured once."""
    root = tmp_path_factory.mktemp("checkout")
    (root / "docs").mkdir()
    folder = root / "benchmarks"
    left_out = shutil.ignore_patterns("__pycache__", "bench_*", "node_modules", "results.json")
    shutil.copytree(FOLDER, folder, ignore=left_out)
    (folder / "suites" / "bench_nothing.py").write_text(NOTHING, encoding="utf-8")
    (folder / "suites" / "bench_broken.py").write_text(BROKEN, encoding="utf-8")
    done = run(folder, "--processes", "2", "--note", "a busy laptop")
    assert done.returncode == 1
    assert "failed: broken" in done.stderr
    assert "1 MISSED, 1 met" in done.stderr
    return folder


def test_what_was_measured_is_kept_with_its_machine_and_how(folder: Path) -> None:
    entry = json.loads((folder / "results.json").read_text(encoding="utf-8"))["suites"]["nothing"]
    assert (entry["title"], entry["failed"]) == ("How fast nothing is", "")
    assert (entry["measured"]["quick"], entry["measured"]["note"]) == (False, "a busy laptop")
    assert entry["measured"]["processes"] == 2
    assert entry["measured"]["machine"]["cores"] > 0
    assert entry["measured"]["versions"]["torch"]
    assert entry["rows"][0]["values"] == [2.5, 2.25, 3.0, 2.5, 2.25, 3.0]


def test_the_page_shows_figures_spread_bounds_and_what_failed(folder: Path) -> None:
    shown = (folder.parent / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    row = "| nothing | 2.50 times as fast | 2.25 to 3.00 | a \\| plain loop | at least 4.00: MISSED |  |"
    assert row.replace("at least 4.00", "at least 4") in shown
    assert "| peak | 1,234 MiB |  |  | at most 2,000: met | of the test |" in shown
    assert "It failed: exit code 1." in shown
    assert "Missed: nothing: nothing" in shown
    assert "| beside peers | 0 | 0 | 0 | 1 |" in shown


def test_what_is_not_named_keeps_what_it_said_last(folder: Path) -> None:
    before = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    assert run(folder, "bench_nothing.py", "--quick").returncode == 0
    after = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    assert after["suites"]["broken"] == before["suites"]["broken"]
    assert after["suites"]["nothing"]["measured"]["quick"] is True
    assert run(folder, "everything").returncode == 2


def test_a_second_run_is_held_against_the_first_and_shown(folder: Path) -> None:
    file = folder / "results.json"
    kept = file.read_bytes()
    other = folder / "other.json"
    other.write_bytes(kept.replace(b"1234.0", b"9999.0").replace(b"1234.5", b"9999.0").replace(b"1234", b"9999"))
    done = run(folder, "--second", str(other))
    assert done.returncode == 1
    assert "nothing: peak: met (1,234), then MISSED (9,999)" in done.stdout
    assert "A second full run: 2 rows, 1 with another verdict" in (folder.parent / "docs" / "benchmarks.md").read_text()
    file.write_bytes(kept)


def test_the_committed_page_is_made_from_the_committed_file() -> None:
    results, known = load(RESULTS), suites(FOLDER / "suites")
    assert PAGE.read_text(encoding="utf-8") == page(results, known), "run python -m benchmarks --page"
    assert results["suites"].keys() <= known.keys()
    assert all(entry["rows"] or entry["failed"] for entry in results["suites"].values())
