"""Drafts beside what they will replace: held by their writer, and cleared away by the next one if it was killed.

The drafts of ``NAME`` are ``.NAME.0.tmp``, ``.NAME.1.tmp`` and so on: a writer takes the first that no living writer
holds. What holds one is a lock of the system, which goes with the process however that ends. Where there are no such
locks, on Windows and on some network disks, nobody can tell who lives, and nothing is cleared away.
"""

from __future__ import annotations

import os
import secrets
import shutil
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_LONGEST_NAME = 80
_MOST = 1000
"""Writers of one target at a time, and drafts that cannot be cleared away, after which names are drawn."""
_WAIT, _NO_WAIT = 0, 0 if fcntl is None else fcntl.LOCK_NB


def make_file(path: Path) -> None:
    """Make an empty file; FileExistsError if anything is there."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))


def make_folder(path: Path) -> None:
    """Make an empty folder, and those above it; FileExistsError if anything is there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.mkdir()


@contextmanager
def held_draft(target: Path, *, make: Callable[[Path], None]) -> Iterator[Path]:
    """Make a draft of a target, and hold it until the end.

    Args:
        target: What it will replace.
        make: ``make_file`` or ``make_folder``.
    """
    draft, handle = _made(target, make)
    try:
        yield draft
    finally:
        if handle is not None:
            os.close(handle)


@contextmanager
def held_if_free(path: Path) -> Iterator[bool]:
    """Hold a file or folder; False if a living writer holds it, or nobody can tell."""
    try:
        handle = _held(path, patience=_NO_WAIT)
    except OSError:
        handle = None
    try:
        yield handle is not None
    finally:
        if handle is not None:
            os.close(handle)


def clear_left(folder: Path) -> None:
    """Remove the drafts of dead writers from a folder."""
    for draft in folder.glob(".*.tmp"):
        _clear(draft)


def numbered(target: Path, number: int, *, suffix: str) -> Path:
    """Return the name of a draft, or of what else stands beside a target on the way."""
    return target.with_name(f".{target.name[:_LONGEST_NAME]}.{number}{suffix}")


def _made(target: Path, make: Callable[[Path], None]) -> tuple[Path, int | None]:
    for number in range(_MOST):
        draft = numbered(target, number, suffix=".tmp")
        while _is_new(draft, make):
            try:
                handle = _held(draft, patience=_WAIT)
            except OSError:  # no locks here
                return draft, None
            if handle is not None:
                _clear(numbered(target, number + 1, suffix=".tmp"))
                return draft, handle
    make(draft := target.with_name(f".{target.name[:_LONGEST_NAME]}.{secrets.token_hex(6)}.tmp"))
    return draft, None


def _is_new(draft: Path, make: Callable[[Path], None]) -> bool:
    """Make a draft, in the place of one whose writer is dead; False if a living one, or nobody knows who, has it."""
    for _ in range(2):
        with suppress(FileExistsError):
            make(draft)
            return True
        if not _clear(draft):
            return False
    return False


def _clear(draft: Path) -> bool:
    """Remove the draft of a dead writer; whether it is gone."""
    with suppress(OSError), held_if_free(draft) as is_ours:
        if is_ours and draft.is_dir():
            shutil.rmtree(draft)
        elif is_ours:
            draft.unlink()
    return not os.path.lexists(draft)


def _held(path: Path, *, patience: int) -> int | None:
    """Lock what stands at a path; None if that has left it meanwhile.

    Raises:
        BlockingIOError: It is held, and there is no patience.
        OSError: There are no locks.
    """
    if fcntl is None:
        raise OSError("no locks")
    try:
        handle = os.open(path, (os.O_RDONLY if path.is_dir() else os.O_RDWR) | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | patience)
        is_same = os.path.samestat(os.fstat(handle), os.lstat(path))
    except FileNotFoundError:
        is_same = False
    except OSError:
        os.close(handle)
        raise
    if is_same:
        return handle
    os.close(handle)
    return None
