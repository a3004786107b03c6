r"""What a row can do without: spaces, ``\left`` and ``\right``, infix commands, matrices with names for fences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.latex._rewriting.infix import unfold, unfolds
from hmer_kit.latex._rewriting.nodes import holds_scope
from hmer_kit.latex.commands import DELIMITER_SIZES, NO_DELIMITER
from hmer_kit.latex.kinds import Kind, Relation
from hmer_kit.latex.normalization import _tables
from hmer_kit.latex.normalization._by_tree.work import excerpt
from hmer_kit.latex.tree import LayoutNode

if TYPE_CHECKING:
    from collections.abc import Collection

    from hmer_kit.latex.normalization._by_tree.work import Work
    from hmer_kit.latex.tree import Slot

__all__ = [
    "drop",
    "drop_fences",
    "drop_last_rows",
    "unfold_environments",
    "unfold_infix",
]

_PAIRED = frozenset({"\\left", "\\middle", "\\right"})


def drop(work: Work, rule: str, symbols: Collection[str]) -> None:
    """Leave out what has no ink and one of these names."""
    for _, slot in work.rows:
        kept = [node for node in slot.row if node.kind is not Kind.SPACE or node.symbol not in symbols]
        if len(kept) < len(slot.row):
            for node in slot.row:
                if node.kind is Kind.SPACE and node.symbol in symbols:
                    work.record(rule, excerpt([node]), "", node)
            slot.row = kept


def unfold_infix(work: Work) -> None:
    r"""Write ``{ a \over b }`` as ``\frac { a } { b }``; the braces around it are part of the old spelling."""
    for owner, slot in work.rows:
        is_only = len(slot.row) == 1 and owner.kind is Kind.GROUP and slot is owner.slots[0]
        for node in slot.row:
            inner = node.slots[0].row if node.kind is Kind.GROUP else []
            if len(inner) == 1 and unfolds(inner[0]):
                _unfold(work, node, inner[0])
            elif not is_only and unfolds(node):
                _unfold(work, node, node)
            elif node.symbol in _tables.MARKED_FORMS and node.kind is Kind.COMMAND:
                _unmark(work, node)


def _unfold(work: Work, node: LayoutNode, infix: LayoutNode) -> None:
    before = excerpt([node])
    unfold(infix, into=node)
    work.record("infix", before, excerpt([node]), node)


def drop_fences(work: Work) -> None:
    r"""Write delimiters without ``\left``, ``\right``, ``\big``; leave out those without ink."""
    for _, slot in work.rows:
        if any(len(node.head) == 2 for node in slot.row):
            kept = _needed(slot.row)
            slot.row = [
                each for at, node in enumerate(slot.row) for each in _delimiter(work, node, is_needed=at in kept)
            ]


def _needed(row: list[LayoutNode]) -> set[int]:
    r"""Return where ``\left``, ``\middle`` and ``\right`` stand that end the reach of a command between them."""
    needed: set[int] = set()
    open_pairs: list[list[int]] = []
    holds: list[bool] = []
    for at, node in enumerate(row):
        first = node.head[0] if node.head else ""
        if first == "\\left":
            open_pairs.append([at])
            holds.append(False)
        elif holds and first in _PAIRED:
            open_pairs[-1].append(at)
        elif holds and holds_scope([node]):
            holds[-1] = True
        if holds and first == "\\right":
            pair = open_pairs.pop()
            if holds.pop():
                needed.update(pair)
    return needed


def _delimiter(work: Work, node: LayoutNode, *, is_needed: bool) -> list[LayoutNode]:
    is_fence = len(node.head) == 2 and (node.head[0] in _PAIRED or node.head[0] in DELIMITER_SIZES)
    if not is_fence or is_needed:
        return [node]
    before = " ".join(node.head)
    if node.symbol == NO_DELIMITER:
        work.record("fences", before, "", node)
        return []
    node.symbol = _tables.DELIMITER_SPELLINGS.get(node.symbol, node.symbol)
    node.head = (node.symbol,)
    work.record("fences", before, node.symbol, node)
    return [node]


def _unmark(work: Work, node: LayoutNode) -> None:
    r"""Write ``\root 3 \of x`` as ``\sqrt [ 3 ] { x }``, ``\buildrel a \over b`` as ``\overset { a } { b }``."""
    before = excerpt([node])
    node.symbol, opened, closed = _tables.MARKED_FORMS[node.symbol]
    node.head = (node.symbol,)
    node.slots[0].open, node.slots[0].close = (opened,), (closed,)
    work.record("infix", before, excerpt([node]), node)


def unfold_environments(work: Work) -> None:
    r"""Write ``cases``, ``pmatrix`` and the like as a ``matrix`` between its fences."""
    for _, slot in work.rows:
        if any(node.kind is Kind.ENVIRONMENT and _is_plain(node) for node in slot.row):
            slot.row = [each for node in slot.row for each in _matrix(work, node)]


def _is_plain(node: LayoutNode) -> bool:
    """Return whether an environment draws cells, maybe fences, and no lines."""
    return node.symbol in _tables.FENCED and all(token in {"{", "}", "[", "]", *"lcrt b"} for token in node.head[2:])


def _matrix(work: Work, node: LayoutNode) -> list[LayoutNode]:
    if node.kind is not Kind.ENVIRONMENT or not _is_plain(node):
        return [node]
    left, right = _tables.FENCED[node.symbol]
    before = " ".join(node.head)
    cells = [slot for slot in node.slots if slot.relation is Relation.CELL]
    node.symbol, node.head = _tables.GRID, ("\\begin", f"{{{_tables.GRID}}}")
    cells[-1].close = ("\\end", f"{{{_tables.GRID}}}")
    row = [node]
    if left or right:
        row = [_fence("\\left", left, node), node, _fence("\\right", right, node)]
    if right:
        row[-1].slots, node.slots = node.slots[len(cells) :], cells
    work.record("environments", before, " ".join(token for each in row[:2] for token in each.head), node)
    return row


def _fence(side: str, delimiter: str, node: LayoutNode) -> LayoutNode:
    symbol = delimiter or NO_DELIMITER
    kind = Kind.SYMBOL if delimiter else Kind.SPACE
    return LayoutNode(symbol, kind=kind, head=(side, symbol), span=node.span)


def drop_last_rows(work: Work) -> None:
    r"""Drop a ``\\`` that no row follows."""
    for node in work.owners():
        if node.kind is not Kind.ENVIRONMENT:
            continue
        past = next(
            (at for at, slot in enumerate(node.slots) if slot.relation is not Relation.CELL),
            len(node.slots),
        )
        cells = node.slots[:past]
        while len(cells) > 1 and _is_bare(cells[-1]):
            last = cells.pop()
            cells[-1].close = last.close
            work.record("row_ends", " ".join(last.open), "", node)
        node.slots[:past] = cells


def _is_bare(cell: Slot) -> bool:
    return cell.starts_row and not cell.row
