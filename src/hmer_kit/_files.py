"""Whole files in and out: bounded reading, UTF-8, and writing that leaves the old file or the new one."""

from __future__ import annotations

import os
import shutil
import stat
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from hmer_kit._drafts import held_draft, held_if_free, make_file, make_folder, numbered
from hmer_kit.exceptions import DataError, InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import IO

StrPath = str | os.PathLike[str]

_PIECE = 2**20


def file_path(path: StrPath) -> Path:
    """Return the argument as a path; anything else is an InputError."""
    if not isinstance(path, (str, Path, os.PathLike)):  # a Path is one of the last, but known at once
        raise InputError(f"expected a path (a string or a pathlib.Path), got {type(path).__name__}")
    if "\0" in str(path):
        raise InputError(f"expected a path, got a string with a NUL character: {str(path)!r}")
    return path if isinstance(path, Path) else Path(path)


def is_safe_name(name: str) -> bool:
    r"""Whether a name is a relative path, on any system, that stays below the folder it is joined to."""
    if not name or "\0" in name or name[0] in "/\\" or name[1:2] == ":":
        return False
    return ".." not in name or ".." not in name.replace("\\", "/").split("/")


def require_no_pipe(path: StrPath, *, what: str) -> None:
    """Refuse a pipe, a socket or a device in the place of a file that is found in a folder: reading may wait for ever.

    Whoever names a pipe means to wait for what comes; who names a folder does not know what is in it.

    Args:
        path: The file; it need not exist.
        what: What the file is, for messages.

    Raises:
        DataError: Something else than a file or a folder stands there.
    """
    if _is_device(Path(path)):
        message = f"expected a {what}, found a pipe, a socket or a device: {path}"
        raise DataError(message, code="no_file", path=str(path))


def read_bytes(path: StrPath, *, max_bytes: int, what: str) -> bytes:
    """Return the content of a file that must hold something and no more than ``max_bytes``.

    Args:
        path: The file.
        max_bytes: Most bytes to take.
        what: What the file is, for messages: ``"picture"``, ``"prediction file"``.

    Raises:
        DataError: It is missing, unreadable, no file, empty or too large.
    """
    name = str(path)
    try:
        with open(path, "rb", buffering=0) as file:  # read at once; a buffer would cost more than a small picture
            size = os.fstat(file.fileno()).st_size  # a read of max_bytes would ask for that much memory first
            data = file.read(min(size, max_bytes) + 1)
            if data and len(data) != size and len(data) <= max_bytes:  # it has grown, has no size, or came in part
                data = _read_on(file, data, most=max_bytes + 1)
    except FileNotFoundError as error:
        raise DataError(f"expected a {what}, found no such file: {name}", code="missing_file", path=name) from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise DataError(f"cannot read the {what} {name}: {reason}", code="unreadable", path=name) from error
    if not data:
        raise DataError(f"expected a {what}, got an empty file (0 bytes): {name}", code="empty_file", path=name)
    if len(data) > max_bytes:
        message = f"{what} {name} is larger than the limit of {max_bytes} bytes; raise max_bytes if it is meant to be"
        raise DataError(message, code="too_large", path=name)
    return data


def _read_on(file: IO[bytes], data: bytes, *, most: int) -> bytes:
    """Read on in pieces: what a pipe may give is not asked for at once, which would take that much memory."""
    whole = bytearray(data)
    while len(whole) < most and (piece := file.read(min(_PIECE, most - len(whole)))):
        whole += piece
    return bytes(whole)


def decode(data: bytes, *, path: StrPath, line: int | None = None) -> str:
    """Decode UTF-8, with or without a byte order mark; what is not UTF-8 is a DataError with its line.

    Args:
        data: The bytes.
        path: File they come from, for the message.
        line: Their line, counted from 1; without it ``data`` is the whole file and the line is counted.
    """
    try:
        return data.decode("utf-8-sig" if line in {None, 1} else "utf-8")
    except UnicodeDecodeError as error:
        number = data.count(b"\n", 0, error.start) + 1 if line is None else line
        wide = "; the file looks like UTF-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else ""
        raise DataError(
            f"expected UTF-8, got byte 0x{data[error.start]:02x} in line {number} of {path}{wide}; save it as UTF-8",
            code="not_utf8",
            path=str(path),
            line=number,
        ) from error


def _is_device(target: Path) -> bool:
    """Whether something is there that is neither a file nor a folder."""
    return target.exists() and not target.is_file() and not target.is_dir()


