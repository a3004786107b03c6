"""What every back end is to the strategies: questions with pictures in, answers out, many at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.data import ImageSource
    from hmer_kit.tasks import TaskResponse

__all__ = ["Answer", "Exchange", "Predictor", "Question"]


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
class Answer:
    """What a model wrote.

    Raises:
        InputError: The response is no string, or the confidence no number of 0 to 1.

    Examples:
        >>> Answer("x + 1", confidence=0.9).response
        'x + 1'
    """

    response: str
    """The model's own text."""
    confidence: float | None = None
    """How sure the model is of it, from 0 to 1; None where the back end cannot tell."""

    def __post_init__(self) -> None:
        if not isinstance(self.response, str):
            raise InputError(f"expected a response as str, got {type(self.response).__name__}")
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
