"""Symbol counts, and whether predictions are well-formed at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.scoring.functions.whole import score

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.scoring.protocols.protocol import ScoringProtocol

__all__ = ["bracket_balance_rate", "count_exact_rate", "count_mae", "count_mse", "parse_rate", "runaway_rate"]


def count_mae(preds: Sequence[str], target: Sequence[str], *, protocol: str | ScoringProtocol = "released") -> float:
    """Return how many symbols are counted wrong in a sample, on average.

    Mean over samples of the sum over symbols of ``|predicted - true number|``; ``_ ^ { }`` are no symbols.

    Args:
        preds: Predictions.
        target: References.
        protocol: How strings are read as tokens.

    Returns:
        0 or more; ``nan`` without samples.

    Raises:
        InputError: If ``score`` would raise it.

    Examples:
        >>> count_mae(["x + x", "y"], ["x + y", "y"])
        1.0
    """
    return score(preds, target, protocol=protocol).rate("count_mae")


def count_mse(preds: Sequence[str], target: Sequence[str], *, protocol: str | ScoringProtocol = "released") -> float:
    """Return the squared error of symbol counts in a sample, on average.

    Mean over samples of the sum over symbols of ``(predicted - true number) ** 2``; ``_ ^ { }`` are no symbols.

    Args:
        preds: Predictions.
        target: References.
        protocol: How strings are read as tokens.

    Returns:
        0 or more; ``nan`` without samples.

    Raises:
        InputError: If ``score`` would raise it.

    Examples:
        >>> count_mse(["x x x", "y"], ["x", "y"])
        2.0
    """
    return score(preds, target, protocol=protocol).rate("count_mse")


def count_exact_rate(
    preds: Sequence[str], target: Sequence[str], *, protocol: str | ScoringProtocol = "released"
) -> float:
    """Return the share of samples in which every symbol stands as often as in the reference.

    Order and places do not matter; ``_ ^ { }`` are no symbols.

    Args:
        preds: Predictions.
        target: References.
        protocol: How strings are read as tokens.

    Returns:
        A fraction 0..1; ``nan`` without samples.

    Raises:
        InputError: If ``score`` would raise it.

    Examples:
        >>> count_exact_rate(["y ^ 2 + x", "x"], ["x + y _ { 2 }", "x x"])
        0.5
    """
    return score(preds, target, protocol=protocol).rate("count_exact_rate")


def bracket_balance_rate(
    preds: Sequence[str], target: Sequence[str], *, protocol: str | ScoringProtocol = "released"
) -> float:
    """Return the share of predictions whose braces match; the references are not looked at.

    Args:
        preds: Predictions.
        target: References.
        protocol: Makes no difference here.

    Returns:
        A fraction 0..1; ``nan`` without samples.

    Raises:
        InputError: If ``score`` would raise it.

    Examples:
        >>> bracket_balance_rate(["{ x }", "{ x"], ["x", "x"])
        0.5
    """
    return score(preds, target, protocol=protocol).rate("bracket_balance_rate")


def parse_rate(preds: Sequence[str], target: Sequence[str], *, protocol: str | ScoringProtocol = "released") -> float:
    r"""Return the share of predictions that are well-formed LaTeX; the references are not looked at.

    Args:
        preds: Predictions.
        target: References.
        protocol: Makes no difference here.

    Returns:
        A fraction 0..1; ``nan`` without samples.

    Raises:
        InputError: If ``score`` would raise it.

    Examples:
        >>> parse_rate([r"\frac { x } { y }", r"\frac { x }"], ["x", "x"])
        0.5
    """
    return score(preds, target, protocol=protocol).rate("parse_rate")


def runaway_rate(preds: Sequence[str], target: Sequence[str], *, protocol: str | ScoringProtocol = "released") -> float:
    """Return the share of predictions that repeat themselves to a length limit.

    ``hmer_kit.alignment.is_runaway`` says which do.

    Args:
        preds: Predictions.
        target: References.
        protocol: How strings are read as tokens.

    Returns:
        A fraction 0..1; ``nan`` without samples.

    Raises:
        InputError: If ``score`` would raise it.

    Examples:
        >>> runaway_rate(["x + " * 300, "x + y"], ["x + y", "x + y"])
        0.5
    """
    return score(preds, target, protocol=protocol).rate("runaway_rate")
