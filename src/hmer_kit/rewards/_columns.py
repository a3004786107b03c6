"""What a trainer hands to a reward function, checked: texts of completions, columns of the data set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from hmer_kit.exceptions import InputError
from hmer_kit.rewards._answers import resolve_task

if TYPE_CHECKING:
    from hmer_kit.tasks import Task

__all__ = ["column_of", "solutions_of", "tasks_of", "texts_of"]


def texts_of(completions: object) -> list[str]:
    """Return the text of each completion: a string, or the last message of the assistant in a conversation.

    Raises:
        InputError: They are no list of these.
    """
    if isinstance(completions, str | bytes | Mapping) or not isinstance(completions, Sequence):
        kind = type(completions).__name__
        raise InputError(f"expected a list of completions, one for each row, got {kind}; write [completion]")
    return [_text_of(completion, index) for index, completion in enumerate(completions)]


def _text_of(completion: object, index: int) -> str:
    if isinstance(completion, str):
        return completion
    if not isinstance(completion, Sequence) or not all(isinstance(message, Mapping) for message in completion):
        raise InputError(
            f"expected a str or a list of messages with 'role' and 'content' as completion {index}, "
            f"got {completion!r:.80}"
        )
    answers = [message for message in completion if message.get("role", "assistant") == "assistant"]
    return _content_text(answers[-1].get("content")) if answers else ""


def _content_text(content: object) -> str:
    """Return the text of a message: a string, blocks of text and pictures, or nothing beside a tool call."""
    if isinstance(content, str):
        return content
    blocks = content if isinstance(content, Sequence) else ()
    texts = [block.get("text") for block in blocks if isinstance(block, Mapping)]
    return "".join(text for text in texts if isinstance(text, str))


def column_of(columns: Mapping[str, Any], name: str, *, size: int) -> Sequence[Any]:
    """Return a column of the data set, one value for each completion.

    Raises:
        InputError: It is not there, or of another length.
    """
    values = columns.get(name)
    if values is None:
        there = sorted(key for key, value in columns.items() if isinstance(value, list | tuple))
        raise InputError(
            f"expected the column {name!r} of the data set beside the completions, got {there}; add it to the data, "
            "name another by solution_column or task_column, and let the trainer keep it (remove_unused_columns=False)"
        )
    if isinstance(values, str | bytes) or not isinstance(values, Sequence):
        raise InputError(f"expected the column {name!r} as a list with one value a row, got {type(values).__name__}")
    if len(values) != size:
        raise InputError(f"expected one value of the column {name!r} for each of {size} completions, got {len(values)}")
    return values


def solutions_of(columns: Mapping[str, Any], name: str, *, size: int) -> list[str | None]:
    """Return the right answer of each row, None where there is none or it is blank.

    Raises:
        InputError: The column is not there, or holds something else than strings.
    """
    values = column_of(columns, name, size=size)
    for index, value in enumerate(values):
        if value is not None and not isinstance(value, str):
            kind = type(value).__name__
            raise InputError(f"expected a str or None in row {index} of the column {name!r}, got {kind} {value!r:.60}")
    return [value if value and value.strip() else None for value in values]


def tasks_of(columns: Mapping[str, Any], name: str, *, size: int) -> list[Task]:
    """Return the task of each row.

    Raises:
        InputError: The column is not there, or holds something else than tasks.
    """
    tasks = []
    for index, value in enumerate(column_of(columns, name, size=size)):
        try:
            tasks.append(resolve_task(value))
        except InputError as error:
            raise InputError(f"row {index} of the column {name!r}: {error}") from error
    return tasks
