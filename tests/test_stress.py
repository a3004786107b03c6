"""The stress room: seeded trials in processes of their own; what breaks, hangs or leaves something behind is told."""

from __future__ import annotations

import doctest
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from stress.__main__ import PAGE, RESULTS, load
from stress.harness import trial
from stress.harness.results import page
from stress.harness.running import scenarios

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "stress"
SCENARIOS = {
    "drawn": '''"""Draws a number | of its own."""
from stress.harness.trial import survived
SHARE: float = 2.0
AT_LEAST = 3

def trial(rng, folder):
    assert not list(folder.iterdir())
    (folder / "made").write_text("x")
    return survived({"draws": 1, "none": 0}, f"drew {rng.randrange(10**9)}")
''',
    "broken": '''"""Falls over."""
def trial(rng, folder):
    print("on the way")
    assert rng.random() > 2, "too small"
''',
    "hanging": '''"""Does not end."""
import time
LIMIT = 2.5

def trial(rng, folder):
    time.sleep(600)
''',
    "leaving": '''"""Leaves a process, in a session of its own."""
import subprocess, sys

def trial(rng, folder):
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
    return f"0 faults: left {process.pid}"
''',
    "dying": '''"""Ends its process, with a disk mounted where it may."""
import os, subprocess

def trial(rng, folder):
    (folder / "disk").mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "hmer_kit-dying", folder / "disk"], stderr=subprocess.DEVNULL)
    os.kill(os.getpid(), 9)
''',
    "lacking": '''"""Needs what nobody has."""
from stress.harness.trial import NotTried

def trial(rng, folder):
    raise NotTried("needs a machine of glass")
''',
}

PID = '    import os, pathlib; pathlib.Path("pid").write_text(str(os.getpid()))\n'

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="signals and /proc of Linux")


def run(folder: Path, *arguments: str, **where: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "stress", *arguments]
    options = {"cwd": folder.parent, **where}
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, **options)


def is_gone(pid: int) -> bool:
    """Whether a process has ended; whoever took it over may not have buried it yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def copy(root: Path, names: list[str]) -> Path:
    """A checkout with some scenarios."""
    (root / "docs").mkdir(parents=True)
    folder = root / "stress"
    (folder / "scenarios").mkdir(parents=True)
    shutil.copytree(FOLDER / "harness", folder / "harness")
    (root / "benchmarks" / "harness").mkdir(parents=True)
    needed = ("stress/__init__", "stress/__main__", "stress/scenarios/__init__", "benchmarks/__init__")
    for name in (*needed, "benchmarks/harness/__init__", "benchmarks/harness/machine"):
        shutil.copy(ROOT / f"{name}.py", root / f"{name}.py")
    for name in names:
        (folder / "scenarios" / f"{name}.py").write_text(SCENARIOS[name], encoding="utf-8")
    running = folder / "harness" / "running.py"
    text = running.read_text(encoding="utf-8")
    assert "GRACE = 10.0\n" in text
    running.write_text(text.replace("GRACE = 10.0\n", "GRACE = 0.5\n"), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout in which everything that can go wrong does, tried once."""
    folder = copy(tmp_path_factory.mktemp("checkout"), list(SCENARIOS))
    done = run(folder, "--seconds", "0", "--seed", "7", "--jobs", "3")
    assert done.returncode == 1
    assert "3 survived" in done.stdout
    return folder


@pytest.fixture(scope="module")
def entries(folder: Path) -> dict[str, list[dict[str, Any]]]:
    lines = (folder.parent / "runs" / "stress.jsonl").read_text(encoding="utf-8").splitlines()
    found: dict[str, list[dict[str, Any]]] = {}
    for entry in sorted(map(json.loads, lines), key=lambda entry: entry["number"]):  # they end in any order
        found.setdefault(entry["scenario"], []).append(entry)
    return found


def test_every_scenario_has_the_trials_that_it_owes_though_the_time_is_over(entries) -> None:
    assert {name: len(own) for name, own in entries.items()} == {**dict.fromkeys(SCENARIOS, 1), "drawn": 3}
    assert [(entry["seed"], entry["number"]) for entry in entries["drawn"]] == [(7, 0), (7, 1), (7, 2)]


def test_a_trial_that_raises_is_broken_with_its_traceback_and_output(entries) -> None:
    [entry] = entries["broken"]
    assert entry["outcome"] == "broken"
    assert "AssertionError: too small\non the way" in entry["what"]


def test_a_trial_that_hangs_is_broken_and_says_where(entries) -> None:
    [entry] = entries["hanging"]
    assert entry["outcome"] == "broken"
    assert entry["what"].startswith("hung: not over after 2.5 seconds")
    assert "in trial" in entry["what"]


def test_a_process_that_outlives_its_trial_is_told_and_ended(entries) -> None:
    [entry] = entries["leaving"]
    assert entry["outcome"] == "broken"
    first, _, said = entry["what"].partition("\n")
    assert first.startswith("left 1 processes running: ")
    assert "time.sleep(600)" in first
    end = time.monotonic() + 10
    while not (gone := is_gone(int(said.rpartition(" ")[2]))) and time.monotonic() < end:
        time.sleep(0.05)
    assert gone


