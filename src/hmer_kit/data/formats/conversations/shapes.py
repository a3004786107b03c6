"""The shapes that conversations are written in, by the name of who reads them: how a file begins, goes on and ends."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from json.encoder import encode_basestring
from types import MappingProxyType
from typing import TYPE_CHECKING

from hmer_kit.data.formats.conversations.ms_swift import ms_swift_row
from hmer_kit.data.formats.conversations.trl import trl_row
from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hmer_kit.data.formats.conversations.sharegpt import Conversation

__all__ = ["SHAPES", "ConversationShape", "get_shape"]


@dataclass(frozen=True, slots=True)
class ConversationShape:
    r"""How conversations become a file, piece by piece, so that pieces made in several processes can be put together.

    Examples:
        >>> from hmer_kit.data import conversation
        >>> shape = get_shape("ms-swift")
        >>> shape.opening + shape.row(conversation("Read it.", "x", images=[])) + shape.closing
        '{"messages": [{"role": "user", "content": "Read it."}, {"role": "assistant", "content": "x"}]}\n'
    """

    name: str
    """Who reads it."""
    suffix: str
    """Suffix of its files."""
    opening: str
    """What stands before the first row."""
    separator: str
    """What stands between two rows."""
    closing: str
    """What stands after the last row."""
    row: Callable[[Conversation], str]
    """Makes the text of a row."""


def _sharegpt_row(item: Conversation) -> str:
    """Return what ``write_sharegpt`` writes for a conversation: the released layout, four blanks a level."""
    images = "[]"
    if item.images:
        images = (
            "[\n            "
            + ",\n            ".join([encode_basestring(path) for path in item.images])
            + "\n        ]"
        )
    messages = ",\n".join(
        [
            f'            {{\n                "from": "{message.role}",\n'
            f'                "value": {encode_basestring(message.value)}\n            }}'
            for message in item.messages
        ]
    )
    return f'{{\n        "images": {images},\n        "messages": [\n{messages}\n        ]\n    }}'


_LIST = {"suffix": ".json", "opening": "[\n    ", "separator": ",\n    ", "closing": "\n]"}
_LINES = {"suffix": ".jsonl", "opening": "", "separator": "\n", "closing": "\n"}
_ALL = (
    ConversationShape("sharegpt", **_LIST, row=_sharegpt_row),
    ConversationShape("llama-factory", **_LIST, row=_sharegpt_row),
    ConversationShape("ms-swift", **_LINES, row=ms_swift_row),
    ConversationShape("trl", **_LINES, row=trl_row),
)
SHAPES: Mapping[str, ConversationShape] = MappingProxyType({shape.name: shape for shape in _ALL})
"""The released layout first. ``llama-factory`` is the same with an entry in ``dataset_info.json``."""


def get_shape(name: str) -> ConversationShape:
    """Return the shape of that name.

    Args:
        name: ``sharegpt``, ``llama-factory``, ``ms-swift`` or ``trl``.

    Raises:
        InputError: There is none.

    Examples:
        >>> get_shape("trl").suffix
        '.jsonl'
    """
    if isinstance(name, str) and name in SHAPES:
        return SHAPES[name]
    near = get_close_matches(str(name), SHAPES, n=1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    raise InputError(f"expected a shape, one of {', '.join(map(repr, SHAPES))}, got {name!r}{hint}")
