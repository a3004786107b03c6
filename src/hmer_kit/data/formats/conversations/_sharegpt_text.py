"""A ShareGPT row as text, written straight from a conversation."""

from __future__ import annotations

from json.encoder import encode_basestring
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hmer_kit.data.formats.conversations.sharegpt import Conversation


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
