"""Small helpers for messages and for strings that come from files."""

from __future__ import annotations

import re

_SHOWN = 80
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def one_line(text: str) -> str:
    """Fold white space and cut a long text, for a message."""
    folded = " ".join(text[: 4 * _SHOWN].split())
    return folded if len(folded) <= _SHOWN else f"{folded[:_SHOWN]}…"


def quoted(text: str) -> str:
    """Return the text in quotes on one line, control characters escaped and cut to a decent length."""
    return repr(text) if len(text) <= _SHOWN else f"{text[:_SHOWN]!r}…"


def problem_of_str(value: object) -> str | None:
    """Return what keeps a value from being a string that UTF-8 can hold, or None."""
    if not isinstance(value, str):
        return f"expected a string, got {kind_of(value)}"
    if not value.isascii() and _LONE_SURROGATE.search(value):
        return "holds half a surrogate pair, which UTF-8 cannot store"
    return None


def kind_of(value: object) -> str:
    """Name the kind of a value in the words of JSON."""
    if value is None:
        return "null"
    kinds = (
        (bool, "true or false"),
        (str, "a string"),
        (int | float, "a number"),
        (dict, "an object"),
        (list, "a list"),
    )
    return next((name for kind, name in kinds if isinstance(value, kind)), type(value).__name__)
