r"""What the trainers of TRL take for pictures: a conversational ``prompt`` and ``completion``, and ``images``.

    {"prompt": [{"role": "user", "content": [{"type": "image", "text": null}, {"type": "text", "text": "Read it."}]}],
     "completion": [{"role": "assistant", "content": [{"type": "text", "text": "x"}]}],
     "images": ["images/a.png"]}

(each on one line, JSON Lines). A prompt and a completion, and not ``messages``, because ``SFTTrainer`` then trains on
the answer alone; with ``messages`` on pictures it masks nothing but padding. ``GRPOTrainer`` reads ``prompt`` and
``images``. Every part of a content has both keys, as columns of one type need it. The types are described in "Dataset
formats and types", section "Vision datasets", of the manual: https://huggingface.co/docs/trl/dataset_formats.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

from hmer_kit._files import StrPath, file_path, is_safe_name, write_atomic
from hmer_kit.data._json import MAX_BYTES
from hmer_kit.data._text import kind_of, quoted
from hmer_kit.data.formats.conversations._messages import encode, lines_of, message_of, role_of
from hmer_kit.data.formats.conversations._rows import fields_of, list_of, read_conversations
from hmer_kit.data.formats.conversations.sharegpt import IMAGE_TAG, Conversation
from hmer_kit.exceptions import DataError, InputError, MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hmer_kit.data.formats.conversations.sharegpt import Message
    from hmer_kit.data.records import ReadResult

__all__ = ["load_trl", "read_trl", "trl_row", "write_trl"]

_KEYS = frozenset({"prompt", "completion", "images"})
_AT_TAG = re.compile(f"({re.escape(IMAGE_TAG)})")


def trl_row(item: Conversation) -> str:
    """Return the line of a conversation, without the line break; its last message is the completion.

    Args:
        item: The conversation.

    Raises:
        InputError: The last message is no answer, or is the only one.

    Examples:
        >>> from hmer_kit.data import conversation
        >>> print(trl_row(conversation("Read it.", "x", images=[])))  # doctest: +ELLIPSIS
        {"prompt": [{"role": "user", "content": [{"type": "text", "text": "Read it."}]}], "completion": ...
    """
    return encode(_row(item))


def write_trl(path: StrPath, conversations: Iterable[Conversation]) -> None:
    """Write conversations for the trainers of TRL.

    The file appears whole or not at all, and is written as the conversations come.

    Args:
        path: File to write, ``.jsonl``; its folder must exist.
        conversations: What to write; each ends with an answer.

    Raises:
        InputError: An item is no Conversation, or does not end with an answer.
        DataError: The file cannot be written.

    Examples:
        >>> from tempfile import TemporaryDirectory
        >>> from hmer_kit.data import conversation
        >>> with TemporaryDirectory() as folder:
        ...     write_trl(f"{folder}/train.jsonl", [conversation("Read it.", "x", images=["a.png"])])
        ...     read_trl(f"{folder}/train.jsonl").records[0].messages[0].value
        '<image>Read it.'
    """
    write_atomic(path, lines_of(conversations, trl_row))


def read_trl(path: StrPath, *, max_bytes: int = MAX_BYTES) -> ReadResult[Conversation]:
    """Read conversations that are written for TRL.

    A row that is no conversation is skipped with a note; keys other than those of ``write_trl`` are noted.

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
        ...     write_trl(f"{folder}/train.jsonl", [conversation("Read it.", "x", images=["a.png"])])
        ...     read_trl(f"{folder}/train.jsonl").summary()
        '1 read, 0 skipped'
    """
    return read_conversations(path, _parse, max_bytes=max_bytes, what="TRL file", keys=_KEYS)


def load_trl(path: StrPath, *, images: StrPath, max_bytes: int = MAX_BYTES) -> Any:  # noqa: ANN401 - datasets.Dataset
    """Load a file of ``write_trl`` as the data set that ``SFTTrainer`` and ``GRPOTrainer`` take.

    The pictures are opened when a row is asked for. No path leads out of ``images``.

    Args:
        path: The file.
        images: Folder that relative paths stand in, and absolute ones stay below.
        max_bytes: Largest file to read.

    Returns:
        A ``datasets.Dataset`` with the columns ``prompt``, ``completion`` and ``images``.

    Raises:
        DataError: A row is no conversation, or names a picture outside the folder.
        MissingExtraError: ``datasets`` is not installed.

    Examples:
        >>> from tempfile import TemporaryDirectory
        >>> from PIL import Image
        >>> from hmer_kit.data import conversation
        >>> with TemporaryDirectory() as folder:
        ...     Image.new("L", (8, 6)).save(f"{folder}/a.png")
        ...     write_trl(f"{folder}/train.jsonl", [conversation("Read it.", "x", images=["a.png"])])
        ...     load_trl(f"{folder}/train.jsonl", images=folder)[0]["images"][0].size
        (8, 6)
    """
    try:
        from datasets import Dataset, Features, Image, List, Value
    except ImportError as error:
        raise MissingExtraError("data sets for TRL need datasets: pip install 'hmer_kit[datasets]'") from error
    read = read_trl(path, max_bytes=max_bytes)
    if read.skipped:
        raise DataError(f"expected conversations of write_trl, got {read.skipped[0]}", code="no_conversation")
    rows = [_row(item) for item in read.records]
    for row in rows:
        row["images"] = [_below(file_path(images), name) for name in row["images"]]
    text = Value("string")
    messages = List({"role": text, "content": List({"type": text, "text": text})})
    features = Features({"prompt": messages, "completion": messages, "images": List(Image())})
    return Dataset.from_list(rows, features=features)


def _row(item: Conversation) -> dict[str, Any]:
    *prompt, answer = item.messages
    if not prompt or answer.role != "gpt":
        raise InputError("expected a question and an answer at the end of a conversation for TRL")
    return {
        "prompt": [_message(message) for message in prompt],
        "completion": [_message(answer)],
        "images": list(item.images),
    }


def _message(message: Message) -> dict[str, object]:
    pieces = _AT_TAG.split(message.value)
    parts = [_part(piece) for piece in pieces if piece]
    return {"role": role_of(message), "content": parts or [_part("")]}


def _part(piece: str) -> dict[str, str | None]:
    return {"type": "image", "text": None} if piece == IMAGE_TAG else {"type": "text", "text": piece}


def _below(root: StrPath, name: str) -> str:
    base = os.path.abspath(root)
    path = name if os.path.isabs(name) else os.path.join(base, name)
    inside = os.path.realpath(path).startswith(os.path.join(os.path.realpath(base), ""))
    if not inside or not (os.path.isabs(name) or is_safe_name(name)):
        raise DataError(f"expected a picture below {root}, got {quoted(name)}", code="outside_root", path=name)
    return path


def _parse(row: object) -> Conversation:
    fields = fields_of(row, keys=("prompt", "completion"), what="a row")
    rows = [*list_of(fields, "prompt"), *list_of(fields, "completion")]
    messages = tuple(message_of(item, text=_text) for item in rows)
    return Conversation(tuple(list_of({"images": [], **fields}, "images")), messages)


def _text(content: object) -> str:
    """Return the text of a content: a string, or parts with a tag for each picture."""
    if isinstance(content, str):
        return content
    if not isinstance(content, list):
        raise InputError(f"expected a string or a list of parts as 'content', got {kind_of(content)}")
    return "".join(_texts(content))


def _texts(parts: list[object]) -> Iterator[str]:
    for part in parts:
        fields = fields_of(part, keys=("type",), what="a part of a content")
        text = IMAGE_TAG if fields["type"] == "image" else fields.get("text")
        if fields["type"] not in {"image", "text"} or not isinstance(text, str):
            raise InputError(f"expected a part of type 'image' or 'text' with its text, got {quoted(str(part))}")
        yield text
