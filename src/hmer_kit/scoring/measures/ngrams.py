"""BLEU from n-gram counts, with the denominators and the smoothing of the released script.

The released Uni-MuMER script calls nltk's ``corpus_bleu`` with ``SmoothingFunction().method4`` (Chen and Cherry 2014).
Two choices of nltk show in the numbers:

* A sentence shorter than n adds 1, not 0, to the count of n-grams. Other libraries add 0 (torchmetrics: 89.3561 in
  place of 89.1164 on the published predictions for CROHME 2014).
* An order without any match gets ``ln(length) / (5 * 2^k)`` matches, ``length`` being the tokens of all predictions
  and ``k`` the number of such orders so far. It is 0, and left out of the mean, where ``length`` is 1.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["NgramCounts", "bleu_from_counts", "check_order", "count_ngrams", "sum_counts"]

_K = 5
"""Constant of smoothing method 4, as nltk sets it."""


@dataclass(frozen=True, slots=True)
class NgramCounts:
    """What BLEU needs to know of one pair, or of the sum of many.

    Examples:
        >>> count_ngrams(["x", "+", "y"], ["x", "+", "z"]).matches
        (2, 1, 0, 0)
    """

    matches: tuple[int, ...]
    """For each order 1, 2, ..., n-grams of the prediction found in the reference, each at most as often as there."""
    totals: tuple[int, ...]
    """For each order, n-grams of the prediction; at least 1 for each pair."""
    prediction_length: int
    """Tokens of the prediction."""
    reference_length: int
    """Tokens of the reference."""


def count_ngrams(prediction: Sequence[str], reference: Sequence[str], *, n_gram: int = 4) -> NgramCounts:
    """Count the n-grams that a prediction shares with its reference.

    Args:
        prediction: Tokens of the prediction.
        reference: Tokens of the reference.
        n_gram: Highest order.

    Returns:
        Counts of the orders 1 to ``n_gram``.

    Raises:
        InputError: If ``n_gram`` is no positive integer.

    Examples:
        >>> count_ngrams(["x"], ["x"])
        NgramCounts(matches=(1, 0, 0, 0), totals=(1, 1, 1, 1), prediction_length=1, reference_length=1)
    """
    check_order(n_gram)
    length = len(prediction)
    available = tuple(max(0, length - order + 1) for order in range(1, n_gram + 1))
    matches = available
    if prediction != reference:
        matches = tuple(_shared(prediction, reference, order=order) for order in range(1, n_gram + 1))
    return NgramCounts(matches, tuple(max(1, count) for count in available), length, len(reference))


def sum_counts(counts: Iterable[NgramCounts], *, n_gram: int = 4) -> NgramCounts:
    """Add up the counts of many pairs.

    Args:
        counts: Counts, all of one highest order.
        n_gram: That order.

    Returns:
        The sums; zeros if there are no counts.

    Raises:
        InputError: If the orders differ, or ``n_gram`` is no positive integer.

    Examples:
        >>> sum_counts([count_ngrams(["x"], ["x"]), count_ngrams(["y"], ["x"])]).matches
        (1, 0, 0, 0)
    """
    check_order(n_gram)
    rows = list(counts)
    for row in rows:
        if len(row.matches) != n_gram:
            raise InputError(f"expected counts of the orders 1 to {n_gram}, got {len(row.matches)} orders")
    return NgramCounts(
        matches=tuple(sum(row.matches[order] for row in rows) for order in range(n_gram)),
        totals=tuple(sum(row.totals[order] for row in rows) for order in range(n_gram)),
        prediction_length=sum(row.prediction_length for row in rows),
        reference_length=sum(row.reference_length for row in rows),
    )


def bleu_from_counts(counts: NgramCounts) -> float:
    """Return corpus BLEU: the geometric mean of the precisions, times the brevity penalty.

    Args:
        counts: Sums over the corpus.

    Returns:
        A fraction 0..1; 0.0 where no single token matches, ``nan`` for a corpus without samples.

    Examples:
        >>> bleu_from_counts(count_ngrams("x + y = 1".split(), "x + y = 1".split()))
        1.0
    """
    if counts.totals[0] == 0:
        return math.nan
    if counts.matches[0] == 0:
        return 0.0
    precisions = _smoothed_precisions(counts)
    logs = math.fsum(math.log(precision) for precision in precisions if precision > 0)
    missing = max(0.0, counts.reference_length / counts.prediction_length - 1)
    return math.exp(logs / len(precisions) - missing)


def _smoothed_precisions(counts: NgramCounts) -> list[float]:
    """Return the precision of each order; orders without a match share out ever smaller smoothing counts."""
    bonus = math.log(counts.prediction_length) / _K
    precisions = []
    for matches, total in zip(counts.matches, counts.totals, strict=True):
        if matches == 0:
            bonus /= 2
        precisions.append((matches or bonus) / total)
    return precisions


def _shared(prediction: Sequence[str], reference: Sequence[str], *, order: int) -> int:
    found = Counter(_ngrams(prediction, order))
    wanted = Counter(_ngrams(reference, order))
    return sum(min(count, wanted[gram]) for gram, count in found.items() if gram in wanted)


def _ngrams(tokens: Sequence[str], order: int) -> Iterable[tuple[str, ...]]:
    return zip(*(tokens[start:] for start in range(order)), strict=False)


def check_order(n_gram: int) -> int:
    """Return the highest order of n-grams if it is 1 or more.

    Args:
        n_gram: Highest order.

    Returns:
        The same number.

    Raises:
        InputError: If it is no positive integer.

    Examples:
        >>> check_order(4)
        4
    """
    if not isinstance(n_gram, int) or isinstance(n_gram, bool) or n_gram < 1:
        raise InputError(f"expected n_gram as a positive integer, got {n_gram!r}")
    return n_gram
