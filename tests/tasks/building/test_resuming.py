"""Builds that were killed: taken up again, with the bytes of an unbroken one, or refused."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from pathlib import Path

import pytest

import building_tasks as own
from hmer_kit.data import Record
from hmer_kit.exceptions import DataError
from hmer_kit.tasks import BuildPlan, build_task_files
from little_room import no_file_beyond

TESTS = Path(__file__).resolve().parents[2]


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def ids(path: str | Path) -> list[str]:
    return Path(path).read_text(encoding="utf-8").split() if Path(path).exists() else []


def interrupted(number: int, *, after: int):
    yield from itertools.islice(own.records(number), after)
    raise OSError("the disk is gone")


def begin(output: Path, *, after: int, number: int = 60, plan: BuildPlan | None = None) -> None:
    with pytest.raises(OSError, match="the disk is gone"):
        build_task_files(interrupted(number, after=after), output, part_size=10, plan=plan)


def test_a_broken_build_goes_on_and_ends_with_the_same_bytes(tmp_path):
    log = tmp_path / "log"
    plan = BuildPlan(tasks=["vanilla", own.Logged(log=str(log))])
    whole = build_task_files(own.records(60), tmp_path / "whole", part_size=10, plan=plan)
    log.unlink()
    begin(tmp_path / "out", after=47, plan=plan)
    assert ids(log) == [f"r{at}" for at in range(40)]
    assert not (tmp_path / "out").exists()
    built = build_task_files(own.records(60), tmp_path / "out", part_size=10, plan=plan)
    assert ids(log) == [f"r{at}" for at in range(60)]
    assert content(tmp_path / "out") == content(tmp_path / "whole")
    assert (built.items, built.examples, built.bad) == (whole.items, whole.examples, whole.bad)
    assert sorted(os.listdir(tmp_path)) == ["log", "out", "whole"]


def test_a_process_that_is_killed_goes_on_when_it_is_started_again(tmp_path):
    script = tmp_path / "build.py"
    script.write_text(
        f"import sys\nsys.path.insert(0, {str(TESTS)!r})\nimport building_tasks as own\n"
        "from hmer_kit.tasks import BuildPlan, build_task_files\n"
        f"plan = BuildPlan(tasks=['tree_cot', own.KilledOnce(at='r44', flag={str(tmp_path / 'flag')!r})])\n"
        f"build_task_files(own.records(60), {str(tmp_path / 'out')!r}, part_size=10, plan=plan)\n",
        encoding="utf-8",
    )
    codes = [subprocess.run([sys.executable, str(script)], check=False, timeout=120).returncode for _ in range(2)]
    assert codes == [-9, 0]
    build_task_files(own.records(60), tmp_path / "whole", plan=BuildPlan(tasks=["tree_cot", own.OwnTask()]))
    assert content(tmp_path / "out") == content(tmp_path / "whole")


@pytest.mark.parametrize("damage", ["torn line", "lost rows", "other bytes", "no draft", "rows without a line"])
def test_what_a_power_failure_leaves_is_told_from_what_is_good(tmp_path, damage):
    build_task_files(own.records(60), tmp_path / "whole", part_size=10)
    begin(tmp_path / "out", after=47)
    work = tmp_path / ".out.building"
    ledger, draft = work / "ledger.jsonl", work / "1.rows"
    rows = draft.read_bytes()
    if damage == "torn line":
        ledger.write_bytes(ledger.read_bytes()[:-20])
    elif damage == "lost rows":
        draft.write_bytes(rows[:-700])
    elif damage == "other bytes":
        draft.write_bytes(rows[:-700] + bytes(700))
    elif damage == "no draft":
        draft.unlink()
    else:
        draft.write_bytes(rows + b"more")
        (work / "notes.rows").write_bytes((work / "notes.rows").read_bytes() + b"more")
    build_task_files(own.records(60), tmp_path / "out", part_size=10)
    assert content(tmp_path / "out") == content(tmp_path / "whole")


def test_a_build_whose_files_could_not_be_moved_is_delivered_later(tmp_path):
    log = tmp_path / "log"
    plan = BuildPlan(tasks=["vanilla", own.Logged(log=str(log)), "tree_cot"])
    (tmp_path / "out" / "own.json" / "in the way").mkdir(parents=True)
    with pytest.raises(DataError, match="cannot write"):
        build_task_files(own.records(30), tmp_path / "out", part_size=10, plan=plan)
    assert (tmp_path / "out" / "vanilla.json").exists()
    (tmp_path / "out" / "own.json" / "in the way").rmdir()
    (tmp_path / "out" / "own.json").rmdir()
    build_task_files(own.records(30), tmp_path / "out", part_size=10, plan=plan)
    assert len(ids(log)) == 30
    build_task_files(own.records(30), tmp_path / "whole", part_size=10, plan=plan)
    assert content(tmp_path / "out") == content(tmp_path / "whole")


@pytest.mark.parametrize("change", ["records", "fewer records", "plan", "part_size"])
def test_another_build_is_not_gone_on_with_unless_it_is_thrown_away(tmp_path, change):
    begin(tmp_path / "out", after=47)
    records = list(own.records(60))
    if change == "records":
        records[33] = Record("r33", "another")
    elif change == "fewer records":
        records = records[:20]
    options = {
        "plan": BuildPlan(shape="trl") if change == "plan" else None,
        "part_size": 11 if change == "part_size" else 10,
    }
    with pytest.raises(DataError, match="start anew") as caught:
        build_task_files(records, tmp_path / "out", **options)
    assert caught.value.code == ("other_records" if "records" in change else "other_build")
    build_task_files(records, tmp_path / "out", unfinished="discard", **options)
    build_task_files(records, tmp_path / "whole", **options)
    assert content(tmp_path / "out") == content(tmp_path / "whole")


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such locks")
def test_two_processes_do_not_build_the_same_output(tmp_path):
    begin(tmp_path / "out", after=47)
    ledger = tmp_path / ".out.building" / "ledger.jsonl"
    hold = f"import fcntl\nwith open({str(ledger)!r}, 'a+b') as file:\n    fcntl.lockf(file, fcntl.LOCK_EX)\n"
    hold += "    print(flush=True)\n    input()"
    with subprocess.Popen([sys.executable, "-c", hold], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        with pytest.raises(DataError, match="no other process at work") as caught:
            build_task_files(own.records(60), tmp_path / "out", part_size=10)
        assert caught.value.code == "claimed"
        other.communicate(b"\n", timeout=30)
    build_task_files(own.records(60), tmp_path / "out", part_size=10)


@pytest.mark.parametrize("largest", [100, 1000])
def test_a_full_disk_is_named_and_the_build_goes_on_when_there_is_room(tmp_path: Path, largest: int) -> None:
    records = [Record(str(number), "x ^ { 2 }", prediction="x") for number in range(30)]
    with no_file_beyond(largest), pytest.raises(DataError, match=r"cannot write .*tasks\.building: File too large"):
        build_task_files(records, tmp_path / "tasks", part_size=5)
    assert not (tmp_path / "tasks").exists()
    build_task_files(records, tmp_path / "tasks", part_size=5)
    build_task_files(records, tmp_path / "unbroken", part_size=5)
    for file in (tmp_path / "unbroken").iterdir():
        assert (tmp_path / "tasks" / file.name).read_bytes() == file.read_bytes()


@pytest.mark.parametrize("left", [["1.rows"], ["1.rows", "ledger.jsonl"]])
def test_a_process_that_is_killed_while_it_clears_up_costs_nothing(tmp_path, left):
    output = tmp_path / "all.json"
    script = (
        "import os, shutil, signal, sys\nsys.path.insert(0, sys.argv[1])\nimport building_tasks as own\n"
        "from hmer_kit.tasks import build_task_files\n"
        "def hook(event, args):\n"
        "    if event == 'shutil.rmtree' and '.all.json.building' in str(args[0]):\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "sys.addaudithook(hook)\n"
        "build_task_files(own.records(30), sys.argv[2], part_size=10)\n"
    )
    command = [sys.executable, "-c", script, str(TESTS), str(output)]
    assert subprocess.run(command, check=False, timeout=120).returncode == -9
    whole = output.read_bytes()
    for file in (tmp_path / ".all.json.building").iterdir():
        if file.name not in left:
            file.unlink()
    build_task_files(own.records(30), output, part_size=10)
    assert output.read_bytes() == whole
    assert sorted(os.listdir(tmp_path)) == ["all.json", "all.skipped.jsonl"]
