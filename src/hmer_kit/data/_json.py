"""JSON lists and JSON Lines: bounded, located errors, no recursion error, and a writer that streams."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, NoReturn, TypeVar

from hmer_kit._files import StrPath, decode, file_path, read_bytes
from hmer_kit.data._text import quoted
from hmer_kit.exceptions import DataError, InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

_T = TypeVar("_T")

MAX_BYTES = 2**30
"""Largest JSON file that is read by default: 1 GiB. It is parsed in memory, which takes about five times its size."""


@dataclass(frozen=True, slots=True)
class Broken:
    """What stands in the place of a row that could not be read."""

    problem: str


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a JSON list, of a JSON Lines file, or the one object that a file holds."""

    unit: str
    """What a row's number counts: ``"record"`` or ``"line"``."""
    values: list[tuple[int, object]]
    """Number from 1 and value of each row."""
    single: bool = False
    """Whether the file held one object instead of a list."""


def read_rows(path: StrPath, *, max_bytes: int, what: str) -> Rows:
    """Read a JSON list, JSON Lines or one JSON object, as ``rows_of_text`` does.

    Raises:
        DataError: The file cannot be read, is no UTF-8, no JSON, or neither list nor object.
    """
    source = file_path(path)
    return rows_of_text(decode(read_bytes(source, max_bytes=max_bytes, what=what), path=source), path=source, what=what)


def rows_of_text(text: str, *, path: Path, what: str) -> Rows:
    """Read a JSON list, JSON Lines or one JSON object.

    A list starts with ``[``. Anything else is JSON Lines if the file is called ``.jsonl``, or if it is no single JSON
    value while its first line is an object; a broken line of those is a row with a ``Broken`` value.

    Args:
        text: What the file holds.
        path: The file, for its suffix and for messages.
        what: What the file is, for messages.

    Raises:
        DataError: It is no JSON, or neither list nor object.
    """
    head = text.lstrip()[:1]
    if path.suffix.lower() in {".jsonl", ".ndjson"} and head != "[":
        return _lines(text)
    try:
        value = _parse(text)
    except (ValueError, RecursionError) as error:
        if head == "{" and _is_json(text.lstrip().partition("\n")[0]):
            return _lines(text)
        _raise_located(error, path=path, what=what)
    if isinstance(value, list):
        return Rows("record", list(enumerate(value, start=1)))
    if isinstance(value, dict | Broken):
        return Rows("record", [(1, value)], single=isinstance(value, dict))
    message = f"expected a JSON list of objects in the {what} {path}, got {text.strip()[:20]!r}"
    raise DataError(message, code="no_list", path=str(path))


def json_list(
    items: Iterable[_T], *, indent: int | None, text: Callable[[_T, str, str], str] | None = None
) -> Iterator[str]:
    """Yield the text that ``json.dumps(list(items), indent=indent, ensure_ascii=False)`` gives, piece by piece.

    Args:
        items: What the list holds.
        indent: Blanks a level; None for all on one line.
        text: Says what ``_indented`` does of an item, where that is known sooner.
    """
    if isinstance(indent, bool) or not (indent is None or (isinstance(indent, int) and indent >= 0)):
        raise InputError(f"expected indent to be None or a number of blanks, got {indent!r}")
    pad = "" if indent is None else "\n" + " " * indent
    between = ", " if indent is None else f",{pad}"
    step, text = " " * (indent or 0), text or _indented
    empty = True
    for item in items:
        yield f"[{pad}" if empty else between
        yield json.dumps(item, ensure_ascii=False) if indent is None else text(item, pad, step)
        empty = False
    yield "[]" if empty else "]" if indent is None else "\n]"


def _indented(item: object, pad: str, step: str) -> str:
    """Return ``json.dumps`` with an indent, each line moved right by a pad; its own encoder is slow with indents."""
    if type(item) is str:
        return encode_basestring(item)
    inner = pad + step
    if type(item) is list and item:
        return f"[{inner}{f',{inner}'.join([_indented(each, inner, step) for each in item])}{pad}]"
    if type(item) is dict and item and set(map(type, item)) == {str}:
        parts = [f"{encode_basestring(key)}: {_indented(value, inner, step)}" for key, value in item.items()]
        return f"{{{inner}{f',{inner}'.join(parts)}{pad}}}"
    # A raw line break never stands inside a JSON string, so every one of them starts a line to move right.
    return json.dumps(item, indent=len(step), ensure_ascii=False).replace("\n", pad)


def _lines(text: str) -> Rows:
    rows = [(number, parse_json(line)) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
    return Rows("line", rows)


def parse_json(line: str) -> object:
    """Return the value of a row, or ``Broken`` where it is no JSON."""
    try:
        return _parse(line)
    except json.JSONDecodeError as error:
        return Broken(f"broken JSON: {error.msg} at column {error.colno}")
    except (ValueError, RecursionError) as error:
        return Broken(_reason(error))


def _is_json(line: str) -> bool:
    try:
        _parse(line)
    except (ValueError, RecursionError):
        return False
    return True


def _parse(text: str) -> object:
    if text[:1] in {"{", "["}:  # nearly always, and quicker without a search for blanks
        value, end = _DECODER.raw_decode(text)
        if not text[end:].strip(" \t\n\r"):
            return value
    return json.loads(text, object_pairs_hook=_object)


def _object(pairs: list[tuple[str, object]]) -> object:
    """Build an object; one that has a key twice is broken, since one of its values would be lost."""
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    twice = next(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)
    return Broken(f"the key {quoted(twice)} stands there twice")


_DECODER = json.JSONDecoder(object_pairs_hook=_object)


def _reason(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "lists or objects nested too deep"
    return f"broken JSON: {error}"


def _raise_located(error: ValueError | RecursionError, *, path: StrPath, what: str) -> NoReturn:
    name = str(path)
    if isinstance(error, json.JSONDecodeError):
        message = f"broken JSON in the {what} {name}: {error.msg}, at line {error.lineno} column {error.colno}"
        raise DataError(message, code="broken_json", path=name, line=error.lineno) from error
    raise DataError(f"cannot read the {what} {name}: {_reason(error)}", code="broken_json", path=name) from error
