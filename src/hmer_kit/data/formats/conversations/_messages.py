"""Conversations as trainers of the OpenAI kind have them: ``role`` and ``content``, in one JSON object a line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from hmer_kit._files import StrPath, file_path
from hmer_kit.data._json import Broken, read_rows
from hmer_kit.data._text import kind_of, quoted
from hmer_kit.data.formats.conversations.sharegpt import Conversation, Message
from hmer_kit.data.records import ReadResult, Skip
from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

ROLE_OF = {"human": "user", "gpt": "assistant", "system": "system", "observation": "tool"}
"""The role of each speaker of a ShareGPT conversation that these trainers know."""
SPEAKER_OF = {role: speaker for speaker, role in ROLE_OF.items()}

MESSAGE_KEYS = frozenset({"role", "content"})
"""What a message has."""

encode = json.JSONEncoder(ensure_ascii=False).encode


def role_of(message: Message) -> str:
    """Return the role of a message; an InputError for a function call, which these trainers write in other ways."""
    if message.role not in ROLE_OF:
        raise InputError(f"expected one of {', '.join(ROLE_OF)} as the role of a message, got {message.role!r}")
    return ROLE_OF[message.role]


def message_of(row: object, *, text: Callable[[object], str]) -> Message:
    """Make a message of an object with ``role`` and ``content``."""
    fields = fields_of(row, keys=("role", "content"), what="a message")
    role = fields["role"]
    if not isinstance(role, str) or role not in SPEAKER_OF:
        shown = quoted(role) if isinstance(role, str) else kind_of(role)
        raise InputError(f"expected one of {', '.join(SPEAKER_OF)} as 'role' of a message, got {shown}")
    return Message(SPEAKER_OF[role], text(fields["content"]))


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
    if missing := [repr(key) for key in keys if key not in value]:
        raise InputError(f"expected {' and '.join(missing)} in {what}, found no such key")
    return value


def lines_of(conversations: Iterable[Conversation], row: Callable[[Conversation], str]) -> Iterator[str]:
    """Yield the lines of a JSON Lines file."""
    for number, item in enumerate(conversations, start=1):
        if not isinstance(item, Conversation):
            raise InputError(f"expected a Conversation as item {number}, got {type(item).__name__}")
        yield row(item) + "\n"


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
    result = ReadResult[Conversation](records=[], skipped=[])
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
    for key, value in row.items():
        if key not in keys:
            yield key
            continue
        messages = [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
        yield from (f"{key}.{inner}" for item in messages for inner in item if inner not in message_keys)
