"""What there is at a path, seen from outside: names and first bytes, from which formats are told."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import tarfile
import zlib
from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING, Any

from hmer_kit.data._text import quoted
from hmer_kit.data.formats.captioned._parts import Layout
from hmer_kit.data.formats.captioned._places import Place, is_archive
from hmer_kit.exceptions import DataError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_OPENERS: dict[bytes, Callable[..., Any]] = {b"\x1f\x8b": gzip.open, b"BZh": bz2.open, b"\xfd7zXZ": lzma.open}
_TAR_BYTES = 2**20
HEAD_BYTES = 2**16
"""How much of a file is looked at."""

_MAGIC = {
    b"\x1f\x8b": "gzip",
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
    b"PAR1": "Parquet",
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"%PDF": "PDF",
    b"\x80\x02": "a pickle",
    b"\x80\x03": "a pickle",
    b"\x80\x04": "a pickle",
    b"\x80\x05": "a pickle",
}
_SHOWN = 4


class Seen:
    """A file, a folder or a zip archive, looked at once.

    Args:
        path: Where it is.

    Raises:
        DataError: There is nothing, or it cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        if not path.exists():
            raise DataError(f"expected a data set, found nothing there: {path}", code="missing_file", path=str(path))
        self.is_folder = path.is_dir()
        if not self.is_folder and not path.is_file():
            raise DataError(f"expected a data set, found no file there: {path}", code="no_file", path=str(path))

    @cached_property
    def place(self) -> Place | None:
        """The folder or the archive; None for another file."""
        return Place(self.path) if self.is_folder or is_archive(self.path) else None

    @cached_property
    def layout(self) -> Layout | None:
        """The same with its pictures and texts told apart."""
        return None if self.place is None else Layout(self.place)

    @cached_property
    def head(self) -> bytes:
        """The first bytes of a file; nothing for a folder."""
        if self.is_folder:
            return b""
        try:
            with self.path.open("rb") as file:
                return file.read(HEAD_BYTES)
        except OSError as error:
            raise DataError(
                f"cannot read {self.path}: {error.strerror}", code="unreadable", path=str(self.path)
            ) from error

    @cached_property
    def lines(self) -> list[str]:
        """The first lines of a file of text that are not blank; none where it holds NUL bytes or is an archive."""
        if b"\0" in self.head or self.place is not None:
            return []
        text = self.head.decode("utf-8-sig", errors="replace")
        lines = text.split("\n")
        if len(self.head) == HEAD_BYTES and len(lines) > 1:
            lines.pop()  # cut off
        return [line.rstrip("\r") for line in lines if line.strip()]

    @cached_property
    def tar_names(self) -> tuple[str, ...]:
        """Names of the first members of a tar archive, compressed or not; none for anything else."""
        return () if self.is_folder or self.place is not None else tar_names(self.path)

    def names(self, *suffixes: str) -> list[str]:
        """Return the files of the folder or archive with one of these suffixes."""
        return [] if self.place is None else self.place.texts(*suffixes)

    def text(self) -> str:
        """Say what there is, for a message."""
        if self.place is None:
            return self._text_of_file()
        kinds = Counter(os.path.splitext(name)[1].lower() or "without extension" for name in self.place.names)
        counts = ", ".join(f"{count} {kind}" for kind, count in kinds.most_common(_SHOWN)) or "no file"
        examples = ", ".join(map(quoted, self.place.names[:_SHOWN]))
        return f"{'a folder' if self.is_folder else 'a zip archive'} with {counts}" + (
            f" ({examples})" if examples else ""
        )

    def _text_of_file(self) -> str:
        if not self.head:
            return "an empty file (0 bytes)"
        kind = next((kind for magic, kind in _MAGIC.items() if self.head.startswith(magic)), None)
        if kind is None and self.head[257:262] == b"ustar":
            kind = "a tar archive"
        return (
            f"{kind}" if kind else f"a file that begins with {quoted(self.head[:40].decode('utf-8', errors='replace'))}"
        )


def tar_names(path: Path) -> tuple[str, ...]:
    """Return the names of the members that the first mebibyte of a tar archive holds; none where it is no such archive.

    Args:
        path: A file, plain or compressed by gzip, bzip2 or xz.
    """
    names: list[str] = []
    try:
        with path.open("rb") as file:
            start = file.read(6)
        opener = next((opener for magic, opener in _OPENERS.items() if start.startswith(magic)), open)
        with opener(path, "rb") as stream:
            head = stream.read(_TAR_BYTES)
        with tarfile.open(fileobj=io.BytesIO(head), mode="r:") as archive:
            names.extend(member.name for member in archive)
    except (OSError, EOFError, ValueError, tarfile.TarError, lzma.LZMAError, zlib.error):
        return tuple(names)  # its head may end in the middle of a member
    return tuple(names)
