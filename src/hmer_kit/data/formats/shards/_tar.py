"""Members of tar archives: walked through in bounded memory, written so that the same members give the same bytes."""

from __future__ import annotations

import hashlib
import io
import tarfile
from typing import TYPE_CHECKING

from hmer_kit.data._tar_headers import CheckedInfo
from hmer_kit.exceptions import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

_LARGEST_READ = 2**20
_HEADERS = 64


def tar_members(path: Path) -> Iterator[tarfile.TarInfo]:
    """Yield the members of an archive that is not compressed, in order.

    Raises:
        DataError: It is missing or no such archive; it breaks off; or its headers are of a kind that would take up
            memory or time without bound.
    """
    where = str(path)
    try:
        with path.open("rb") as file, _opened(guarded := _Guarded(file)) as archive:
            before = -1
            while (member := _next(archive, guarded)) is not None:
                if member.size < 0 or member.offset_data <= before:
                    raise tarfile.ReadError("a member that leads backwards")
                before = member.offset_data
                yield member
    except FileNotFoundError as error:
        raise DataError(
            f"expected a tar archive, found no such file: {where}", code="missing_file", path=where
        ) from error
    except (tarfile.TarError, OSError, ValueError, EOFError, RecursionError, OverflowError, UnicodeError) as error:
        packed = path.is_file() and path.suffix != ".tar"
        advice = "; unpack it to a .tar first, if it is compressed" if packed else ""
        message = f"cannot read the tar archive {where}: {error}{advice}"
        raise DataError(message, code="broken_archive", path=where) from error


def add_member(archive: tarfile.TarFile, name: str, data: bytes) -> None:
    """Write a member that says nothing of the day, the user or the machine."""
    member = tarfile.TarInfo(name)
    member.size = len(data)
    archive.addfile(member, io.BytesIO(data))
    archive.members.clear()  # type: ignore[attr-defined]  # else the archive keeps one for each


class HashedFile:
    """A file that is written from start to end, and the digest of its bytes."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._digest = hashlib.sha256()
        self.size = 0

    def write(self, data: bytes) -> int:
        """Write bytes."""
        self._digest.update(data)
        self.size += len(data)
        return self._file.write(data)

    def tell(self) -> int:
        """Return how many bytes were written."""
        return self.size

    def hexdigest(self) -> str:
        """Return the digest."""
        return self._digest.hexdigest()


class _Guarded:
    """A file for ``tarfile``, which reads headers as large as they say, and as many in a row as there are."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.reads = 0

    def read(self, size: int = -1) -> bytes:
        self.reads += 1
        if not 0 <= size <= _LARGEST_READ:
            raise tarfile.ReadError(f"a header of {size} bytes")
        if self.reads > _HEADERS:
            raise tarfile.ReadError("more headers for a member than there can be")
        return self._file.read(size)

    def seek(self, place: int) -> int:
        return self._file.seek(place)

    def tell(self) -> int:
        return self._file.tell()


def _opened(file: _Guarded) -> tarfile.TarFile:
    return tarfile.TarFile(fileobj=file, mode="r", tarinfo=CheckedInfo)  # type: ignore[arg-type]  # it can what is needed


def _next(archive: tarfile.TarFile, guarded: _Guarded) -> tarfile.TarInfo | None:
    guarded.reads = 0
    member = archive.next()
    archive.members.clear()  # type: ignore[attr-defined]  # else the archive keeps one for each
    return member
