"""BLEU."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hmer_kit.metrics._counting import _CountingMetric
from hmer_kit.scoring import bleu_measure

if TYPE_CHECKING:
    from hmer_kit.scoring import ScoringProtocol

__all__ = ["BLEU"]


class BLEU(_CountingMetric):
    """Corpus BLEU with the n-gram denominators and the smoothing of the released script.

    ``hmer_kit.scoring.measures.ngrams`` says how it differs from ``torchmetrics.text.BLEUScore``. It is 0 where no
    single token matches.

    Args:
        n_gram: Highest order of n-grams; papers report 4.
        protocol: How strings are read as tokens; a name or a ``ScoringProtocol``.
        kwargs: ``n_bootstraps`` and ``seed`` for an ``interval``, and options of ``torchmetrics.Metric``.

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
