"""Relations between symbols to the tree of symbols: what is inherited is checked against the tree, and left out.

In files of strokes a symbol has an edge to every symbol below it in the tree, with the relation of the first step of
the way there: in ``x ^ { a b }``, x has ``Sup`` to a and to b. Files that have the edges of the tree alone are read the
same way.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hmer_kit.ink.label_graphs._lines import Source
    from hmer_kit.latex.kinds import Relation

__all__ = ["Edge", "tree_of"]


class Edge(NamedTuple):
    """A relation between two symbols, and the line that says it."""

    parent: int
    child: int
    relation: Relation
    line: int


def tree_of(count: int, edges: Sequence[Edge], source: Source, *, named: Callable[[int], str]) -> list[Edge]:
    """Return the edges of the tree, ordered by child.

    Args:
        count: Number of symbols.
        edges: One at most from one symbol to another, none from one to itself.
        source: Takes problems.
        named: Names a symbol for messages.

    Raises:
        DataError: The edges make a cycle, a symbol hangs on two, or an inherited edge contradicts the tree.
    """
    entering: list[list[Edge]] = [[] for _ in range(count)]
    for edge in edges:
        entering[edge.child].append(edge)
    depths = _depths(entering, edges, source, named)
    chosen = [max(family, key=lambda edge: depths[edge.parent]) if family else None for family in entering]
    tree = _Tree(chosen)
    inherited = 0
    for family, own in zip(entering, chosen, strict=True):
        for edge in family:
            if own is not None and edge is not own:
                _check_inherited(edge, own, tree, source, named)
                inherited += 1
    due = sum(tree.depth) - sum(own is not None for own in chosen)
    if inherited and inherited < due:
        source.note(f"{due - inherited} of {due} inherited relations are missing")
    return [own for own in chosen if own is not None]


def _depths(
    entering: Sequence[Sequence[Edge]], edges: Sequence[Edge], source: Source, named: Callable[[int], str]
) -> list[int]:
    """Return for each symbol the length of the longest way to it; refuse a cycle."""
    leaving: list[list[int]] = [[] for _ in entering]
    for edge in edges:
        leaving[edge.parent].append(edge.child)
    waiting = list(map(len, entering))
    depths = [0] * len(entering)
    ready = [number for number, left in enumerate(waiting) if not left]
    for number in ready:  # grows as it goes
        for child in leaving[number]:
            depths[child] = max(depths[child], depths[number] + 1)
            waiting[child] -= 1
            if not waiting[child]:
                ready.append(child)
    if len(ready) < len(entering):
        held = next(number for number, left in enumerate(waiting) if left)
        line = next(edge.line for edge in entering[held] if waiting[edge.parent])
        source.refuse("cycle", f"expected a tree of relations, got a cycle that leads to {named(held)}", line=line)
    return depths


def _check_inherited(edge: Edge, own: Edge, tree: _Tree, source: Source, named: Callable[[int], str]) -> None:
    """Refuse an edge beside that of the tree, if it is not inherited along the tree."""
    step = tree.step(edge.parent, edge.child)
    if step is None:
        problem = (
            f"expected {named(edge.child)} to hang on one symbol, got {named(edge.parent)} and {named(own.parent)} "
            f"(line {own.line}), of which neither lies below the other"
        )
        source.refuse("several_parents", problem, line=edge.line)
    if step.relation is not edge.relation:
        problem = (
            f"expected {named(edge.child)} to lie {step.relation.value} of {named(edge.parent)}, as does "
            f"{named(step.child)} on the way there (line {step.line}), got {edge.relation.value}"
        )
        source.refuse("contradictory_edges", problem, line=edge.line)


class _Tree:
    """A forest in which is found in short time who lies below whom.

    Args:
        chosen: The edge into each node; none into a root.
    """

    def __init__(self, chosen: Sequence[Edge | None]) -> None:
        self._chosen = chosen
        self._children: list[list[int]] = [[] for _ in chosen]
        for number, edge in enumerate(chosen):
            if edge is not None:
                self._children[edge.parent].append(number)
        self.depth = [0] * len(chosen)
        self._entered = [0] * len(chosen)
        self._left = [0] * len(chosen)
        self._walk([number for number, edge in enumerate(chosen) if edge is None])
        self._starts = [[self._entered[child] for child in family] for family in self._children]

    def _walk(self, roots: list[int]) -> None:
        """Number the nodes depth first."""
        order: list[int] = []
        pending = roots[::-1]
        while pending:
            number = pending.pop()
            self._entered[number] = len(order)
            order.append(number)
            for child in reversed(self._children[number]):
                self.depth[child] = self.depth[number] + 1
                pending.append(child)
        sizes = [1] * len(self._chosen)
        for number in reversed(order):
            edge = self._chosen[number]
            if edge is not None:
                sizes[edge.parent] += sizes[number]
            self._left[number] = self._entered[number] + sizes[number]

    def step(self, above: int, below: int) -> Edge | None:
        """Return the first edge of the way down from one node to another, if there is one."""
        at = self._entered[below]
        if not self._entered[above] < at < self._left[above]:
            return None
        family = self._children[above]
        return self._chosen[family[bisect_right(self._starts[above], at) - 1]]
