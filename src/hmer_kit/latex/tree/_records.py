"""A tree as flat records and back: how trees of any depth are compared, copied and pickled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hmer_kit.latex.tree.node import LayoutNode, Slot

__all__ = ["are_equal", "build", "own", "records"]


def own(node: LayoutNode) -> tuple[Any, ...]:
    """Return all of a node but its places, with the number of nodes in a row instead of the nodes."""
    slots = tuple((slot.relation, slot.open, slot.close, len(slot.row)) for slot in node.slots)
    return node.symbol, node.kind, node.head, slots


def are_equal(node: LayoutNode, other: LayoutNode) -> bool:
    """Return whether two nodes and all they own are the same but for their places in a string."""
    pairs = [(node, other)]
    while pairs:
        ours, theirs = pairs.pop()
        if ours.symbol != theirs.symbol or ours.kind != theirs.kind or ours.head != theirs.head:
            return False
        if len(ours.slots) != len(theirs.slots):
            return False
        for our, their in zip(ours.slots, theirs.slots, strict=True):
            if our.relation != their.relation or our.open != their.open or our.close != their.close:
                return False
            if len(our.row) != len(their.row):
                return False
            pairs.extend(zip(our.row, their.row, strict=True))
    return True


def records(node: LayoutNode) -> list[tuple[Any, ...]]:
    """Return a node and all it owns, flat, in walking order."""
    return [(own(each), each.tokens, each.span) for each in node.walk()]


def build(
    records: Sequence[tuple[Any, ...]], *, node: Callable[..., LayoutNode], slot: Callable[..., Slot]
) -> LayoutNode:
    """Build a tree from its records, last to first: the rows of a node are complete before it."""
    built: list[LayoutNode] = []
    for (symbol, kind, head, slot_records), tokens, span in reversed(records):
        slots = [
            slot(relation, [built.pop() for _ in range(size)], open=opened, close=closed)
            for relation, opened, closed, size in slot_records
        ]
        built.append(node(symbol, kind=kind, slots=slots, head=head, tokens=tokens, span=span))
    return built[0]
