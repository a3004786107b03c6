"""The released evaluation script restated: our own code from the protocol's description, to measure scores against.

Edit distance on token lists for the mean edit score, the "CER" and the tolerances; nltk's corpus BLEU with smoothing
method 4. The distance is rapidfuzz's, which is faster than the package ``editdistance`` that the script asks, so that
ratios show what the distance does not explain.
"""

from __future__ import annotations

from nltk.translate.bleu_score import SmoothingFunction, corpus_bleu
from rapidfuzz.distance import Levenshtein

__all__ = ["bleu", "edits", "everything"]

TOLERANCES = range(4)


def edits(preds: list[str], target: list[str]) -> list[float]:
    """Edit score, "CER", and the rates within 0 to 3 edits."""
    predicted, expected = [text.split() for text in preds], [text.split() for text in target]
    both = list(zip(predicted, expected, strict=True))
    distances = [Levenshtein.distance(*pair) for pair in both]
    scores = [1 - d / (max(map(len, pair)) or 1) for d, pair in zip(distances, both, strict=True)]
    within = [sum(d <= k for d in distances) / len(distances) for k in TOLERANCES]
    return [sum(scores) / len(scores), sum(distances) / sum(map(len, target)), *within]


def bleu(preds: list[str], target: list[str]) -> float:
    """BLEU-4."""
    references, predicted = [[text.split()] for text in target], [text.split() for text in preds]
    return float(corpus_bleu(references, predicted, smoothing_function=SmoothingFunction().method4))


def everything(preds: list[str], target: list[str]) -> list[float]:
    """The seven figures that the script prints."""
    return [*edits(preds, target), bleu(preds, target)]
