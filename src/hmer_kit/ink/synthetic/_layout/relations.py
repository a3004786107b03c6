"""Which symbol stands where from which other: the edges of the symbol layout tree between inked symbols."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hmer_kit.latex.tree import Kind, Relation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.ink.synthetic._layout.state import State

__all__: list[str] = []

Edge = tuple[int, int, Relation]


class _Ends(NamedTuple):
    """How a node joins its row."""

    entries: tuple[tuple[int, Relation], ...]
    """Symbols that hang on the one before; several where scripts lack a base."""
    last: int | None
    """Symbol that the next node hangs on; None where that stays the one before."""


def symbol_relations(order: Sequence[State]) -> list[Edge]:
    """Return ``(parent, child, relation)`` between symbols; every symbol but the first has one parent.

    Groups, fonts and the root have no ink and are looked through.

    Args:
        order: States in reading order.
    """
    ends: dict[int, _Ends | None] = {}
    edges: list[Edge] = []
    for state in reversed(order):
        rows = [_link_row(row, ends, edges) for row in state.rows]
        ends[id(state)] = _link_node(state, rows, edges)
    edges.sort(key=lambda edge: edge[1])
    return edges


def _link_row(row: Sequence[State], ends: dict[int, _Ends | None], edges: list[Edge]) -> tuple[int, int] | None:
    """Link the nodes of a row and return its first and last symbol, or None where it has no ink."""
    first: int | None = None
    last = 0
    for state in row:
        joined = ends.pop(id(state))
        if joined is None:
            continue
        entries = joined.entries
        if first is None:
            first = last = entries[0][0]
            entries = entries[1:]
        edges.extend((last, symbol, relation) for symbol, relation in entries)
        last = last if joined.last is None else joined.last
    return None if first is None else (first, last)


def _link_node(state: State, rows: list[tuple[int, int] | None], edges: list[Edge]) -> _Ends | None:
    slots = state.node.slots
    inked = [index for index, row in enumerate(rows) if row is not None]
    if state.owners:
        first, last = state.owners[0], state.owners[-1]
        if last != first:
            edges.append((first, last, Relation.RIGHT))
        base: int | None = None
    else:
        base = _base(state, inked)
        if base is None:
            entries = tuple((row[0], slot.relation) for row, slot in zip(rows, slots, strict=True) if row is not None)
            return _Ends(entries, None) if entries else None
        first, last = rows[base] or (0, 0)
    for index in inked:
        row = rows[index]
        if index != base and row is not None:
            edges.append((last if slots[index].is_script else first, row[0], slots[index].relation))
    return _Ends(((first, Relation.RIGHT),), last)


def _base(state: State, inked: list[int]) -> int | None:
    """Return which row stands for a node without ink of its own; None where only scripts have ink."""
    slots = state.node.slots
    rows = [index for index in inked if not slots[index].is_script and state.node.kind is not Kind.SYMBOL]
    inside = [index for index in rows if slots[index].relation is Relation.INSIDE]
    return next(iter(inside or rows), None)
