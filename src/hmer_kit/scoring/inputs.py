"""What every score does first: check the pairs and cut them into tokens."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Literal, TypeAlias, get_args

from hmer_kit.exceptions import InputError
from hmer_kit.latex import tokenize

__all__ = ["TokenPair", "Tokenizer", "check_pairs", "check_tokenizer", "check_tolerance", "token_pairs"]

Tokenizer: TypeAlias = Literal["split", "latex"]
"""``"split"`` is ``str.split``, as in the released script; ``"latex"`` reads tight and blank-separated LaTeX alike."""

TokenPair: TypeAlias = tuple[list[str], list[str]]
"""Tokens of a prediction and of its reference. Equal strings share one list: do not change it."""

_TOKENIZERS: Mapping[str, Callable[[str], list[str]]] = MappingProxyType({"split": str.split, "latex": tokenize})


def token_pairs(preds: Sequence[str], target: Sequence[str], *, tokenizer: Tokenizer = "split") -> list[TokenPair]:
    r"""Cut predictions and references into tokens, pair by pair.

    Args:
        preds: Predictions.
        target: References, one for each prediction.
        tokenizer: How a string is cut.

    Returns:
        One pair of token lists for each sample.

    Raises:
        InputError: If the lengths differ, something is no string, or the tokenizer is unknown.

    Examples:
        >>> token_pairs(["x ^ 2"], ["x ^ { 2 }"])
        [(['x', '^', '2'], ['x', '^', '{', '2', '}'])]
        >>> token_pairs(["x^2"], [r"\pi"], tokenizer="latex")
        [(['x', '^', '2'], ['\\pi'])]
    """
    check_pairs(preds, target)
    cut = _TOKENIZERS[check_tokenizer(tokenizer)]
    pairs: list[TokenPair] = []
    for prediction, reference in zip(preds, target, strict=True):
        tokens = cut(reference)
        pairs.append((tokens if prediction == reference else cut(prediction), tokens))
    return pairs


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
    """Return the tolerance if it is a count of token edits, 0 or more.

    Args:
        tolerance: Token edits that are forgiven.

    Returns:
        The same number.

    Raises:
        InputError: If it is negative or no integer.

    Examples:
        >>> check_tolerance(2)
        2
    """
    if not isinstance(tolerance, int) or isinstance(tolerance, bool) or tolerance < 0:
        raise InputError(f"expected tolerance as a number of token edits, 0 or more, got {tolerance!r}")
    return tolerance


def check_tokenizer(tokenizer: Tokenizer) -> Tokenizer:
    """Return the name of the tokenizer if there is such a one.

    Args:
        tokenizer: Name of a tokenizer.

    Returns:
        The same name.

    Raises:
        InputError: If the name is unknown.

    Examples:
        >>> check_tokenizer("split")
        'split'
    """
    if tokenizer not in get_args(Tokenizer):
        raise InputError(f"expected tokenizer to be one of {', '.join(_TOKENIZERS)}, got {tokenizer!r}")
    return tokenizer


def _check_sequence(items: object, *, name: str) -> None:
    if isinstance(items, str | bytes):
        raise InputError(f"expected {name} as a sequence of str, got one {type(items).__name__}; write [{name}]")
    if not isinstance(items, Sequence):
        raise InputError(f"expected {name} as a sequence of str, got {type(items).__name__}; write list({name})")


def _check_items(items: Sequence[object], *, name: str, ids: Sequence[str] | None) -> None:
    for index, item in enumerate(items):
        if not isinstance(item, str):
            where = f"{name}[{index}]" + ("" if ids is None else f" (id {ids[index]!r})")
            raise InputError(f"expected a str at {where}, got {item!r:.80}; write '' for an empty expression")