@contextmanager
def draft_of(target: Path) -> Iterator[Path]:
    """Give an empty file beside the target to write to; it goes to the disk in the end and takes the target's place.

    If writing fails, the draft is removed and the target stays as it was. A process that is killed leaves its draft,
    ``.NAME.*.tmp``, which the next writer of the target clears away. What is no file, as ``/dev/null`` or a pipe, keeps
    its place: the whole draft is written into it.
    """
    if _is_device(target):
        with TemporaryDirectory() as folder:
            yield (draft := Path(folder, "draft"))
            with draft.open("rb") as source, target.open("wb") as sink:
                shutil.copyfileobj(source, sink)
        return
    with held_draft(target, make=make_file) as draft:
        try:
            yield draft
            with draft.open("r+b") as file:
                os.fsync(file.fileno())
            draft.replace(target)
        except BaseException:
            with suppress(OSError):
                draft.unlink(missing_ok=True)
            raise


def lock(file: IO[bytes]) -> bool:
    """Hold a file until it is closed, by whatever end of the process; where there are no such locks, go without.

    Args:
        file: An open file.

    Returns:
        False if it is held already.
    """
    try:
        import fcntl
    except ImportError:  # Windows
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks
        return True
    return True


def sync(path: Path) -> None:
    """Bring a file, or all files of a folder, to the disk."""
    for file in path.rglob("*") if path.is_dir() else [path]:
        if file.is_file():
            with file.open("rb") as handle:
                os.fsync(handle.fileno())


@contextmanager
def draft_folder_of(target: Path, *, outdated: Callable[[str], bool]) -> Iterator[Path]:
    """Give an empty folder beside the target to write to; whole and on the disk, it takes the target's place.

    If writing fails, the draft is removed and the target stays as it was. What stands in the target and is neither
    written anew nor outdated is carried over. A process that is killed leaves its draft, ``.NAME.*.tmp``, which may be
    deleted; one that is killed between the two renames at the end leaves the old folder as ``.NAME.*.old``. The next
    writer of the target clears away the one, and brings the other back to its place.

    Args:
        target: The folder; it need not exist.
        outdated: Tells by its name whether an entry of the old folder goes with it.

    Raises:
        OSError: The draft cannot be made, or the target not be moved (it is no folder, or a mounted disk).
    """
    with held_draft(target, make=make_folder) as draft:
        try:
            _settle(target, outdated=outdated)
            yield draft
            sync(draft)
            _swap(draft, target, outdated=outdated)
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise


def _settle(target: Path, *, outdated: Callable[[str], bool]) -> None:
    """End what a writer was killed at: an old folder goes back to its place, or gives what is to be carried over."""
    number = 0
    while (old := numbered(target, number, suffix=".old")).is_dir():
        number += 1
        with held_if_free(old) as is_ours:
            if is_ours and not target.exists():
                old.rename(target)
            elif is_ours:
                _carry_over(old, target, outdated=outdated)


def _swap(draft: Path, target: Path, *, outdated: Callable[[str], bool]) -> None:
    if not target.exists():
        draft.rename(target)
        return
    if not target.is_dir():
        raise NotADirectoryError(f"expected a folder, found something else there: {target}")
    old = draft.with_suffix(".old")
    with held_if_free(target):  # by the name of old as well
        target.rename(old)
        try:
            draft.rename(target)
        except BaseException:
            old.rename(target)
            raise
        _carry_over(old, target, outdated=outdated)


def _carry_over(old: Path, target: Path, *, outdated: Callable[[str], bool]) -> None:
    for entry in list(old.iterdir()):
        if not (target / entry.name).exists() and not outdated(entry.name):
            entry.rename(target / entry.name)
    shutil.rmtree(old)


def write_atomic(path: StrPath, pieces: Iterable[str]) -> None:
    """Write text as UTF-8 so that readers see the old file or the whole new one, even if the process dies.

    The pieces go to a new file in the same folder, which then takes the place of the old one. A link is followed.

    Raises:
        DataError: The folder is missing, the file cannot be written, or something else than a file stands there.
    """
    with open_atomic(path) as file:
        file.writelines(pieces)


@contextmanager
def open_atomic(path: StrPath) -> Iterator[IO[str]]:
    """Give a file to write text to, as ``write_atomic`` does: it takes the place of the old one at the end.

    Raises:
        DataError: As for ``write_atomic``.
    """
    name = str(file_path(path))
    try:
        target = Path(name).resolve()
        if target.exists() and not stat.S_ISREG(target.stat().st_mode):
            raise DataError(f"expected a file to write, found something else there: {name}", code="no_file", path=name)
        with draft_of(target) as draft, draft.open("w", encoding="utf-8", newline="\n") as file:
            yield file
    except (OSError, RuntimeError) as error:  # RuntimeError: a loop of links, before Python 3.13
        raise unwritable(name, error) from error


def unwritable(path: StrPath, error: OSError | RuntimeError) -> DataError:
    """Return the error for a file that cannot be written."""
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return DataError(f"cannot write {path}: {reason}", code="unwritable", path=str(path))
