"""Checks of arguments that more than one file needs."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from hmer_kit.exceptions import InputError

__all__ = ["require_counts", "require_dialect"]

_MOST: Final = 999_999_999


def require_counts(counts: object, name: str) -> None:
    """Reject what is no mapping from symbols to numbers of times."""
    if not isinstance(counts, Mapping):
        raise InputError(f"expected {name} as a dict, got {type(counts).__name__}; count_symbols makes one from LaTeX")
    kinds = set(map(type, counts)), set(map(type, counts.values()))
    if kinds == ({str}, {int}) and min(counts.values()) >= 0 and max(counts.values()) <= _MOST:
        return  # nearly always, and quick to see
    for symbol, count in counts.items():
        is_count = isinstance(count, int) and not isinstance(count, bool) and 0 <= count <= _MOST
        if not isinstance(symbol, str) or not is_count:
            raise InputError(f"expected {name} as symbol: number from 0 to {_MOST}, got {symbol!r}: {count!r}")


def require_dialect(dialect: object, known: Collection[str]) -> None:
    """Reject what names no dialect."""
    if not isinstance(dialect, str) or dialect not in known:
        raise InputError(f"expected a count dialect, one of {', '.join(map(repr, known))}, got {dialect!r}")