def test_a_trial_whose_process_dies_is_broken(entries) -> None:
    [entry] = entries["dying"]
    assert (entry["outcome"], entry["what"]) == ("broken", "ended with exit code -9 and no result\n")
    assert "hmer_kit-dying" not in Path("/proc/self/mounts").read_text(encoding="utf-8")


def test_a_run_that_is_ended_ends_its_trials(tmp_path) -> None:
    folder = copy(tmp_path, ["hanging"])
    file = folder / "scenarios" / "hanging.py"
    file.write_text(SCENARIOS["hanging"].replace("LIMIT = 2.5", "LIMIT = 100.0").replace("    time", PID + "    time"))
    process = subprocess.Popen([sys.executable, "-m", "stress"], cwd=tmp_path, stderr=subprocess.DEVNULL)
    while not (pid := folder.parent / "pid").exists() or not pid.read_text(encoding="utf-8"):
        time.sleep(0.05)
        assert process.poll() is None
    process.terminate()
    assert process.wait(timeout=60) != 0
    assert is_gone(int(pid.read_text(encoding="utf-8")))


def test_what_cannot_be_tried_is_neither_survived_nor_broken(entries) -> None:
    [entry] = entries["lacking"]
    assert (entry["outcome"], entry["what"]) == ("not tried", "needs a machine of glass")


def test_one_trial_again_draws_the_same(folder, entries, tmp_path) -> None:
    before = (folder / "results.json").read_bytes()
    log = tmp_path / "log.jsonl"
    for number in (0, 2):
        again = run(folder, "drawn", "--seed", "7", "--trial", str(number), "--log", str(log))
        assert again.returncode == 0
        entry = json.loads(log.read_text(encoding="utf-8"))
        assert (entry["number"], entry["what"]) == (number, entries["drawn"][number]["what"])
    assert len({entry["what"] for entry in entries["drawn"]}) == 3
    assert (folder / "results.json").read_bytes() == before  # a part is no run
    assert run(folder, "drawn", "broken", "--trial", "0").returncode == 2
    assert run(folder, "everything").returncode == 2


def test_trials_are_made_wherever_the_run_is_started(folder, entries, tmp_path) -> None:
    places = [os.path.relpath(folder.parent, tmp_path), *filter(None, [os.environ.get("PYTHONPATH")])]
    told = {**os.environ, "PYTHONPATH": os.pathsep.join(places)}
    done = run(folder, "drawn", "--seed", "7", "--trial", "0", "--log", "log.jsonl", cwd=tmp_path, env=told)
    assert done.returncode == 0
    assert json.loads((tmp_path / "log.jsonl").read_text(encoding="utf-8"))["what"] == entries["drawn"][0]["what"]


def test_the_summary_counts_trials_and_faults(folder) -> None:
    results = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    assert (results["tried"], results["survived"], results["seed"]) == (7, 3, 7)
    assert results["faults"] == {"draws": 3}
    assert results["scenarios"]["drawn"]["faults"] == {"draws": 3}
    assert results["scenarios"]["lacking"]["not_tried"] == {"needs a machine of glass": 1}
    [broken] = results["scenarios"]["broken"]["broken"]
    assert broken["again"] == "python -m stress broken --seed 7 --trial 0"
    assert results["machine"]["cores"] > 0


def test_the_page_shows_totals_what_was_not_tried_and_what_broke(folder) -> None:
    page = (folder.parent / "docs" / "stress.md").read_text(encoding="utf-8")
    assert "- **7 trials, 3 survived, 4 broken**" in page
    assert "| `drawn` | Draws a number \\| of its own | 3 | 3 | 3 | drew " in page
    assert "- `lacking`, 1 times: needs a machine of glass" in page
    assert "Again: `python -m stress leaving --seed 7 --trial 0`" in page


def test_time_that_is_left_goes_to_all_but_what_cannot_be_tried(tmp_path) -> None:
    folder = copy(tmp_path, ["drawn", "lacking"])
    assert run(folder, "--seconds", "2", "--jobs", "2").returncode == 0
    results = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    assert results["scenarios"]["drawn"]["survived"] > 3
    assert 1 <= results["scenarios"]["lacking"]["not_tried"]["needs a machine of glass"] <= 4


def test_the_lines_of_trials_and_their_faults_are_read_back() -> None:
    assert doctest.testmod(trial) == (0, 3)


def test_every_scenario_has_a_title_and_names_no_unknown_constant() -> None:
    found = scenarios(FOLDER / "scenarios")
    assert {"fuzzed_text", "killed_building", "killed_mining", "killed_predicting", "killed_training"} <= found.keys()
    for name, one in found.items():
        assert one.title != name
        assert one.share > 0 < one.at_least
        assert one.limit > 0


def test_the_committed_page_is_made_from_the_committed_file() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(load(RESULTS)), "run python -m stress --page"
