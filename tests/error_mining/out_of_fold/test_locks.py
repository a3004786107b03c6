"""Locks: one holder, dead ones taken over by exactly one, no harm from clocks and lost machines."""

from __future__ import annotations

import json
import os
import threading
import time
from typing import TYPE_CHECKING

import pytest

from hmer_kit._drafts import clear_left
from hmer_kit._files import draft_of
from hmer_kit.error_mining.out_of_fold._locks import claimed, is_claimed

if TYPE_CHECKING:
    from pathlib import Path


def lock(folder: Path, holder: dict[str, object], *, turn: int = 0, age: float = 0.0) -> Path:
    """Put a lock there that another machine or process has left."""
    folder.mkdir(exist_ok=True)
    path = folder / f"job.{turn:06}.lock"
    path.write_text(json.dumps(holder))
    os.utime(path, (time.time() - age, time.time() - age))
    return path


ELSEWHERE = {"machine": ["far away"], "pid": os.getpid(), "started": "1"}


def test_one_holds_it_and_then_another(tmp_path) -> None:
    with claimed(tmp_path, "job", stale_after=60) as first:
        assert first
        assert is_claimed(tmp_path, "job", stale_after=60)
        with claimed(tmp_path, "job", stale_after=60) as second:
            assert not second
        with claimed(tmp_path, "other", stale_after=60) as third:
            assert third
    assert not is_claimed(tmp_path, "job", stale_after=60)
    with claimed(tmp_path, "job", stale_after=60) as again:
        assert again


def test_it_is_given_back_after_an_error(tmp_path) -> None:
    with pytest.raises(ValueError, match="stop"), claimed(tmp_path, "job", stale_after=60):
        raise ValueError("stop")
    assert not is_claimed(tmp_path, "job", stale_after=60)


def test_locks_do_not_pile_up(tmp_path) -> None:
    for _ in range(5):
        with claimed(tmp_path, "job", stale_after=60):
            pass
    assert len(list(tmp_path.iterdir())) == 1


def test_another_machine_is_dead_only_after_a_long_silence(tmp_path) -> None:
    lock(tmp_path, ELSEWHERE, age=50)
    assert is_claimed(tmp_path, "job", stale_after=60)
    assert not is_claimed(tmp_path, "job", stale_after=40)


def test_a_living_process_of_this_machine_is_not_dead_however_long_it_was_silent(tmp_path) -> None:
    with claimed(tmp_path, "job", stale_after=3600):
        path = next(tmp_path.glob("job.*.lock"))
        os.utime(path, (0, 0))
        assert is_claimed(tmp_path, "job", stale_after=1)


def test_a_process_of_the_same_number_that_started_at_another_time_is_another(tmp_path) -> None:
    with claimed(tmp_path, "other", stale_after=3600):
        mine = json.loads(next(tmp_path.glob("other.*.lock")).read_text())
    if mine["started"] is None:
        pytest.skip("this system does not tell when a process started")
    lock(tmp_path, mine)
    assert is_claimed(tmp_path, "job", stale_after=3600)
    lock(tmp_path, {**mine, "started": "12"})
    assert not is_claimed(tmp_path, "job", stale_after=3600)


def test_a_lock_of_this_machine_that_names_no_process_is_held_until_it_is_old(tmp_path) -> None:
    with claimed(tmp_path, "other", stale_after=3600):
        mine = json.loads(next(tmp_path.glob("other.*.lock")).read_text())
    lock(tmp_path, {"machine": mine["machine"]}, age=30)
    assert is_claimed(tmp_path, "job", stale_after=60)
    assert not is_claimed(tmp_path, "job", stale_after=20)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"machine": 1}'])
def test_a_lock_that_cannot_be_read_is_held_until_it_is_old(tmp_path, text) -> None:
    path = lock(tmp_path, {}, age=30)
    stamp = path.stat().st_mtime
    path.write_text(text)
    os.utime(path, (stamp, stamp))
    assert is_claimed(tmp_path, "job", stale_after=60)
    assert not is_claimed(tmp_path, "job", stale_after=20)


def test_the_holder_touches_its_lock(tmp_path) -> None:
    with claimed(tmp_path, "job", stale_after=0.3):
        path = next(tmp_path.glob("job.*.lock"))
        os.utime(path, (0, 0))
        until = time.monotonic() + 10
        while path.stat().st_mtime == 0 and time.monotonic() < until:
            time.sleep(0.01)
        assert path.stat().st_mtime > 0


def test_of_many_who_find_a_dead_lock_one_takes_it(tmp_path) -> None:
    for turn in range(20):
        folder = tmp_path / str(turn)
        lock(folder, ELSEWHERE, age=100)
        ready, winners = threading.Barrier(8), []
        done = threading.Barrier(8)

        def race(folder: Path = folder, ready=ready, winners=winners, done=done) -> None:
            ready.wait()
            with claimed(folder, "job", stale_after=60) as mine:
                winners.append(mine)
                done.wait()

        threads = [threading.Thread(target=race) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sum(winners) == 1


def test_what_a_process_that_was_killed_at_its_lock_left_is_cleared_away(tmp_path) -> None:
    draft = tmp_path / ".job.000000.lock.0.tmp"
    draft.write_text("half")
    clear_left(tmp_path)
    assert not draft.exists()


def test_what_a_living_process_is_writing_is_not(tmp_path) -> None:
    with draft_of(tmp_path / "job.000000.lock") as draft:
        clear_left(tmp_path)
        assert draft.exists()
