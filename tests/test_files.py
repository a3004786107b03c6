"""Files and folders that are written beside their place: the old or the new, never half of either."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from hmer_kit._files import draft_folder_of, draft_of, read_bytes, write_atomic
from hmer_kit.exceptions import DataError

KILLED = """
import os, signal, sys
from pathlib import Path
from hmer_kit._files import draft_folder_of
with draft_folder_of(Path(sys.argv[1]), outdated=lambda name: True) as draft:
    (draft / "a").write_text("new")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def keep_all(name: str) -> bool:
    return False


def test_a_folder_takes_its_place_when_it_is_whole(tmp_path: Path) -> None:
    with draft_folder_of(tmp_path / "on the way" / "out", outdated=keep_all) as draft:
        (draft / "a").write_text("new", encoding="utf-8")
        assert not (tmp_path / "on the way" / "out").exists()
    assert os.listdir(tmp_path / "on the way") == ["out"]
    assert (tmp_path / "on the way" / "out" / "a").read_text(encoding="utf-8") == "new"


def test_what_is_outdated_goes_and_what_is_not_stays(tmp_path: Path) -> None:
    out = tmp_path / "out"
    (out / "folder").mkdir(parents=True)
    for name in ("a", "b", "old", "folder/c"):
        (out / name).write_text("before", encoding="utf-8")
    with draft_folder_of(out, outdated=lambda name: name in {"old", "a"}) as draft:
        (draft / "a").write_text("new", encoding="utf-8")
    found = {
        path.relative_to(out).as_posix(): path.read_text(encoding="utf-8") for path in out.rglob("*") if path.is_file()
    }
    assert found == {"a": "new", "b": "before", "folder/c": "before"}
    assert os.listdir(tmp_path) == ["out"]


def test_an_error_leaves_the_folder_and_no_draft(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a").write_text("before", encoding="utf-8")
    with pytest.raises(ZeroDivisionError), draft_folder_of(tmp_path / "out", outdated=keep_all) as draft:
        (draft / "a").write_text(str(1 / 0), encoding="utf-8")
    assert (tmp_path / "out" / "a").read_text(encoding="utf-8") == "before"
    assert os.listdir(tmp_path) == ["out"]


def test_a_killed_process_leaves_the_folder_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a").write_text("before", encoding="utf-8")
    run = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path / "out")], check=False, timeout=60)
    assert run.returncode == -signal.SIGKILL
    assert (tmp_path / "out" / "a").read_text(encoding="utf-8") == "before"
    assert sorted(path.suffix for path in tmp_path.iterdir()) == ["", ".tmp"]


def test_a_file_without_a_size_of_its_own_is_read_to_its_end() -> None:
    about = Path("/proc/self/status")
    if not about.exists():
        pytest.skip("no /proc here")
    assert b"VmRSS" in read_bytes(about, max_bytes=100_000, what="file")
    with pytest.raises(DataError, match="larger than the limit of 10 bytes"):
        read_bytes(about, max_bytes=10, what="file")


@pytest.mark.skipif(sys.platform == "win32", reason="named pipes of POSIX")
def test_a_pipe_is_written_into_and_stays_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"  # as /dev/null, no file: a new one in its place would be a loss for everyone
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    with draft_of(pipe) as draft:
        draft.write_text("whole", encoding="utf-8")
    assert os.read(reader, 100) == b"whole"
    os.close(reader)
    assert pipe.is_fifo()
    assert os.listdir(tmp_path) == ["pipe"]


def test_a_pipe_is_read_in_pieces_and_not_into_memory_of_the_limit() -> None:
    import tracemalloc

    reading, writing = os.pipe()
    os.write(writing, b"x" * 1000)
    os.close(writing)
    tracemalloc.start()
    try:
        assert read_bytes(f"/dev/fd/{reading}", max_bytes=2**30, what="file") == b"x" * 1000
        assert tracemalloc.get_traced_memory()[1] < 2**23
    finally:
        tracemalloc.stop()
        os.close(reading)


