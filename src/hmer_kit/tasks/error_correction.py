"""Error correction (paper sections 3.3 and 3.4): a marked prediction, what to change, and the right LaTeX."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hmer_kit.error_mining import CorrectionOp, dumps_log, loads_log, marks_and_log
from hmer_kit.exceptions import FormatError
from hmer_kit.tasks import prompts
from hmer_kit.tasks._cleaning import clean
from hmer_kit.tasks._latex import take_latex
from hmer_kit.tasks._records import prediction_of, reference_of, require_prompt, require_spans
from hmer_kit.tasks.base import TaskExample, TaskResponse
from hmer_kit.tasks.problems import Problem

if TYPE_CHECKING:
    from hmer_kit.data import Record
    from hmer_kit.error_mining import Correction
    from hmer_kit.error_mining.tokens import Spans
    from hmer_kit.tasks._cleaning import Answer

__all__ = ["ErrorCorrection"]

_PLACEHOLDER = "{marked}"
_OPERATION = re.compile(rf"(?:\s*(?:[-*]|[0-9]{{1,4}}[.)])\s)?\s*(?=(?:{'|'.join(CorrectionOp)})\s?:)")


@dataclass(frozen=True, slots=True)
class ErrorCorrection:
    r"""Say how to correct a marked prediction, then write the corrected LaTeX, which is what is scored.

    Raises:
        InputError: ``spans`` is unknown, or the prompt has no ``{marked}``.

    Examples:
        >>> response = ErrorCorrection().read("REPLACE:d -> a\nx + a")
        >>> [str(correction) for correction in response.log], response.latex
        (['REPLACE:d -> a'], 'x + a')
    """

    name: str = field(default="error_correction", init=False)
    """Name of the task."""
    needs_prediction: bool = field(default=True, init=False)
    """The prediction stands in the prompt, its errors marked."""
    prompt: str = prompts.ERROR_CORRECTION
    """The question, with ``{marked}`` where the marked expression goes."""

    spans: Spans = "edits"
    """How far marks reach: ``"balanced"`` widens them until the braces in them are balanced."""

    def __post_init__(self) -> None:
        require_prompt(self.prompt, _PLACEHOLDER)
        require_spans(self.spans)

    def build(self, record: Record) -> TaskExample:
        """Return the question with the marked prediction, and the correction log and the reference.

        Without errors there is no log, and the reference is the whole answer.

        Raises:
            DataError: There is no prediction, or the reference is blank.
            InputError: One of them holds a tag.
        """
        reference, prediction = reference_of(record), prediction_of(record)
        marked, operations = marks_and_log(prediction, reference, spans=self.spans)
        prompt, log = self.prompt.replace(_PLACEHOLDER, marked), dumps_log(operations)
        target = f"{log}\n{reference}" if log else reference
        return TaskExample(task=self.name, prompt=prompt, target=target, expected=reference, record=record)

    def read(self, response: str) -> TaskResponse:
        """Return the corrected LaTeX and the log of a response."""
        answer = clean(response, labels=prompts.LOG_LABEL)
        log = _take_log(answer)
        latex = take_latex(answer)
        return TaskResponse(scored=latex, latex=latex, log=log, problems=tuple(answer.problems))


def _take_log(answer: Answer) -> list[Correction] | None:
    """Take the lines from the first to the last operation out of an answer; the LaTeX comes after them."""
    starts = [_OPERATION.match(line.text) for line in answer.lines]
    found = [at for at, match in enumerate(starts) if match]
    if not found:
        answer.report(Problem.NO_LOG)
        return None
    if found[0]:
        answer.report(Problem.EXTRA_LINES)
    texts = [
        line.text[match.end() :] if match else line.text
        for line, match in zip(answer.lines[: found[-1] + 1], starts, strict=False)
    ]
    answer.lines = answer.lines[found[-1] + 1 :]
    try:
        return loads_log("\n".join(texts[found[0] :]))
    except FormatError as error:
        answer.report(Problem.LOG, error.code)
        return None
