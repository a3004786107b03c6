"""Text for XML; what XML cannot hold is refused."""

from __future__ import annotations

import re

from hmer_kit.exceptions import InputError

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_ATTRIBUTE = str.maketrans({"&": "&amp;", "<": "&lt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"})


def text(value: str) -> str:
    """Return text as the content of an element.

    Raises:
        InputError: It holds a control character or half a surrogate pair.
    """
    return _checked(value).translate(_TEXT)


def attribute(value: str) -> str:
    """Return text as the value of an attribute in double quotes.

    Raises:
        InputError: It holds a control character or half a surrogate pair.
    """
    return _checked(value).translate(_ATTRIBUTE)


def _checked(value: str) -> str:
    if found := _FORBIDDEN.search(value):
        raise InputError(f"expected characters that XML can hold, got {found[0]!r} in {value[:40]!r}")
    return value
