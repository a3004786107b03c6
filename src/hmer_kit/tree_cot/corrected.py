r"""The look of the released Tree-CoT text over the real layout tree: every relation is the true one.

One symbol a line, depth first, with its relation to the symbol it hangs on; a tab for each level. A ``right`` symbol
stands at the level of its left neighbour, every other one a level deeper than its owner.
``\frac { 1 } { \sqrt [ 3 ] { x + 1 } }`` gives:

    \frac
        1 (above)
        \sqrt (below)
            3 (index)
            x (inside)
            + (right)
            1 (right)

The grammar of a line; ``TAB`` is one tab, the first line has neither tabs nor a relation:

    line     = { TAB } symbol " (" relation ")"
    symbol   = what ``hmer_kit.latex.label`` calls a node, or ``empty``
    relation = right | above | below | sup | sub | inside | index | cell | row [ break ]
    break    = the row break that is not a bare ``\\``: ``\\[2pt]``, ``\cr``

- A symbol has no blank, so the relation is what stands in the last parentheses: ``( (right)`` is a parenthesis. What
  LaTeX writes in several tokens is one symbol where it is one on paper, or none: ``\left(``, ``\big|``,
  ``\operatorname*``, ``\hspace{2pt}``, ``\begin{array}{ll}``, and ``{}`` for a group.
- Each row that a symbol owns has a line at least; ``empty`` stands in one without symbols, as in
  ``\frac { } { b }``, so a text that lacks one was cut.
- A matrix owns its cells, one after the other, each a level deeper than the matrix: ``cell`` for a cell of the same row
  and for the very first, ``row`` for the first cell of every further row. Rows do not nest.
- Limits are ``above`` and ``below`` where they lie so on paper: of ``\sum``, or after ``\limits``.

What is kept is the layout: ``loads(dumps(latex))`` is ``hmer_kit.latex.canonical(latex)``, so how an expression was
spelled (``x^2`` or ``x ^ { 2 }``, ``\sb`` or ``_``, ``f ^ { ' }`` or ``f '``, a needless ``\limits``) is not kept, and
all else is, spaces and groups included.

Text is linear in the number of symbols and of matrix rows. It grows with the square of the depth, as any text with a
tab for each level must; all the work on it is linear in its length.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hmer_kit.latex.kinds import Relation
from hmer_kit.tree_cot._outline.corrected_vocabulary import EMPTY_SYMBOL, ROW, CorrectedVocabulary
from hmer_kit.tree_cot._outline.lines import LineReader
from hmer_kit.tree_cot._outline.outline import Outline
from hmer_kit.tree_cot._outline.sink import OutlineSink
from hmer_kit.tree_cot._rows.build import build
from hmer_kit.tree_cot._rows.problems import Refusal
from hmer_kit.tree_cot._rows.rows import EMPTY, START, Row, rows_of
from hmer_kit.tree_cot._rows.text import format_error, split_lines
from hmer_kit.tree_cot.base import Fidelity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hmer_kit.tree_cot._outline.rows import OutlineRow
    from hmer_kit.tree_cot._rows.problems import Problems
    from hmer_kit.tree_cot.base import TreeFormat, TreeReader

__all__ = ["CORRECTED", "CorrectedFormat"]

_TAB = "\t"
_PLAIN_BREAK = "\\\\"
_RIGHT = Relation.RIGHT  # looked up once: an enumeration is slow
_new_row = tuple.__new__  # half the time of the class itself
_RELATIONS = {relation.value: relation for relation in Relation}


@dataclass(frozen=True, slots=True)
class CorrectedFormat:
    r"""Tree-CoT text over the layout tree, as the top of this module describes it.

    Examples:
        >>> text = CorrectedFormat().dumps(r"\sqrt [ 3 ] { x } ^ 2")
        >>> print(text.replace("\t", "--"))
        \sqrt
        --3 (index)
        --x (inside)
        --2 (sup)
        >>> CorrectedFormat().loads(text)
        '\\sqrt [ 3 ] { x } ^ { 2 }'
    """

    name: str = field(default="corrected", init=False)
    """Name of the format."""
    fidelity: Fidelity = field(default=Fidelity.LAYOUT, init=False)
    """The layout comes back, in canonical spelling."""

    def dumps(self, latex: str) -> str:
        """Return the tree text of an expression.

        Args:
            latex: LaTeX, blank-separated or tight.

        Returns:
            Lines without a newline at the end.

        Raises:
            LatexError: The expression does not parse, or holds no symbol at all.
            InputError: ``latex`` is no string.
        """
        return "\n".join(self.lines(latex))

    def lines(self, latex: str) -> Iterator[str]:
        """Return the lines of ``dumps``, each made when it is asked for: the text may be far longer than the LaTeX.

        Raises:
            LatexError: As for ``dumps``; at once, not with a line.
            InputError: ``latex`` is no string.
        """
        return _lines(rows_of(latex))

    def loads(self, text: str) -> str:
        """Return the LaTeX of a tree text, in canonical spelling.

        Args:
            text: Lines of one tree; newlines at the end are left out of account.

        Raises:
            FormatError: A line is malformed, stands too deep, has a symbol that is none or a relation that its parent
                cannot take; a row is missing; or LaTeX cannot write such a layout. ``line`` says where.
            InputError: ``text`` is no string.
        """
        lines = split_lines(text)
        if lines == [""]:
            raise format_error("empty", "one symbol a line", "an empty text", line=1, text="")
        outline = Outline(CorrectedVocabulary(), Refusal())
        for line in lines:
            outline.line(line)
        return _latex_of(outline.rows, Refusal())

    def reader(self) -> TreeReader:
        """Return a new forgiving reader."""
        return LineReader(OutlineSink(CorrectedVocabulary(), _latex_of))


CORRECTED: TreeFormat = CorrectedFormat()
"""The corrected format; it has no settings."""


def _lines(rows: Sequence[Row]) -> Iterator[str]:
    depths: list[int] = []
    for row in rows:
        if row.parent == START:
            depths.append(0)
            yield row.label
            continue
        depth = depths[row.parent] + (row.relation is not _RIGHT)
        depths.append(depth)
        relation = row.relation._value_
        if row.row_break:
            relation = ROW if row.row_break == _PLAIN_BREAK else ROW + row.row_break
        yield f"{_TAB * depth}{row.label or EMPTY_SYMBOL} ({relation})"


def _latex_of(rows: Sequence[OutlineRow], problems: Problems) -> str:
    return build([_row(row) for row in rows], problems)


def _row(row: OutlineRow) -> Row:
    """Return the row of a line whose place is known."""
    if row.parent == START:
        return Row(row.symbol, START, Relation.INSIDE, line=row.line, text=row.text)
    row_break = ""
    relation = Relation.CELL
    if row.relation.startswith(ROW):
        row_break = row.relation.removeprefix(ROW) or _PLAIN_BREAK
    else:
        relation = _RELATIONS[row.relation]
    is_empty = row.symbol == EMPTY_SYMBOL and relation is not _RIGHT
    label = EMPTY if is_empty else row.symbol
    return _new_row(Row, (label, row.parent, relation, row_break, row.line, row.text))
