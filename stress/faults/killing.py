"""Commands that are killed at random moments and given again, and what must hold after each kill and in the end."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from stress.harness.processes import command, environment

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Mapping, Sequence

__all__ = ["Attempt", "Ended", "Files", "Outlasted", "Work", "drawn", "files_of", "outlast", "run"]

LONGEST = 240.0
"""Seconds in which a command has to end, killed or not."""
PATIENCE = 20.0
"""Seconds in which processes end whose first one was killed alone."""
WAYS = ("touch", "touch", "bytes", "time")
SIGNALS = (signal.SIGKILL, signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGINT)
Files = dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Work:
    """What is to be done, again and again until it is done."""

    command: Sequence[str]
    """``hmer-kit`` with its arguments, or a module of ``stress`` with its own; started in ``folder``."""
    folder: Path
    """Where everything is written; what is read lies elsewhere."""
    exit_codes: frozenset[int] = frozenset({0})
    """Of a run that nobody kills."""
    stopped_codes: frozenset[int] = frozenset()
    """Of one that is killed, beside that of the signal."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """How a run is killed."""

    way: str
    """``touch``: before the n-th touch of the disk; ``bytes``: when so much is written; ``time``: after so long."""
    at: float
    """The touch, the bytes or the seconds."""
    number: signal.Signals
    """The signal."""
    whom: str = "all"
    """``all`` processes, the ``first`` one, or a ``worker`` of it."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run ended."""

    code: int
    """Exit code; below 0, the signal."""
    said: str
    """Its output."""
    killed: bool = False
    """Whether a signal came before it was over."""
    touches: int = 0
    seconds: float = 0.0
    bytes: int = 0
    """Most bytes that were seen in its folder, beside those before."""
    first: float = 0.0
    """Seconds until anything in its folder was seen to change."""
    group: int = 0
    """Its process group, in which others may live on."""


@dataclass(frozen=True, slots=True)
class Outlasted:
    """What a work outlasted."""

    files: Files
    """What stands there in the end."""
    faults: Counter[str] = field(default_factory=Counter)
    """Kills by signal."""


def outlast(
    work: Work,
    rng: random.Random,
    *,
    whole: Path,
    kills: int,
    working: Callable[[str], bool] = lambda name: "/." in f"/{name}",
    lasting: Callable[[str], bool] = lambda name: False,  # noqa: ARG005
    between: Callable[[Files, Files], None] = lambda now, whole: None,  # noqa: ARG005
    whoms: Sequence[str] = ("all", "first"),
) -> Outlasted:
    """Kill a command some times, then let it end; hold every moment against a run that nobody killed.

    Args:
        work: The command, in a folder that may hold an older output.
        rng: The draws.
        whole: A folder that holds the same; the command runs there without a kill.
        kills: How many runs are killed.
        working: Whether a path is a file that may be half written while a run is unfinished, and gone in the end.
        lasting: Whether a path stays in the end though the whole run need not have the same there.
        between: What else must hold after each kill, of the files then and those of the whole run.
        whoms: Who is killed.

    Raises:
        AssertionError: A file is neither the old one nor the new one, or the end is not that of the whole run.
    """
    old = files_of(work.folder)
    ended = run(Work(work.command, whole, work.exit_codes))
    assert ended.code in work.exit_codes, f"not killed, yet exit code {ended.code}\n{ended.said}"
    new = {name: data for name, data in files_of(whole).items() if not lasting(name)}
    assert not (odd := [name for name in new if working(name)]), f"left in the end of a whole run: {odd}"
    faults: Counter[str] = Counter()
    groups = []
    for _ in range(kills):
        attempt = drawn(rng, ended, whoms=whoms)
        killed = run(work, attempt)
        groups.append(killed.group)
        if killed.killed:
            faults[f"{attempt.number.name}{' of a worker' if attempt.whom == 'worker' else ''}"] += 1
        now = files_of(work.folder)
        _require_old_or_new(now, (old, new), skip=lambda name: working(name) or lasting(name))
        between(now, new)
        _require_code(killed, attempt, work)
    last = run(work)
    assert last.code in work.exit_codes, f"after {dict(faults)} exit code {last.code}\n{last.said}"
    _wait_for(groups)
    _require_equal({name: data for name, data in files_of(work.folder).items() if not lasting(name)}, new)
    return Outlasted(files_of(work.folder), faults)


def drawn(rng: random.Random, like: Ended, *, whoms: Sequence[str]) -> Attempt:
    """Draw a way to kill a run that is like one that was seen whole."""
    way, whom = rng.choice(WAYS), rng.choice(whoms)
    number = signal.SIGKILL if whom == "worker" else rng.choice(SIGNALS)
    if whom == "worker" or (way == "touch" and not like.touches):
        way = "time"
    if way == "touch":
        return Attempt(way, rng.randint(1, like.touches), number, "first")
    if way == "bytes":
        return Attempt(way, rng.randint(1, max(like.bytes, 1)), number, whom)
    # A process takes seconds to start, in which there is nothing to lose.
    return Attempt(way, rng.uniform(0.9 * like.first, 1.05 * like.seconds), number, whom)


