"""What each reading weighs beside the others."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.inference.strategies.reading import Reading

__all__ = ["group_weights"]


def group_weights(groups: Sequence[Sequence[Reading]], shares: Sequence[float], *, weigh: str) -> list[float]:
    """Return the weight of each reading of a sample, answer by answer.

    Args:
        groups: Readings of one answer together.
        shares: A factor for each answer.
        weigh: ``"votes"``, ``"score"`` or ``"confidence"``.

    Raises:
        InputError: An answer lacks the score or the confidence that is asked for.
    """
    return [
        share * weight
        for group, share in zip(groups, shares, strict=True)
        for weight in _weights_of_answer(group, weigh=weigh)
    ]


def _weights_of_answer(group: Sequence[Reading], *, weigh: str) -> list[float]:
    if weigh == "votes":
        return [1.0] * len(group)
    if weigh == "confidence":
        confidences = [_known(reading, reading.confidence, "confidence") for reading in group]
        return [confidence / len(group) for confidence in confidences]
    scores = [_known(reading, reading.score, "score") for reading in group]
    top = max(scores)
    likely = [math.exp(score - top) for score in scores]
    return [each / sum(likely) for each in likely]


def _known(reading: Reading, value: float | None, what: str) -> float:
    if value is None or not math.isfinite(value):
        raise InputError(
            f"expected a {what} in every answer, got {value} from {reading.source}; "
            "take weigh='votes', or a back end that tells it"
        )
    return value
