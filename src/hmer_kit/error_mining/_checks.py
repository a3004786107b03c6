"""Checks of arguments that more than one file needs."""

from __future__ import annotations

from collections.abc import Sequence

from hmer_kit.exceptions import InputError


def require_items(items: object, kind: type, advice: str) -> None:
    """Reject what is no sequence of ``kind``; a bare str is none of str either."""
    wanted = f"expected a list of {kind.__name__}"
    if type(items) is not list and (isinstance(items, (str, bytes)) or not isinstance(items, Sequence)):
        raise InputError(f"{wanted}, got {type(items).__name__} {str(items)[:40]!r}; {advice}")
    if set(map(type, items)) <= {kind}:
        return
    for index, item in enumerate(items):
        if not isinstance(item, kind):
            raise InputError(f"{wanted}, got {type(item).__name__} {str(item)[:40]!r} at item {index}; {advice}")


def require_pairs(preds: Sequence[str], target: Sequence[str], ids: Sequence[str] | None) -> None:
    """Reject what are no lists of str of one length."""
    named = {"preds": preds, "target": target} | ({} if ids is None else {"ids": ids})
    for name, items in named.items():
        require_items(items, str, f"give {name} as a list of strings")
    if len({len(items) for items in named.values()}) > 1:
        got = ", ".join(f"{len(items)} {name}" for name, items in named.items())
        raise InputError(f"expected as many target (and ids) as preds, got {got}; give one of each for every sample")


def require_count(number: object, name: str) -> None:
    """Reject what is no integer of 0 or more."""
    if not isinstance(number, int) or isinstance(number, bool) or number < 0:
        raise InputError(f"expected {name} as an integer of 0 or more, got {number!r}")
