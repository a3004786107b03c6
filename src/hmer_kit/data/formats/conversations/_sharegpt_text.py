"""ShareGPT rows as text, written straight from conversations."""

from __future__ import annotations

from json.encoder import encode_basestring
from typing import TYPE_CHECKING

from hmer_kit.data._json import json_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hmer_kit.data.formats.conversations.sharegpt import Conversation


def list_text(items: Iterable[Conversation], *, indent: int | None) -> Iterator[str]:
    """Yield the text of all rows, piece by piece."""
    if indent is None:
        return json_list(map(_row, items), indent=None)
    return json_list(items, indent=indent, text=indented_row)


def indented_row(item: Conversation, pad: str, step: str) -> str:
    """Return what ``json.dumps`` with an indent and ``ensure_ascii=False`` gives of a row, each line moved right.

    Args:
        item: The conversation.
        pad: Line break and blanks before the braces of the row.
        step: Blanks of a level.
    """
    inner, deep = pad + step, pad + 2 * step
    field = deep + step
    images = [deep + encode_basestring(path) for path in item.images]
    shown = f"[{','.join(images)}{inner}]" if images else "[]"
    messages = [
        f'{deep}{{{field}"from": {encode_basestring(each.role)},{field}"value": {encode_basestring(each.value)}{deep}}}'
        for each in item.messages
    ]
    return f'{{{inner}"images": {shown},{inner}"messages": [{",".join(messages)}{inner}]{pad}}}'


def _row(item: Conversation) -> dict[str, object]:
    messages = [{"from": message.role, "value": message.value} for message in item.messages]
    return {"images": list(item.images), "messages": messages}