def run(work: Work, attempt: Attempt | None = None) -> Ended:
    """Run a command in its folder, killed as an attempt says."""
    count, output = (work.folder.parent / f"{work.folder.name}.{name}" for name in ("count", "output"))
    at, number = (int(attempt.at), attempt.number) if attempt and attempt.way == "touch" else (0, 0)
    watched = (str(work.folder), str(at), str(int(number)), str(count))
    count.unlink(missing_ok=True)
    begun, killed, most, first = time.monotonic(), False, 0, 0.0
    before = _bytes_in(work.folder)
    with output.open("wb") as stream:
        process = subprocess.Popen(
            command("stress.faults.touching", *watched, *work.command),
            cwd=work.folder,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=stream,
            process_group=0,
        )
        while process.poll() is None:
            spent = time.monotonic() - begun
            most = max(most, (now := _bytes_in(work.folder)) - before)
            first = first or (spent if now != before else 0.0)
            if spent > LONGEST:
                os.killpg(process.pid, signal.SIGKILL)
                raise AssertionError(f"not over after {LONGEST:.0f} seconds: {' '.join(work.command)}")
            if attempt and not killed and _is_time(attempt, spent, most):
                killed = _kill(process.pid, attempt)
            time.sleep(0.002)
    said = output.read_text(encoding="utf-8", errors="replace")[-3000:]
    touches = int(count.read_text(encoding="utf-8")) if count.is_file() else None
    # A process that died of it has counted nothing; one that made its own end of it tells how far it came.
    killed = killed or (bool(at) and (touches is None or touches >= at))
    seconds, seen = time.monotonic() - begun, 0 if killed else touches or 0
    return Ended(process.returncode, said, killed, seen, seconds, most, first, process.pid)


def files_of(folder: Path) -> Files:
    """Return all files below a folder by their path; a link is what it leads to, an empty folder is nothing."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with contextlib.suppress(FileNotFoundError):  # one that a process that was not killed is writing
                found[path.relative_to(folder).as_posix()] = path.read_bytes()
        elif path.is_dir() and path.name.startswith(".") and not any(path.iterdir()):
            found[f"{path.relative_to(folder).as_posix()}/"] = b""
    return found


def _wait_for(groups: Sequence[int]) -> None:
    """Wait until processes whose first one was killed alone are at their end too."""
    end = time.monotonic() + PATIENCE
    for group in groups:
        with contextlib.suppress(ProcessLookupError):
            while time.monotonic() < end:
                os.killpg(group, 0)
                time.sleep(0.02)


def _is_time(attempt: Attempt, spent: float, written: int) -> bool:
    return (attempt.way == "time" and spent >= attempt.at) or (attempt.way == "bytes" and written >= attempt.at)


def _kill(pid: int, attempt: Attempt) -> bool:
    with contextlib.suppress(ProcessLookupError):
        if attempt.whom == "all":
            os.killpg(pid, attempt.number)
        elif attempt.whom == "first":
            os.kill(pid, attempt.number)
        else:
            workers = _children(pid)
            if not workers:
                return False
            os.kill(workers[int(attempt.at * 1000) % len(workers)], attempt.number)
        return True
    return False


def _children(pid: int) -> list[int]:
    """Return the worker processes of a process; the one that keeps shared things in order is none."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, IndexError):
            parent = int((place / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1])
            if parent == pid and b"spawn_main" in (place / "cmdline").read_bytes():
                found.append(int(place.name))
    return sorted(found)


def _bytes_in(folder: Path) -> int:
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(OSError):
                total += os.lstat(os.path.join(place, name)).st_size
    return total


def _require_code(ended: Ended, attempt: Attempt, work: Work) -> None:
    """A run that was killed ends by the signal, or in time; one whose worker was killed ends well."""
    fine = set(work.exit_codes)
    if ended.killed and attempt.whom != "worker":
        fine |= {-int(attempt.number), *([130] if attempt.number == signal.SIGINT else []), *work.stopped_codes}
    assert ended.code in fine, f"{attempt} ended with {ended.code}\n{ended.said}"


def _require_old_or_new(now: Files, known: tuple[Files, Files], *, skip: Callable[[str], bool]) -> None:
    for name, data in now.items():
        if not skip(name):
            wanted = [files[name] for files in known if name in files]
            assert data in wanted, f"{name} is neither the old file nor the new one: {len(data)} bytes, {data[-200:]!r}"
    hidden = [data for name, data in now.items() if "/." in f"/{name}"]  # on the way, between two renames of a folder
    for name in known[0].keys() & known[1].keys():
        gone = name not in now and known[0][name] not in hidden
        assert not gone, f"{name} is gone, though there is an old one and a new one"


def _require_equal(now: Mapping[str, bytes], new: Mapping[str, bytes]) -> None:
    lost, more = sorted(new.keys() - now.keys()), sorted(now.keys() - new.keys())
    assert not lost, f"lost: {lost[:10]}"
    assert not more, f"left for good: {more[:10]}"
    other = [name for name in new if new[name] != now[name]]
    assert not other, f"other than in a whole run: {[(name, now[name][:200], new[name][:200]) for name in other[:3]]}"
