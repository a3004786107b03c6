"""An expression as rows with every token it was written with: what the formats write that lose none."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from hmer_kit.latex.kinds import Relation
from hmer_kit.latex.parser import parse
from hmer_kit.latex.spelling import label, spell
from hmer_kit.tree_cot._rows.rows import EMPTY, START, Row, rows_of

if TYPE_CHECKING:
    from hmer_kit.latex.tree import LayoutNode, Slot

__all__ = ["ExactRow", "Tokens", "exact_rows_of"]

_new = tuple.__new__  # half the time of the classes themselves
_INSIDE, _RIGHT = Relation.INSIDE, Relation.RIGHT  # looked up once: an enumeration is slow

Tokens: TypeAlias = "tuple[str, ...] | None"
"""Some tokens; none stands for those of the canonical spelling."""


class ExactRow(NamedTuple):
    """A row, and how it was written.

    The base of scripts that have none is a group that owns no row inside, not even an empty one.
    """

    row: Row
    """What it is and where it stands."""
    head: Tokens = None
    """Tokens of the symbol before its rows."""
    open: Tokens = None
    """Tokens before the list of symbols that it is the first of."""
    close: Tokens = None
    """Tokens after that list."""


class _Pair(NamedTuple):
    """A list of nodes, the same in canonical spelling, and where it hangs."""

    nodes: list[LayoutNode]
    spelled: list[LayoutNode]
    at: int
    parent: int
    slots: tuple[Slot, Slot] | None


def exact_rows_of(latex: str) -> list[tuple[ExactRow, ExactRow]]:
    r"""Return the symbols of an expression, depth first, each as it is written and as it is spelled canonically.

    Raises:
        LatexError: It does not parse, or holds no symbol at all.
        InputError: ``latex`` is no string.
    """
    tree = parse(latex)
    top = tree.row(Relation.INSIDE)
    if not top:
        rows_of(latex)  # says so
    rows: list[tuple[ExactRow, ExactRow]] = []
    pending = [_Pair(top, spell(tree).row(Relation.INSIDE), 0, START, None)]
    while pending:
        pair = pending.pop()
        index = len(rows)
        rows.append(_both(pair))
        if not pair.nodes:
            continue
        if pair.at + 1 < len(pair.nodes):
            pending.append(_new(_Pair, (pair.nodes, pair.spelled, pair.at + 1, index, None)))
        if not pair.nodes[pair.at].slots:  # most nodes
            continue
        slots = _slot_pairs(pair.nodes[pair.at], pair.spelled[pair.at])
        pending += [_Pair(ours.row, theirs.row, 0, index, (ours, theirs)) for ours, theirs in reversed(slots)]
    return rows


def _slot_pairs(node: LayoutNode, spelled: LayoutNode) -> list[tuple[Slot, Slot]]:
    first = len(spelled.slots) - len(node.slots)  # the base of scripts is spelled as a group with a row
    return list(zip(node.slots, spelled.slots[first:], strict=True))


def _both(pair: _Pair) -> tuple[ExactRow, ExactRow]:
    nodes, spelled, at, parent, slots = pair
    name, head, canonical = EMPTY, None, None
    if nodes:
        name, head, canonical = label(nodes[at]), nodes[at].head, spelled[at].head
    if slots is None:
        row = _new(Row, (name, parent, _INSIDE if parent == START else _RIGHT, "", 1, ""))
        return _new(ExactRow, (row, head, None, None)), _new(ExactRow, (row, canonical, None, None))
    ours, theirs = slots
    row = Row(name, parent, ours.relation, "".join(ours.open) if ours.starts_row else "")
    return ExactRow(row, head, ours.open, ours.close), ExactRow(row, canonical, theirs.open, theirs.close)
