"""From answers to readings, and whether two readings say the same."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from hmer_kit.exceptions import LatexError
from hmer_kit.inference.predictor import Candidate
from hmer_kit.inference.strategies.reading import Reading
from hmer_kit.latex import normalize, tokenize
from hmer_kit.tasks import Problem

if TYPE_CHECKING:
    from hmer_kit.inference.predictor import Exchange
    from hmer_kit.latex import Profile
    from hmer_kit.tasks import Task, TaskResponse


def readings_of(exchange: Exchange, task: Task, *, source: str, profile: str | Profile) -> list[Reading]:
    """Return what an answer says: a reading for each of its candidates, or one for its response."""
    candidates = exchange.answer.candidates
    if not candidates:
        return [reading_of_response(exchange, source=source, profile=profile)]
    return [
        _reading(
            candidate,
            task.read(candidate.response),
            source=f"{source}#{number}" if len(candidates) > 1 else source,
            profile=profile,
            confidence=exchange.answer.confidence,
        )
        for number, candidate in enumerate(candidates, 1)
    ]


def reading_of_response(exchange: Exchange, *, source: str, profile: str | Profile) -> Reading:
    """Return what the response of an answer says, whatever its other candidates say."""
    answer = exchange.answer
    written = Candidate(answer.response, answer.score, answer.tokens, answer.finish)
    return _reading(written, exchange.read, source=source, profile=profile, confidence=answer.confidence)


def _reading(
    candidate: Candidate, read: TaskResponse, *, source: str, profile: str | Profile, confidence: float | None
) -> Reading:
    problem = _problem(candidate, read)
    latex = None if problem else read.latex
    normal = None if latex is None else normal_form(latex, profile)
    return Reading(source, candidate.response, latex, normal, candidate.score, confidence, problem)


def _problem(candidate: Candidate, read: TaskResponse) -> str:
    """Return why there is no LaTeX to go by; an empty string if there is."""
    if candidate.finish in {"length", "loop"}:
        return str(candidate.finish)
    if read.latex is None:
        return str(Problem.NO_LATEX)
    return str(Problem.PROSE) if Problem.PROSE in read.problems else ""


def same(one: Reading | None, other: Reading | None) -> bool:
    """Return whether two readings say the same; what holds no LaTeX says nothing."""
    if one is None or other is None or one.latex is None or other.latex is None:
        return False
    return key_of(one) == key_of(other)


def normal_form(latex: str, profile: str | Profile) -> str | None:
    """Return the normal form; None for what does not parse."""
    try:
        return normalize(latex, profile=profile).latex
    except LatexError:
        return None


def key_of(reading: Reading) -> tuple[bool, str]:
    """Return what equal readings have in common; what does not parse equals only what has the same tokens."""
    if reading.normal is not None:
        return True, reading.normal
    return False, " ".join(tokenize(reading.latex or ""))


def probability(reading: Reading) -> float:
    """Return the probability that the model gave to a reading; 0 where it is not known."""
    return 0.0 if reading.score is None else math.exp(min(reading.score, 0.0))
