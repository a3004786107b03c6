"""Checks of arguments that more than one file needs."""

from __future__ import annotations

from collections.abc import Sequence

from hmer_kit.exceptions import InputError


def require_items(items: object, kind: type, advice: str) -> None:
    """Reject what is no sequence of ``kind``; a bare str is none of str either."""
    wanted = f"expected a list of {kind.__name__}"
    if isinstance(items, (str, bytes)) or not isinstance(items, Sequence):
        raise InputError(f"{wanted}, got {type(items).__name__} {str(items)[:40]!r}; {advice}")
    for index, item in enumerate(items):
        if not isinstance(item, kind):
            raise InputError(f"{wanted}, got {type(item).__name__} {str(item)[:40]!r} at item {index}; {advice}")
