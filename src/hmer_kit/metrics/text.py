"""Expression rate, token error rate, edit score and BLEU as torchmetrics classes.

Each is the twin of a function of ``hmer_kit.scoring`` and gives the same number. ``update`` takes two sequences of
LaTeX strings. States are sums of int64, so any split over batches and processes gives the same result. Without samples
the result is ``nan``; torchmetrics warns if ``compute`` comes before the first ``update``.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from hmer_kit.alignment import edit_distance
from hmer_kit.metrics._counting import _CountingMetric
from hmer_kit.scoring import NgramCounts, bleu_from_counts, check_order, check_tolerance, count_ngrams, error_rate

if TYPE_CHECKING:
    from hmer_kit.scoring import Tokenizer

__all__ = ["BLEU", "EditScore", "ExpressionRate", "TokenErrorRate"]


class ExpressionRate(_CountingMetric):
    """Share of predictions with at most ``tolerance`` token edits.

    Args:
        tolerance: Token edits that are forgiven.
        tokenizer: ``"split"`` at blanks, or ``"latex"`` for tight LaTeX.
        kwargs: Options of ``torchmetrics.Metric``.

    Raises:
        InputError: If the tolerance is negative or no integer, or the tokenizer is unknown.

    Examples:
        >>> exact, near = ExpressionRate(), ExpressionRate(tolerance=1)
        >>> exact(["x ^ 2", "y"], ["x ^ 2", "z"]), near(["x ^ 2", "y"], ["x ^ 2", "z"])
        (tensor(0.5000), tensor(1.))
    """

    higher_is_better = True
    plot_upper_bound = 1.0

    def __init__(self, tolerance: int = 0, *, tokenizer: Tokenizer = "split", **kwargs: Any) -> None:
        super().__init__(f"tolerance{check_tolerance(tolerance)}", size=2, tokenizer=tokenizer, **kwargs)
        self.tolerance = tolerance

    def _count(self, prediction: list[str], reference: list[str]) -> tuple[int, ...]:
        return 1, int(edit_distance(prediction, reference) <= self.tolerance)

    def _rate(self, counts: list[int]) -> float:
        n, within = counts
        return within / n if n else math.nan


class TokenErrorRate(_CountingMetric):
    """Token edits over tokens of the references; above 1 if predictions are much too long.

    Where all references are empty it is 0 without edits and ``inf`` with some.

    Args:
        tokenizer: ``"split"`` at blanks, or ``"latex"`` for tight LaTeX.
        kwargs: Options of ``torchmetrics.Metric``.

    Raises:
        InputError: If the tokenizer is unknown.

    Examples:
        >>> TokenErrorRate()(["a + b"], ["a - b ="])
        tensor(0.5000)
    """

    higher_is_better = False

    def __init__(self, *, tokenizer: Tokenizer = "split", **kwargs: Any) -> None:
        super().__init__("edits", size=3, tokenizer=tokenizer, **kwargs)

    def _count(self, prediction: list[str], reference: list[str]) -> tuple[int, ...]:
        return 1, edit_distance(prediction, reference), len(reference)

    def _rate(self, counts: list[int]) -> float:
        n, edits, tokens = counts
        return error_rate(edits, tokens, n=n)


class EditScore(_CountingMetric):
    """Mean over samples of ``1 - distance / tokens of the longer one``; 1 if both are empty, 0 if one is.

    The sum of these fractions is kept as an integer number of 2^-32 steps, each sample rounded to the nearest: the mean
    is off by 1.2e-10 at most, and there is room for 2^31 samples.

    Args:
        tokenizer: ``"split"`` at blanks, or ``"latex"`` for tight LaTeX.
        kwargs: Options of ``torchmetrics.Metric``.

    Raises:
        InputError: If the tokenizer is unknown.

    Examples:
        >>> EditScore()(["a + b", "", ""], ["a + c d", "", "x"])
        tensor(0.5000)
    """

    higher_is_better = True
    plot_upper_bound = 1.0
    _BITS = 32

    def __init__(self, *, tokenizer: Tokenizer = "split", **kwargs: Any) -> None:
        super().__init__(f"steps{self._BITS}", size=2, tokenizer=tokenizer, **kwargs)

    def _count(self, prediction: list[str], reference: list[str]) -> tuple[int, ...]:
        # Two empty lists count as one token that agrees.
        longer = max(len(prediction), len(reference), 1)
        agreeing = longer - edit_distance(prediction, reference)
        return 1, ((agreeing << self._BITS) + longer // 2) // longer

    def _rate(self, counts: list[int]) -> float:
        n, steps = counts
        return steps / (n << self._BITS) if n else math.nan


class BLEU(_CountingMetric):
    """Corpus BLEU with the n-gram denominators and the smoothing of the released script.

    ``hmer_kit.scoring.ngrams`` says how it differs from ``torchmetrics.text.BLEUScore``. It is 0 where no single
    token matches.

    Args:
        n_gram: Highest order of n-grams; papers report 4.
        tokenizer: ``"split"`` at blanks, or ``"latex"`` for tight LaTeX.
        kwargs: Options of ``torchmetrics.Metric``.

    Raises:
        InputError: If ``n_gram`` is no positive integer, or the tokenizer is unknown.

    Examples:
        >>> BLEU()(["a + b = c"], ["a + b = d"])
        tensor(0.6687)
    """

    higher_is_better = True
    plot_upper_bound = 1.0

    def __init__(self, n_gram: int = 4, *, tokenizer: Tokenizer = "split", **kwargs: Any) -> None:
        super().__init__(f"orders{check_order(n_gram)}", size=2 * n_gram + 2, tokenizer=tokenizer, **kwargs)
        self.n_gram = n_gram

    def _count(self, prediction: list[str], reference: list[str]) -> tuple[int, ...]:
        counts = count_ngrams(prediction, reference, n_gram=self.n_gram)
        return *counts.matches, *counts.totals, counts.prediction_length, counts.reference_length

    def _rate(self, counts: list[int]) -> float:
        matches, totals = counts[: self.n_gram], counts[self.n_gram : -2]
        return bleu_from_counts(NgramCounts(tuple(matches), tuple(totals), counts[-2], counts[-1]))
