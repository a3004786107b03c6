r"""The standard format of ms-swift: JSON Lines with ``messages`` (``role``, ``content``) and ``images``.

    {"messages": [{"role": "user", "content": "<image>Read it."}, {"role": "assistant", "content": "x"}],
     "images": ["/data/a.png"]}

(each on one line). The format is described in "Custom Dataset", section "Standard Dataset Format", of the manual:
https://swift.readthedocs.io/en/latest/Customization/Custom-dataset.html. Paths are best absolute, it says; ``<image>``
stands where a picture goes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit._files import StrPath, write_atomic
from hmer_kit.data._json import MAX_BYTES
from hmer_kit.data.formats.conversations._messages import encode, lines_of, message_of, role_of
from hmer_kit.data.formats.conversations._rows import fields_of, list_of, read_conversations
from hmer_kit.data.formats.conversations.sharegpt import Conversation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hmer_kit.data.records import ReadResult

__all__ = ["ms_swift_row", "read_ms_swift", "write_ms_swift"]

_KEYS = frozenset({"messages", "images"})


def ms_swift_row(item: Conversation) -> str:
    """Return the line of a conversation, without the line break.

    Args:
        item: The conversation.

    Raises:
        InputError: It has a message with a function call.

    Examples:
        >>> from hmer_kit.data import conversation
        >>> print(ms_swift_row(conversation("Read it.", "x", images=[])))
        {"messages": [{"role": "user", "content": "Read it."}, {"role": "assistant", "content": "x"}]}
    """
    row: dict[str, object] = {
        "messages": [{"role": role_of(message), "content": message.value} for message in item.messages]
    }
    if item.images:
        row["images"] = list(item.images)
    return encode(row)


def write_ms_swift(path: StrPath, conversations: Iterable[Conversation]) -> None:
    """Write conversations for ms-swift.

    The file appears whole or not at all, and is written as the conversations come.

    Args:
        path: File to write, ``.jsonl``; its folder must exist.
        conversations: What to write.

    Raises:
        InputError: An item is no Conversation, or has a function call.
        DataError: The file cannot be written.

    Examples:
        >>> from tempfile import TemporaryDirectory
        >>> from hmer_kit.data import conversation
        >>> with TemporaryDirectory() as folder:
        ...     write_ms_swift(f"{folder}/train.jsonl", [conversation("Read it.", "x", images=["a.png"])])
        ...     read_ms_swift(f"{folder}/train.jsonl").records[0].images
        ('a.png',)
    """
    write_atomic(path, lines_of(conversations, ms_swift_row))


def read_ms_swift(path: StrPath, *, max_bytes: int = MAX_BYTES) -> ReadResult[Conversation]:
    """Read conversations in the standard format of ms-swift.

    A row that is no conversation is skipped with a note; keys other than ``messages`` and ``images`` are noted.

    Args:
        path: The file.
        max_bytes: Largest file to read; it is parsed in memory, which takes about five times its size.

    Returns:
        Conversations in file order, and what was skipped.

    Raises:
        DataError: The file is missing, empty, too large, no UTF-8, or no JSON.

    Examples:
        >>> from tempfile import TemporaryDirectory
        >>> from hmer_kit.data import conversation
        >>> with TemporaryDirectory() as folder:
        ...     write_ms_swift(f"{folder}/train.jsonl", [conversation("Read it.", "x", images=["a.png"])])
        ...     read_ms_swift(f"{folder}/train.jsonl").summary()
        '1 read, 0 skipped'
    """
    return read_conversations(path, _parse, max_bytes=max_bytes, what="ms-swift file", keys=_KEYS)


def _parse(row: object) -> Conversation:
    fields = fields_of(row, keys=("messages",), what="a row")
    messages = tuple(message_of(item, text=_text) for item in list_of(fields, "messages"))
    return Conversation(tuple(list_of({"images": [], **fields}, "images")), messages)


def _text(content: object) -> str:
    return content  # type: ignore[return-value]  # Message rejects what is no string
