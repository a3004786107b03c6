"""From the candidates of a question to its answer, the same for every back end."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from hmer_kit.inference.predictor import Answer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.inference.predictor import Candidate


def answer_of(candidates: Sequence[Candidate]) -> Answer:
    """Return the answer whose response is the best candidate: one that ended by itself, and the most probable.

    Examples:
        >>> from hmer_kit.inference import Candidate
        >>> looped, short = Candidate("1 1 1", score=-0.1, finish="loop"), Candidate("1", score=-0.7, finish="stop")
        >>> answer = answer_of([looped, short])
        >>> answer.response, round(answer.confidence, 2), len(answer.candidates)
        ('1', 0.5, 2)
    """
    best = max(candidates, key=_rank)
    return Answer(
        best.response,
        confidence=confidence_of(best),
        score=best.score,
        tokens=best.tokens,
        finish=best.finish,
        candidates=tuple(candidates) if len(candidates) > 1 else (),
    )


def confidence_of(candidate: Candidate) -> float | None:
    """Return the probability of the whole response; 0 of one that is not whole, None where it is not known.

    Examples:
        >>> from hmer_kit.inference import Candidate
        >>> confidence_of(Candidate("x", score=0.0, finish="length"))
        0.0
    """
    if candidate.finish in {"length", "loop"}:
        return 0.0
    if candidate.score is None or math.isnan(candidate.score):
        return None
    return math.exp(min(0.0, candidate.score))  # a sum of roundings can be a trifle above


def _rank(candidate: Candidate) -> tuple[bool, float]:
    """Order candidates; of equals, ``max`` takes the first."""
    score = -math.inf if candidate.score is None or math.isnan(candidate.score) else candidate.score
    return candidate.finish not in {"length", "loop"}, score
