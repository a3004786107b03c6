"""Conversations as trainers of the OpenAI kind have them: ``role`` and ``content``, in one JSON object a line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from hmer_kit.data._text import kind_of, quoted
from hmer_kit.data.formats.conversations._rows import fields_of
from hmer_kit.data.formats.conversations.sharegpt import Conversation, Message
from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

ROLE_OF = {"human": "user", "gpt": "assistant", "system": "system", "observation": "tool"}
"""The role of each speaker of a ShareGPT conversation that these trainers know."""
SPEAKER_OF = {role: speaker for speaker, role in ROLE_OF.items()}

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


def lines_of(conversations: Iterable[Conversation], row: Callable[[Conversation], str]) -> Iterator[str]:
    """Yield the lines of a JSON Lines file."""
    for number, item in enumerate(conversations, start=1):
        if not isinstance(item, Conversation):
            raise InputError(f"expected a Conversation as item {number}, got {type(item).__name__}")
        yield row(item) + "\n"
