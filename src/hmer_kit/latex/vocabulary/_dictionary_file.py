"""Dictionary files: one token a line, token and number a line, or JSON."""

from __future__ import annotations

import json
import os
import re
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

from hmer_kit.exceptions import DataError, InputError

if TYPE_CHECKING:
    from os import PathLike

__all__ = ["read_entries"]

_LARGEST: Final = 16 * 2**20
_LONGEST: Final = 200
_SHOWN: Final = 40
_FIELDS: Final = 2
_NUMBER: Final = re.compile(r"[0-9]{1,18}")


def read_entries(path: str | PathLike[str]) -> list[str]:
    """Return the entries of a dictionary file in its order; a DataError names the file and the line."""
    if not isinstance(path, (str, os.PathLike)):
        raise InputError(f"expected the path of a dictionary file, got {type(path).__name__}")
    where = os.fsdecode(path)
    text = _decode(_read(where), where)
    pairs = _from_json(text, where)
    if pairs is None:
        pairs = _from_lines(text, where)
    if not pairs:
        raise DataError(f"expected a dictionary, found no entry in {where}", code="empty_file", path=where)
    return _distinct(pairs, where)


def _read(where: str) -> bytes:
    try:
        is_file = stat.S_ISREG(Path(where).stat().st_mode)
    except (OSError, ValueError) as error:
        raise _unreadable(where, str(error)) from error
    if not is_file:  # a pipe would let us wait for ever
        raise _unreadable(where, "it is no regular file")
    try:
        with Path(where).open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as error:
        raise _unreadable(where, str(error)) from error
    if len(data) > _LARGEST:
        message = f"expected a dictionary of at most {_LARGEST} bytes, {where} is larger; is it a dictionary?"
        raise DataError(message, code="too_large", path=where)
    return data


def _unreadable(where: str, why: str) -> DataError:
    return DataError(f"expected a dictionary file, cannot read {where!r:.200}: {why}", code="unreadable", path=where)


def _decode(data: bytes, where: str) -> str:
    if b"\0" in data:
        line = data.count(b"\n", 0, data.index(b"\0")) + 1
        message = f"expected UTF-8 text, got byte 0x00 in line {line} of {where}; convert the file, is it UTF-16?"
        raise DataError(message, code="not_utf8", path=where, line=line)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"expected UTF-8, got byte 0x{data[error.start]:02x} in line {line} of {where}; convert the file"
        raise DataError(message, code="not_utf8", path=where, line=line) from error


def _from_lines(text: str, where: str) -> list[tuple[str, int | None, int]]:
    """Return entries, their numbers and their lines."""
    lines = text.split("\n")
    if lines[-1] == "":
        lines.pop()
    pairs = [_from_line(line, where, at) for at, line in enumerate(lines, start=1)]
    for entry, number, at in pairs:
        if (number is None) != (pairs[0][1] is None):
            has = "has no number" if number is None else "has a number"
            _reject(
                f"expected a number on every line or on none, line {at} {has}, line 1 not", where, at, "mixed_lines"
            )
        if len(entry) > _LONGEST:
            _reject(f"expected a token, got {len(entry)} characters: {entry[:_SHOWN]!r}...", where, at, "no_token")
    return pairs


def _from_line(line: str, where: str, at: int) -> tuple[str, int | None, int]:
    fields = line.split()
    if not fields:
        _reject("expected a token, got an empty line; take it out", where, at, "empty_line")
    if len(fields) == 1:
        return fields[0], None, at
    if len(fields) != _FIELDS or not _NUMBER.fullmatch(fields[1]):
        shown = line.strip()[:_SHOWN]
        _reject(f"expected one token, or a token and its number, got {shown!r}", where, at, "no_token")
    return fields[0], int(fields[1]), at


def _from_json(text: str, where: str) -> list[tuple[str, int | None, int]] | None:
    """Return the entries of a JSON dictionary, with 0 for the line; None if the file is none."""
    must = where.lower().endswith(".json")
    if not must and text.lstrip()[:1] not in {"[", "{"}:
        return None
    try:
        value = json.loads(text, object_pairs_hook=_Pairs)
    except (ValueError, RecursionError) as error:
        if not must:
            return None
        line = getattr(error, "lineno", None)
        message = f"expected a JSON list of tokens or {{token: number}} in {where}: {error}"
        raise DataError(message, code="broken_json", path=where, line=line) from error
    if not isinstance(value, list):
        _reject(f"expected a JSON list of tokens or {{token: number}}, got {type(value).__name__}", where, 0, "no_list")
    if isinstance(value, _Pairs):
        return [(_entry(key, where, at), _number(number, where, at), 0) for at, (key, number) in enumerate(value, 1)]
    return [(_entry(entry, where, at), None, 0) for at, entry in enumerate(value, 1)]


class _Pairs(list[tuple[str, object]]):
    """A JSON object as its pairs, so that a key that stands twice is seen."""


def _entry(entry: object, where: str, at: int) -> str:
    if not isinstance(entry, str) or entry.split() != [entry] or len(entry) > _LONGEST:
        _reject(f"expected a token without blanks as entry {at}, got {str(entry)[:_SHOWN]!r}", where, 0, "no_token")
    return entry


def _number(number: object, where: str, at: int) -> int:
    if isinstance(number, bool) or not isinstance(number, int):
        _reject(f"expected a whole number for entry {at}, got {str(number)[:_SHOWN]!r}", where, 0, "no_number")
    return number


def _distinct(pairs: list[tuple[str, int | None, int]], where: str) -> list[str]:
    entries: dict[str, int] = {}
    numbers: dict[int, str] = {}
    for entry, number, line in pairs:
        if entry in entries:
            before = f" and in line {entries[entry]}" if line else ""
            _reject(f"expected each token once, got {entry!r} again{before}", where, line, "duplicate")
        if number is not None and number in numbers:
            _reject(
                f"expected each number once, got {number} for {numbers[number]!r} and {entry!r}",
                where,
                line,
                "duplicate",
            )
        entries[entry] = line
        if number is not None:
            numbers[number] = entry
    return list(entries)


def _reject(what: str, where: str, line: int, code: str) -> NoReturn:
    place = f"line {line} of {where}" if line else where
    raise DataError(f"{what} ({place})", code=code, path=where, line=line or None)
