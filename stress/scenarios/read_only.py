"""Folders that cannot be written to, and inputs that cannot be read, are no files, or vanish while they are read.

Writers and readers are found, not listed. A refused write is an error of the library that leaves nothing behind. A file
of a valid sample is made unreadable, taken away, made a pipe, a loop of links or a device; or the file is cut short,
replaced or removed after the first record. Nothing may hang, and what cannot be read is named.
"""

from __future__ import annotations

import functools
import os
import shutil
from collections import Counter
from typing import TYPE_CHECKING

from stress.faults.disks import can_mount, made_read_only, small_disk
from stress.faults.forked import Limits, in_child
from stress.harness.trial import survived
from stress.material.samples import BUILDERS
from stress.subjects.readers import Read, read_all
from stress.subjects.surface import file_functions
from stress.subjects.writers import Writer, content, write_all

if TYPE_CHECKING:
    import random
    from collections.abc import Callable
    from pathlib import Path

SHARE = 1.0
AT_LEAST = 2
LIMIT = 240.0
WRITES, READS, VANISHING = 8, 30, 10
GONE = frozenset({"removed", "pipe", "loop of links", "folder", "device", "socket", "unreadable"})
WALKED = ("iter_", "open_", "read_candidates")
STREAMS = ("captions", "formulas", "sharegpt", "image_folder", "image_table", "shards", "inkml", "corpus", "candidates",
           "parquet", "predictions", "im2latex", "hme100k", "label_graphs", "references", "mathwriting")  # fmt: skip


def trial(rng: random.Random, folder: Path) -> str:
    """Write where nothing can be written, and read what cannot be read."""
    faults: Counter[str] = Counter()
    wrong: list[str] = []
    for number, writer in enumerate(rng.sample(write_all(), WRITES)):
        kind, problems = _written_nowhere(folder / f"w{number}", writer, rng)
        faults[kind] += 1
        wrong += [f"{writer.name} to {writer.target}, {kind}: {problem}" for problem in problems]
    pairs = [pair for pair in read_all() if pair[1] != "datasets"]
    for number in range(READS):
        kind, problem = _read_without(folder / f"r{number}", rng.choice(pairs), rng)
        faults[kind] += 1
        wrong += [problem] if problem else []
    streams = [pair for pair in pairs if (pair[1] in STREAMS and "iter_" in pair[0]) or "open_" in pair[0]]
    for number in range(VANISHING):
        kind, problem = _read_of_vanishing(folder / f"v{number}", rng.choice(streams), rng)
        faults[kind] += 1
        wrong += [problem] if problem else []
    assert not wrong, "\n".join(wrong)
    return survived(
        faults, "each write refused by a clear error that leaves nothing, each input read, named or refused"
    )


def _written_nowhere(place: Path, writer: Writer, rng: random.Random) -> tuple[str, list[str]]:
    """Write to a disk that is read-only, or as somebody without the right to; return the kind and what went wrong."""
    place.mkdir()
    by_mount = rng.random() < 0.5 and can_mount(place / "small")
    if not by_mount:
        return "folder without the right to write", _without_right(place, writer)
    with small_disk(place / "disk", kib=4_000) as disk:
        old = _begun(disk, writer)
        with made_read_only(disk):
            problems = _refused(disk, writer, Limits(), old=old)
    return "disk mounted read-only", problems


def _without_right(place: Path, writer: Writer) -> list[str]:
    disk = place / "disk"
    disk.mkdir()
    old = _begun(disk, writer)
    folders = [disk, *(part for part in disk.rglob("*") if part.is_dir())]
    for part in place.rglob("*"):
        part.chmod(0o555 if part.is_dir() else 0o444)
    try:
        return _refused(disk, writer, Limits(bound_by_permissions=True), old=old)
    finally:
        for part in folders:
            part.chmod(0o755)


def _begun(disk: Path, writer: Writer) -> dict[str, bytes]:
    outcome = in_child(functools.partial(writer.write, disk / writer.target, 2))
    assert outcome.kind == "returned", f"{writer.name} on an empty disk: {outcome.shown()}"
    return content(disk)


