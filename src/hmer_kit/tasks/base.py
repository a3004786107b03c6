"""What a task makes of a record, what it reads out of a model's response, and the shape of a task."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from hmer_kit.data.records import Record
    from hmer_kit.error_mining.marking.corrections import Correction

__all__ = ["Task", "TaskExample", "TaskResponse"]


@dataclass(frozen=True, slots=True)
class TaskExample:
    """One question with its answer, made from a record.

    Examples:
        >>> from hmer_kit.data import Record
        >>> from hmer_kit.tasks import Vanilla
        >>> Vanilla().build(Record("a", "x + 1")).target
        'x + 1'
    """

    task: str
    """Name of the task."""
    prompt: str
    """The question, without the ``<image>`` that the released records begin with."""
    target: str
    """The full answer."""
    expected: str
    """The part of the answer that is scored: LaTeX, or the marked expression in error detection."""
    record: Record
    """What it was made from."""


@dataclass(frozen=True, slots=True)
class TaskResponse:
    """What a model's response holds. A field is None where the task has no such part, or the response lacks it.

    Examples:
        >>> from hmer_kit.tasks import SymbolCounting
        >>> response = SymbolCounting().read("x: 2, +: 1")
        >>> response.counts, response.scored, response.problems
        ({'x': 2, '+': 1}, None, ('no_latex',))
    """

    scored: str | None = None
    """What is compared with ``TaskExample.expected``; None counts as wrong."""
    latex: str | None = None
    """The recognized expression on one line; in error detection, the prediction inside the marks."""
    tree: str | None = None
    """Tree text, if it is well-formed."""
    counts: dict[str, int] | None = None
    """Symbol counts."""
    marked: str | None = None
    """Marked expression, well-formed or not."""
    log: list[Correction] | None = None
    """Correction log."""
    problems: tuple[str, ...] = ()
    """Departures from the answer's form, such as ``"no_latex"``, ``"code_fence"`` or ``"tree: bad_indentation"``.

    A problem is a code, with a detail after ``": "`` in some; the codes are in
    ``hmer_kit.tasks.problems.Problem``.
    """


@runtime_checkable
class Task(Protocol):
    """A question about a picture, its right answer, and the reader of given answers.

    Examples:
        >>> from hmer_kit.tasks import get_task
        >>> isinstance(get_task("tree_cot"), Task)
        True
    """

    @property
    def name(self) -> str:
        """Name of the task, ``"vanilla"`` for example."""
        ...

    @property
    def needs_prediction(self) -> bool:
        """Whether ``build`` needs ``record.prediction``."""
        ...

    def build(self, record: Record) -> TaskExample:
        """Make the question and its answer.

        Raises:
            HmerKitError: The record lacks something, or its LaTeX has no such answer.
        """
        ...

    def read(self, response: str) -> TaskResponse:
        """Take a response apart; any text is accepted, and what is wrong with it stands in ``problems``."""
        ...
