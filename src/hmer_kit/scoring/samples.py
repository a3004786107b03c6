"""The score of one prediction: integer counts, and nothing that depends on the other samples."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hmer_kit.alignment import edit_distance, is_runaway
from hmer_kit.scoring.ngrams import NgramCounts, count_ngrams

if TYPE_CHECKING:
    from hmer_kit.scoring.inputs import TokenPair

__all__ = ["SampleScore", "score_sample"]


@dataclass(frozen=True, slots=True)
class SampleScore:
    """One row of a score: a prediction, its reference and what was counted in them.

    Examples:
        >>> row = score_sample("x ^ 2", "x ^ { 2 }", tokens=("x ^ 2".split(), "x ^ { 2 }".split()))
        >>> row.distance, row.edit_score
        (2, 0.6)
    """

    id: str
    """Name of the sample; its number, counted from 0, where none was given."""
    prediction: str
    """The prediction as given."""
    reference: str
    """The reference as given."""
    distance: int
    """Fewest token edits (substitute, insert, delete) between the two."""
    ngrams: NgramCounts
    """Counts for BLEU."""
    runaway: bool
    """Whether the prediction is no reading but a decoder's runaway, see ``hmer_kit.alignment.is_runaway``."""
    missing: bool = False
    """Whether there is no prediction at all; ``prediction`` is then the empty string."""

    @property
    def prediction_length(self) -> int:
        """Tokens of the prediction."""
        return self.ngrams.prediction_length

    @property
    def reference_length(self) -> int:
        """Tokens of the reference."""
        return self.ngrams.reference_length

    @property
    def reference_characters(self) -> int:
        """Characters of the reference, blanks counted."""
        return len(self.reference)

    @property
    def edit_score(self) -> float:
        """``1 - distance / tokens of the longer one``, a fraction 0..1.

        1 if both are empty, 0 if one is or there is no prediction.
        """
        if self.missing:
            return 0.0
        longer = max(self.prediction_length, self.reference_length)
        return 1 - self.distance / longer if longer else 1.0

    def is_within(self, tolerance: int) -> bool:
        """Return whether the prediction passes a tolerance; one that is not there passes none.

        Args:
            tolerance: Token edits that are forgiven.

        Examples:
            >>> score_sample("x", "y", tokens=(["x"], ["y"])).is_within(1)
            True
        """
        return not self.missing and self.distance <= tolerance


def score_sample(prediction: str, reference: str, *, tokens: TokenPair, id: str = "0") -> SampleScore:  # noqa: A002
    """Count the edits and n-grams of one pair.

    Args:
        prediction: The prediction.
        reference: The reference.
        tokens: Tokens of the two.
        id: Name of the sample.

    Returns:
        One row.

    Examples:
        >>> score_sample("x", "y", tokens=(["x"], ["y"]), id="514_em_341").distance
        1
    """
    predicted, expected = tokens
    equal = predicted == expected
    return SampleScore(
        id=id,
        prediction=prediction,
        reference=reference,
        distance=0 if equal else edit_distance(predicted, expected),
        ngrams=count_ngrams(predicted, expected),
        runaway=not equal and is_runaway(predicted, expected),
    )
