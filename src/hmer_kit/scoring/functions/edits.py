"""Expression rate, edit score, error rates and BLEU: what is read off edits and n-grams."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.scoring.functions.whole import score
from hmer_kit.scoring.measures.bleu import bleu_measure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.scoring.protocols.protocol import ScoringProtocol

__all__ = [
    "bleu",
    "character_error_rate",
    "edit_score",
    "error_rate",
    "expression_rate",
    "released_cer",
    "token_error_rate",
]


def expression_rate(
    preds: Sequence[str], target: Sequence[str], *, tolerance: int = 0, protocol: str | ScoringProtocol = "released"
) -> float:
    """Return the share of predictions with at most ``tolerance`` errors.

    Args:
        preds: Predictions.
        target: References.
        tolerance: Errors that are forgiven, in the unit of the protocol.
        protocol: What counts as an error.

    Returns:
        A fraction 0..1; ``nan`` without samples.

    Raises:
        InputError: If ``score`` would raise it, or the tolerance is negative.

    Examples:
        >>> expression_rate(["x", "y"], ["x", "z"]), expression_rate(["x", "y"], ["x", "z"], tolerance=1)
        (0.5, 1.0)
    """
    return score(preds, target, protocol=protocol).expression_rate(tolerance)


def edit_score(preds: Sequence[str], target: Sequence[str], *, protocol: str | ScoringProtocol = "released") -> float:
    """Return the mean over samples of ``1 - errors / units of the longer one``.

    Args:
        preds: Predictions.
        target: References.
        protocol: What counts as an error.

    Returns:
        A fraction 0..1; a sample counts 1 if both are empty, 0 if one is; ``nan`` without samples.

    Raises:
        InputError: If ``score`` would raise it.

    Examples:
        >>> edit_score(["a + b", "", ""], ["a + c d", "", "x"])
        0.5
    """
    return score(preds, target, protocol=protocol).edit_score


def error_rate(preds: Sequence[str], target: Sequence[str], *, protocol: str | ScoringProtocol = "released") -> float:
    """Return errors over units of the references, in the unit of the protocol.

    Args:
        preds: Predictions.
        target: References.
        protocol: What counts as an error.

    Returns:
        0 or more, above 1 possible; ``nan`` without samples. If all references are empty: 0.0 without errors, ``inf``
        with some.

    Raises:
        InputError: If ``score`` would raise it.

    Examples:
        >>> error_rate(["x ^ 2"], ["x _ 2"], protocol="label_graph"), error_rate(["x"], ["y z"])
        (1.3333333333333333, 1.0)
    """
    return score(preds, target, protocol=protocol).rate("error_rate")


def token_error_rate(
    preds: Sequence[str], target: Sequence[str], *, protocol: str | ScoringProtocol = "released"
) -> float:
    """Return token edits over tokens of the references.

    Args:
        preds: Predictions.
        target: References.
        protocol: What counts as an error.

    Returns:
        0 or more, above 1 possible; ``error_rate`` decides the empty cases.

    Raises:
        InputError: If ``score`` would raise it.

    Examples:
        >>> token_error_rate(["a + b"], ["a - b ="])
        0.5
    """
    return score(preds, target, protocol=protocol).token_error_rate


def character_error_rate(
    preds: Sequence[str], target: Sequence[str], *, protocol: str | ScoringProtocol = "released"
) -> float:
    r"""Return character edits over characters of the references, blanks left out.

    Args:
        preds: Predictions.
        target: References.
        protocol: Makes no difference here.

    Returns:
        0 or more, above 1 possible; ``error_rate`` decides the empty cases.

    Raises:
        InputError: If ``score`` would raise it.

    Examples:
        >>> character_error_rate([r"\alpha + b"], [r"\alpha - b"])
        0.125
    """
    return score(preds, target, protocol=protocol).rate("character_error_rate")


def released_cer(preds: Sequence[str], target: Sequence[str], *, protocol: str | ScoringProtocol = "released") -> float:
    """Return token edits over characters of the references, blanks counted: the "CER" of the released script.

    Use it to compare with published numbers only; ``ScoreResult.released_cer`` says why.

    Args:
        preds: Predictions.
        target: References.
        protocol: What counts as an error.

    Returns:
        0 or more; ``error_rate`` decides the empty cases.

    Raises:
        InputError: If ``score`` would raise it.

    Examples:
        >>> released_cer(["a + b"], ["a - c"])
        0.4
    """
    return score(preds, target, protocol=protocol).released_cer


def bleu(
    preds: Sequence[str], target: Sequence[str], *, n_gram: int = 4, protocol: str | ScoringProtocol = "released"
) -> float:
    """Return corpus BLEU with nltk's denominators and smoothing method 4.

    Args:
        preds: Predictions.
        target: References.
        n_gram: Highest order of n-grams; papers report 4.
        protocol: How strings are read as tokens.

    Returns:
        A fraction 0..1; 0.0 where no single token matches; ``nan`` without samples.

    Raises:
        InputError: If ``score`` would raise it, or ``n_gram`` is no positive integer.

    Examples:
        >>> round(bleu(["a + b = c"], ["a + b = d"]), 4)
        0.6687
    """
    return score(preds, target, protocol=protocol).rate(bleu_measure(n_gram))
