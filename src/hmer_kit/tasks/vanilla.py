"""The plain task: a picture, and its LaTeX."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hmer_kit.tasks import prompts
from hmer_kit.tasks._cleaning import clean
from hmer_kit.tasks._latex import take_latex
from hmer_kit.tasks._records import reference_of, require_prompt
from hmer_kit.tasks.base import TaskExample, TaskResponse

if TYPE_CHECKING:
    from hmer_kit.data import Record

__all__ = ["Vanilla"]


@dataclass(frozen=True, slots=True)
class Vanilla:
    r"""Write the LaTeX of the picture. The answer is the reference.

    Examples:
        >>> Vanilla().read("```latex\n\\frac { 1 } { 2 }\n```")
        ... # doctest: +ELLIPSIS
        TaskResponse(scored='\\frac { 1 } { 2 }', latex='\\frac { 1 } { 2 }', ... problems=('code_fence',))
    """

    name: str = field(default="vanilla", init=False)
    """Name of the task."""
    needs_prediction: bool = field(default=False, init=False)
    """Only the reference is needed."""
    prompt: str = prompts.VANILLA
    """The question; ``VANILLA_FIGURE`` is the one in the paper's figure."""

    def __post_init__(self) -> None:
        require_prompt(self.prompt)

    def build(self, record: Record) -> TaskExample:
        """Return the question and the reference.

        Raises:
            DataError: The reference is blank.
        """
        latex = reference_of(record)
        return TaskExample(task=self.name, prompt=self.prompt, target=latex, expected=latex, record=record)

    def read(self, response: str) -> TaskResponse:
        """Return the LaTeX of a response; see ``Problem`` for what can be wrong."""
        answer = clean(response)
        latex = take_latex(answer)
        return TaskResponse(scored=latex, latex=latex, problems=tuple(answer.problems))
