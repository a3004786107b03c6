"""Tree-CoT (paper: Tree-Aware Chain-of-Thought): the tree first, then the LaTeX."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hmer_kit.exceptions import FormatError
from hmer_kit.tasks import prompts
from hmer_kit.tasks._cleaning import clean
from hmer_kit.tasks._latex import take_latex
from hmer_kit.tasks._records import reference_of, require_prompt
from hmer_kit.tasks.base import TaskExample, TaskResponse
from hmer_kit.tasks.problems import Problem
from hmer_kit.tree_cot import dumps, is_tree_of, loads
from hmer_kit.tree_cot.released import BEGIN_RELATION, END_RELATION, RELATIONS

if TYPE_CHECKING:
    from hmer_kit.data import Record
    from hmer_kit.tasks._cleaning import Answer

__all__ = ["TreeCoT"]

_NAMES = "|".join(sorted(RELATIONS))
_TREE_LINE = re.compile(rf"\s*\S+ \((?:{_NAMES}|{BEGIN_RELATION}\S+|{END_RELATION}\S+)\)")
_ROOT_LINE = re.compile(r"\S+")
_CUT_LINE = re.compile(r"\t.*|\S+ \(([a-z]+)")


@dataclass(frozen=True, slots=True)
class TreeCoT:
    r"""Write the tree of the formula, then its LaTeX.

    The tree is the released text; see ``hmer_kit.tree_cot.released``. The LaTeX is what is scored.

    Examples:
        >>> response = TreeCoT().read("x\n\t2 (sup)")
        >>> response.latex, response.problems
        ('x ^ { 2 }', ('no_latex', 'latex_from_tree'))
    """

    name: str = field(default="tree_cot", init=False)
    """Name of the task."""
    needs_prediction: bool = field(default=False, init=False)
    """Only the reference is needed."""
    prompt: str = prompts.TREE_COT
    """The question."""

    def __post_init__(self) -> None:
        require_prompt(self.prompt)

    def build(self, record: Record) -> TaskExample:
        """Return the question, and the tree and the reference.

        Raises:
            DataError: The reference is blank.
            LatexError: It has no tree.
        """
        latex = reference_of(record)
        target = f"{dumps(latex)}\n{latex}"
        return TaskExample(task=self.name, prompt=self.prompt, target=target, expected=latex, record=record)

    def read(self, response: str) -> TaskResponse:
        """Return the LaTeX and the tree of a response; without LaTeX, that of the tree."""
        answer = clean(response)
        tree = _take_tree(answer)
        rebuilt = None if tree is None else _loads(tree, answer)
        if rebuilt is None:
            tree = None
        latex = take_latex(answer)
        if latex is None and rebuilt is not None:
            answer.report(Problem.LATEX_FROM_TREE)
            latex = rebuilt
        elif tree is not None and latex is not None and not is_tree_of(tree, latex):
            answer.report(Problem.TREE_DIFFERS)
        return TaskResponse(scored=latex, latex=latex, tree=tree, problems=tuple(answer.problems))


def _loads(tree: str, answer: Answer) -> str | None:
    try:
        return loads(tree)
    except FormatError as error:
        answer.report(Problem.TREE, error.code)
        return None


def _take_tree(answer: Answer) -> str | None:
    """Take the tree out of an answer: a root line and the lines with a relation that follow it."""
    texts = [line.text for line in answer.lines]
    first = next((at for at, text in enumerate(texts) if _TREE_LINE.fullmatch(text)), None)
    if first is None:
        is_symbol = len(texts) > 1 and _ROOT_LINE.fullmatch(texts[0])
        start, past = (0, 1) if is_symbol else (0, 0)
    else:
        start = first - 1 if first and _ROOT_LINE.fullmatch(texts[first - 1]) else first
        past = next((at for at in range(first, len(texts)) if not _TREE_LINE.fullmatch(texts[at])), len(texts))
    if start == past:
        answer.report(Problem.NO_TREE)
        return None
    if start:
        answer.report(Problem.EXTRA_LINES)
    answer.lines = answer.lines[past:]
    if first is not None and len(answer.lines) == 1 and _is_cut(answer.lines[0].text):
        answer.report(Problem.TRUNCATED_TREE)
        answer.lines = []
    return "\n".join(texts[start:past])


def _is_cut(text: str) -> bool:
    """Return whether a line after a tree is the beginning of one more tree line."""
    match = _CUT_LINE.fullmatch(text)
    if match is None:
        return False
    names = (*RELATIONS, BEGIN_RELATION, END_RELATION)
    return match[1] is None or any(name.startswith(match[1]) for name in names)
