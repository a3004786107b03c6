"""What every score does first: look at what it was given."""

from __future__ import annotations

from collections.abc import Sequence

from hmer_kit.exceptions import InputError

__all__ = ["check_pairs", "check_tolerance"]


def check_pairs(preds: Sequence[str], target: Sequence[str], *, ids: Sequence[str] | None = None) -> None:
    """Check that predictions, references and ids are sequences of strings of one length.

    Args:
        preds: Predictions.
        target: References.
        ids: Names of the samples, used in the message.

    Raises:
        InputError: If one is no sequence (a bare string included), the lengths differ, or an item is no string.

    Examples:
        >>> check_pairs(["x"], ["x", "y"])
        Traceback (most recent call last):
        ...
        hmer_kit.exceptions.InputError: expected one reference for each prediction, got 1 preds and 2 target
    """
    named = {"preds": preds, "target": target} | ({} if ids is None else {"ids": ids})
    for name, items in named.items():
        _check_sequence(items, name=name)
    if len(preds) != len(target):
        raise InputError(f"expected one reference for each prediction, got {len(preds)} preds and {len(target)} target")
    if ids is not None and len(ids) != len(preds):
        raise InputError(f"expected one id for each prediction, got {len(ids)} ids and {len(preds)} preds")
    for name, items in named.items():
        _check_items(items, name=name, ids=None if name == "ids" else ids)


def check_tolerance(tolerance: int) -> int:
    """Return the tolerance if it is a count of errors, 0 or more.

    Args:
        tolerance: Errors that are forgiven.

    Returns:
        The same number.

    Raises:
        InputError: If it is negative or no integer.

    Examples:
        >>> check_tolerance(2)
        2
    """
    if not isinstance(tolerance, int) or isinstance(tolerance, bool) or tolerance < 0:
        raise InputError(f"expected tolerance as a number of errors, 0 or more, got {tolerance!r}")
    return tolerance


def _check_sequence(items: object, *, name: str) -> None:
    if isinstance(items, str | bytes):
        raise InputError(f"expected {name} as a sequence of str, got one {type(items).__name__}; write [{name}]")
    if not isinstance(items, Sequence):
        raise InputError(f"expected {name} as a sequence of str, got {type(items).__name__}; write list({name})")


def _check_items(items: Sequence[object], *, name: str, ids: Sequence[str] | None) -> None:
    if set(map(type, items)) <= {str}:
        return
    for index, item in enumerate(items):
        if not isinstance(item, str):
            where = f"{name}[{index}]" + ("" if ids is None else f" (id {ids[index]!r})")
            raise InputError(f"expected a str at {where}, got {item!r:.80}; write '' for an empty expression")
