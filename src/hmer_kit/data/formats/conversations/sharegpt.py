"""ShareGPT JSON: the layout of the released training data, which LLaMA-Factory and ms-swift train on.

    [
        {
            "images": ["images/a.png"],
            "messages": [
                {"from": "human", "value": "<image>Please write ..."},
                {"from": "gpt", "value": "x ^ { 2 }"}
            ]
        }
    ]

(The released files break every list and object over several lines, four blanks a level, with non-ASCII characters as
they are and no line break at the end. That is what ``write_sharegpt`` writes, byte for byte.)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, overload

from hmer_kit._files import StrPath, file_path, write_atomic
from hmer_kit.data._json import MAX_BYTES, parse_json
from hmer_kit.data._text import kind_of, problem_of_str, quoted
from hmer_kit.data.formats.conversations._json_index import JsonIndex
from hmer_kit.data.formats.conversations._rows import fields_of, read_conversations
from hmer_kit.data.formats.conversations._sharegpt_text import list_text
from hmer_kit.exceptions import DataError, InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from hmer_kit.data.records import ReadResult

__all__ = [
    "IMAGE_TAG",
    "ROLES",
    "Conversation",
    "Message",
    "ShareGPTFile",
    "conversation",
    "read_sharegpt",
    "write_sharegpt",
]

IMAGE_TAG = "<image>"
"""Stands in the text where a picture stands in the conversation."""

ROLES = ("human", "gpt", "system", "observation", "function_call")
"""Who may speak, in the words that LLaMA-Factory knows."""


_KEYS = frozenset({"images", "messages"})
_MESSAGE_KEYS = frozenset({"from", "value"})


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation.

    Raises:
        InputError: The role is unknown or the text no string.

    Examples:
        >>> Message("gpt", "x ^ { 2 }").value
        'x ^ { 2 }'
    """

    role: str
    """Who speaks, one of ``ROLES``; ``from`` in the file."""
    value: str
    """What is said."""

    def __post_init__(self) -> None:
        if self.role in ROLES and type(self.value) is str and self.value.isascii():
            return  # nearly always, and quick to see
        if self.role not in ROLES:
            shown = quoted(self.role) if isinstance(self.role, str) else kind_of(self.role)
            raise InputError(f"expected one of {', '.join(ROLES)} as 'from' of a message, got {shown}")
        if problem := problem_of_str(self.value):
            raise InputError(f"'value' of a message: {problem}")


@dataclass(frozen=True, slots=True)
class Conversation:
    """One training example: pictures, and messages that show them by ``IMAGE_TAG``.

    Raises:
        InputError: A path is no string, there is no message, or there are not as many tags as pictures (on which the
            trainers stop).

    Examples:
        >>> Conversation(("a.png",), (Message("human", "<image>Read it."), Message("gpt", "x"))).messages[1].value
        'x'
    """

    images: tuple[str, ...]
    """Paths of the pictures, in the order of their tags."""
    messages: tuple[Message, ...]
    """What is said, in order."""

    def __post_init__(self) -> None:
        if not isinstance(self.images, tuple) or not isinstance(self.messages, tuple):
            raise InputError("expected tuples as images and messages of a Conversation")
        for path in self.images:
            if problem := problem_of_str(path):
                raise InputError(f"path of a picture: {problem}")
        tags = 0
        for message in self.messages or (None,):
            if not isinstance(message, Message):
                raise InputError("expected one Message or more in a Conversation")
            tags += message.value.count(IMAGE_TAG)
        if tags != len(self.images):
            raise InputError(f"expected one {IMAGE_TAG} for each picture, got {tags} for {len(self.images)} pictures")


def conversation(prompt: str, answer: str, *, images: Sequence[str]) -> Conversation:
    """Make the conversation of one example: the pictures, then the prompt, then the answer.

    Args:
        prompt: What is asked, without ``IMAGE_TAG``; one is put before it for each picture.
        answer: What the model shall say.
        images: Paths of the pictures.

    Raises:
        InputError: ``images`` is a single string, or the prompt or the answer holds the tag.

    Examples:
        >>> conversation("Read it.", "x", images=["a.png"]).messages[0].value
        '<image>Read it.'
    """
    if isinstance(images, str):
        raise InputError(
            f"expected a list of paths as images, got the string {quoted(images)}; write [{quoted(images)}]"
        )
    if (type(prompt) is not str or not prompt.isascii()) and (problem := problem_of_str(prompt)):
        raise InputError(f"prompt: {problem}")
    question = Message("human", IMAGE_TAG * len(images) + prompt)
    return Conversation(tuple(images), (question, Message("gpt", answer)))


