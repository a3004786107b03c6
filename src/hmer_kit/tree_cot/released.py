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

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hmer_kit.latex.tokens import split_tokens
from hmer_kit.tree_cot._outline.lines import LineReader
from hmer_kit.tree_cot._outline.sink import OutlineSink
from hmer_kit.tree_cot._released.direct import direct_text
from hmer_kit.tree_cot._released.reader import Reader
from hmer_kit.tree_cot._released.rows import released_latex
from hmer_kit.tree_cot._released.table import BEGIN_RELATION, END_RELATION, RELATIONS
from hmer_kit.tree_cot._released.vocabulary import ReleasedVocabulary
from hmer_kit.tree_cot._released.writer import tree_lines
from hmer_kit.tree_cot._rows.text import format_error, split_lines
from hmer_kit.tree_cot.base import Fidelity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hmer_kit.tree_cot.base import TreeFormat, TreeReader

__all__ = ["BEGIN_RELATION", "END_RELATION", "RELATIONS", "RELEASED", "ReleasedFormat"]


@dataclass(frozen=True, slots=True)
class ReleasedFormat:
    r"""The released Tree-CoT text, which is the default of ``hmer_kit.tree_cot``.

    Examples:
        >>> ReleasedFormat().dumps(r"\sqrt { x }")
        '\\sqrt\n\tx (above)'
    """

    name: str = field(default="released", init=False)
    """Name of the format."""
    fidelity: Fidelity = field(default=Fidelity.TOKENS, init=False)
    """Every token comes back, but for the two things named at the top of this module."""

    def dumps(self, latex: str) -> str:
        r"""Return the released Tree-CoT text of an expression.

        Linear in the length of the text, at any depth.

        Args:
            latex: Blank-separated LaTeX, split at its blanks as the released code does; tight LaTeX is tokenized.
                Where the format needs braces and there are none, which the released code failed on, the expression is
                read as ``hmer_kit.latex.brace_arguments`` writes it: ``x^2`` as ``x ^ { 2 }``, ``\sqrt 3`` as
                ``\sqrt { 3 }``.

        Returns:
            Lines without a newline at the end.

        Raises:
            LatexError: Braces or environments do not match, where the released code wrote a wrong tree; a known
                command or a script sign has no argument; or there is no symbol at all.
            InputError: ``latex`` is no string.
        """
        return direct_text(split_tokens(latex)) or "\n".join(tree_lines(latex))

    def lines(self, latex: str) -> Iterator[str]:
        """Return the lines of ``dumps``, each made when it is asked for: the text may be far longer than the LaTeX.

        Raises:
            LatexError: As for ``dumps``; at once, not with a line.
            InputError: ``latex`` is no string.
        """
        return tree_lines(latex)

    def loads(self, text: str) -> str:
        """Return the blank-separated LaTeX of a released Tree-CoT text.

        The inverse of ``dumps``, but for the two things named at the top of this module. A required argument that the
        tree lacks is written as ``{ }``, for that is how empty ones look. Braces among the plain symbols have to match
        within their row, as those of every expression do; other symbols may stand in any order.

        Args:
            text: Lines of one tree; newlines at the end are left out of account.

        Raises:
            FormatError: A line is malformed, stands too deep or has a relation that its parent cannot take, or its
                braces do not match; ``line`` says which.
            InputError: ``text`` is no string.
        """
        lines = split_lines(text)
        if lines == [""]:
            raise format_error("empty", "one symbol a line", "an empty text", line=1, text="")
        reader = Reader()
        for number, line in enumerate(lines, start=1):
            reader.read(line, number)
        return " ".join(reader.finish())

    def reader(self) -> TreeReader:
        """Return a new forgiving reader."""
        return LineReader(OutlineSink(ReleasedVocabulary(), released_latex))


RELEASED: TreeFormat = ReleasedFormat()
"""The format with its one setting: none."""
