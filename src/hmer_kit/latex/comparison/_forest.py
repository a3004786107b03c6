"""The edges of a label graph as rows, checked: who hangs on whom, and in what order a reader meets them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from hmer_kit.exceptions import InputError
from hmer_kit.latex.kinds import Relation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.latex.comparison.label_graphs import LabelGraph

__all__ = ["Child", "children_of", "named", "order_of", "reordered"]

_ORDER: Final = {relation: number for number, relation in enumerate(Relation)} | {
    Relation.CELL: -1,
    Relation.RIGHT: len(Relation),
}
"""Rows of a node in the order of ``label_graph``; the right neighbour comes after all of them."""
_SHOWN: Final = 60


class Child(NamedTuple):
    """A symbol that hangs on another."""

    relation: Relation
    number: int


def children_of(graph: LabelGraph) -> tuple[int, list[list[Child]]]:
    """Return the first symbol of all, and what hangs on each symbol, in reading order.

    Raises:
        InputError: The tuples differ in length, a parent does not exist, or there is not just one first symbol.
    """
    count = len(graph.labels)
    if not count == len(graph.parents) == len(graph.relations):
        sizes = f"{count} labels, {len(graph.parents)} parents and {len(graph.relations)} relations"
        raise InputError(f"expected a label, a parent and a relation for each symbol, got {sizes}")
    children: list[list[Child]] = [[] for _ in range(count)]
    roots = []
    for number, (parent, relation) in enumerate(zip(graph.parents, graph.relations, strict=True)):
        if parent == -1:
            roots.append(number)
        elif 0 <= parent < count:
            children[parent].append(Child(Relation(relation), number))
        else:
            raise InputError(f"expected as parent of {named(graph, number)} a symbol of the {count}, got {parent}")
    if len(roots) != 1:
        which = ", ".join(named(graph, number) for number in roots[1:3]) or "none"
        raise InputError(f"expected one symbol that hangs on no other, got {len(roots)} (beyond the first: {which})")
    for family in children:
        family.sort(key=lambda child: _ORDER[child.relation])
    return roots[0], children


def order_of(root: int, children: Sequence[Sequence[Child]]) -> list[int]:
    """Return the symbols in reading order; those of a cycle, which hangs on nothing, are not among them."""
    order = []
    pending = [root]
    while pending:
        number = pending.pop()
        order.append(number)
        pending.extend(child.number for child in reversed(children[number]))
    return order


def reordered(graph: LabelGraph) -> tuple[LabelGraph, list[int]]:
    """Return the graph in reading order, and for each symbol its number in the graph that was given.

    Raises:
        InputError: Its edges do not make one tree.
    """
    from hmer_kit.latex.comparison.label_graphs import LabelGraph

    if not graph.labels:
        return graph, []
    root, children = children_of(graph)
    order = order_of(root, children)
    if len(order) != len(graph.labels):
        left = next(number for number in range(len(graph.labels)) if number not in set(order))
        raise InputError(f"expected a tree, got a cycle of edges that holds {named(graph, left)}")
    place = {number: at for at, number in enumerate(order)} | {-1: -1}
    turned = LabelGraph(
        tuple(graph.labels[number] for number in order),
        tuple(place[graph.parents[number]] for number in order),
        (Relation.RIGHT, *(Relation(graph.relations[number]) for number in order[1:])),
    )
    return turned, order


def named(graph: LabelGraph, number: int) -> str:
    """Name a symbol for a message."""
    return f"{graph.labels[number][:_SHOWN]!r} (symbol {number})"
