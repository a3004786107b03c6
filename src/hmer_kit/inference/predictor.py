"""What every back end is to the strategies: questions with pictures in, answers out, many at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol, get_args, runtime_checkable

from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.data import ImageSource
    from hmer_kit.tasks import TaskResponse

__all__ = ["Answer", "Candidate", "Exchange", "Finish", "Predictor", "Question"]

Finish = Literal["stop", "length", "loop"]
"""Why a response ends: the model ended it, it was cut at the longest length, or it ran in a loop and was stopped."""


@dataclass(frozen=True, slots=True)
class Question:
    """A prompt about a picture.

    Examples:
        >>> Question("18_em_1", "What does it say?").image is None
        True
    """

    id: str
    """Name of the sample."""
    prompt: str
    """The question, without the ``<image>`` that the released records begin with."""
    image: ImageSource | None = None
    """Where the picture comes from; a predictor that needs one raises ``DataError`` where there is none."""
    task: str = "vanilla"
    """Name of the task that the prompt belongs to."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of several things that a model wrote to the same question: a sample, or an item of a beam.

    Raises:
        InputError: The response is no string, or there is no such finish.

    Examples:
        >>> Candidate("x + 1", score=-0.4).finish is None
        True
    """

    response: str
    """The model's own text."""
    score: float | None = None
    """Sum of the log-probabilities (natural) of its tokens, its end included; None where the back end cannot tell."""
    tokens: int | None = None
    """How many tokens the model wrote, its end included."""
    finish: Finish | None = None
    """Why it ends; None where the back end cannot tell."""

    def __post_init__(self) -> None:
        _check_text(self.response, self.finish)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model wrote.

    Raises:
        InputError: The response is no string, the confidence no number of 0 to 1, or there is no such finish.

    Examples:
        >>> Answer("x + 1", confidence=0.9).response
        'x + 1'
    """

    response: str
    """The model's own text."""
    confidence: float | None = None
    """How sure the model is of it, from 0 to 1; None where the back end cannot tell."""
    score: float | None = None
    """Sum of the log-probabilities (natural) of its tokens, its end included."""
    tokens: int | None = None
    """How many tokens the model wrote, its end included."""
    finish: Finish | None = None
    """Why it ends; None where the back end cannot tell."""
    candidates: tuple[Candidate, ...] = ()
    """Everything that was written to the question, where more than one was asked for; the response is one of them."""

    def __post_init__(self) -> None:
        _check_text(self.response, self.finish)
        if self.confidence is not None and not 0 <= self.confidence <= 1:
            raise InputError(f"expected a confidence of 0 to 1, or None, got {self.confidence!r}")


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question, its answer, and what was read from it.

    Examples:
        >>> from hmer_kit.tasks import Vanilla
        >>> Exchange(Question("a", "?"), Answer("$x$"), Vanilla().read("$x$")).read.latex
        'x'
    """

    question: Question
    """What was asked."""
    answer: Answer
    """What the predictor gave."""
    read: TaskResponse
    """What the task reads from it."""


@runtime_checkable
class Predictor(Protocol):
    """Something that answers questions: a model in this process, a server, a script in a test.

    Examples:
        >>> class Parrot:
        ...     def predict(self, questions):
        ...         return [Answer(question.prompt) for question in questions]
        >>> isinstance(Parrot(), Predictor)
        True
    """

    def predict(self, questions: Sequence[Question]) -> Sequence[Answer]:
        """Answer questions.

        Args:
            questions: Of any samples and tasks, mixed.

        Returns:
            One answer for each question, in their order.
        """
        ...


def _check_text(response: object, finish: object) -> None:
    if not isinstance(response, str):
        raise InputError(f"expected a response as str, got {type(response).__name__}")
    if finish is not None and finish not in get_args(Finish):
        raise InputError(f"expected a finish of {get_args(Finish)} or None, got {finish!r}")
