"""Members of zip archives: opened once by each process, read in memory, bounded."""

from __future__ import annotations

import lzma
import os
import struct
import zipfile
import zlib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from hmer_kit._files import StrPath, file_path, require_no_pipe
from hmer_kit.exceptions import DataError

if TYPE_CHECKING:
    from typing import IO, BinaryIO

MAX_MEMBERS = 2**21
"""Most members that an archive may have: their names are held in memory, half a kilobyte each."""

_SMALL, _DENSEST = 2**24, 100
_ARCHIVES_OPEN = 8
_END, _END_SIZE = b"PK\5\6", 22
_END_64, _END_64_SIZE = b"PK\6\6", 56
_LOCATOR_64_SIZE = 20
_ENTRY = b"PK\1\2"
_CHUNK = 2**20
ARCHIVE_ERRORS = (
    OSError,
    ValueError,
    EOFError,
    RuntimeError,  # encrypted
    NotImplementedError,
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
)


def open_archive(path: StrPath) -> zipfile.ZipFile:
    """Return the archive, opened once by each process for as long as the file stays the same.

    Raises:
        DataError: It is missing or no zip archive.
    """
    name = str(file_path(path))
    try:
        status = Path(name).stat()
        return _opened(name, os.getpid(), (status.st_mtime_ns, status.st_size, status.st_ino))
    except FileNotFoundError as error:
        raise DataError(
            f"expected a zip archive, found no such file: {name}", code="missing_file", path=name
        ) from error
    except DataError:
        raise  # a ValueError too
    except ARCHIVE_ERRORS as error:
        raise DataError(f"cannot read the zip archive {name}: {error}", code="broken_archive", path=name) from error


def open_member(path: StrPath, member: str, *, max_bytes: int) -> IO[bytes]:
    """Open one member to be read as a stream; its unpacked size, as declared, is at most ``max_bytes``.

    A large member that unpacks to more than a hundred times its size is no text, and is refused. zipfile gives no more
    than the declared size, so that is a limit on what comes out. Reading may raise any of ``ARCHIVE_ERRORS``.

    Raises:
        DataError: The archive or the member is missing, broken, encrypted or too large.
    """
    where = f"{path}:{member}"
    archive, info = _found(path, member)
    if info.file_size > max_bytes:
        message = f"{where} unpacks to more than the limit of {max_bytes} bytes; unpack the archive if it is meant to"
        raise DataError(message, code="too_large", path=where)
    if info.file_size > max(_SMALL, _DENSEST * info.compress_size):
        message = f"{where} unpacks to more than {_DENSEST} times its size; unpack the archive if it is meant to"
        raise DataError(message, code="too_large", path=where)
    try:
        return archive.open(info)
    except ARCHIVE_ERRORS as error:
        raise DataError(f"cannot unpack {where}: {error}", code="broken_archive", path=where) from error


def read_member(path: StrPath, member: str, *, max_bytes: int) -> bytes:
    """Unpack one member in memory, no larger than ``max_bytes`` by its declared and by its real size.

    Raises:
        DataError: The archive or the member is missing, broken, encrypted or too large.
    """
    where = f"{path}:{member}"
    archive, info = _found(path, member)
    size = info.file_size
    if size <= max_bytes:
        try:
            with archive.open(info) as stream:
                data = stream.read(max_bytes + 1)
        except ARCHIVE_ERRORS as error:
            raise DataError(f"cannot unpack {where}: {error}", code="broken_archive", path=where) from error
        size = len(data)
    if size > max_bytes:
        message = f"{where} unpacks to more than the limit of {max_bytes} bytes; raise max_bytes if it is meant to"
        raise DataError(message, code="too_large", path=where)
    return data


def close_archives() -> None:
    """Close the archives that are kept open: of what is open, Windows moves and deletes nothing."""
    _opened.cache_clear()


def _found(path: StrPath, member: str) -> tuple[zipfile.ZipFile, zipfile.ZipInfo]:
    archive = open_archive(path)
    try:
        return archive, archive.getinfo(member)
    except KeyError as error:
        where = f"{path}:{member}"
        raise DataError(f"the archive holds no such file: {where}", code="missing_file", path=where) from error


@lru_cache(maxsize=_ARCHIVES_OPEN)
def _opened(name: str, pid: int, stamp: tuple[int, int, int]) -> zipfile.ZipFile:
    """Open an archive; the process id keeps a forked worker from sharing its parent's file position."""
    del pid, stamp
    require_no_pipe(name, what="zip archive")
    count = _count_members(name)
    if count > MAX_MEMBERS:
        message = f"expected at most {MAX_MEMBERS} files in the zip archive {name}, found {count}; split it"
        raise DataError(message, code="too_many_files", path=name)
    return zipfile.ZipFile(name)


def _count_members(name: str) -> int:
    """Count the entries of an archive's directory without holding them; 0 where there is no directory."""
    with open(name, "rb") as file:
        end = file.seek(0, os.SEEK_END)
        tail_at = max(0, end - _END_SIZE - 2**16)
        file.seek(tail_at)
        tail = file.read()
        at = tail.rfind(_END)
        if at < 0 or len(tail) < at + _END_SIZE:
            return 0
        size, past = struct.unpack("<L", tail[at + 12 : at + 16])[0], tail_at + at
        file.seek(max(0, past - _LOCATOR_64_SIZE - _END_64_SIZE))
        large = file.read(_END_64_SIZE)
        if size == 2**32 - 1 and large.startswith(_END_64):
            size, past = struct.unpack("<Q", large[40:48])[0], past - _LOCATOR_64_SIZE - _END_64_SIZE
        file.seek(max(0, past - size))
        return _count_entries(file, size=min(size, past))


def _count_entries(file: BinaryIO, *, size: int) -> int:
    count, rest = 0, b""
    while size > 0 and (piece := file.read(min(_CHUNK, size))):
        size -= len(piece)
        text = rest + piece
        count += text.count(_ENTRY)
        rest = text[-3:]  # shorter than a mark, so that none is counted twice
    return count
