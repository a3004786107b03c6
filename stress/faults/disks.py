"""Small disks that get full or cannot be written to: in memory, mounted for a moment by root."""

from __future__ import annotations

import contextlib
import os
import subprocess
from typing import TYPE_CHECKING

from stress.harness.trial import NotTried

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["can_mount", "fill", "free", "made_read_only", "small_disk"]

BALLAST = ".ballast"
BLOCK = 4096


@contextlib.contextmanager
def small_disk(place: Path, *, kib: int) -> Iterator[Path]:
    """Mount a disk of so many KiB, and unmount it whatever happens.

    Raises:
        NotTried: Only root may mount, and not everywhere.
    """
    place.mkdir()
    if os.geteuid():
        raise NotTried("mounting a small disk needs root")
    done = _run("mount", "-t", "tmpfs", "-o", f"size={kib}k,mode=777", "hmer_kit-stress", str(place))
    if done.returncode:
        raise NotTried(f"cannot mount a small disk: {done.stderr.strip()}")
    try:
        yield place
    finally:
        if _run("umount", str(place)).returncode:
            _run("umount", "--lazy", str(place))


@contextlib.contextmanager
def made_read_only(place: Path) -> Iterator[None]:
    """Let nobody write to a mounted disk for a while."""
    done = _run("mount", "-o", "remount,ro", str(place))
    if done.returncode:
        raise NotTried(f"cannot remount a disk: {done.stderr.strip()}")
    try:
        yield
    finally:
        _run("mount", "-o", "remount,rw", str(place))


def can_mount(place: Path) -> bool:
    """Whether a small disk can be mounted: root may not everywhere."""
    try:
        with small_disk(place, kib=64):
            return True
    except NotTried:
        return False
    finally:
        place.rmdir()


def fill(disk: Path, *, leave: int) -> None:
    """Fill a disk but for so many bytes, to the block."""
    room = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
    with (disk / BALLAST).open("wb") as file:
        for _ in range(max(0, room - leave) // BLOCK):
            file.write(bytes(BLOCK))


def free(disk: Path) -> None:
    """Take away what filled a disk."""
    (disk / BALLAST).unlink(missing_ok=True)


def _run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False)
