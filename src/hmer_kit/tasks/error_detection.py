"""Error detection (paper sections 3.3 and 3.4): a wrong prediction, and where it is wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hmer_kit.error_mining import DELETED, ERROR_END, ERROR_START, mark_errors, unmark
from hmer_kit.exceptions import FormatError
from hmer_kit.tasks import prompts
from hmer_kit.tasks._cleaning import clean
from hmer_kit.tasks._latex import take_latex
from hmer_kit.tasks._records import one_line, prediction_of, reference_of, require_prompt, require_spans
from hmer_kit.tasks.base import TaskExample, TaskResponse
from hmer_kit.tasks.problems import Problem

if TYPE_CHECKING:
    from hmer_kit.data import Record
    from hmer_kit.error_mining.tokens import Spans

__all__ = ["ErrorDetection"]

_PLACEHOLDER = "{prediction}"
_TAG = re.compile("|".join(map(re.escape, (ERROR_START, ERROR_END, DELETED))))


@dataclass(frozen=True, slots=True)
class ErrorDetection:
    """Mark the errors of a prediction. The marked expression is the answer and what is scored.

    Raises:
        InputError: ``spans`` is unknown, or the prompt has no ``{prediction}``.

    Examples:
        >>> response = ErrorDetection().read("Marked formula: x + <error_start> d <error_end>")
        >>> response.marked, response.latex
        ('x + <error_start> d <error_end>', 'x + d')
    """

    name: str = field(default="error_detection", init=False)
    """Name of the task."""
    needs_prediction: bool = field(default=True, init=False)
    """The prediction stands in the prompt."""
    prompt: str = prompts.ERROR_DETECTION
    """The question, with ``{prediction}`` where the prediction goes."""

    spans: Spans = "edits"
    """How far marks reach: ``"balanced"`` widens them until the braces in them are balanced."""

    def __post_init__(self) -> None:
        require_prompt(self.prompt, _PLACEHOLDER)
        require_spans(self.spans)

    def build(self, record: Record) -> TaskExample:
        """Return the question with the prediction, and the prediction with its errors marked.

        Raises:
            DataError: There is no prediction, or the reference is blank.
            InputError: One of them holds a tag.
        """
        reference, prediction = reference_of(record), prediction_of(record)
        marked = mark_errors(prediction, reference, spans=self.spans)
        prompt = self.prompt.replace(_PLACEHOLDER, prediction)
        return TaskExample(task=self.name, prompt=prompt, target=marked, expected=marked, record=record)

    def read(self, response: str) -> TaskResponse:
        """Return the marked expression of a response, and the prediction inside it."""
        answer = clean(response, labels=prompts.MARKED_LABEL)
        marked = take_latex(answer)
        latex = None
        if marked is not None:
            marked = one_line(_TAG.sub(r" \g<0> ", marked))
            try:
                latex = unmark(marked)
            except FormatError as error:
                answer.report(Problem.MARKS, error.code)
        return TaskResponse(scored=marked, latex=latex, marked=marked, problems=tuple(answer.problems))
