"""Checks of arguments that more than one file needs."""

from __future__ import annotations

from collections.abc import Sequence

from hmer_kit.exceptions import InputError

__all__: list[str] = []

_SHOWN = 40


def check_pairs(preds: Sequence[str], target: Sequence[str], ids: Sequence[str] | None = None) -> None:
    """Refuse what are not sequences of strings of one length."""
    named = {"preds": preds, "target": target} | ({} if ids is None else {"ids": ids})
    for name, items in named.items():
        if isinstance(items, (str, bytes)) or not isinstance(items, Sequence):
            raise InputError(
                f"expected {name} as a list of strings, got {type(items).__name__} {str(items)[:_SHOWN]!r}"
            )
        for index, item in enumerate(items):
            check_string(item, f"{name}[{index}]")
    if len(preds) != len(target):
        raise InputError(f"expected one reference for each prediction, got {len(preds)} preds and {len(target)} target")
    if ids is not None and len(ids) != len(preds):
        raise InputError(f"expected one id for each prediction, got {len(ids)} ids and {len(preds)} preds")


def check_string(item: object, name: str) -> None:
    """Refuse what is no string."""
    if not isinstance(item, str):
        raise InputError(
            f"expected a str of LaTeX as {name}, got {type(item).__name__} {str(item)[:_SHOWN]!r}; "
            "give an empty string where there is no prediction"
        )
