"""Expression rate, token error rate, edit score and BLEU as torchmetrics classes.

Each is the twin of a function of ``hmer_kit.scoring`` and gives the same number. ``update`` takes two sequences of
LaTeX strings. States are sums of int64, so any split over batches and processes gives the same result. Without samples
the result is ``nan``; torchmetrics warns if ``compute`` comes before the first ``update``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hmer_kit.metrics._counting import _CountingMetric
from hmer_kit.scoring import EDIT_SCORE, TOKEN_ERROR_RATE, bleu_measure, expression_rate_measure

if TYPE_CHECKING:
    from hmer_kit.scoring import ScoringProtocol

__all__ = ["BLEU", "EditScore", "ExpressionRate", "TokenErrorRate"]


class ExpressionRate(_CountingMetric):
    """Share of predictions with at most ``tolerance`` errors.

    Args:
        tolerance: Errors that are forgiven, in the unit of the protocol.
        protocol: What counts as an error; a name or a ``ScoringProtocol``.
        kwargs: Options of ``torchmetrics.Metric``.

    Raises:
        InputError: If the tolerance is negative or no integer, or the protocol is unknown.

    Examples:
        >>> exact, near = ExpressionRate(), ExpressionRate(tolerance=1)
        >>> exact(["x ^ 2", "y"], ["x ^ 2", "z"]), near(["x ^ 2", "y"], ["x ^ 2", "z"])
        (tensor(0.5000), tensor(1.))
    """

    higher_is_better = True
    plot_upper_bound = 1.0

    def __init__(self, tolerance: int = 0, *, protocol: str | ScoringProtocol = "released", **kwargs: Any) -> None:
        super().__init__(expression_rate_measure(tolerance), protocol=protocol, **kwargs)
        self.tolerance = tolerance


class TokenErrorRate(_CountingMetric):
    """Token edits over tokens of the references; above 1 if predictions are much too long.

    Where all references are empty it is 0 without edits and ``inf`` with some.

    Args:
        protocol: How strings are read as tokens; a name or a ``ScoringProtocol``.
        kwargs: Options of ``torchmetrics.Metric``.

    Raises:
        InputError: If the protocol is unknown.

    Examples:
        >>> TokenErrorRate()(["a + b"], ["a - b ="])
        tensor(0.5000)
    """

    higher_is_better = False

    def __init__(self, *, protocol: str | ScoringProtocol = "released", **kwargs: Any) -> None:
        super().__init__(TOKEN_ERROR_RATE, protocol=protocol, **kwargs)


class EditScore(_CountingMetric):
    """Mean over samples of ``1 - errors / units of the longer one``; 1 if both are empty, 0 if one is.

    The sum of these fractions is kept as an integer number of 2^-32 steps, each sample rounded to the nearest: the mean
    is off by 1.2e-10 at most, and there is room for 2^31 samples.

    Args:
        protocol: What counts as an error; a name or a ``ScoringProtocol``.
        kwargs: Options of ``torchmetrics.Metric``.

    Raises:
        InputError: If the protocol is unknown.

    Examples:
        >>> EditScore()(["a + b", "", ""], ["a + c d", "", "x"])
        tensor(0.5000)
    """

    higher_is_better = True
    plot_upper_bound = 1.0

    def __init__(self, *, protocol: str | ScoringProtocol = "released", **kwargs: Any) -> None:
        super().__init__(EDIT_SCORE, protocol=protocol, **kwargs)


class BLEU(_CountingMetric):
    """Corpus BLEU with the n-gram denominators and the smoothing of the released script.

    ``hmer_kit.scoring.measures.ngrams`` says how it differs from ``torchmetrics.text.BLEUScore``. It is 0 where no
    single token matches.

    Args:
        n_gram: Highest order of n-grams; papers report 4.
        protocol: How strings are read as tokens; a name or a ``ScoringProtocol``.
        kwargs: Options of ``torchmetrics.Metric``.

    Raises:
        InputError: If ``n_gram`` is no positive integer, or the protocol is unknown.

    Examples:
        >>> BLEU()(["a + b = c"], ["a + b = d"])
        tensor(0.6687)
    """

    higher_is_better = True
    plot_upper_bound = 1.0

    def __init__(self, n_gram: int = 4, *, protocol: str | ScoringProtocol = "released", **kwargs: Any) -> None:
        super().__init__(bleu_measure(n_gram), protocol=protocol, **kwargs)
        self.n_gram = n_gram
