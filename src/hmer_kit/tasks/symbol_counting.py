"""Symbol counting, the paper's task of that name: the counts first, then the LaTeX."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, get_args

from hmer_kit.counting import CountDialect, count_symbols, dumps_counts, loads_counts
from hmer_kit.exceptions import FormatError
from hmer_kit.tasks import prompts
from hmer_kit.tasks._cleaning import clean
from hmer_kit.tasks._latex import take_latex
from hmer_kit.tasks._records import reference_of, require_prompt
from hmer_kit.tasks.base import TaskExample, TaskResponse
from hmer_kit.tasks.problems import Problem

if TYPE_CHECKING:
    from hmer_kit.data import Record
    from hmer_kit.tasks._cleaning import Answer

__all__ = ["SymbolCounting"]

_ENTRY = re.compile(r"[^\s\\]: [0-9]")  # no LaTeX has this: a blank stands before its ":", or none after


@dataclass(frozen=True, slots=True)
class SymbolCounting:
    r"""Count each symbol of the formula, then write its LaTeX.

    The count string is that of ``hmer_kit.counting``. The LaTeX is what is scored.

    Examples:
        >>> response = SymbolCounting().read("x: 2, +: 1\nx + x")
        >>> response.counts, response.latex, response.problems
        ({'x': 2, '+': 1}, 'x + x', ())
    """

    name: str = field(default="symbol_counting", init=False)
    """Name of the task."""
    needs_prediction: bool = field(default=False, init=False)
    """Only the reference is needed."""
    prompt: str = prompts.SYMBOL_COUNTING
    """The question."""
    dialect: CountDialect = "released"
    """How targets count and write; every dialect is read."""

    def __post_init__(self) -> None:
        require_prompt(self.prompt)

    def build(self, record: Record) -> TaskExample:
        """Return the question, and the counts and the reference.

        Raises:
            DataError: The reference is blank.
            InputError: There is no such dialect.
        """
        latex = reference_of(record)
        counts = count_symbols(latex, dialect=self.dialect)
        target = f"{dumps_counts(counts, dialect=self.dialect)}\n{latex}"
        return TaskExample(task=self.name, prompt=self.prompt, target=target, expected=latex, record=record)

    def read(self, response: str) -> TaskResponse:
        """Return the LaTeX and the counts of a response."""
        answer = clean(response)
        counts = _take_counts(answer)
        latex = take_latex(answer)
        if counts is not None and latex is not None and not _agree(counts, latex):
            answer.report(Problem.COUNTS_DIFFER)
        return TaskResponse(scored=latex, latex=latex, counts=counts, problems=tuple(answer.problems))


def _take_counts(answer: Answer) -> dict[str, int] | None:
    """Take the first line that is a count string, or has the look of one, out of an answer."""
    for at, line in enumerate(answer.lines):
        counts, problem = _try_counts(line.text)
        if counts is None and not _ENTRY.search(line.text):
            continue
        if counts is None:
            answer.report(Problem.COUNTS, problem)
        answer.lines = answer.lines[:at] + answer.lines[at + 1 :]
        return counts
    answer.report(Problem.NO_COUNTS)
    return None


def _try_counts(text: str) -> tuple[dict[str, int] | None, str | None]:
    try:
        return loads_counts(text), None
    except FormatError as error:
        return None, error.code


def _agree(counts: dict[str, int], latex: str) -> bool:
    return any(counts == count_symbols(latex, dialect=dialect) for dialect in get_args(CountDialect))
