r"""S-expressions: a tree in parentheses, short enough to read, every token kept.

The format is our own. ``\frac { 1 } { \sqrt [ 3 ] { x + 1 } }`` gives:

    (tree (\frac (above 1) (below (\sqrt (index 3) (inside x + 1)))))

The grammar; blanks and line feeds may stand between all its pieces:

    text     = "(tree" { node } ")"
    node     = symbol | "(" symbol { list } ")"
    list     = "(" relation { node } ")"
    symbol   = name [ ":" quoted ]
    relation = name [ ":" quoted ":" quoted ]
    name     = characters but blanks, parentheses, quotes and colons, or quoted
    quoted   = '"' { character } '"', where '""' is one quote

- A symbol is the label of ``hmer_kit.latex.label``: ``x``, ``\frac``, ``\begin{array}{ll}``, ``{}`` for a group.
  Parentheses, quotes and colons stand in quotes: ``"("``, ``"\left("``. A group without a list ``inside`` is the base
  of scripts that have none.
- A relation is ``above``, ``below``, ``sup``, ``sub``, ``inside``, ``index``, or ``cell`` for a cell of a matrix and
  ``row`` for the first cell of each further row.
- Tokens that are not those of the canonical spelling stand behind a colon: ``(x (sup:"^":"" 2))`` is ``x ^ 2``, the
  tokens before the list and after it; behind a symbol, its own: ``\begin{array}{c}:"\begin { a r r a y } { c }"``.

Every token of the LaTeX is kept. Text and time are linear in the expression, at any depth.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from hmer_kit.latex.kinds import Relation
from hmer_kit.tree_cot._exact.exact import exact_rows_of
from hmer_kit.tree_cot._exact.sexpr_reader import ROW, read_sexpr
from hmer_kit.tree_cot._exact.sexpr_text import TREE, joined
from hmer_kit.tree_cot._rows.problems import Refusal
from hmer_kit.tree_cot._rows.rows import EMPTY, START
from hmer_kit.tree_cot._rows.text import require_text
from hmer_kit.tree_cot._rows.whole import WholeReader
from hmer_kit.tree_cot.base import Fidelity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hmer_kit.tree_cot._exact.exact import ExactRow
    from hmer_kit.tree_cot.base import TreeFormat, TreeReader

__all__ = ["SEXPR", "SexprFormat"]

_ROW_BREAK: Final = ("\\\\",)


@dataclass(frozen=True, slots=True)
class SexprFormat:
    r"""A tree in parentheses.

    Examples:
        >>> SexprFormat().dumps("( x _ { i } ^ 2 )")
        '(tree "(" (x (sub i) (sup:"^":"" 2)) ")")'
    """

    name: str = field(default="sexpr", init=False)
    """Name of the format."""
    fidelity: Fidelity = field(default=Fidelity.TOKENS, init=False)
    """Every token comes back."""

    def dumps(self, latex: str) -> str:
        """Return the text of an expression, one line.

        Raises:
            LatexError: The expression does not parse, or holds no symbol at all.
            InputError: ``latex`` is no string.
        """
        return f"({TREE}{''.join(_pieces(exact_rows_of(latex)))})"

    def loads(self, text: str) -> str:
        """Return the LaTeX of a text, which may be broken into lines.

        Raises:
            FormatError: The text is malformed; ``code``, ``line`` and ``text`` say what is wrong and where.
            InputError: ``text`` is no string.
        """
        return read_sexpr(require_text(text), Refusal())

    def reader(self) -> TreeReader:
        """Return a new forgiving reader; it begins at the first ``(tree`` and closes what is open at the end."""
        return WholeReader(read_sexpr)


def _pieces(rows: Sequence[tuple[ExactRow, ExactRow]]) -> Iterator[str]:
    """Yield the text of rows, depth first."""
    owners = {exact.row.parent for exact, _ in rows if exact.row.relation is not Relation.RIGHT}
    depths: list[int] = []  # the parentheses around each row, those of its list included
    depth = 0
    for at, (exact, spelled) in enumerate(rows):
        row = exact.row
        is_first = row.relation is not Relation.RIGHT and row.parent != START
        kept = depths[row.parent] + is_first if row.parent != START else 0
        yield ")" * (depth - kept)
        depth = kept + is_first
        depths.append(depth)
        if is_first:
            yield f" ({_relation(exact, spelled)}"
        if row.label != EMPTY:
            yield f" {'(' * (at in owners)}{_symbol(exact, spelled)}"
            depth += at in owners
    yield ")" * depth


def _relation(exact: ExactRow, spelled: ExactRow) -> str:
    """Return the name of a list, with its tokens where they are not canonical."""
    name = ROW if exact.row.row_break else exact.row.relation.value
    usual = _ROW_BREAK if exact.row.row_break else spelled.open
    if (exact.open, exact.close) == (usual, spelled.close):
        return name
    return joined(name, " ".join(exact.open or ()), " ".join(exact.close or ()))


def _symbol(exact: ExactRow, spelled: ExactRow) -> str:
    """Return the name of a symbol, with its tokens where they are not canonical."""
    if exact.head == spelled.head:
        return joined(exact.row.label)
    return joined(exact.row.label, " ".join(exact.head or ()))


SEXPR: TreeFormat = SexprFormat()
"""The format with its one setting: none."""
