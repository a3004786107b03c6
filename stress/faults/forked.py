"""One call in a process of its own, under limits: what came of it, and how much memory it took.

The process is forked from this one, so that the library is imported once for many calls.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import pickle
import resource
import select
import signal
import time
import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["HAS_LIMITS", "Limits", "Outcome", "in_child", "start", "wait_for"]

MIB = 2**20
HAS_LIMITS = os.path.exists("/proc/self/status")
"""Whether the system tells what a process holds, and keeps it from more: Linux."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What the call may have."""

    memory_mib: int | None = None
    """Data that it may allocate beyond what this process has."""
    file_bytes: int | None = None
    """Longest file that it may write; writing on raises OSError."""
    seconds: float = 60.0
    """Time after which it is killed, and has hung."""
    bound_by_permissions: bool = False
    """Whether it gives up root's right to read and write whatever the permissions say."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a call."""

    kind: str
    """``returned``, ``refused`` (by an error of the library), ``raised``, ``hung``, or ``killed by signal N``."""
    value: Any = None
    """What it returned."""
    error: str = ""
    """Name of the error and its text."""
    trace: str = ""
    """The traceback, where it raised."""
    peak_mib: float = 0.0
    """Most memory that the process held, beyond what it began with."""

    @property
    def is_good(self) -> bool:
        """Whether it worked, or was refused by an error of the library."""
        return self.kind in {"returned", "refused"}

    def shown(self) -> str:
        """Return it for a message."""
        return f"{self.kind}: {self.error or repr(self.value)[:200]}\n{self.trace}".rstrip()


def in_child(call: Callable[[], Any], limits: Limits | None = None) -> Outcome:
    """Make a call in a process of its own, and wait for it."""
    return wait_for(*start(call, limits))


def start(call: Callable[[], Any], limits: Limits | None = None) -> tuple[int, int, float]:
    """Begin a call in a process of its own; ``wait_for`` takes what is returned."""
    chosen = limits or Limits()
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        _be_child(call, chosen, writing)
    os.close(writing)
    return child, reading, time.monotonic() + chosen.seconds


def wait_for(child: int, reading: int, end: float) -> Outcome:
    """Return what came of a call that was begun."""
    pieces: list[bytes] = []
    with open(reading, "rb", buffering=0) as pipe:
        while select.select([pipe], [], [], max(0.0, end - time.monotonic()))[0]:
            if not (piece := pipe.read(MIB)):
                break
            pieces.append(piece)
        else:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return Outcome("hung", error="not over in its time")
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return Outcome(f"killed by signal {os.WTERMSIG(status)}")
    try:
        found: Outcome = pickle.loads(b"".join(pieces))  # noqa: S301 - our own child wrote it
    except (EOFError, pickle.UnpicklingError):
        return Outcome("raised", error=f"ended with status {status} and said nothing")
    return found


def _be_child(call: Callable[[], Any], limits: Limits, writing: int) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    _give_back_what_was_freed()
    before = _resident_mib(reset=True)
    spare: bytearray | None = bytearray(8 * MIB)  # to tell of a MemoryError with
    try:
        _limit(limits)
        outcome = Outcome("returned", value=call())
    except BaseException as error:  # noqa: BLE001 - whatever comes out is what we look for
        spare = None
        _lift()
        outcome = _of_error(error)
    del spare
    _lift()
    peak = max(0.0, _resident_mib() - before)
    told = Outcome(outcome.kind, outcome.value, outcome.error, outcome.trace, peak)
    with contextlib.suppress(BaseException), open(writing, "wb") as pipe:
        pickle.dump(told, pipe)
    os._exit(0)


def _of_error(error: BaseException) -> Outcome:
    from hmer_kit.exceptions import HmerKitError

    kind = "refused" if isinstance(error, HmerKitError) and not _is_of_memory(error) else "raised"
    lines = traceback.format_exception(error)
    trace = "" if kind == "refused" else "".join(lines)[-2500:]
    return Outcome(kind, error=f"{type(error).__name__}: {str(error)[:500]}", trace=trace)


def _is_of_memory(error: BaseException) -> bool:
    """Whether an error of the library came of memory that was not there: then a limit was missing."""
    return isinstance(error.__cause__, MemoryError)


def _limit(limits: Limits) -> None:
    if limits.memory_mib is not None:
        most = _data_bytes() + limits.memory_mib * MIB
        resource.setrlimit(resource.RLIMIT_DATA, (most, resource.RLIM_INFINITY))
    if limits.file_bytes is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limits.file_bytes, resource.RLIM_INFINITY))
    if limits.bound_by_permissions and HAS_LIMITS and not os.geteuid():
        _give_up_overriding()


def _give_up_overriding() -> None:
    """Drop the capabilities DAC_OVERRIDE and DAC_READ_SEARCH: root is then bound by permissions as anybody is."""
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    words = (ctypes.c_uint32 * 6)()  # twice effective, permitted, inheritable
    libc = ctypes.CDLL(None, use_errno=True)
    assert not libc.capget(header, words), os.strerror(ctypes.get_errno())
    for place in range(3):
        words[place] &= ~0b110
    assert not libc.capset(header, words), os.strerror(ctypes.get_errno())


def _give_back_what_was_freed() -> None:
    """Return freed memory to the system: a call that is served from it would seem to take none."""
    with contextlib.suppress(AttributeError, OSError):  # a C library that has no such call
        ctypes.CDLL(None).malloc_trim(0)


def _lift() -> None:
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_DATA, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def _status(name: str) -> int:
    if not HAS_LIMITS:
        return 0
    with open("/proc/self/status", encoding="ascii") as lines:
        return next((int(line.split()[1]) for line in lines if line.startswith(f"{name}:")), 0)


def _data_bytes() -> int:
    return _status("VmData") * 1024


def _resident_mib(*, reset: bool = False) -> float:
    if reset:
        with contextlib.suppress(OSError), open("/proc/self/clear_refs", "w", encoding="ascii") as file:
            file.write("5")
    return _status("VmHWM") / 1024
