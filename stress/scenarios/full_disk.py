"""Every writer, and commands, onto a disk that gets full: the old file stays whole, and room lets the run go on.

Writers are found, not listed; one that has nothing to write is a failure. Each writes a little, then more onto a disk
with too little room, then again with room. As root the disk is a small one in memory; else, and for a third of the
writers, a limit of the length of a file stands in for it. What must hold: an error of the library that says where and
why; each file is the old or the new one, byte for byte; no draft is left but that of a run to be taken up; and in the
end there is what a run on an empty disk writes.
"""

from __future__ import annotations

import contextlib
import functools
import os
import shutil
import subprocess
import sys
from collections import Counter
from typing import TYPE_CHECKING

from stress.faults.disks import BALLAST, can_mount, fill, free, small_disk
from stress.faults.forked import Limits, Outcome, in_child
from stress.harness.trial import survived
from stress.material.samples import BUILDERS
from stress.subjects.writers import Writer, content, write_all

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator
    from pathlib import Path

SHARE = 2.0
AT_LEAST = 2
LIMIT = 240.0
WRITES = 9
"""Writers of a trial, drawn from all."""
CHANGES = {"report.html": "names the pictures it lacks"}
COMMANDS = (
    ("score", "{predictions}", "--json"), ("count", "x ^ { 2 }"), ("tree", r"\frac { a } { b }"), ("doctor", "--help"),
    ("confusions", "{predictions}"), ("inspect", "{captions}", "--json"), ("normalize", "x^2"), ("grammar", "--help"),
    ("complexity", "x ^ 2"), ("mark", "x + y", "x + v"), ("convert", "{captions}", "--output", "{new}", "--json"),
    ("report", "{predictions}", "--output", "{new}.html", "--json"), ("vocabulary", "{captions}", "--json"),
)  # fmt: skip
"""Commands whose output goes to a full device."""


def trial(rng: random.Random, folder: Path) -> str:
    """Write onto disks that get full, and print to a device that is full."""
    faults: Counter[str] = Counter()
    wrong: list[str] = []
    has_disks = can_mount(folder / "small")
    for number, writer in enumerate(rng.sample(write_all(), WRITES)):
        place = folder / str(number)
        place.mkdir()
        by_length = rng.random() < 0.3 or not has_disks
        with _disk(place, by_length=by_length) as disk:
            found = _on(disk, writer, clean=place / "clean", rng=rng, by_length=by_length)
        faults["file too long" if by_length else "full disk"] += 1
        wrong += [f"{writer.name} to {writer.target}: {problem}" for problem in found]
    for command in rng.sample(COMMANDS, 3):
        wrong += _to_full_device(command, folder)
        faults["full device"] += 1
    assert not wrong, "\n".join(wrong)
    return survived(faults, "old files whole, no draft left behind, and with room the run ends as one without a break")


@contextlib.contextmanager
def _disk(place: Path, *, by_length: bool) -> Iterator[Path]:
    if by_length:
        (place / "disk").mkdir()
        yield place / "disk"
        return
    with small_disk(place / "disk", kib=12_000) as disk:
        yield disk


def _on(disk: Path, writer: Writer, *, clean: Path, rng: random.Random, by_length: bool) -> list[str]:
    """Write a little, then too much, then with room; return what went wrong."""
    few, many = rng.randint(1, 4), rng.randint(60, 220)
    old = _written(disk, writer, few)
    clean.mkdir()
    shutil.copytree(disk, clean, dirs_exist_ok=True)
    new = _written(clean, writer, many)
    needed = sum(map(len, new.values()))
    room = rng.randrange(0, max(needed, 2))
    if not by_length:
        fill(disk, leave=room)
    limits = Limits(file_bytes=min(room, max(map(len, new.values())) - 1) if by_length else None, seconds=60.0)
    outcome = in_child(functools.partial(writer.write, disk / writer.target, many), limits)
    free(disk)
    problems = _after(disk, outcome, old=old, new=new)
    again = in_child(functools.partial(writer.write, disk / writer.target, many))
    if again.kind != "returned":
        return [*problems, f"cannot go on with room: {again.shown()}"]
    last = content(disk)
    if writer.target not in CHANGES and last != new:
        differing = [name for name in {*last, *new} if last.get(name) != new.get(name)]
        problems.append(f"with room, other files than on an empty disk: {sorted(differing)[:5]}")
    return problems


def _written(disk: Path, writer: Writer, count: int) -> dict[str, bytes]:
    outcome = in_child(functools.partial(writer.write, disk / writer.target, count))
    assert outcome.kind == "returned", f"{writer.name} on an empty disk: {outcome.shown()}"
    return content(disk)


def _after(disk: Path, outcome: Outcome, *, old: dict[str, bytes], new: dict[str, bytes]) -> list[str]:
    """Return what is wrong with a disk that was full while something was written to it."""
    problems = []
    now = content(disk)
    now.pop(BALLAST, None)
    if outcome.kind not in {"refused", "returned"}:
        problems.append(f"no clear error: {outcome.shown()}")
    if outcome.kind == "refused" and not any(why in outcome.error for why in ("No space left", "File too large")):
        problems.append(f"the error does not say why: {outcome.error}")
    if outcome.kind == "refused" and str(disk) not in outcome.error:
        problems.append(f"the error does not say where: {outcome.error}")
    if outcome.kind == "returned" and {*now} != {*new}:
        problems.append(f"ended well with {sorted({*now} ^ {*new})[:5]} there or not there")
    for name, data in now.items():
        if name not in old and name not in new:
            problems.append(f"left {name} of {len(data)} bytes behind")
        elif data not in (old.get(name), new.get(name)) and name not in CHANGES:
            problems.append(f"{name} is neither the old nor the new file: {len(data)} bytes")
    lost = [name for name in old if name not in now and name in new]
    return [*problems, *[f"lost {name}" for name in lost]]


def _to_full_device(command: tuple[str, ...], folder: Path) -> list[str]:
    """Print to /dev/full: the exit code says so, and no traceback."""
    new = folder / f"new-{command[0]}"
    samples = {name: folder / f"{name}-{command[0]}" for name in ("captions", "predictions")}
    for place in samples.values():
        place.mkdir(exist_ok=True)
    paths = {name: str(BUILDERS[name](place)) for name, place in samples.items()}
    words = [word.format(new=new, **paths) if word.startswith(("{captions}", "{pred", "{new}")) else word
             for word in command]  # fmt: skip
    with open("/dev/full", "wb") as full:
        told = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
        line = [sys.executable, "-m", "hmer_kit", *words]
        done = subprocess.run(line, stdout=full, stderr=subprocess.PIPE, text=True, check=False, timeout=100, env=told)
    if done.returncode == 2 and "Traceback" not in done.stderr and "No space left" in done.stderr:
        return []
    return [f"hmer-kit {' '.join(words)} > /dev/full: exit code {done.returncode}\n{done.stderr[-1500:]}"]
