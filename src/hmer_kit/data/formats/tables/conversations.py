"""Rows of tables as conversations with their pictures, whatever the task: training data as it was released."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hmer_kit.data.formats.conversations.sharegpt import IMAGE_TAG, Conversation, Message
from hmer_kit.data.formats.tables._dataset_items import dataset_items
from hmer_kit.data.formats.tables._parquet_items import parquet_items
from hmer_kit.data.formats.tables._rows import RowReader
from hmer_kit.data.formats.tables.columns import image_of_value
from hmer_kit.data.formats.tables.messages import messages_of_value
from hmer_kit.exceptions import DataError, InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hmer_kit._files import StrPath
    from hmer_kit.data.formats.tables.columns import Columns
    from hmer_kit.data.records import ImageSource, Skip

__all__ = ["PicturedConversation", "iter_conversations"]


@dataclass(frozen=True, slots=True)
class PicturedConversation:
    """A conversation, and the pictures that it shows.

    Examples:
        >>> from hmer_kit.data import conversation
        >>> PicturedConversation("7", conversation("Read it.", "x", images=[]), ()).conversation.messages[1].value
        'x'
    """

    id: str
    """Name of the row."""
    conversation: Conversation
    """What is said; its paths are the names of the pictures."""
    pictures: tuple[ImageSource, ...]
    """The pictures, in the order of their tags."""


def iter_conversations(data: Any, *, columns: Columns | None = None) -> Iterator[PicturedConversation | Skip]:  # noqa: ANN401 - a path, or what datasets has opened
    """Yield the rows of a table as conversations: all tasks of Uni-MuMER-Data, for example.

    A table has a column of conversations, or one of prompts and one of answers; a question that shows no picture, where
    the row has some, shows them first. Bounds and skips are those of ``iter_parquet``.

    Args:
        data: A Parquet file, a folder of them, or a ``Dataset`` or ``IterableDataset`` (see ``open_dataset``).
        columns: Which column is which field; by default it is guessed.

    Raises:
        DataError: There is no readable file, or the columns could be more than one thing.
        InputError: A column is not there, or there is none of conversations.

    Examples:
        >>> from datasets import Dataset
        >>> cells = [[{"from": "human", "value": "Read it."}, {"from": "gpt", "value": "x"}]]
        >>> guess, item = iter_conversations(Dataset.from_dict({"conversations": cells}))
        >>> [message.value for message in item.conversation.messages]
        ['Read it.', 'x']
    """
    reader = RowReader(_pictured, columns=columns)
    if isinstance(data, (str, Path)):
        yield from parquet_items(data, reader=reader)
    else:
        yield from dataset_items(data, reader=reader, where="the data set", root=None)


def _pictured(columns: Columns, row: Mapping[str, Any], /, *, name: str, root: StrPath | None) -> PicturedConversation:
    cell = None if columns.image is None else row[columns.image]
    cells: list[Any] = list(cell) if isinstance(cell, Sequence) and not isinstance(cell, (str, bytes)) else [cell]
    names = [f"{name}-{place}" if len(cells) > 1 else name for place in range(len(cells))]
    found = [image_of_value(cell, name=label, root=root) for cell, label in zip(cells, names, strict=True)]
    pictures = tuple(image for image in found if image is not None)
    messages = _messages(columns, row, name=name)
    if pictures and not any(IMAGE_TAG in message.value for message in messages):
        messages = _with_tags(messages, count=len(pictures))
    try:
        said = Conversation(tuple(picture.name for picture in pictures), messages)
    except InputError as error:
        raise DataError(f"row {name}: {error}", code="no_conversation") from error
    identity = name if columns.id is None or row[columns.id] is None else str(row[columns.id])
    return PicturedConversation(identity, said, pictures)


def _messages(columns: Columns, row: Mapping[str, Any], *, name: str) -> tuple[Message, ...]:
    if columns.messages is not None:
        return messages_of_value(row[columns.messages], name=name)
    if columns.prompt is None or columns.reference is None:
        raise InputError(
            f"expected a column of conversations, or of prompts and answers, found {columns}; read records instead"
        )
    try:
        return Message("human", row[columns.prompt]), Message("gpt", row[columns.reference])
    except InputError as error:
        raise DataError(f"row {name}: {error}", code="no_conversation") from error


def _with_tags(messages: tuple[Message, ...], *, count: int) -> tuple[Message, ...]:
    """Let the first question show the pictures, as the released prompts do."""
    place = next((place for place, message in enumerate(messages) if message.role == "human"), None)
    if place is None:
        return messages
    shown = Message("human", IMAGE_TAG * count + messages[place].value)
    return (*messages[:place], shown, *messages[place + 1 :])
