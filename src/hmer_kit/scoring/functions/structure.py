"""Structure rate, and precision, recall and F1 of symbols and relations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.scoring.functions.whole import score

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.scoring.protocols.protocol import ScoringProtocol

__all__ = [
    "relation_f1",
    "relation_precision",
    "relation_recall",
    "structure_rate",
    "symbol_f1",
    "symbol_precision",
    "symbol_recall",
]


def structure_rate(
    preds: Sequence[str], target: Sequence[str], *, protocol: str | ScoringProtocol = "released"
) -> float:
    """Return the share of predictions whose layout tree is right when its labels are ignored.

    Args:
        preds: Predictions.
        target: References.
        protocol: How strings are read as tokens.

    Returns:
        A fraction 0..1; ``nan`` without samples.

    Raises:
        InputError: If ``score`` would raise it.

    Examples:
        >>> structure_rate(["x ^ 3", "x _ 2"], ["y ^ { 2 }", "x ^ 2"])
        0.5
    """
    return score(preds, target, protocol=protocol).rate("structure_rate")


def symbol_precision(
    preds: Sequence[str], target: Sequence[str], *, protocol: str | ScoringProtocol = "released"
) -> float:
    """Return the share of the predicted symbols that are right, whatever their places.

    The layout tree of the tokens is compared; ``hmer_kit.scoring.layouts`` says how symbols are paired.

    Args:
        preds: Predictions.
        target: References.
        protocol: How strings are read as tokens.

    Returns:
        A fraction 0..1; ``nan`` where nothing is predicted.

    Raises:
        InputError: If ``score`` would raise it.

    Examples:
        >>> symbol_precision(["x ^ 2 + y"], ["x ^ 2"])
        0.5
    """
    return score(preds, target, protocol=protocol).rate("symbol_precision")


def symbol_recall(
    preds: Sequence[str], target: Sequence[str], *, protocol: str | ScoringProtocol = "released"
) -> float:
    """Return the share of the references' symbols that are found, whatever their places.

    The layout tree of the tokens is compared; ``hmer_kit.scoring.layouts`` says how symbols are paired.

    Args:
        preds: Predictions.
        target: References.
        protocol: How strings are read as tokens.

    Returns:
        A fraction 0..1; ``nan`` where there are no symbols to find.

    Raises:
        InputError: If ``score`` would raise it.

    Examples:
        >>> symbol_recall(["x ^ 2 + y"], ["x ^ 2"])
        1.0
    """
    return score(preds, target, protocol=protocol).rate("symbol_recall")


def symbol_f1(preds: Sequence[str], target: Sequence[str], *, protocol: str | ScoringProtocol = "released") -> float:
    """Return the harmonic mean of the precision and the recall of symbols.

    The layout tree of the tokens is compared; ``hmer_kit.scoring.layouts`` says how symbols are paired.

    Args:
        preds: Predictions.
        target: References.
        protocol: How strings are read as tokens.

    Returns:
        A fraction 0..1; ``nan`` where there are no symbols on either side.

    Raises:
        InputError: If ``score`` would raise it.

    Examples:
        >>> round(symbol_f1(["x ^ 2 + y"], ["x ^ 2"]), 4)
        0.6667
    """
    return score(preds, target, protocol=protocol).rate("symbol_f1")


def relation_precision(
    preds: Sequence[str], target: Sequence[str], *, protocol: str | ScoringProtocol = "released"
) -> float:
    """Return the share of the predicted relations that are right.

    The layout tree of the tokens is compared; ``hmer_kit.scoring.layouts`` says how symbols are paired.

    Args:
        preds: Predictions.
        target: References.
        protocol: How strings are read as tokens.

    Returns:
        A fraction 0..1; ``nan`` where no relation is predicted.

    Raises:
        InputError: If ``score`` would raise it.

    Examples:
        >>> round(relation_precision(["x _ 2 + y"], ["x ^ 2 + y"]), 4)
        0.6667
    """
    return score(preds, target, protocol=protocol).rate("relation_precision")


def relation_recall(
    preds: Sequence[str], target: Sequence[str], *, protocol: str | ScoringProtocol = "released"
) -> float:
    """Return the share of the references' relations that are found.

    The layout tree of the tokens is compared; ``hmer_kit.scoring.layouts`` says how symbols are paired.

    Args:
        preds: Predictions.
        target: References.
        protocol: How strings are read as tokens.

    Returns:
        A fraction 0..1; ``nan`` where there are no relations to find.

    Raises:
        InputError: If ``score`` would raise it.

    Examples:
        >>> round(relation_recall(["x ^ 2"], ["x ^ 2 + y"]), 4)
        0.3333
    """
    return score(preds, target, protocol=protocol).rate("relation_recall")


def relation_f1(preds: Sequence[str], target: Sequence[str], *, protocol: str | ScoringProtocol = "released") -> float:
    """Return the harmonic mean of the precision and the recall of relations.

    The layout tree of the tokens is compared; ``hmer_kit.scoring.layouts`` says how symbols are paired.

    Args:
        preds: Predictions.
        target: References.
        protocol: How strings are read as tokens.

    Returns:
        A fraction 0..1; ``nan`` where there are no relations on either side.

    Raises:
        InputError: If ``score`` would raise it.

    Examples:
        >>> relation_f1(["x ^ 2"], ["x ^ 2 + y"])
        0.5
    """
    return score(preds, target, protocol=protocol).rate("relation_f1")
