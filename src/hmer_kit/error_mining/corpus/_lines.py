"""JSON Lines with a first line that says what they hold: streamed, bounded, every error located."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from hmer_kit._files import decode, file_path
from hmer_kit.exceptions import DataError, InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from hmer_kit._files import StrPath

MAX_LINE = 2**24
"""Most bytes of a line: 16 MiB, far beyond any expression and all its samples."""
VERSION = 1
"""Version of both layouts."""

_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def written_lines(kind: str, lines: Iterable[str], *, head: Mapping[str, object]) -> Iterator[str]:
    """Yield the lines of a file."""
    yield line_of({"format": kind, "version": VERSION, **head})
    yield from lines


def line_of(row: object) -> str:
    """Return a row as a line."""
    return _JSON.encode(row) + "\n"


def read_head(path: StrPath, *, kind: str) -> dict[str, Any]:
    """Return the first line of a file, if it is of that kind and of a version that is known."""
    for number, text in _lines(file_path(path), most=1):
        return checked_head(_parsed(text, path=path, line=number), path=path, kind=kind)
    raise DataError(f"expected a file of {kind}, got an empty file: {path}", code="empty_file", path=str(path))


def checked_head(head: object, *, path: StrPath, kind: str) -> dict[str, Any]:
    """Return what stands at the head of a file, if it is of that kind and of a version that is known."""
    if not isinstance(head, dict) or head.get("format") != kind:
        raise DataError(
            f'expected {{"format": "{kind}", ...}} as the first line of {path}, got something else; '
            "write such files with hmer_kit.error_mining.corpus",
            code="unknown_format",
            path=str(path),
            line=1,
        )
    version = head.get("version")
    if isinstance(version, bool) or version != VERSION:
        newer = isinstance(version, int) and version > VERSION
        advice = "a newer hmer_kit wrote it; update hmer_kit" if newer else "no version of hmer_kit wrote such a file"
        shown = (
            repr(version)[:20] if not isinstance(version, int) else hex(version)[:20] if version > 10**9 else version
        )
        raise DataError(
            f"expected version {VERSION} of {kind} in {path}, got {shown}: {advice}",
            code="unknown_version",
            path=str(path),
            line=1,
        )
    return head


def is_kind(path: StrPath, *, kind: str) -> bool:
    """Return whether a file says in its first line that it is of that kind, of any version."""
    try:
        head = next((_parsed(text, path=path, line=number) for number, text in _lines(file_path(path), most=1)), None)
    except DataError:
        return False
    return isinstance(head, dict) and head.get("format") == kind


def read_rows(path: StrPath, *, kind: str, read: Callable[[object], Any]) -> Iterator[Any]:
    """Yield what ``read`` makes of each line after the first.

    Raises:
        DataError: With the line: no JSON, not what ``read`` takes, or out of order.
    """
    read_head(path, kind=kind)
    for number, text in _lines(file_path(path)):
        if number > 1:
            row = _parsed(text, path=path, line=number)
            try:
                yield read(row)
            except InputError as error:
                raise bad_row(str(error), path=path, line=number) from error


def bad_row(reason: str, *, path: StrPath, line: int) -> DataError:
    """Return the error for a row that cannot be used."""
    return DataError(f"{reason}, in line {line} of {path}", code="bad_row", path=str(path), line=line)


def _lines(path: Path, *, most: int | None = None) -> Iterator[tuple[int, str]]:
    name = str(path)
    try:
        with path.open("rb") as file:
            number = 0
            while (most is None or number < most) and (line := file.readline(MAX_LINE + 1)):
                number += 1
                if len(line) > MAX_LINE:
                    message = f"line {number} of {name} is longer than {MAX_LINE} bytes"
                    raise DataError(message, code="too_large", path=name, line=number)
                yield number, decode(line, path=path, line=number)
    except FileNotFoundError as error:
        raise DataError(f"expected a file, found no such file: {name}", code="missing_file", path=name) from error
    except OSError as error:
        raise DataError(f"cannot read {name}: {error.strerror}", code="unreadable", path=name) from error


def _parsed(text: str, *, path: StrPath, line: int) -> object:
    try:
        if text[:1] == "{":  # nearly always, and quicker without a search for blanks
            value, end = _READER.raw_decode(text)
            if not text[end:].strip(" \t\n\r"):
                return value
        return _READER.decode(text)
    except (ValueError, RecursionError) as error:
        what = "lists or objects nested too deep" if isinstance(error, RecursionError) else str(error)
        raise DataError(
            f"expected JSON in line {line} of {path}: {what}", code="broken_json", path=str(path), line=line
        ) from error


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands there twice")
    return found


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is no number in JSON")


_READER = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_no_number)
