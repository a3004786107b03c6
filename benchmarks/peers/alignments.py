"""Least edits between token lists, by the packages that people use for them; pairs are (prediction, reference)."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def nltk_align(data: Sequence[tuple[list[str], list[str]]]) -> Callable[[], int]:
    """nltk.edit_distance_align."""
    from nltk.metrics.distance import edit_distance_align

    def run() -> int:
        edits = 0
        for prediction, reference in data:
            path = edit_distance_align(reference, prediction)
            for (left, up), (right, down) in pairwise(path):
                is_pair = right > left and down > up
                edits += not (is_pair and reference[right - 1] == prediction[down - 1])
        return edits

    return run


nltk_align.package = "nltk"


def jiwer_words(data: Sequence[tuple[list[str], list[str]]]) -> Callable[[], int]:
    """jiwer.process_words."""
    import jiwer

    split = jiwer.Compose([jiwer.ReduceToListOfListOfWords()])
    references = [" ".join(reference) for _, reference in data]
    predictions = [" ".join(prediction) for prediction, _ in data]

    def run() -> int:
        said = jiwer.process_words(references, predictions, reference_transform=split, hypothesis_transform=split)
        return said.substitutions + said.deletions + said.insertions

    return run


jiwer_words.package = "jiwer"
