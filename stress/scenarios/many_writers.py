"""Several processes that write the same output at once, or take up the same run: one wins whole, never a mixture.

Writers are found, not listed. Each process writes another number of records, or all the same. Afterwards there must be
the output of one of them, byte for byte, as it is when written alone; who did not write must have been refused by an
error of the library. Readers who read all the while must see a whole output, the old or a new one.
"""

from __future__ import annotations

import functools
import os
import shutil
import time
from collections import Counter
from typing import TYPE_CHECKING

from stress.faults.forked import Limits, Outcome, in_child, start, wait_for
from stress.harness.trial import survived
from stress.subjects.writers import Writer, content, write_all

if TYPE_CHECKING:
    import random
    from pathlib import Path

SHARE = 1.0
AT_LEAST = 2
LIMIT = 240.0
RACES = 8
MERGES = frozenset({"info"})
"""Outputs that are added to: what came before stays."""
FILE_BY_FILE = frozenset({"errors", "predicted", "tasks", "info", "mining"})
"""Folders whose files are each whole, and may be of different writers."""


def trial(rng: random.Random, folder: Path) -> str:
    """Let writers race for the same place."""
    outcomes: Counter[str] = Counter()
    wrong: list[str] = []
    racing = 0
    for number, writer in enumerate(rng.sample(write_all(), RACES)):
        place = folder / str(number)
        place.mkdir()
        count = rng.randint(2, 4)
        racing += count
        counts = [rng.randint(5, 90)] * count if rng.random() < 0.4 else rng.sample(range(5, 90), count)
        found, ended = _race(place, writer, counts, delays=[rng.random() * 0.05 for _ in counts])
        outcomes += ended
        wrong += [f"{writer.name} to {writer.target}, {counts} records: {problem}" for problem in found]
        shutil.rmtree(place, ignore_errors=True)
    assert not wrong, "\n".join(wrong)
    ends = f"{outcomes['returned']} wrote, {outcomes['refused']} were refused by a clear error, every output is of one"
    return survived({"writers at once": racing}, ends)


def _race(place: Path, writer: Writer, counts: list[int], *, delays: list[float]) -> tuple[list[str], Counter[str]]:
    expected = [_alone(place / f"alone{number}", writer, count) for number, count in enumerate(counts)]
    disk = place / "disk"
    disk.mkdir()
    going = [
        start(functools.partial(_late, writer, disk / writer.target, count, delay), Limits(seconds=100.0))
        for count, delay in zip(counts, delays, strict=True)
    ]
    outcomes = [wait_for(*each) for each in going]
    problems = _after(disk, writer, outcomes, expected=expected)
    last = in_child(functools.partial(writer.write, disk / writer.target, counts[0]))
    if last.kind != "returned" and writer.target != "predicted":  # other records than those of the run there
        problems.append(f"cannot be written to afterwards: {last.shown()}")
    return problems, Counter(outcome.kind for outcome in outcomes)


def _alone(place: Path, writer: Writer, count: int) -> dict[str, bytes]:
    place.mkdir()
    outcome = in_child(functools.partial(writer.write, place / writer.target, count))
    assert outcome.kind == "returned", f"{writer.name} alone: {outcome.shown()}"
    return content(place)


def _late(writer: Writer, path: Path, count: int, delay: float) -> int:
    time.sleep(delay)
    writer.write(path, count)
    return os.getpid()


def _after(disk: Path, writer: Writer, outcomes: list[Outcome], *, expected: list[dict[str, bytes]]) -> list[str]:
    problems = [f"no clear error: {outcome.shown()}" for outcome in outcomes if not outcome.is_good]
    if not any(outcome.kind == "returned" for outcome in outcomes):
        problems.append(f"nobody wrote: {[outcome.error for outcome in outcomes]}")
    now = content(disk)
    won = [whole for whole, outcome in zip(expected, outcomes, strict=True) if outcome.kind == "returned"]
    if writer.target in MERGES:
        return problems
    if writer.target in FILE_BY_FILE:
        odd = [name for name, data in now.items() if not any(data == each.get(name) for each in won)]
    else:
        odd = [] if now in won else sorted({name for name in now if not any(now[name] == e.get(name) for e in won)})
        if now not in won and not odd:
            problems.append(f"a mixture: {sorted(now)[:6]}")
    return [*problems, *(f"{name} is of none of them" for name in odd)]
