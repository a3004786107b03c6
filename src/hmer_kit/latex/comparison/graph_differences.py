r"""In which symbols and relations two label graphs differ, each by name.

Symbols are matched by their labels in reading order, and what moved elsewhere afterwards. Of matched symbols the edges
are compared: where a symbol lies, and of which other. A symbol too many or too few is one difference, not two: its
right neighbours count as neighbours of what stands before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from hmer_kit.exceptions import InputError
from hmer_kit.latex.comparison._forest import reordered
from hmer_kit.latex.comparison._matching import match
from hmer_kit.latex.comparison.label_graphs import LabelGraph
from hmer_kit.latex.kinds import Relation

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

__all__ = ["GraphDifference", "GraphDifferences", "compare_label_graphs"]


@dataclass(frozen=True, slots=True)
class GraphDifference:
    """One difference.

    Examples:
        >>> print(GraphDifference("missing symbol", "2", reference="sup of 'x'"))
        missing symbol '2': sup of 'x'
    """

    kind: str
    """``"missing symbol"``, ``"extra symbol"``, ``"other relation"`` or ``"other parent"``."""
    label: str
    """The symbol."""
    graph: str | None = None
    """Where the graph has it; None for a missing symbol."""
    reference: str | None = None
    """Where the reference has it; None for an extra symbol."""
    symbol: int | None = None
    """Its number in the graph, as the graph was given; None for a missing symbol."""

    def __str__(self) -> str:
        places = [place for place in (self.graph, self.reference) if place is not None]
        return f"{self.kind} {self.label!r}: {', not '.join(places)}"


@dataclass(frozen=True, slots=True)
class GraphDifferences:
    """All differences between a label graph and a reference, one after the other.

    Examples:
        >>> found = GraphDifferences((GraphDifference("extra symbol", "x", graph="first of all"),))
        >>> found.agrees, [str(difference) for difference in found]
        (False, ["extra symbol 'x': first of all"])
    """

    differences: tuple[GraphDifference, ...]
    """Each of them: those of the graph's symbols in reading order, then what is missing."""

    def __len__(self) -> int:
        return len(self.differences)

    def __iter__(self) -> Iterator[GraphDifference]:
        return iter(self.differences)

    @property
    def agrees(self) -> bool:
        """Whether there is none."""
        return not self.differences

    def of_kind(self, kind: str) -> list[GraphDifference]:
        """Return those of one kind.

        Args:
            kind: ``"missing symbol"`` for example, see ``GraphDifference.kind``.

        Examples:
            >>> GraphDifferences((GraphDifference("extra symbol", "x"),)).of_kind("missing symbol")
            []
        """
        return [difference for difference in self if difference.kind == kind]


def compare_label_graphs(graph: LabelGraph, reference: LabelGraph) -> GraphDifferences:
    r"""Compare the symbols and relations of two expressions.

    Args:
        graph: Symbols in any order.
        reference: What it should be.

    Raises:
        InputError: One is no label graph, or its edges make no tree, or both are so long and so different that the
            comparison would take minutes.

    Examples:
        >>> from hmer_kit.latex import label_graph, parse
        >>> found = compare_label_graphs(label_graph(parse("x ^ 2 + y")), label_graph(parse("x _ 2 + y z")))
        >>> for difference in found:
        ...     print(difference)
        other relation '2': sup of 'x', not sub of 'x'
        missing symbol 'z': right of 'y'
    """
    for given in (graph, reference):
        if not isinstance(given, LabelGraph):
            raise InputError(
                f"expected a LabelGraph, got {type(given).__name__}; make one with label_graph(parse(...))"
            )
    ordered, numbers = reordered(graph)
    wanted, _ = reordered(reference)
    pairs = match(ordered.labels, wanted.labels)
    matched = set(pairs.values())
    mine, others = _edges(ordered, pairs), _edges(wanted, matched)
    found = []
    for at, label in enumerate(ordered.labels):
        place = _place(ordered, at)
        if at not in pairs:
            found.append(GraphDifference("extra symbol", label, graph=place, symbol=numbers[at]))
            continue
        kind = _kind(mine[at], others[pairs[at]], pairs)
        if kind is not None:
            there = _place(wanted, pairs[at])
            found.append(GraphDifference(kind, label, graph=place, reference=there, symbol=numbers[at]))
    for at, label in enumerate(wanted.labels):
        if at not in matched:
            found.append(GraphDifference("missing symbol", label, reference=_place(wanted, at)))
    return GraphDifferences(tuple(found))


class _Edge(NamedTuple):
    """Where a symbol lies."""

    relation: Relation
    parent: int | None
    """The symbol that it hangs on, -1 for none; unknown if that one has no like and does not stand before it."""


def _edges(graph: LabelGraph, matched: Collection[int]) -> list[_Edge]:
    """Return the edges of all symbols, past what stands before them in their row and has no like in the other graph."""
    edges: list[_Edge] = []
    for relation, parent in zip(graph.relations, graph.parents, strict=True):
        passes = parent >= 0 and parent not in matched and relation is Relation.RIGHT
        edges.append(edges[parent] if passes else _Edge(relation, parent))
    return [edge if edge.parent == -1 or edge.parent in matched else edge._replace(parent=None) for edge in edges]


def _kind(mine: _Edge, other: _Edge, pairs: dict[int, int]) -> str | None:
    known = mine.parent is not None and other.parent is not None
    same_parent = not known or pairs.get(mine.parent, -1) == other.parent  # type: ignore[arg-type]
    if not same_parent:
        return "other parent"
    return None if mine.relation is other.relation else "other relation"


def _place(graph: LabelGraph, at: int) -> str:
    parent = graph.parents[at]
    return "first of all" if parent < 0 else f"{graph.relations[at].value} of {graph.labels[parent]!r}"
