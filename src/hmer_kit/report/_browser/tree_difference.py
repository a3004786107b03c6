"""Two layout trees as one: what both have, where one has another symbol, and what either has alone.

A node is compared only with nodes in the same row of the same owner (Selkow 1977): whole subtrees are left out or put
in, and a symbol may stand for another. Among all such edits the fewest are taken, a subtree counted by its symbols.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from hmer_kit.latex import Relation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hmer_kit.latex import LabelGraph

MOST_PAIRS: Final = 100_000
"""Most pairs of symbols to compare: about half a second."""
MOST_NESTED: Final = 40
"""Most rows around a row: the page shows them as boxes in boxes."""
_Mark = Literal["=", "s", "d", "i"]
_RowName = tuple[Relation, int]
"""Relation to the owner, and how many rows of that relation come before it."""


class MergedNode(NamedTuple):
    """A node of both trees, or of one."""

    mark: _Mark
    """``=`` the same in both, ``s`` another symbol, ``d`` missing in the prediction, ``i`` only there."""
    depth: int
    """Rows around its row."""
    relation: Relation
    """Relation of its row to the owner for the first of a row, else ``right``."""
    label: str
    """The symbol of the reference; of the prediction where only that has it."""
    other: str = ""
    """What the prediction has instead."""


def merged_tree(prediction: LabelGraph, reference: LabelGraph) -> list[MergedNode] | None:
    """Return the nodes of both trees in reading order; None where they are too large, or too deep, to compare.

    Examples:
        >>> from hmer_kit.latex import label_graph, parse
        >>> nodes = merged_tree(label_graph(parse("X ^ 2 y")), label_graph(parse("x ^ { 2 n } y")))
        >>> [(node.mark, node.depth, str(node.relation), node.label, node.other) for node in nodes[:2]]
        [('s', 0, 'right', 'x', 'X'), ('=', 1, 'sup', '2', '')]
        >>> [(node.mark, node.depth, str(node.relation), node.label) for node in nodes[2:]]
        [('d', 1, 'right', 'n'), ('=', 0, 'right', 'y')]
    """
    paths: dict[tuple[int, _RowName], int] = {}
    expected, read = _Side(reference, paths), _Side(prediction, paths)
    pairs = sum(len(expected.at[path]) * len(read.at[path]) for path in expected.at.keys() & read.at.keys())
    if pairs > MOST_PAIRS or max(expected.deepest, read.deepest) > MOST_NESTED:
        return None
    return list(_Merger(expected, read).nodes())


class _Side:
    """One tree: the rows of each symbol, its size, and the way of relations down to it."""

    def __init__(self, graph: LabelGraph, paths: dict[tuple[int, _RowName], int]) -> None:
        self.labels = graph.labels
        self.top: list[int] = []
        self.rows: list[dict[_RowName, list[int]]] = [{} for _ in graph.labels]
        self.at: dict[int, list[int]] = defaultdict(list)
        self.paths: list[int] = []
        depths: list[int] = []
        row_of: list[list[int]] = []
        for number, (parent, relation) in enumerate(zip(graph.parents, graph.relations, strict=True)):
            if parent < 0:
                row, path = self.top, 0
            elif relation is Relation.RIGHT:
                row, path = row_of[parent], self.paths[parent]
            else:
                name = (relation, sum(other is relation for other, _ in self.rows[parent]))
                row = self.rows[parent].setdefault(name, [])
                path = paths.setdefault((self.paths[parent], name), len(paths) + 1)
            depths.append(0 if parent < 0 else depths[parent] + (relation is not Relation.RIGHT))
            row.append(number)
            row_of.append(row)
            self.paths.append(path)
            self.at[path].append(number)
        self.deepest = max(depths, default=0)
        self.sizes = [1] * len(graph.labels)
        for number in reversed(range(len(graph.labels))):
            self.sizes[number] += sum(self.size(row) for row in self.rows[number].values())

    def size(self, row: Sequence[int]) -> int:
        """Return the symbols of a row with all below it."""
        return sum(self.sizes[number] for number in row)


class _Merger:
    """Costs of pairs, from the innermost outwards, and the cheapest way back through them."""

    def __init__(self, expected: _Side, read: _Side) -> None:
        self.expected, self.read = expected, read
        self.costs: dict[tuple[int, int], int] = {}
        for one in reversed(range(len(expected.labels))):
            for other in read.at.get(expected.paths[one], ()):
                self.costs[one, other] = self._cost(one, other)

    def _cost(self, one: int, other: int) -> int:
        cost = int(self.expected.labels[one] != self.read.labels[other])
        mine, others = self.expected.rows[one], self.read.rows[other]
        for name in mine.keys() | others.keys():
            row, its = mine.get(name, ()), others.get(name, ())
            cost += self._table(row, its)[-1][-1] if row and its else self.expected.size(row) + self.read.size(its)
        return cost

    def _table(self, row: Sequence[int], its: Sequence[int]) -> list[list[int]]:
        """Return the cost of each beginning of a row against each beginning of the other."""
        table = [[0]]
        for other in its:
            table[0].append(table[0][-1] + self.read.sizes[other])
        for one in row:
            above, line = table[-1], [table[-1][0] + self.expected.sizes[one]]
            for at, other in enumerate(its):
                without = min(above[at + 1] + self.expected.sizes[one], line[at] + self.read.sizes[other])
                line.append(min(above[at] + self.costs[one, other], without))
            table.append(line)
        return table

    def _pairs(self, row: Sequence[int], its: Sequence[int]) -> list[tuple[int | None, int | None]]:
        """Return which nodes of two rows stand for each other; None where one has none."""
        table, found = self._table(row, its), list[tuple[int | None, int | None]]()
        at, there = len(row), len(its)
        while at or there:
            cost = table[at][there]
            if at and there and cost == table[at - 1][there - 1] + self.costs[row[at - 1], its[there - 1]]:
                at, there = at - 1, there - 1
                found.append((row[at], its[there]))
            elif there and cost == table[at][there - 1] + self.read.sizes[its[there - 1]]:
                there -= 1
                found.append((None, its[there]))
            else:
                at -= 1
                found.append((row[at], None))
        return found[::-1]

    def nodes(self) -> Iterator[MergedNode]:
        """Yield the nodes of both, with a stack of what is still to come, last to first."""
        pending = self._row(Relation.RIGHT, 0, self.expected.top, self.read.top)
        while pending:
            depth, relation, one, other = pending.pop()
            yield self._node(depth, relation, one, other)
            mine: Mapping[_RowName, Sequence[int]] = {} if one is None else self.expected.rows[one]
            its: Mapping[_RowName, Sequence[int]] = {} if other is None else self.read.rows[other]
            for name in reversed([*mine, *(name for name in its if name not in mine)]):
                pending += self._row(name[0], depth + 1, mine.get(name, ()), its.get(name, ()))

    def _row(
        self, relation: Relation, depth: int, row: Sequence[int], its: Sequence[int]
    ) -> list[tuple[int, Relation, int | None, int | None]]:
        pairs = self._pairs(row, its)
        return [(depth, Relation.RIGHT if at else relation, *pairs[at]) for at in reversed(range(len(pairs)))]

    def _node(self, depth: int, relation: Relation, one: int | None, other: int | None) -> MergedNode:
        if one is None:
            return MergedNode("i", depth, relation, self.read.labels[other or 0])
        label = self.expected.labels[one]
        if other is None:
            return MergedNode("d", depth, relation, label)
        its = self.read.labels[other]
        return MergedNode("=", depth, relation, label) if its == label else MergedNode("s", depth, relation, label, its)
