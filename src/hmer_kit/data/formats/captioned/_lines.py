"""Lines of text files of any size, in memory that is bounded by one line."""

from __future__ import annotations

import codecs
from typing import IO, TYPE_CHECKING

from hmer_kit._files import StrPath, decode
from hmer_kit.data._json import Broken
from hmer_kit.data.pictures._archives import ARCHIVE_ERRORS
from hmer_kit.exceptions import DataError, InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MAX_LINE_BYTES = 2**20
"""Longest line that is read: 1 MiB. A longer one is skipped without being held in memory."""

_WIDE = (b"\xff\xfe", b"\xfe\xff")


def raw_lines(start: Callable[[], IO[bytes]], *, path: StrPath, what: str) -> Iterator[tuple[int, bytes | None]]:
    """Yield number and bytes of each line, without its end; None for one that is longer than ``MAX_LINE_BYTES``.

    Args:
        start: Opens the file.
        path: The file, for messages.
        what: What the file is, for messages.

    Raises:
        DataError: The file is unreadable or empty.
    """
    number = 0
    try:
        with start() as stream:
            while raw := stream.readline(MAX_LINE_BYTES + 2):
                number += 1
                complete = raw.endswith(b"\n")
                text = raw.removesuffix(b"\n").removesuffix(b"\r")
                yield number, text if len(text) <= MAX_LINE_BYTES else None
                while not complete and (rest := stream.readline(MAX_LINE_BYTES)):
                    complete = rest.endswith(b"\n")
    except DataError:
        raise  # a ValueError too
    except ARCHIVE_ERRORS as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise DataError(f"cannot read the {what} {path}: {reason}", code="unreadable", path=str(path)) from error
    if not number:
        raise DataError(f"expected a {what}, got an empty file (0 bytes): {path}", code="empty_file", path=str(path))


def text_of(raw: bytes | None, *, path: StrPath, number: int, encoding: str = "utf-8") -> str | Broken:
    """Return the text of a line, or what is wrong with it.

    Args:
        raw: The line, None where it was too long.
        path: The file, for messages.
        number: The line, from 1.
        encoding: ``"utf-8"``; or another one, as ``known_encoding`` names it, which is tried where a line is no UTF-8.

    Raises:
        DataError: The first line begins as a file in UTF-16 does.
    """
    if raw is None:
        return Broken(f"longer than {MAX_LINE_BYTES} bytes")
    if number == 1 and raw.startswith(_WIDE):
        decode(raw, path=path, line=number)  # an error that tells what to do
    try:
        return raw.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError:
        return Broken("no UTF-8") if encoding == "utf-8" else _in_other(raw, encoding)


def known_encoding(encoding: str) -> str:
    """Return the name that Python has for an encoding of text.

    Raises:
        InputError: It knows none of that name.
    """
    try:
        "".encode(encoding)  # a codec of bytes, such as zip, is an error here too
        return codecs.lookup(encoding).name
    except (LookupError, TypeError, ValueError) as error:
        raise InputError(f"expected an encoding such as 'utf-8' or 'latin-1', got {encoding!r}") from error


def _in_other(raw: bytes, encoding: str) -> str | Broken:
    try:
        return raw.decode(encoding)
    except UnicodeError:
        return Broken(f"neither UTF-8 nor {encoding}")
