"""The process: it can be ended, comes again, and leaves nothing behind."""

from __future__ import annotations

import gc
import multiprocessing
import os
import pickle
import signal
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest

from hmer_kit.exceptions import InputError
from hmer_kit.latex import AlgebraWorker, Equivalence, equivalent

if TYPE_CHECKING:
    from pathlib import Path

ENDLESS = ("9 ^ { 9 ^ { 9 ^ { 9 } } } x", "9 ^ { 9 ^ { 9 ^ { 8 } } } x")


def is_alive(pid: int) -> bool:
    """Whether a process is there; a zombie is."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_what_takes_too_long_is_ended_and_the_next_call_works():
    with AlgebraWorker() as worker:
        assert equivalent("a b", "b a", timeout=30, worker=worker).verdict is Equivalence.EQUAL
        first = worker.pid
        start = time.perf_counter()
        result = equivalent(*ENDLESS, timeout=0.5, worker=worker)
        assert time.perf_counter() - start < 60
        assert (result.verdict, result.reason) == (Equivalence.UNKNOWN, "no answer within 0.5 seconds")
        assert worker.pid is None
        assert not is_alive(first)
        assert equivalent("a b", "b a", timeout=30, worker=worker).verdict is Equivalence.EQUAL
        assert worker.pid != first


def test_many_calls_share_one_process():
    with AlgebraWorker() as worker:
        pids = set()
        for number in range(20):
            equivalent(f"{number} x", "x", timeout=30, worker=worker)
            pids.add(worker.pid)
        assert len(pids - {None}) == 1


def test_a_process_that_dies_is_an_unknown_and_comes_again():
    with AlgebraWorker() as worker:
        equivalent("a b", "b a", timeout=30, worker=worker)
        os.kill(worker.pid, signal.SIGKILL)
        result = equivalent("a b", "b a", timeout=30, worker=worker)
        assert result.verdict is Equivalence.UNKNOWN
        assert "it ended with exit code" in result.reason
        assert equivalent("a b", "b a", timeout=30, worker=worker).verdict is Equivalence.EQUAL


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the address space")
def test_memory_is_limited():
    with AlgebraWorker(memory=512) as worker:
        result = equivalent("2 ^ { 2 ^ { 3 6 } } x", "2 ^ { 2 ^ { 3 5 } } x + 1", timeout=60, worker=worker)
        assert result.verdict in {Equivalence.UNKNOWN, Equivalence.DIFFERENT}
        assert equivalent("a b", "b a", timeout=30, worker=worker).verdict is Equivalence.EQUAL


def test_closing_ends_the_process_and_may_come_twice():
    worker = AlgebraWorker()
    equivalent("a b", "b a", timeout=30, worker=worker)
    pid = worker.pid
    worker.close()
    worker.close()
    assert worker.pid is None
    assert not is_alive(pid)


def test_a_forgotten_worker_ends_its_process():
    worker = AlgebraWorker()
    equivalent("a b", "b a", timeout=30, worker=worker)
    pid = worker.pid
    del worker
    gc.collect()
    assert not is_alive(pid)


def test_an_interrupt_does_not_leave_an_answer_for_the_next_call():
    def interrupt(_signal, _frame):
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        with AlgebraWorker() as worker:
            equivalent("a b", "b a", timeout=30, worker=worker)
            signal.setitimer(signal.ITIMER_REAL, 0.3)
            with pytest.raises(KeyboardInterrupt):
                equivalent(*ENDLESS, timeout=30, worker=worker)
            assert equivalent("a b", "b c", timeout=30, worker=worker).verdict is Equivalence.DIFFERENT
    finally:
        signal.signal(signal.SIGALRM, before)


def test_threads_take_turns():
    pairs = [("a b", "b a"), ("a b", "b c")] * 5
    verdicts = [None] * len(pairs)
    with AlgebraWorker() as worker:

        def ask(place):
            verdicts[place] = equivalent(*pairs[place], timeout=30, worker=worker).verdict

        threads = [threading.Thread(target=ask, args=(place,)) for place in range(len(pairs))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert verdicts == [Equivalence.EQUAL, Equivalence.DIFFERENT] * 5


def use_in_another_process(worker, queue):
    result = equivalent("a b", "b a", timeout=30, worker=worker)
    queue.put((result.verdict.value, worker.pid))
    worker.close()


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")  # from Python 3.12 on: threads
@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_it_works_in_a_daemonic_process(method):
    if method not in multiprocessing.get_all_start_methods():
        pytest.skip(f"no {method} here")
    context = multiprocessing.get_context(method)
    queue = context.Queue()
    with AlgebraWorker() as worker:
        equivalent("a b", "b a", timeout=30, worker=worker)
        process = context.Process(target=use_in_another_process, args=(worker, queue), daemon=True)
        process.start()
        verdict, pid = queue.get(timeout=60)
        process.join(timeout=60)
        assert (verdict, process.exitcode) == ("equal", 0)
        assert pid not in {None, worker.pid}
        assert equivalent("a b", "b c", timeout=30, worker=worker).verdict is Equivalence.DIFFERENT
    queue.close()
    queue.join_thread()


def test_a_pickled_worker_keeps_its_limit_and_not_its_process():
    with AlgebraWorker(memory=1000) as worker:
        equivalent("a b", "b a", timeout=30, worker=worker)
        copy = pickle.loads(pickle.dumps(worker))  # noqa: S301 - our own bytes
        assert (copy.pid, copy._memory) == (None, 1000)


def test_modules_of_the_working_folder_are_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "sympy.py").write_text("raise SystemExit(3)", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with AlgebraWorker() as worker:
        assert equivalent("a b", "b a", timeout=30, worker=worker).verdict is Equivalence.EQUAL


@pytest.mark.parametrize("memory", [0, 255, 1e9, "2048", None, True])
def test_memory_is_a_number_of_mib(memory):
    with pytest.raises(InputError, match="expected memory in MiB"):
        AlgebraWorker(memory=memory)
