"""An expression as a flat list of rows, one for each symbol: what formats over the layout tree write and read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from hmer_kit.exceptions import LatexError
from hmer_kit.latex.kinds import Kind, Relation
from hmer_kit.latex.parser import parse
from hmer_kit.latex.spelling import label

if TYPE_CHECKING:
    from hmer_kit.latex.tree import LayoutNode, LayoutTree

__all__ = ["EMPTY", "START", "Row", "rows_of", "rows_of_tree"]

_SYMBOL, _RIGHT = Kind.SYMBOL, Relation.RIGHT  # looked up once: an enumeration is slow
_row = tuple.__new__  # half the time of the class itself

START: Final = -1
"""The parent of the first symbol."""
EMPTY: Final = ""
"""The label of a row without symbols, which would not show otherwise."""


class Row(NamedTuple):
    r"""One symbol, or one empty row, and where it stands."""

    label: str
    """What ``hmer_kit.latex.label`` says, or ``EMPTY``."""
    parent: int
    """Index of the row that it hangs on: for ``right`` its left neighbour, else its owner; ``START`` for the first."""
    relation: Relation
    """Its relation to the parent; ``inside`` for the first."""
    row_break: str = ""
    r"""For the first symbol of a cell that starts a row of its matrix: ``\\``, or ``\\[2pt]``, or ``\cr``."""
    line: int = 1
    """Number of the line that it came from."""
    text: str = ""
    """That line, for messages."""


def rows_of(latex: str) -> list[Row]:
    r"""Return the symbols of an expression with their places, depth first, left to right.

    Every row that a symbol owns shows: one without symbols as ``EMPTY``.

    Args:
        latex: LaTeX, blank-separated or tight.

    Raises:
        LatexError: It does not parse, or holds no symbol at all.
        InputError: ``latex`` is no string.
    """
    return rows_of_tree(parse(latex), latex)


def rows_of_tree(tree: LayoutTree, latex: str) -> list[Row]:
    """Return the symbols of a tree, as ``rows_of`` does: those of its canonical spelling.

    Args:
        tree: What ``parse`` makes of some LaTeX, or an equal tree.
        latex: LaTeX for messages.

    Raises:
        LatexError: It holds no symbol at all.
    """
    row = tree.row(Relation.INSIDE)
    if not row:
        raise LatexError(
            "expected an expression, got no symbol at all",
            code="empty",
            position=0,
            start=0,
            end=len(latex),
            expected="an expression",
            text=latex,
        )
    rows: list[Row] = []
    pending: list[tuple[list[LayoutNode], int, int, Relation, str]] = [(row, 0, START, Relation.INSIDE, "")]
    while pending:
        row, at, parent, relation, row_break = pending.pop()
        if not row:
            rows.append(Row(EMPTY, parent, relation, row_break))
            continue
        last = len(row) - 1
        while True:  # along the row, as far as nothing hangs on its nodes
            node = row[at]
            index = len(rows)
            rows.append(_row(Row, (label(node), parent, relation, row_break, 1, "")))
            if node.slots or not node.symbol or at == last:
                break
            at, parent, relation, row_break = at + 1, index, _RIGHT, ""
        if at < last:
            pending.append((row, at + 1, index, _RIGHT, ""))
        pending.extend(
            (slot.row, 0, index, slot.relation, "".join(slot.open) if slot.starts_row else "")
            for slot in reversed(node.slots)
        )
        if node.kind is _SYMBOL and not node.symbol:  # spelled as an empty group
            pending.append(([], 0, index, Relation.INSIDE, ""))
    return rows
