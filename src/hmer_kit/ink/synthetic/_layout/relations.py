"""Which symbol stands where from which other: the edges of the symbol layout tree between inked symbols."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hmer_kit.ink.synthetic.commands import BESIDE, PLAIN
from hmer_kit.latex.commands import PRIME
from hmer_kit.latex.tree import Kind, Relation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hmer_kit.ink.synthetic._layout.state import State
    from hmer_kit.latex.tree import Slot

__all__: list[str] = []

Edge = tuple[int, int, Relation]
_ORDER = {relation: number for number, relation in enumerate(Relation)}
"""Order of the rows of a symbol in a label graph."""


class _Ends(NamedTuple):
    """How a node, or a row, joins what stands before and after it."""

    entries: tuple[tuple[int, Relation], ...]
    """Symbols that hang on the one before; several where scripts in front lack a base."""
    leading: int
    """Last symbol of the row of the first entry: what the second hangs on where no symbol stands before."""
    last: int | None
    """Symbol that the next node hangs on; None where that stays the one before."""


def symbol_relations(order: Sequence[State]) -> list[Edge]:
    """Return ``(parent, child, relation)`` between symbols; every symbol but one has one parent.

    Groups, fonts and the root have no ink and are looked through.

    Args:
        order: States in reading order.
    """
    ends: dict[int, _Ends | None] = {}
    edges: list[Edge] = []
    for state in reversed(order):
        if _is_spliced(state):
            continue
        rows = [_link_row(row, ends, edges) for row in state.rows]
        ends[id(state)] = _link_node(state, rows, edges)
    root = ends.get(id(order[0]))
    if root is not None:
        _settle(root, edges)
    edges.sort(key=lambda edge: edge[1])
    return edges


def _is_spliced(state: State) -> bool:
    """Return whether what a node holds lies in the row around it: a group or a font without scripts."""
    node = state.node
    plain = node.kind is Kind.GROUP or (node.kind is Kind.COMMAND and node.symbol in PLAIN)
    return plain and [slot.relation for slot in node.slots] == [Relation.INSIDE]


def _spliced(row: Sequence[State]) -> Iterator[State]:
    """Yield the nodes of a row, those of its groups in their places."""
    stack = list(reversed(row))
    while stack:
        state = stack.pop()
        if _is_spliced(state):
            stack.extend(reversed(state.rows[0]))
        else:
            yield state


def _link_row(row: Sequence[State], ends: dict[int, _Ends | None], edges: list[Edge]) -> _Ends | None:
    """Link the nodes of a row to each other; None where it has no ink."""
    entries: list[tuple[int, Relation]] = []
    leading = 0
    last: int | None = None
    for state in _spliced(row):
        joined = ends.pop(id(state))
        if joined is None:
            continue
        if last is None:
            leading = leading if entries else joined.leading
            entries += joined.entries
        else:
            edges.extend((last, symbol, relation) for symbol, relation in joined.entries)
        last = last if joined.last is None else joined.last
    return _Ends(tuple(entries), leading, last) if entries else None


def _settle(row: _Ends, edges: list[Edge]) -> tuple[int, int]:
    """Let scripts in front of a row hang on each other; return the first symbol and what the next hangs on."""
    (first, _), *others = row.entries
    for symbol, relation in others:
        edges.append((row.leading if relation is Relation.RIGHT else first, symbol, relation))
    return first, row.leading if row.last is None else row.last


def _link_node(state: State, rows: list[_Ends | None], edges: list[Edge]) -> _Ends | None:
    slots = state.node.slots
    inked = [index for index, row in enumerate(rows) if row is not None]
    if state.owners:
        first, last = state.owners[0], state.owners[-1]
        if last != first:
            edges.append((first, last, Relation.RIGHT))
        last = _hang_rows(state, rows, edges, base=None, ends=(first, last))
        return _Ends(((first, Relation.RIGHT),), last, last)
    base = _base(state, inked)
    chosen = None if base is None else rows[base]
    if chosen is None:
        return _scripts_alone(state, rows, edges)
    if chosen.last is None:  # nothing but scripts that lack a base: those of the node join them
        more = [(_settle(row, edges)[0], slots[at].relation) for at, row in enumerate(rows) if row and at != base]
        return chosen._replace(entries=(*chosen.entries, *more))
    last = _hang_rows(state, rows, edges, base=base, ends=(chosen.entries[0][0], chosen.last))
    return chosen._replace(last=last)


def _scripts_alone(state: State, rows: list[_Ends | None], edges: list[Edge]) -> _Ends | None:
    slots = state.node.slots
    found = [(_settle(row, edges), slot.relation) for row, slot in zip(rows, slots, strict=True) if row is not None]
    if not found:
        return None
    found.sort(key=lambda entry: _ORDER[entry[1]])
    return _Ends(tuple((first, relation) for (first, _), relation in found), found[0][0][1], None)


def _hang_rows(
    state: State, rows: list[_Ends | None], edges: list[Edge], *, base: int | None, ends: tuple[int, int]
) -> int:
    """Hang all rows but the base on a node whose first and last symbol are given; return what the next hangs on."""
    first, last = ends
    primes: int | None = None
    for index, (ends_of_row, slot) in enumerate(zip(rows, state.node.slots, strict=True)):
        if index == base or ends_of_row is None:
            continue
        row = _settle(ends_of_row, edges)
        if state.node.symbol in BESIDE and slot.relation is Relation.INSIDE:
            edges.append((last, row[0], Relation.RIGHT))
            last = row[1]
        elif primes is not None and slot.relation is Relation.SUP:
            edges.append((primes, row[0], Relation.RIGHT))
            primes = row[1]
        else:
            edges.append((last if slot.is_script else first, row[0], slot.relation))
        if slot.relation is Relation.SUP and _holds_primes(slot):
            primes = row[1]
    return last


def _holds_primes(slot: Slot) -> bool:
    """Return whether a script holds primes alone: what TeX puts after them stands in the same row."""
    return all(node.symbol == PRIME and not node.slots for node in slot.row)


def _base(state: State, inked: list[int]) -> int | None:
    """Return which row stands for a node without ink of its own; None where only scripts have ink."""
    slots = state.node.slots
    rows = [index for index in inked if not slots[index].is_script and state.node.kind is not Kind.SYMBOL]
    inside = [index for index in rows if slots[index].relation is Relation.INSIDE]
    return next(iter(inside or rows), None)
