"""The benchmarks are run, kept and shown: each by itself, failures by name, and the page is that of the file."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "benchmarks"
QUICK = '''"""How fast nothing is.

More of it.
"""
import sys
from _measure import Ratio, arguments, write_json
from _rows import Row, faster

options = arguments(__doc__).parse_args()
ratio = Ratio(2.5, 2.25, 3.0, 10.0)
rows = [faster("nothing", ratio, against="a | plain loop", at_least=4), Row("peak", 1234.5, "MiB", at_most=2000)]
write_json(options.json, {"quick": options.quick}, report=rows)
'''


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(folder / "run.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout with two benchmarks, of which one fails, measured once."""
    root = tmp_path_factory.mktemp("checkout")
    (root / "docs").mkdir()
    folder = root / "benchmarks"
    folder.mkdir()
    for name in ("_measure", "_rows", "run"):
        (folder / f"{name}.py").write_text((FOLDER / f"{name}.py").read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "bench_nothing.py").write_text(QUICK, encoding="utf-8")
    (folder / "bench_broken.py").write_text('"""Falls over."""\nraise SystemExit(3)\n', encoding="utf-8")
    done = run(folder, "--quick", "--note", "a busy laptop")
    assert done.returncode == 1
    assert "failed: broken" in done.stderr
    return folder


def test_what_was_measured_is_kept_with_its_machine_and_how(folder: Path) -> None:
    entry = json.loads((folder / "results.json").read_text(encoding="utf-8"))["nothing"]
    assert entry["title"] == "How fast nothing is"
    assert entry["command"] == "bench_nothing.py --quick"
    assert entry["failed"] == ""
    assert (entry["measured"]["quick"], entry["measured"]["note"]) == (True, "a busy laptop")
    assert entry["measured"]["machine"]["cores"] > 0
    assert entry["measured"]["versions"]["torch"]
    assert entry["rows"][0] == {
        "what": "nothing", "value": 2.5, "unit": "times as fast", "against": "a | plain loop",
        "low": 2.25, "high": 3.0, "at_least": 4,
    }  # fmt: skip


def test_the_page_shows_figures_spread_limits_and_what_failed(folder: Path) -> None:
    page = (folder.parent / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    assert "| nothing | 2.50 times as fast | 2.25 to 3.00 | a \\| plain loop | at least 4: MISSED |" in page
    assert "| peak | 1,234 MiB |  |  | at most 2,000: met |" in page
    assert "It failed: exit code 3." in page
    assert page.count("**a busy laptop**") == 2


def test_what_is_not_named_keeps_what_it_said_last(folder: Path) -> None:
    before = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    assert run(folder, "bench_nothing.py").returncode == 0
    after = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    assert after["broken"] == before["broken"]
    assert after["nothing"]["measured"]["quick"] is False
    assert run(folder, "everything").returncode == 2


def test_the_committed_page_is_made_from_the_committed_file(tmp_path: Path) -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import run;"
        "print(run.page(run.load(run.RESULTS), run.benchmarks(run.FOLDER)), end='')"
    )
    command = [sys.executable, "-c", code, str(FOLDER)]
    made = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    assert (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8") == made, "run python benchmarks/run.py --page"
    measured = json.loads((FOLDER / "results.json").read_text(encoding="utf-8"))
    assert measured.keys() <= {path.stem.removeprefix("bench_") for path in FOLDER.glob("bench_*.py")}
    assert all(entry["rows"] or entry["failed"] for entry in measured.values())
