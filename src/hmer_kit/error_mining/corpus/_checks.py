"""Checks of the fields of candidates, wherever they come from."""

from __future__ import annotations

from collections.abc import Iterable

from hmer_kit.exceptions import InputError

LARGEST = 2**53
"""No count of a corpus is larger: every reader of JSON holds this one exactly."""
FAR = 1e300
"""No number of a candidate is farther from 0."""


def require_text(value: object, name: str) -> None:
    """Reject what is no text that UTF-8 can hold."""
    if not isinstance(value, str):
        raise InputError(f"expected {name} as a string, got {shown(value)}")
    try:
        value.isascii() or value.encode("utf-8")
    except UnicodeEncodeError as error:
        raise InputError(f"expected {name} as text, got half a surrogate pair at character {error.start}") from error


def require_number(value: object, name: str) -> None:
    """Reject what is neither None nor a number that can be compared."""
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if value is not None and not (is_number and -FAR <= value <= FAR):  # type: ignore[operator]
        raise InputError(f"expected {name} as a finite number or None, got {shown(value)}")


def require_whole(value: object, name: str) -> None:
    """Reject what is no integer of 0 or more that a file can hold."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= LARGEST:
        raise InputError(f"expected {name} as an integer of 0 or more, got {shown(value)}")


def require_iterable(items: object, what: str) -> None:
    """Reject what cannot be gone through, and a string, whose items are characters."""
    if isinstance(items, (str, bytes)) or not isinstance(items, Iterable):
        raise InputError(f"expected {what} one by one, got {shown(items)}")


def shown(value: object) -> str:
    """Return the kind and the beginning of a value, for a message."""
    text = hex(value) if isinstance(value, int) else str(value)  # str stops at 4,300 digits
    return f"{type(value).__name__} {text[:40]!r}"
