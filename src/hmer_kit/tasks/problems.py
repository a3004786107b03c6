"""Codes for what can be wrong with a response."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Problem"]


class Problem(StrEnum):
    """A departure of a response from the form of the right answer.

    The codes that end in ``: `` in a response carry a detail, as in ``"tree: bad_indentation"``.

    Examples:
        >>> from hmer_kit.tasks import Vanilla
        >>> Vanilla().read("LaTeX: $x$").problems == (Problem.LABEL, Problem.MATH_DELIMITERS)
        True
    """

    NOT_TEXT = "not_text"
    """The response is no string."""
    NO_LATEX = "no_latex"
    """There is no LaTeX line."""
    NO_TREE = "no_tree"
    """There is no tree."""
    NO_COUNTS = "no_counts"
    """There is no count string."""
    NO_LOG = "no_log"
    """There is no correction log; the answer to a prediction without errors has none either."""
    LATEX_FROM_TREE = "latex_from_tree"
    """The LaTeX was rebuilt from the tree."""
    TREE = "tree"
    """The tree is malformed; the detail is the code of the error."""
    COUNTS = "counts"
    """The count string is malformed; the detail is the code of the error."""
    LOG = "log"
    """The correction log is malformed; the detail is the code of the error."""
    MARKS = "marks"
    """The marks are malformed; the detail is the code of the error."""
    TRUNCATED_TREE = "truncated_tree"
    """The tree ends in the middle of a line, which was dropped."""
    TREE_DIFFERS = "tree_differs"
    """The tree is not the tree of the LaTeX; the LaTeX counts."""
    COUNTS_DIFFER = "counts_differ"
    """The counts are not those of the LaTeX; the LaTeX counts."""
    EXTRA_LINES = "extra_lines"
    """Lines that are no part of the answer were dropped."""
    PROSE = "prose"
    """What stands for the LaTeX reads like a sentence: a refusal, for example."""
    ECHO = "echo"
    """The prompt was repeated."""
    LABEL = "label"
    """The answer, or a part of it, has a label such as ``LaTeX:``."""
    CODE_FENCE = "code_fence"
    """The answer, or a part of it, stands in backticks."""
    MATH_DELIMITERS = "math_delimiters"
    r"""The LaTeX stands in ``$``, ``\[ \]`` or ``\( \)``."""
    DOUBLED_BACKSLASHES = "doubled_backslashes"
    r"""All backslashes came doubled, as in JSON."""
    CHAT_TOKENS = "chat_tokens"
    """Special tokens of a chat model, or its thoughts, were left in."""
