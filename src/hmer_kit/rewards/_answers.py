"""What every reward looks at: the answer that a task's reader takes out of a response, beside its reference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from hmer_kit.exceptions import InputError
from hmer_kit.latex import split_tokens
from hmer_kit.tasks import ErrorDetection, Task, TaskResponse, get_task

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Answer", "is_marked", "read_answer", "resolve_task", "with_brevity"]

MAX_CHARACTERS: Final = 20_000
_FREE_TOKENS: Final = 10
_HOPELESS: Final = 10


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer and what it should be."""

    read: TaskResponse
    """What the task's reader found."""
    prediction: str
    """The scored part; empty where there is none."""
    reference: str
    """What it should be."""
    brevity: float
    """1 for an answer of reasonable length, less for a longer one, 0 for one not worth a look."""

    @property
    def is_missing(self) -> bool:
        """Whether nothing was answered, or so much that it is not looked at."""
        return not self.prediction or not self.brevity


def read_answer(response: object, reference: object, *, task: str | Task) -> Answer:
    """Read the answer out of a response; any response will do.

    Raises:
        InputError: The reference is no LaTeX, or there is no such task.
    """
    chosen = resolve_task(task)
    if not isinstance(reference, str) or not reference.strip():
        raise InputError(
            f"expected LaTeX as the reference of a reward, got {reference!r:.80}; "
            "leave such rows out of the data, or set their reference to None"
        )
    if isinstance(response, str) and len(response) > MAX_CHARACTERS:
        return Answer(TaskResponse(), "", reference, 0.0)
    read = chosen.read(response)  # type: ignore[arg-type]  # a reader takes anything, and says what it was
    prediction = read.scored or ""
    return Answer(read, prediction, reference, _brevity(prediction, reference))


def _brevity(prediction: str, reference: str) -> float:
    r"""Return 1 up to twice the reference's tokens and ten, then less in proportion, and 0 beyond ten times that.

    What draws nothing and what is not counted (``\left .``, spaces, braces) could else be added without end; and
    runaways of thousands of tokens need not be parsed.
    """
    length = len(split_tokens(prediction))
    allowed = 2 * len(split_tokens(reference)) + _FREE_TOKENS
    if length <= allowed:
        return 1.0
    return allowed / length if length <= _HOPELESS * allowed else 0.0


def with_brevity(answer: Answer, score: Callable[[Answer], float]) -> float:
    """Return a score of an answer, less for one that is too long, 0 for one that is missing."""
    return 0.0 if answer.is_missing else answer.brevity * score(answer)


def resolve_task(task: object) -> Task:
    """Return a task by its name, or as it is.

    Raises:
        InputError: It is neither.
    """
    if isinstance(task, Task) and not isinstance(task, type):
        return task
    return get_task(task)  # type: ignore[arg-type]  # which names what it got


def is_marked(task: str | Task) -> bool:
    """Return whether the answer of a task is a marked expression and no LaTeX."""
    return isinstance(resolve_task(task), ErrorDetection)
