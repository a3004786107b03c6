"""Tree text as lines, what a line may be instead of a symbol, and errors that point at one."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from hmer_kit.exceptions import FormatError, InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["describe", "format_error", "is_fence", "nearest", "require_text", "shorten", "split_lines"]

_FENCE = re.compile(r"\s*(?:```|~~~)[\w-]*\s*")
_SHOWN = 60
_LONGEST_PART = 240
_LONGEST_NAME = 20
_CLOSE_ENOUGH = 0.7


def require_text(text: object) -> str:
    """Return a tree text.

    Raises:
        InputError: It is no string.
    """
    if not isinstance(text, str):
        raise InputError(f"expected a str of tree text, got {type(text).__name__}; dumps makes one from LaTeX")
    return text


def split_lines(text: object) -> list[str]:
    """Return the lines of a tree text; newlines at its end are left out of account.

    Raises:
        InputError: It is no string.
    """
    return require_text(text).rstrip("\n").split("\n")


def is_fence(text: str) -> bool:
    """Return whether a line opens or closes a code block."""
    return _FENCE.fullmatch(text) is not None


def nearest(name: str, names: Sequence[str]) -> str:
    """Return which of some relations is meant by a name that is none of them; nothing if none is.

    Examples:
        >>> nearest("Superscript", ["sub", "sup"]), nearest("abvoe", ["above", "below"]), nearest("x", ["sub"])
        ('sup', 'above', '')
    """
    name = name.strip().lower().replace(" ", "")[:_LONGEST_NAME]
    for known in names:
        if name == known or (len(known) > 2 and name.startswith(known)):
            return known
    return next(iter(get_close_matches(name, names, n=1, cutoff=_CLOSE_ENOUGH)), "")


def shorten(text: str, *, most: int = _SHOWN) -> str:
    """Return a text for a message, cut if it is long."""
    return text if len(text) <= most else f"{text[:most]}…"


def describe(expected: str, got: str, *, line: int, text: str) -> str:
    """Return what is wrong with a line of a tree in one line that is never long, whatever the text holds."""
    wanted, came = (shorten(part, most=_LONGEST_PART) for part in (expected, got))
    return f"expected {wanted} in line {line} of the tree, got {came}: {shorten(text)!r}"


def format_error(code: str, expected: str, got: str, *, line: int, text: str) -> FormatError:
    """Return the error for a line of a tree.

    Args:
        code: Machine-readable kind.
        expected: What would have been accepted.
        got: What came instead.
        line: Number of the line, counted from 1.
        text: The line.
    """
    return FormatError(describe(expected, got, line=line, text=text), code=code, line=line, text=text)
