"""Engines of other libraries: the bytes of one process, and a record that ends their workers."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil
import pytest
from PIL import Image

import building_tasks as own
from hmer_kit.cli import main
from hmer_kit.exceptions import InputError
from hmer_kit.tasks import BuildPlan, DatasetsEngine, RayEngine, build_task_files, get_engine

TESTS = Path(__file__).resolve().parents[2]


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.mark.parametrize("engine", [get_engine, lambda name, workers: DatasetsEngine(workers), RayEngine])
def test_engines_want_a_number_of_workers(engine):
    with pytest.raises(InputError, match=r"expected workers as a number of processes from 1, got 0"):
        engine(0) if engine is RayEngine else engine("process", workers=0)


@pytest.mark.parametrize("workers", [1, 2])
def test_datasets_write_what_one_process_does(tmp_path, workers):
    build_task_files(own.records(120), tmp_path / "one", part_size=7)
    build_task_files(own.records(120), tmp_path / "mapped", part_size=7, engine="datasets", workers=workers)
    assert content(tmp_path / "one") == content(tmp_path / "mapped")
    left = psutil.Process().children(recursive=True)
    assert [child for child in left if "resource_tracker" not in _command(child)] == []


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_record_that_ends_workers_of_datasets_is_left_out_and_named(tmp_path):
    plan = BuildPlan(tasks=["vanilla", own.Deadly(at="r17")])
    built = build_task_files(own.records(80), tmp_path / "out", part_size=5, engine=DatasetsEngine(2), plan=plan)
    assert built.examples == {"vanilla": 79, "own": 79}
    assert [str(skip) for skip in built.skips()] == ["record 'r17': the process that built it died, twice"]


@pytest.fixture
def ray_place():
    """A short folder for Ray, whose sockets may not have long paths; nothing may run in it afterwards."""
    place = Path(tempfile.mkdtemp(prefix="ray", dir="/tmp"))
    yield place
    left = [item for item in psutil.process_iter() if str(place) in _command(item)]
    for item in left:
        item.kill()
    shutil.rmtree(place, ignore_errors=True)
    assert left == []


def _command(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def run_with_ray(arguments: list[str], place: Path) -> subprocess.CompletedProcess[str]:
    """Run Python with a local cluster: it shall neither be found by others nor report anything."""
    others = {name: value for name, value in os.environ.items() if not name.startswith("RAY_")}
    settings = {"RAY_TMPDIR": str(place), "RAY_USAGE_STATS_ENABLED": "0", "RAY_AUTH_MODE": "disabled"}
    settings |= {"OMP_NUM_THREADS": "1", "PYTHONPATH": os.pathsep.join([str(TESTS), os.environ.get("PYTHONPATH", "")])}
    command = [sys.executable, *arguments]
    return subprocess.run(command, env={**others, **settings}, capture_output=True, text=True, check=False, timeout=240)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="paths and signals of POSIX")
def test_ray_writes_what_one_process_does_from_the_command_line(tmp_path, ray_place):
    pytest.importorskip("ray")
    data = tmp_path / "data"
    (data / "images").mkdir(parents=True)
    captions = {record.id: record.reference for record in own.records(60)}
    (data / "captions.tsv").write_text(
        "".join(f"{name}\t{latex}\n" for name, latex in captions.items()), encoding="utf-8"
    )
    for name in captions:
        Image.new("L", (8, 8), 255).save(data / "images" / f"{name}.png")
    options = ["build-tasks", str(data), "--part-size", "5", "--output"]
    assert main([*options, str(tmp_path / "one")]) == 1
    done = run_with_ray(
        ["-m", "hmer_kit", *options, str(tmp_path / "ray"), "--engine", "ray", "--workers", "2"], ray_place
    )
    assert done.returncode == 1, done.stderr
    assert "tree_cot                  57         0         3" in done.stdout
    assert content(tmp_path / "one") == content(tmp_path / "ray")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="paths and signals of POSIX")
def test_a_record_that_ends_workers_of_ray_is_left_out_and_named(tmp_path, ray_place):
    pytest.importorskip("ray")
    script = tmp_path / "build.py"
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "only_here.py").write_text(
        "from building_tasks import OwnTask\nclass Here(OwnTask): ...\n"
    )
    script.write_text(
        f"import sys\nsys.path.insert(0, {str(tmp_path / 'elsewhere')!r})\n"
        "import ray, only_here, building_tasks as own\n"
        "from hmer_kit.tasks import BuildPlan, RayEngine, build_task_files\nif __name__ == '__main__':\n"
        "    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, object_store_memory=10**8)\n"
        "    plan = BuildPlan(tasks=['vanilla', own.Deadly(at='r17')])\n"
        f"    built = build_task_files(own.records(40), {str(tmp_path / 'out')!r}, part_size=5, plan=plan,\n"
        "        engine=RayEngine(2))\n"
        "    print('built:', built.examples, *map(str, built.skips()))\n"
        "    assert ray.is_initialized()\n"
        "    try:\n"
        f"        build_task_files(own.records(40), {str(tmp_path / 'not')!r}, engine=RayEngine(2),\n"
        "            plan=BuildPlan(tasks=[only_here.Here()]))\n"
        "    except ValueError as error:\n        print('failed:', error)\n    ray.shutdown()\n",
        encoding="utf-8",
    )
    done = run_with_ray([str(script)], ray_place)
    assert done.returncode == 0, done.stderr
    named, failed = [
        line for line in done.stdout.splitlines() if line.startswith(("built:", "failed:"))
    ]  # Ray prints too
    assert named == "built: {'vanilla': 39, 'own': 39} record 'r17': the process that built it died, twice"
    assert "No module named 'only_here'; is all that they need on every machine?" in failed
    assert not (tmp_path / "not").exists()
