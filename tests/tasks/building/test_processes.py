"""Several processes: the bytes of one, whatever happens to a worker, and none that outlives the build."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

import building_tasks as own
from hmer_kit.data import Record, read_sharegpt
from hmer_kit.exceptions import DataError, InputError
from hmer_kit.tasks import BuildPlan, build_task_files

TESTS = Path(__file__).resolve().parents[2]
posix = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def children() -> list[list[str]]:
    """Return the commands of processes below this one, without the one that multiprocessing keeps for good."""
    commands = [child.cmdline() for child in psutil.Process().children(recursive=True)]
    return [command for command in commands if "resource_tracker" not in " ".join(command)]


def test_several_processes_write_what_one_does(tmp_path):
    one = build_task_files(own.records(200), tmp_path / "one", part_size=7)
    three = build_task_files(own.records(200), tmp_path / "three", part_size=7, workers=3)
    assert content(tmp_path / "one") == content(tmp_path / "three")
    assert list(one.skips()) == list(three.skips())
    assert (one.examples, one.unused, one.bad) == (three.examples, three.unused, three.bad)


def test_records_are_taken_no_faster_than_they_are_built(tmp_path):
    taken, ahead = 0, []

    def counted():
        nonlocal taken
        for record in own.records(400):
            taken += 1
            ledger = tmp_path / ".out.building" / "ledger.jsonl"
            ahead.append(taken - 10 * (ledger.read_bytes().count(b"\n") - 1))
            yield record

    build_task_files(counted(), tmp_path / "out", part_size=10, workers=2)
    assert max(ahead) <= 10 * (4 * 2 + 2)


def test_workers_import_no_framework(tmp_path):
    plan = BuildPlan(tasks=[own.Frameworks()])
    built = build_task_files(own.records(9), tmp_path / "out", part_size=3, workers=2, plan=plan)
    assert {item.messages[1].value for item in read_sharegpt(built.files["own"]).records} == {"-"}


@posix
def test_a_record_that_ends_its_worker_twice_is_left_out_and_named(tmp_path):
    plan = BuildPlan(tasks=["vanilla", own.Deadly(at="r17")])
    built = build_task_files(own.records(40), tmp_path / "out", part_size=10, workers=2, plan=plan)
    assert built.examples == {"vanilla": 39, "own": 39}
    assert [str(skip) for skip in built.skips()] == ["record 'r17': the process that built it died, twice"]


@posix
def test_a_worker_that_is_killed_from_outside_costs_nothing(tmp_path):
    plan = BuildPlan(tasks=["vanilla", own.KilledOnce(at="r17", flag=str(tmp_path / "flag"))])
    build_task_files(own.records(40), tmp_path / "out", part_size=10, workers=2, plan=plan)
    assert (tmp_path / "flag").exists()
    build_task_files(own.records(40), tmp_path / "whole", plan=BuildPlan(tasks=["vanilla", own.OwnTask()]))
    assert content(tmp_path / "out") == content(tmp_path / "whole")


def test_workers_that_end_before_they_begin_are_an_error_and_leave_nothing(tmp_path):
    plan = BuildPlan(tasks=[own.Unopenable()])
    with pytest.raises(DataError, match=r"record 'r0'.*exit code 3.*__main__") as caught:
        build_task_files(own.records(9), tmp_path / "out", workers=2, plan=plan)
    assert caught.value.code == "worker_died"
    assert list(tmp_path.iterdir()) == []
    assert children() == []


def test_records_that_do_not_pickle_are_an_error(tmp_path):
    class Local:
        name = "a.png"

        def load(self): ...

    with pytest.raises(InputError, match="expected records that pickle in part 0"):
        build_task_files([Record("a", "x", image=Local())], tmp_path / "out", workers=2)
    assert children() == []


def test_an_error_in_the_records_ends_the_workers_and_keeps_what_is_done(tmp_path):
    def failing():
        yield from own.records(80)
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        build_task_files(failing(), tmp_path / "out", part_size=10, workers=2)
    assert children() == []
    build_task_files(own.records(80), tmp_path / "out", part_size=10, workers=2)
    build_task_files(own.records(80), tmp_path / "whole", part_size=10)
    assert content(tmp_path / "out") == content(tmp_path / "whole")


@posix
@pytest.mark.parametrize(
    ("ending", "engine"), [(signal.SIGINT, "process"), (signal.SIGKILL, "process"), (signal.SIGINT, "datasets")]
)
def test_no_worker_outlives_a_build_that_is_ended(tmp_path, ending, engine):
    log = tmp_path / "log"
    script = tmp_path / "build.py"
    script.write_text(
        # Where the tests run in the background of a shell, Ctrl-C is ignored, and children inherit that.
        "import signal\nsignal.signal(signal.SIGINT, signal.default_int_handler)\n"
        f"import sys\nsys.path.insert(0, {str(TESTS)!r})\nimport building_tasks as own\n"
        "from hmer_kit.tasks import BuildPlan, build_task_files\nif __name__ == '__main__':\n"
        f"    plan = BuildPlan(tasks=[own.Slow(log={str(log)!r})])\n"
        f"    build_task_files(own.records(1000), {str(tmp_path / 'out')!r}, part_size=5, workers=2, plan=plan,\n"
        f"        engine={engine!r})\n",
        encoding="utf-8",
    )
    with subprocess.Popen([sys.executable, str(script)], stderr=subprocess.PIPE, start_new_session=True) as build:
        deadline = time.monotonic() + 60
        while len(workers := workers_of(log)) < 2 and time.monotonic() < deadline:
            time.sleep(0.05)
        assert len(workers) == 2
        if ending is signal.SIGINT:
            os.killpg(build.pid, ending)  # Ctrl-C reaches the whole group
        else:
            build.kill()
        _, said = build.communicate(timeout=90)
    assert build.returncode == -ending
    if engine == "process":  # workers that say nothing of their own
        assert said.count(b"KeyboardInterrupt") == (1 if ending is signal.SIGINT else 0)
    _, alive = psutil.wait_procs([psutil.Process(pid) for pid in workers if psutil.pid_exists(pid)], timeout=20)
    assert alive == []


def workers_of(log: Path) -> set[int]:
    return set(map(int, log.read_text(encoding="utf-8").split())) if log.exists() else set()
