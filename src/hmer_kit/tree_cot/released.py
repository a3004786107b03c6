r"""The Tree-CoT text that Uni-MuMER was trained on (arXiv 2505.23566), byte for byte, and its reader.

One symbol a line, depth first, with its relation to the symbol it hangs on; a tab for each level. A ``right`` symbol
stands at the level of its left neighbour, every other one level deeper. ``\frac { a ^ { 2 } + 1 } { b }`` gives:

    \frac
        a (above)
            2 (sup)
        + (right)
        1 (right)
        b (below)

It is a format over tokens, not over the symbol layout tree of ``hmer_kit.latex``: what it does not know stays a
chain of plain symbols, braces and script signs included. ``x ^ { 2 } _ { 1 }`` gives ``x`` with ``2 (sup)``, then
``_``, ``{``, ``1``, ``}``, for it takes ``_`` before ``^`` only; the radicand of ``\sqrt`` is ``above`` and its index
``below``; after ``\\`` the next row hangs as ``nextline`` on the symbol before, so text grows with the square of the
number of rows. The body of an environment is ``begin_name``, its ``\end`` stands beside it as ``end_name``.

Two things do not survive: a ``\\`` at the end of a group or of the whole, and an empty script, limit or index
(``x ^ { }``). For all else ``loads(dumps(latex))`` has the tokens of ``latex``, and the braces that were left out.
"""

from __future__ import annotations

from itertools import zip_longest

from hmer_kit.exceptions import FormatError, InputError, LatexError
from hmer_kit.tree_cot._reader import Reader
from hmer_kit.tree_cot._table import BEGIN_RELATION, END_RELATION, RELATIONS
from hmer_kit.tree_cot._writer import tree_lines

__all__ = ["BEGIN_RELATION", "END_RELATION", "RELATIONS", "dumps", "is_tree_of", "loads"]


def dumps(latex: str) -> str:
    r"""Return the released Tree-CoT text of an expression.

    Linear in the length of the text, at any depth.

    Args:
        latex: Blank-separated LaTeX, split at its blanks as the released code does; tight LaTeX is tokenized. Where
            the format needs braces and there are none, which the released code failed on, the expression is read as
            ``hmer_kit.latex.brace_arguments`` writes it: ``x^2`` as ``x ^ { 2 }``, ``\sqrt 3`` as ``\sqrt { 3 }``.

    Returns:
        Lines without a newline at the end.

    Raises:
        LatexError: Braces or environments do not match, where the released code wrote a wrong tree; a known command or
            a script sign has no argument; or there is no symbol at all.
        InputError: ``latex`` is no string.

    Examples:
        >>> print(dumps(r"x _ { i } + 1").replace("\t", "--"))
        x
        --i (sub)
        + (right)
        1 (right)
        >>> dumps("x_i+1") == dumps("x _ { i } + 1")
        True
    """
    return "\n".join(tree_lines(latex))


def loads(text: str) -> str:
    r"""Return the blank-separated LaTeX of a released Tree-CoT text.

    The inverse of ``dumps``, but for the two things named at the top of this module. A required argument that the
    tree lacks is written as ``{ }``, for that is how empty ones look. Braces among the plain symbols are not checked.

    Args:
        text: Lines of one tree; newlines at the end are left out of account.

    Raises:
        FormatError: A line is malformed, stands too deep or has a relation that its parent cannot take; ``line`` says
            which.
        InputError: ``text`` is no string.

    Examples:
        >>> loads("\\frac\n\ta (above)\n\t\t2 (sup)\n\tb (below)")
        '\\frac { a ^ { 2 } } { b }'
    """
    lines = _lines(text)
    if lines == [""]:
        raise FormatError("expected a tree, one symbol a line, got an empty text", code="empty", line=1, text="")
    reader = Reader()
    for number, line in enumerate(lines, start=1):
        reader.read(line, number)
    return " ".join(reader.finish())


def is_tree_of(text: str, latex: str) -> bool:
    r"""Return whether ``text`` is ``dumps(latex)``; False if ``latex`` has no tree.

    The lines of the tree are made up to the first difference only, so a short text never costs the work of a long one.

    Args:
        text: Released Tree-CoT text.
        latex: LaTeX as for ``dumps``.

    Raises:
        InputError: ``text`` or ``latex`` is no string.

    Examples:
        >>> is_tree_of("x\n\t2 (sup)", "x ^ { 2 }"), is_tree_of("x\n2 (right)", "x ^ { 2 }")
        (True, False)
    """
    lines = _lines(text)
    try:
        return all(given == right for given, right in zip_longest(lines, tree_lines(latex)))
    except LatexError:
        return False


def _lines(text: str) -> list[str]:
    if not isinstance(text, str):
        raise InputError(f"expected a str of tree text, got {type(text).__name__}; dumps makes one from LaTeX")
    return text.rstrip("\n").split("\n")
