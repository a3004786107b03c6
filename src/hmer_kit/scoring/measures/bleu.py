"""BLEU as a measure."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from hmer_kit.scoring.measures.measure import Family, Measure
from hmer_kit.scoring.measures.ngrams import NgramCounts, bleu_from_counts, check_order, count_ngrams

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.scoring.measures.measure import Counts
    from hmer_kit.scoring.samples import SampleScore

__all__ = ["BLEU_4", "bleu_measure"]


def bleu_measure(n_gram: int = 4) -> Measure:
    """Return corpus BLEU with n-grams up to an order as a measure.

    Args:
        n_gram: Highest order of n-grams; papers report 4.

    Raises:
        InputError: It is no positive integer.

    Examples:
        >>> bleu_measure(2).name
        'bleu_2'
    """
    orders = range(1, check_order(n_gram) + 1)
    columns = ("samples", *(f"matches_{k}" for k in orders), *(f"totals_{k}" for k in orders))
    return Measure(
        "bleu" if n_gram == 4 else f"bleu_{n_gram}",
        Family(
            f"bleu_{n_gram}",
            (*columns, "prediction_tokens", "reference_tokens"),
            partial(_count, n_gram=n_gram),
        ),
        partial(_bleu, n_gram=n_gram),
        definition=f"Corpus BLEU-{n_gram} of tokens with nltk's denominators and smoothing method 4.",
        source="Uni-MuMER's evaluation script (arXiv 2505.23566); Papineni et al. 2002, Chen and Cherry 2014",
    )


def _count(sample: SampleScore, *, n_gram: int) -> Counts:
    counts = count_ngrams(*sample.tokens, n_gram=n_gram)
    return 1, *counts.matches, *counts.totals, counts.prediction_length, counts.reference_length


def _bleu(sums: Sequence[int], *, n_gram: int) -> float:
    matches, totals = tuple(sums[1 : n_gram + 1]), tuple(sums[n_gram + 1 : 2 * n_gram + 1])
    return bleu_from_counts(NgramCounts(matches, totals, sums[-2], sums[-1]))


BLEU_4: Final = bleu_measure()
"""BLEU as papers report it."""