def read_sharegpt(path: StrPath, *, max_bytes: int = MAX_BYTES) -> ReadResult[Conversation]:
    r"""Read conversations from a JSON list or from JSON Lines.

    A row that is no conversation is skipped with a note. Keys other than ``images`` and ``messages`` cannot be kept;
    each is noted among what was skipped, with its row read all the same.

    Args:
        path: The file.
        max_bytes: Largest file to read; it is parsed in memory, which takes about five times its size.

    Returns:
        Conversations in file order, and what was skipped.

    Raises:
        DataError: The file is missing, empty, too large, no UTF-8, or no JSON list.

    Examples:
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     file = Path(folder, "train.json")
        ...     write_sharegpt(file, [conversation("Read it.", "x", images=["a.png"])])
        ...     result = read_sharegpt(file)
        >>> result.records[0].images, result.summary()
        (('a.png',), '1 read, 0 skipped')
    """
    return read_conversations(
        path, _parse_row, max_bytes=max_bytes, what="ShareGPT file", keys=_KEYS, message_keys=_MESSAGE_KEYS
    )


class ShareGPTFile(Sequence[Conversation]):
    r"""The conversations of a file, read from it one at a time: for files larger than memory.

    Only where each row begins is kept, twelve bytes a row. It pickles, and workers may read at the same time.

    Args:
        path: A JSON list or JSON Lines.

    Raises:
        DataError: The file is missing, unreadable, empty, or a list that does not end.

    Examples:
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     file = Path(folder, "train.json")
        ...     write_sharegpt(file, [conversation("Read it.", name, images=["a.png"]) for name in "xyz"])
        ...     rows = ShareGPTFile(file)
        ...     len(rows), rows[-1].messages[1].value
        (3, 'z')
    """

    def __init__(self, path: StrPath) -> None:
        self._index = JsonIndex(file_path(path), what="ShareGPT file")

    def __len__(self) -> int:
        return len(self._index)

    @overload
    def __getitem__(self, index: int) -> Conversation: ...
    @overload
    def __getitem__(self, index: slice) -> list[Conversation]: ...
    def __getitem__(self, index: int | slice) -> Conversation | list[Conversation]:
        if isinstance(index, slice):
            return [self[row] for row in range(*index.indices(len(self)))]
        row = range(len(self))[index]
        return self._conversation(row, self._index.text(row))

    def __iter__(self) -> Iterator[Conversation]:
        for found in self.each():
            if isinstance(found, DataError):
                raise found
            yield found

    def each(self) -> Iterator[Conversation | DataError]:
        """Yield each conversation, or what is wrong with its row, from a file that is opened once.

        Raises:
            DataError: The file has changed since it was indexed.
        """
        with self._index.opened() as text:
            for row in range(len(self)):
                try:
                    yield self._conversation(row, text(row))
                except DataError as error:
                    if error.code not in {"no_conversation", "not_utf8"}:
                        raise
                    yield error

    @property
    def path(self) -> Path:
        """The file."""
        return self._index.path

    def where(self, row: int) -> str:
        """Return file and number of a row, for messages.

        Args:
            row: From 0.
        """
        return f"{self.path} {self._index.unit} {row + 1}"

    def _conversation(self, row: int, text: str) -> Conversation:
        try:
            return _parse_row(parse_json(text))
        except InputError as error:
            raise DataError(f"{self.where(row)}: {error}", code="no_conversation", path=str(self.path)) from error


def write_sharegpt(path: StrPath, conversations: Iterable[Conversation], *, indent: int | None = 4) -> None:
    r"""Write conversations as the released JSON list.

    The file appears whole or not at all, and is written as the conversations come, so that they may be a generator.
    Reading it gives equal conversations; writing what was read from a released file gives the same bytes.

    Args:
        path: File to write; its folder must exist.
        conversations: What to write.
        indent: Blanks per level, as in ``json.dumps``; the released files have 4.

    Raises:
        InputError: An item is no Conversation.
        DataError: The file cannot be written.

    Examples:
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     file = Path(folder, "train.json")
        ...     write_sharegpt(file, [conversation("Read.", "x", images=["a.png"])], indent=None)
        ...     print(file.read_text(encoding="utf-8"))
        [{"images": ["a.png"], "messages": [{"from": "human", "value": "<image>Read."}, {"from": "gpt", "value": "x"}]}]
    """
    write_atomic(path, list_text(_checked(conversations), indent=indent))


def _checked(conversations: Iterable[Conversation]) -> Iterator[Conversation]:
    for number, item in enumerate(conversations, start=1):
        if not isinstance(item, Conversation):
            raise InputError(f"expected a Conversation as item {number}, got {type(item).__name__}")
        yield item


def _parse_row(row: object) -> Conversation:
    try:  # nearly always a conversation: what else it is, the checks below say
        if isinstance(row, dict) and type(images := row["images"]) is type(items := row["messages"]) is list:
            return Conversation(tuple(images), tuple([Message(part["from"], part["value"]) for part in items]))
    except (KeyError, TypeError, InputError):
        pass
    fields = fields_of(row, keys=("images", "messages"), what="a row")
    images, items = fields["images"], fields["messages"]
    if not isinstance(images, list) or not isinstance(items, list):
        raise InputError("expected lists as 'images' and 'messages'")
    parts = [fields_of(item, keys=("from", "value"), what="a message") for item in items]
    return Conversation(tuple(images), tuple([Message(part["from"], part["value"]) for part in parts]))