@pytest.mark.parametrize("kind", ["pipe", "device"])
def test_a_pipe_or_a_device_in_the_place_of_a_file_is_not_waited_for(tmp_path: Path, kind: str) -> None:
    from hmer_kit.data import ZipImage, read_llama_factory
    from hmer_kit.error_mining.out_of_fold import read_plan
    from hmer_kit.tasks import InferenceSettings

    for name in ("images.zip", "dataset_info.json", "plan.json", "hmer_kit.json"):
        os.mkfifo(tmp_path / name) if kind == "pipe" else (tmp_path / name).symlink_to("/dev/null")
    for read in (
        ZipImage(tmp_path / "images.zip", "a.png").load,
        lambda: read_llama_factory(tmp_path, "a"),
        lambda: read_plan(tmp_path),
        lambda: InferenceSettings.load(tmp_path),
    ):
        with pytest.raises(DataError, match="found a pipe, a socket or a device"):
            read()


KILLED_FILE = """
import os, signal, sys
from pathlib import Path
from hmer_kit._files import draft_of
with draft_of(Path(sys.argv[1])) as draft:
    draft.write_text("half")
    os.kill(os.getpid(), signal.SIGKILL)
"""
OURS = pytest.mark.skipif(sys.platform == "win32", reason="locks and kills of POSIX")


@OURS
def test_the_draft_of_a_killed_writer_is_cleared_away_by_the_next_one(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", KILLED_FILE, str(tmp_path / "out")], check=False, timeout=60)
    assert os.listdir(tmp_path) == [".out.0.tmp"]
    write_atomic(tmp_path / "out", ["whole"])
    assert os.listdir(tmp_path) == ["out"]
    assert (tmp_path / "out").read_text(encoding="utf-8") == "whole"


@OURS
def test_the_draft_of_a_living_writer_is_not(tmp_path: Path) -> None:
    with draft_of(tmp_path / "out") as first:
        first.write_text("first", encoding="utf-8")
        write_atomic(tmp_path / "out", ["second"])
        assert first.read_text(encoding="utf-8") == "first"
    assert os.listdir(tmp_path) == ["out"]
    assert (tmp_path / "out").read_text(encoding="utf-8") == "first"


@OURS
def test_the_draft_folder_of_a_killed_writer_is_cleared_away_too(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", KILLED, str(tmp_path / "out")], check=False, timeout=60)
    assert os.listdir(tmp_path) == [".out.0.tmp"]
    with draft_folder_of(tmp_path / "out", outdated=keep_all) as draft:
        assert os.listdir(draft) == []
    assert os.listdir(tmp_path) == ["out"]


@pytest.mark.parametrize("is_there", [True, False])
def test_an_old_folder_that_a_kill_left_on_the_way_is_not_lost(tmp_path: Path, is_there: bool) -> None:
    (tmp_path / ".out.0.old").mkdir()
    (tmp_path / ".out.0.old" / "mine").write_text("kept", encoding="utf-8")
    if is_there:  # killed after the second rename; without, between the two
        (tmp_path / "out").mkdir()
    with draft_folder_of(tmp_path / "out", outdated=keep_all) as draft:
        (draft / "a").write_text("new", encoding="utf-8")
    assert os.listdir(tmp_path) == ["out"]
    assert sorted(os.listdir(tmp_path / "out")) == ["a", "mine"]


@OURS
def test_writers_of_one_file_at_a_time_leave_one_whole_file(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from hmer_kit._files import write_atomic\n"
        "for at in range(200): write_atomic(Path(sys.argv[1]), [sys.argv[2]] * 2000)"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "out")]
    writers = [subprocess.Popen([*command, letter], stderr=subprocess.PIPE) for letter in "abc"]
    for writer in writers:
        _, errors = writer.communicate(timeout=60)
        assert writer.returncode == 0, errors
    assert os.listdir(tmp_path) == ["out"]
    assert (tmp_path / "out").read_text(encoding="utf-8") in {letter * 2000 for letter in "abc"}
