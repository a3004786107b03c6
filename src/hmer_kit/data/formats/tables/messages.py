"""Conversations in the cells of tables: questions, answers, and the pictures that they show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from hmer_kit.data._json import Broken, parse_json
from hmer_kit.data._text import kind_of
from hmer_kit.data.formats.conversations.sharegpt import IMAGE_TAG, Message
from hmer_kit.exceptions import DataError, InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "LATEX_QUESTIONS",
    "MAX_CHARACTERS",
    "MAX_MESSAGES",
    "asks_for_latex",
    "messages_of_value",
    "question_and_answer",
]

LATEX_QUESTIONS = ("write out the expression", "recognise this image of a mathematical expression")
"""Words of the questions whose answer is the LaTeX of the picture and nothing else, in the released data and the
paper's figure."""

MAX_MESSAGES = 100
"""Most messages of a conversation."""

MAX_CHARACTERS = 2**18
"""Most characters of a conversation that stands in a cell as JSON."""

_ROLES = {"user": "human", "assistant": "gpt", "model": "gpt", "tool": "observation"}


def asks_for_latex(question: str) -> bool:
    """Whether the answer to a question is LaTeX alone, and so a reference.

    Args:
        question: What is asked.

    Examples:
        >>> asks_for_latex("Please write out the expression of the formula in the image using LaTeX format.")
        True
        >>> asks_for_latex("Please generate the abstract syntax tree (AST) of the formula in the image")
        False
    """
    return any(words in question for words in LATEX_QUESTIONS)


def question_and_answer(value: Any, *, name: str) -> tuple[str, str]:  # noqa: ANN401
    """Return the question and the answer of a cell that holds one of each.

    Args:
        value: The cell.
        name: Number of the row, for messages.

    Raises:
        DataError: It is no conversation, or a longer one.

    Examples:
        >>> cell = [{"from": "human", "value": "<image>Read it."}, {"from": "gpt", "value": "x"}]
        >>> question_and_answer(cell, name="7")
        ('Read it.', 'x')
    """
    messages = [message for message in messages_of_value(value, name=name) if message.role != "system"]
    roles = [message.role for message in messages]
    if roles != ["human", "gpt"]:
        raise DataError(f"expected a question and its answer in row {name}, got {roles[:9]}", code="no_conversation")
    return messages[0].value.replace(IMAGE_TAG, "").strip(), messages[1].value


def messages_of_value(value: Any, *, name: str) -> tuple[Message, ...]:  # noqa: ANN401
    """Return the messages of a cell.

    Args:
        value: A list of ``from`` and ``value`` or of ``role`` and ``content``, where content is a text or a list of
            texts and pictures; or the JSON of such a list.
        name: Number of the row, for messages.

    Raises:
        DataError: It is something else, or too long.

    Examples:
        >>> cell = [{"role": "user", "content": [{"type": "image"}, {"type": "text", "text": "Read it."}]}]
        >>> messages_of_value(cell, name="7")
        (Message(role='human', value='<image>Read it.'),)
    """
    if isinstance(value, str):
        value = Broken("too long") if len(value) > MAX_CHARACTERS else parse_json(value)
    if not isinstance(value, Sequence) or isinstance(value, (str, bytes)):
        found = value.problem if isinstance(value, Broken) else kind_of(value)
        raise DataError(f"expected a list of messages in row {name}, got {found}", code="no_conversation")
    if not 0 < len(value) <= MAX_MESSAGES:
        message = f"expected 1 to {MAX_MESSAGES} messages in row {name}, got {len(value)}"
        raise DataError(message, code="no_conversation")
    try:
        return tuple(_message(item) for item in value)
    except InputError as error:
        raise DataError(f"row {name}: {error}", code="no_conversation") from error


def _message(item: object) -> Message:
    if not isinstance(item, Mapping):
        raise InputError(f"expected an object as a message, got {kind_of(item)}")
    role = item.get("from", item.get("role"))
    content = item.get("value", item.get("content"))
    if not isinstance(role, str):
        raise InputError(f"expected 'from' or 'role' in a message, got {kind_of(role)}")
    text = "".join(_texts(content)) if isinstance(content, Sequence) and not isinstance(content, str) else content
    return Message(_ROLES.get(role, role), text)


def _texts(parts: Sequence[object]) -> Iterator[str]:
    """Yield what the parts of a content say; a picture is its tag."""
    for part in parts:
        if not isinstance(part, Mapping):
            raise InputError(f"expected an object as a part of a message, got {kind_of(part)}")
        text = part.get("text")
        if part.get("type") == "image" or (text is None and "image" in part):
            yield IMAGE_TAG
        elif isinstance(text, str):
            yield text
        else:
            raise InputError(f"expected a text or a picture as a part of a message, got {kind_of(text)}")
