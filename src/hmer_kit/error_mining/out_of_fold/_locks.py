"""Who is at work on a job: lock files that outlive no one.

A lock is a file ``<job>.<turn>.lock`` that only one process can make. It names its holder: the machine (name, boot and
process namespace), the process and when that started. The holder touches it while it works. A lock is dead if

- its holder gave it back; or
- it was made on this machine, and the process is gone: at once, after a SIGKILL too; or
- this machine cannot see the process, and the lock was not touched for ``stale_after`` seconds by the clock of the
  disk: a machine that was switched off.

Whoever finds the highest turn dead makes the next; of two who do so at once, one succeeds. No lock is ever taken away
from under a new holder, for nobody deletes a lock but the holder of a higher one. A process that was stopped for longer
than ``stale_after`` and wakes up may work beside its successor; outputs being written as a whole, one of two equal ones
remains.
"""

from __future__ import annotations

import json
import os
import socket
import threading
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hmer_kit._drafts import held_draft, make_file
from hmer_kit.error_mining.out_of_fold._files import write_json

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["claimed", "is_claimed"]

_BEATS = 6
"""Touches in ``stale_after`` seconds."""


@contextmanager
def claimed(folder: Path, name: str, *, stale_after: float) -> Iterator[bool]:
    """Hold the lock of a job; False if another process holds it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = _claim(folder, name, stale_after=stale_after)
    if path is None:
        yield False
        return
    done = threading.Event()
    beat = threading.Thread(target=_touch, args=(path, done, stale_after / _BEATS), daemon=True)
    beat.start()
    try:
        yield True
    finally:
        done.set()
        beat.join()
        write_json(path, {"released": True})
        for turn, older in _turns(folder, name):
            if turn < _turn(path):
                older.unlink(missing_ok=True)


def is_claimed(folder: Path, name: str, *, stale_after: float) -> bool:
    """Whether a living process holds the lock of a job."""
    turns = _turns(folder, name)
    return bool(turns) and not _is_dead(turns[-1][1], stale_after=stale_after)


def _claim(folder: Path, name: str, *, stale_after: float) -> Path | None:
    turns = _turns(folder, name)
    if turns and not _is_dead(turns[-1][1], stale_after=stale_after):
        return None
    path = folder / f"{name}.{turns[-1][0] + 1 if turns else 0:06}.lock"
    with held_draft(path, make=make_file) as draft:
        draft.write_text(json.dumps(_myself()), encoding="utf-8")
        try:
            os.link(draft, path)  # with its content, and only if there is none
        except FileExistsError:
            return None
        finally:
            draft.unlink(missing_ok=True)
    if _turns(folder, name)[-1][1] != path:  # we slept while others came and went, and took this turn's file with them
        path.unlink(missing_ok=True)
        return None
    return path


def _turns(folder: Path, name: str) -> list[tuple[int, Path]]:
    return sorted((_turn(path), path) for path in folder.glob(f"{name}.[0-9]*.lock"))


def _turn(path: Path) -> int:
    return int(path.name.rsplit(".", 2)[1])


def _is_dead(path: Path, *, stale_after: float) -> bool:
    holder = _holder(path)
    if holder.get("released"):
        return True
    if holder.get("machine") == _machine():
        alive = _is_alive(holder)
        if alive is not None:
            return not alive
    return _age(path) > stale_after


def _holder(path: Path) -> dict[str, Any]:
    """Return what a lock says; nothing, where it cannot be read (any more)."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}


def _is_alive(holder: dict[str, Any]) -> bool | None:
    """Whether a process of this machine lives; None where the system does not tell for sure."""
    pid = holder.get("pid")
    if not isinstance(pid, int):
        return None
    if holder.get("started") is not None:
        return bool(_started(pid) == holder["started"])
    if os.name == "nt":
        return None  # there, signal 0 is Ctrl-C
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return None
    return None  # there is one of that number, which may be another by now


def _myself() -> dict[str, Any]:
    return {"machine": _machine(), "pid": os.getpid(), "started": _started(os.getpid())}


def _machine() -> list[str]:
    """Return what tells machines apart, and containers on one machine, and this boot from the one before."""
    marks = [socket.gethostname()]
    with suppress(OSError):
        marks.append(Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip())
        marks.append(str(Path("/proc/self/ns/pid").stat().st_ino))
    return marks


def _started(pid: int) -> str | None:
    """Return when a process started, in ticks since the boot; None if it is gone, or dead and not yet buried."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return None
    words = stat.rpartition(")")[2].split()  # the name before may hold anything
    return None if words[0] in {"Z", "X"} else words[19]


def _age(path: Path) -> float:
    """Return seconds since a lock was touched, by the clock of the disk: those of two machines may differ."""
    with held_draft(path.with_name("clock"), make=make_file) as probe:
        try:
            return probe.stat().st_mtime - path.stat().st_mtime
        except FileNotFoundError:
            return 0.0  # it has just been given back; look again later
        finally:
            probe.unlink(missing_ok=True)


def _touch(path: Path, done: threading.Event, pause: float) -> None:
    while not done.wait(pause):
        with suppress(OSError):  # the disk may come back
            os.utime(path)
