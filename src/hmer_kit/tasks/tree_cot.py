"""Tree-CoT (paper: Tree-Aware Chain-of-Thought): the tree first, then the LaTeX."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hmer_kit.exceptions import FormatError
from hmer_kit.tasks import prompts
from hmer_kit.tasks._cleaning import clean
from hmer_kit.tasks._latex import take_latex
from hmer_kit.tasks._records import reference_of, require_prompt
from hmer_kit.tasks._trees import differs, take_tree
from hmer_kit.tasks.base import TaskExample, TaskResponse
from hmer_kit.tasks.problems import Problem
from hmer_kit.tree_cot import get_format
from hmer_kit.tree_cot import read as read_tree

if TYPE_CHECKING:
    from hmer_kit.data import Record
    from hmer_kit.tasks._cleaning import Answer
    from hmer_kit.tree_cot import TreeFormat

__all__ = ["TreeCoT"]


@dataclass(frozen=True, slots=True)
class TreeCoT:
    r"""Write the tree of the formula, then its LaTeX.

    The LaTeX is what is scored; where there is none, that of the tree, even if the tree is damaged. The prompt is the
    released one in every format: one that is trained with another format learns it from the answers.

    Examples:
        >>> response = TreeCoT().read("x\n\t2 (sup)")
        >>> response.latex, response.problems
        ('x ^ { 2 }', ('no_latex', 'latex_from_tree'))
        >>> print(TreeCoT(format="corrected").read("\\sqrt\n\tx (inside)").latex)
        \sqrt { x }
    """

    name: str = field(default="tree_cot", init=False)
    """Name of the task."""
    needs_prediction: bool = field(default=False, init=False)
    """Only the reference is needed."""
    prompt: str = prompts.TREE_COT
    """The question."""
    format: str | TreeFormat = "released"
    """The text of the tree: a format or its name, see ``hmer_kit.tree_cot.FORMATS``; the paper's by default."""

    def __post_init__(self) -> None:
        require_prompt(self.prompt)
        get_format(self.format)

    def build(self, record: Record) -> TaskExample:
        """Return the question, and the tree and the reference.

        Raises:
            DataError: The reference is blank.
            LatexError: It has no tree.
        """
        latex = reference_of(record)
        target = f"{get_format(self.format).dumps(latex)}\n{latex}"
        return TaskExample(task=self.name, prompt=self.prompt, target=target, expected=latex, record=record)

    def read(self, response: str) -> TaskResponse:
        """Return the LaTeX and the tree of a response; without LaTeX, that of the tree."""
        answer = clean(response)
        text = take_tree(answer, get_format(self.format))
        tree, rebuilt = (None, None) if text is None else self._read_tree(text, answer)
        latex = take_latex(answer)
        if latex is None and rebuilt is not None:
            answer.report(Problem.LATEX_FROM_TREE)
            latex = rebuilt
        elif tree is not None and latex is not None and differs(tree, latex, get_format(self.format)):
            answer.report(Problem.TREE_DIFFERS)
        return TaskResponse(scored=latex, latex=latex, tree=tree, problems=tuple(answer.problems))

    def _read_tree(self, text: str, answer: Answer) -> tuple[str | None, str | None]:
        """Return the text of a tree if it is well-formed, and its LaTeX, of a damaged one too."""
        try:
            return text, get_format(self.format).loads(text)
        except FormatError as error:
            answer.report(Problem.TREE, error.code)
            return None, read_tree(text, format=self.format).latex or None
