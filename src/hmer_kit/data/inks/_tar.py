"""Members of tar archives, one after the other; nothing is extracted to the disk, and nothing read past its bound."""

from __future__ import annotations

import tarfile
import zlib
from lzma import LZMAError
from typing import TYPE_CHECKING, NamedTuple

from hmer_kit.data._tar_headers import CheckedInfo
from hmer_kit.data.inks._unpacking import Unpacked
from hmer_kit.exceptions import DataError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_ERRORS = (tarfile.TarError, OSError, EOFError, ValueError, zlib.error, LZMAError, RecursionError)


class TarMember(NamedTuple):
    """One member that is no folder."""

    name: str
    """Its name in the archive."""
    data: bytes | None
    """What it holds, where it was wanted."""
    problem: str | None
    """Why it was left out."""


def tar_members(path: Path, *, max_bytes: int, wanted: Callable[[str], bool]) -> Iterator[TarMember]:
    """Yield what an archive holds besides folders, in its order.

    Args:
        path: The archive, plain or compressed by gzip, bzip2 or xz.
        max_bytes: Most bytes of one member.
        wanted: Whether the content of a member is read, by its name.

    Raises:
        DataError: It is no tar archive, or breaks off, or unpacks to far more than it holds.
    """
    try:
        with path.open("rb") as file:
            source = Unpacked(file, path=path)
            with tarfile.open(fileobj=source, mode="r|", tarinfo=CheckedInfo) as archive:  # type: ignore[call-overload]
                while (info := archive.next()) is not None:
                    archive.members.clear()  # it would keep them all
                    if not info.isdir():
                        yield _member(archive, info, max_bytes=max_bytes, wanted=wanted)
    except DataError:
        raise
    except _ERRORS as error:
        message = f"cannot read the tar archive {path}: {error or type(error).__name__}"
        raise DataError(message, code="broken_archive", path=str(path)) from error


def _member(
    archive: tarfile.TarFile, info: tarfile.TarInfo, *, max_bytes: int, wanted: Callable[[str], bool]
) -> TarMember:
    if info.issym() or info.islnk():
        return TarMember(info.name, None, "link in an archive")
    if not info.isreg():
        return TarMember(info.name, None, "device in an archive")
    if not wanted(info.name):
        return TarMember(info.name, None, None)
    if info.size > max_bytes:
        return TarMember(info.name, None, "too large")
    stream = archive.extractfile(info)
    data = b"" if stream is None else stream.read(info.size)
    if len(data) < info.size:
        raise tarfile.ReadError(f"unexpected end of data in {info.name}")
    return TarMember(info.name, data, None)