def _refused(disk: Path, writer: Writer, limits: Limits, *, old: dict[str, bytes]) -> list[str]:
    outcome = in_child(functools.partial(writer.write, disk / writer.target, 5), limits)
    problems = []
    if outcome.kind != "refused":
        problems.append(f"no clear error: {outcome.shown()}")
    elif not any(why in outcome.error for why in ("Read-only", "Permission denied")):
        problems.append(f"the error does not say why: {outcome.error}")
    if content(disk) != old:
        problems.append("what stood there has changed")
    return problems


def _read_without(place: Path, pair: tuple[str, str, Callable[[Path], Read]], rng: random.Random) -> tuple[str, str]:
    name, kind, read = pair
    place.mkdir()
    path = BUILDERS[kind](place)
    files = sorted(file for file in place.rglob("*") if file.is_file())
    chosen = rng.choice(files)
    fault = rng.choice(sorted(GONE))
    if fault == "pipe" and chosen == path:
        fault = "loop of links"  # who names a pipe wants to wait for it
    _spoil(chosen, fault)
    outcome = in_child(functools.partial(read, path), Limits(memory_mib=1024, seconds=30.0, bound_by_permissions=True))
    where = f"{name} of {kind}, {chosen.relative_to(place)} made {fault}"
    if not outcome.is_good:
        return fault, f"{where}: {outcome.shown()}"
    found = outcome.value
    lost = found is not None and found.records == 0 and not found.skipped and len(files) > 1
    return fault, f"{where}: nothing read, and nothing said" if lost and "iter_" in name else ""


def _spoil(file: Path, fault: str) -> None:
    if fault == "unreadable":
        file.chmod(0)
        return
    file.unlink()
    if fault == "pipe":
        os.mkfifo(file)
    elif fault == "loop of links":
        file.symlink_to(file.name)
    elif fault == "folder":
        file.mkdir()
    elif fault == "device":
        file.symlink_to("/dev/null")
    elif fault == "socket":
        import socket

        with socket.socket(socket.AF_UNIX) as made:
            here = os.getcwd()
            os.chdir(file.parent)  # names of sockets are short
            try:
                made.bind(file.name)
            finally:
                os.chdir(here)


def _read_of_vanishing(
    place: Path, pair: tuple[str, str, Callable[[Path], Read]], rng: random.Random
) -> tuple[str, str]:
    """Change a file after the first record was read."""
    name, kind, _ = pair
    place.mkdir()
    path = BUILDERS[kind](place, 300)
    chosen = rng.choice(sorted(file for file in place.rglob("*") if file.is_file()))
    fault = rng.choice(["removed while read", "cut while read", "replaced while read", "grown while read"])
    outcome = in_child(
        functools.partial(_walk, name, path, functools.partial(_change, chosen, fault)), Limits(seconds=30)
    )
    where = f"{name} of {kind}, {chosen.relative_to(place)} {fault}"
    return fault, "" if outcome.is_good else f"{where}: {outcome.shown()}"


def _walk(name: str, path: Path, change: Callable[[], None]) -> int:
    from hmer_kit.exceptions import DataError

    found = file_functions()[name](path)
    count = 0
    for item in found.items() if hasattr(found, "items") else found:
        if not count:
            change()
        count += 1
        for source in (getattr(item, "image", None), getattr(item, "ink", None)):
            try:
                if source is not None:
                    source.load()
            except DataError:
                break
    return count


def _change(file: Path, fault: str) -> None:
    data = file.read_bytes()
    if fault == "removed while read":
        file.unlink()
    elif fault == "cut while read":
        with file.open("r+b") as opened:
            opened.truncate(len(data) // 2)
    elif fault == "replaced while read":
        other = file.with_name(f"{file.name}.new")
        other.write_bytes(data[::-1])
        shutil.move(other, file)
    else:
        with file.open("ab") as opened:
            opened.write(data[: len(data) // 2])
