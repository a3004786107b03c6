"""Compressed streams in bounded time and memory: what unpacks to far more than it holds is given up."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
from typing import IO, TYPE_CHECKING, Final

from hmer_kit.exceptions import DataError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MOST_RATIO: Final = 200
"""How many bytes one packed byte may stand for: InkML packs to a fifth or a tenth, a bomb to a thousandth."""

_FREE: Final = 2**26
_WINDOW: Final = 2**28
_CHUNK: Final = 2**16
_OPENERS: Final[tuple[tuple[bytes, Callable[[IO[bytes]], IO[bytes]]], ...]] = (
    (b"\x1f\x8b", lambda file: gzip.GzipFile(fileobj=file)),
    (b"BZh", bz2.BZ2File),
    (b"\xfd7zXZ\0", lambda file: io.BufferedReader(_Xz(file))),
)
MAGIC: Final = tuple(magic for magic, _ in _OPENERS)
"""How compressed files begin."""


class Unpacked:
    """Gives the content of a file, unpacked if it is compressed by gzip, bzip2 or xz.

    Args:
        file: The file, open for reading at its start.
        path: Its path, for messages.
    """

    def __init__(self, file: IO[bytes], *, path: Path) -> None:
        head = file.read(8)
        file.seek(0)
        opener = next((opener for magic, opener in _OPENERS if head.startswith(magic)), None)
        self._path = path
        self._stream = file if opener is None else opener(file)
        self._left = _FREE + MOST_RATIO * os.fstat(file.fileno()).st_size

    def read(self, size: int) -> bytes:
        """Return up to so many bytes.

        Raises:
            DataError: The file has unpacked to ``MOST_RATIO`` times its size.
        """
        data = self._stream.read(size)
        self._left -= len(data)
        if self._left < 0:
            message = f"{self._path} unpacks to more than {MOST_RATIO} times its size; unpack it by hand if it is sound"
            raise DataError(message, code="too_large", path=str(self._path))
        return data


class _Xz(io.RawIOBase):
    """Unpacks xz with a bound on the window, which a file may otherwise set to 4 GiB."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._unpacker = _xz()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = b""
        while not data:
            packed = b""
            if self._unpacker.eof:
                packed = self._next_stream()
                if not packed:
                    return 0
                self._unpacker = _xz()
            elif self._unpacker.needs_input:
                packed = self._file.read(_CHUNK)
                if not packed:
                    raise EOFError("the xz stream ends early")
            data = self._unpacker.decompress(packed, len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def _next_stream(self) -> bytes:
        """Return the beginning of the stream that follows, behind its padding; nothing at the end of the file."""
        rest = self._unpacker.unused_data.lstrip(b"\0")
        while not rest and (packed := self._file.read(_CHUNK)):
            rest = packed.lstrip(b"\0")
        return rest


def _xz() -> lzma.LZMADecompressor:
    return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_WINDOW)
