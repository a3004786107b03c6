"""Starts of the command line, and imports of the light rooms, by the wall clock.

Each start is a process of its own. Limit: a bare ``python -c pass``, and for the imports of a room besides it that of
the libraries that the room stands on. Peers: the commands of packages that people use for scores and formulas, in their
own environment. Bytecode is cached, as an installation has it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from benchmarks.harness.rows import Kind, Row
from hmer_kit.cli._commands import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from benchmarks.harness.contest import Contest

LIMIT_SECONDS = 0.3
"""CPU time that a start without torch may take."""
ROOMS = {
    "latex": "dataclasses",
    "data": "dataclasses",
    "ink": "dataclasses",
    "alignment": "rapidfuzz.distance.Levenshtein",
}
"""Some light rooms, and what stands below each and is imported with it."""
ROUNDS, TIMES = 5, 2
QUICK_COMMANDS = ("count", "score", "build-tasks")
WALL = pytest.mark.benchmark(timer=time.perf_counter)


def environment(folder: Path) -> dict[str, str]:
    """Return the variables of a start, with a cache of bytecode of its own."""
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": str(folder / "bytecode"), "OMP_NUM_THREADS": "1"}


def started(words: tuple[str, ...], folder: Path, *, times: int = 1) -> float:
    """Start Python so often; return the CPU seconds of the last."""
    variables, used = environment(folder), None
    with open(os.devnull, "r+b") as nowhere:
        for _ in range(times):
            process = subprocess.Popen(
                [sys.executable, *words], env=variables, stdin=nowhere, stdout=nowhere, stderr=nowhere
            )
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)  # it has been waited for
            assert process.returncode == 0, f"{words} ended with {process.returncode}"
    assert used is not None
    return used.ru_utime + used.ru_stime


def predictions(folder: Path) -> Path:
    """Write a small file of predictions."""
    file = folder / "pred.json"
    file.write_text(json.dumps([{"img_id": "a", "gt": "x + 1", "pred": "X + 1"}]), encoding="utf-8")
    return file


STARTS = {
    "count x": ("latex2mathml_run", lambda _: ("count", "x")),
    "tree x": ("latex2mathml_run", lambda _: ("tree", "x")),
    "count --help": ("jiwer_help", lambda _: ("count", "--help")),
    "score --help": ("sacrebleu_help", lambda _: ("score", "--help")),
    "score FILE": ("sacrebleu_help", lambda folder: ("score", str(predictions(folder)))),
}
"""Starts with the command that people call instead, of the same kind of work or less."""


@WALL
@pytest.mark.parametrize("name", STARTS)
def bench_start(contest: Contest, tmp_path: Path, quick: bool, name: str) -> None:
    peer, made = STARTS[name]
    words: tuple[str, ...] = ("-m", "hmer_kit", *made(tmp_path))
    times = 1 if quick else TIMES
    started(words, tmp_path)  # fills the cache
    started(("-c", "pass"), tmp_path)
    contest.peer_elsewhere("starts", peer, {"times": times, "bytecode": str(tmp_path / "theirs")})
    contest.limit(
        "python -c pass",
        lambda: started(("-c", "pass"), tmp_path, times=times),
        because="argparse, json and the room of the command itself are imported",
    )
    contest.run(
        f"hmer-kit {name}", lambda: started(words, tmp_path, times=times), items=times, unit="start", rounds=ROUNDS
    )


@WALL
@pytest.mark.parametrize("room", ROOMS)
def bench_import(contest: Contest, tmp_path: Path, quick: bool, room: str) -> None:
    words, below = ("-c", f"import hmer_kit.{room}"), ("-c", f"import {ROOMS[room]}")
    times = 1 if quick else TIMES
    started(words, tmp_path)
    started(below, tmp_path)
    contest.limit(
        f"python -c 'import {ROOMS[room]}'",
        lambda: started(below, tmp_path, times=times),
        because="a room is some modules of Python, read from bytecode",
    )
    contest.run(
        f"import hmer_kit.{room}",
        lambda: started(words, tmp_path, times=times),
        items=times,
        unit="start",
        rounds=ROUNDS,
    )


def bench_every_command(record: Callable[[Row], None], tmp_path: Path, quick: bool) -> None:
    """CPU time of the help of every command, the best of three, under a fixed bound."""
    for name in QUICK_COMMANDS if quick else COMMANDS:
        words = ("-m", "hmer_kit", name, "--help")
        started(words, tmp_path)
        spent = min(started(words, tmp_path) for _ in range(3))
        row = Row(
            f"hmer-kit {name} --help", Kind.FIGURE, (1000 * spent,), "ms of CPU time", at_most=1000 * LIMIT_SECONDS
        )
        record(row)
