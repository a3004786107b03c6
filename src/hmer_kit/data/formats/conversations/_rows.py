"""Rows of JSON as conversations, whatever shape they have: what must be there, and what has no place in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hmer_kit._files import StrPath, file_path
from hmer_kit.data._json import Broken, read_rows
from hmer_kit.data._text import kind_of, quoted
from hmer_kit.data.records import ReadResult, Skip
from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from hmer_kit.data.formats.conversations.sharegpt import Conversation

MESSAGE_KEYS = frozenset({"role", "content"})
"""What a message has, in the words of most trainers."""


def list_of(fields: Mapping[str, Any], key: str) -> list[Any]:
    """Return a field that must be a list."""
    value = fields[key]
    if not isinstance(value, list):
        raise InputError(f"expected a list as {key!r}, got {kind_of(value)}")
    return value


def fields_of(value: object, *, keys: tuple[str, ...], what: str) -> dict[str, Any]:
    """Return an object that must have these keys."""
    if isinstance(value, Broken):
        raise InputError(value.problem)
    if not isinstance(value, dict):
        raise InputError(f"expected an object as {what}, got {kind_of(value)}")
    for key in keys:
        if key not in value:
            missing = [repr(key) for key in keys if key not in value]
            raise InputError(f"expected {' and '.join(missing)} in {what}, found no such key")
    return value


def read_conversations(
    path: StrPath,
    parse: Callable[[object], Conversation],
    *,
    max_bytes: int,
    what: str,
    keys: frozenset[str],
    message_keys: frozenset[str] = MESSAGE_KEYS,
) -> ReadResult[Conversation]:
    """Read conversations with a parser of rows; what is no conversation and what has no place in one is noted."""
    source = file_path(path)
    rows = read_rows(source, max_bytes=max_bytes, what=what)
    result: ReadResult[Conversation] = ReadResult(records=[], skipped=[])
    for number, row in rows.values:
        where = f"{source} {rows.unit} {number}"
        try:
            result.records.append(parse(row))
        except InputError as error:
            result.skipped.append(Skip(where, str(error)))
        else:
            other = _other_keys(row, keys=keys, message_keys=message_keys)
            result.skipped.extend(Skip(f"{where}, key {quoted(key)}", "key left out") for key in other)
    return result


def _other_keys(row: object, *, keys: frozenset[str], message_keys: frozenset[str]) -> Iterator[str]:
    """Yield the keys of a row, and of the messages in it, that have no place in a conversation."""
    if not isinstance(row, dict):
        return
    yield from (key for key in row if key not in keys)
    for key, value in row.items():
        if key in keys and isinstance(value, list):
            messages = [item for item in value if isinstance(item, dict)]
            yield from (f"{key}.{inner}" for item in messages for inner in item if inner not in message_keys)
