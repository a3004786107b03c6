"""Members of zip archives: opened once by each process, read in memory, bounded."""

from __future__ import annotations

import lzma
import os
import struct
import zipfile
import zlib
from functools import lru_cache
from pathlib import Path

from hmer_kit._files import StrPath, file_path
from hmer_kit.exceptions import DataError

_ARCHIVES_OPEN = 8
_ARCHIVE_ERRORS = (
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
    except _ARCHIVE_ERRORS as error:
        raise DataError(f"cannot read the zip archive {name}: {error}", code="broken_archive", path=name) from error


def read_member(path: StrPath, member: str, *, max_bytes: int) -> bytes:
    """Unpack one member in memory, no larger than ``max_bytes`` by its declared and by its real size.

    Raises:
        DataError: The archive or the member is missing, broken, encrypted or too large.
    """
    where = f"{path}:{member}"
    archive = open_archive(path)
    try:
        info = archive.getinfo(member)
    except KeyError as error:
        raise DataError(f"the archive holds no such file: {where}", code="missing_file", path=where) from error
    size = info.file_size
    if size <= max_bytes:
        try:
            with archive.open(info) as stream:
                data = stream.read(max_bytes + 1)
        except _ARCHIVE_ERRORS as error:
            raise DataError(f"cannot unpack {where}: {error}", code="broken_archive", path=where) from error
        size = len(data)
    if size > max_bytes:
        message = f"{where} unpacks to more than the limit of {max_bytes} bytes; raise max_bytes if it is meant to"
        raise DataError(message, code="too_large", path=where)
    return data


@lru_cache(maxsize=_ARCHIVES_OPEN)
def _opened(name: str, pid: int, stamp: tuple[int, int, int]) -> zipfile.ZipFile:
    """Open an archive; the process id keeps a forked worker from sharing its parent's file position."""
    del pid, stamp
    return zipfile.ZipFile(name)
