"""Label graphs of strokes, ``N`` and ``E``: strokes merged into symbols, and their edges into relations of symbols."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hmer_kit.ink.document import InkSymbol
from hmer_kit.ink.label_graphs._reduction import Edge, tree_of
from hmer_kit.ink.label_graphs.names import MERGE, NO_SYMBOL
from hmer_kit.ink.label_graphs.symbol_graph import SymbolGraph

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hmer_kit.ink.label_graphs._lines import Line, Source

__all__ = ["read_strokes"]


class _Said(NamedTuple):
    """What a line says of two strokes."""

    label: str
    line: Line


def read_strokes(lines: Iterable[Line], source: Source) -> SymbolGraph:
    """Return the graph of a file of strokes.

    Raises:
        DataError: See ``load_label_graph``.
    """
    labels: dict[str, str] = {}
    edges: dict[tuple[str, str], _Said] = {}
    for line in lines:
        if line.kind == "N":
            _add_node(line, labels, source)
        else:
            _add_edge(line, edges, source)
    for (one, other), said in edges.items():
        for column, stroke in ((2, one), (3, other)):
            if stroke not in labels:
                problem = f"expected a stroke that a line N names, got {stroke[:40]!r}"
                source.refuse("unknown_stroke", problem, line=said.line.number, column=column)
    return _Strokes(labels, edges, source).graph()


def _add_node(line: Line, labels: dict[str, str], source: Source) -> None:
    _, stroke, label, *_ = line.fields
    known = labels.get(stroke)
    labels.setdefault(stroke, label)
    if known is not None and known != label:
        problem = f"expected one label for stroke {stroke[:40]!r}, got {label[:40]!r} after {known[:40]!r}"
        source.refuse("duplicate_node", problem, line=line.number, column=3)
    if known is not None:
        source.note(f"line {line.number}: stroke {stroke[:40]!r} stands there twice")


def _add_edge(line: Line, edges: dict[tuple[str, str], _Said], source: Source) -> None:
    _, one, other, label, *_ = line.fields
    if one == other:
        problem = f"expected an edge between two strokes, got one from {one[:40]!r} to itself"
        source.refuse("self_edge", problem, line=line.number, column=3)
    said = edges.setdefault((one, other), _Said(label, line))
    if said.label != label:
        problem = f"expected {said.label[:40]!r} again, as in line {said.line.number}, got {label[:40]!r}"
        source.refuse("contradictory_edges", problem, line=line.number, column=4)
    if said.line is not line:
        source.note(f"line {line.number}: the edge of line {said.line.number} again")


class _Strokes:
    """Strokes on their way to become symbols.

    Args:
        labels: Label of each stroke.
        edges: What is said of two strokes.
        source: Takes problems.
    """

    def __init__(self, labels: dict[str, str], edges: dict[tuple[str, str], _Said], source: Source) -> None:
        self._labels = labels
        self._edges = edges
        self._source = source
        self._groups = {stroke: stroke for stroke in labels}
        self._ids = list(labels)

    def graph(self) -> SymbolGraph:
        relations = {pair: said for pair, said in self._edges.items() if not self._merges(*pair, said)}
        members = self._members(len(self._edges) - len(relations))
        symbols: list[InkSymbol] = []
        owners: dict[str, int] = {}
        places = {stroke: at for at, stroke in enumerate(self._ids)}
        for group, strokes in members.items():
            if self._labels[group] == NO_SYMBOL:
                self._source.note(f"{len(strokes)} strokes belong to no symbol: {', '.join(strokes)[:60]}")
                continue
            owners |= dict.fromkeys(strokes, len(symbols))
            symbols.append(InkSymbol(self._labels[group], tuple(places[stroke] for stroke in strokes)))
        edges = self._symbol_edges(relations, owners, symbols)
        tree = tree_of(len(symbols), edges, self._source, named=lambda at: self._named(symbols[at]))
        related = tuple((edge.parent, edge.child, edge.relation) for edge in tree)
        name = self._source.name or self._source.path
        return SymbolGraph(name, tuple(symbols), related, tuple(self._ids), self._source.all_problems())

    def _merges(self, one: str, other: str, said: _Said) -> bool:
        """Whether an edge makes two strokes one symbol; if so, do it."""
        label = self._labels[one]
        if said.label != MERGE:
            back = self._edges.get((other, one))
            if not (said.label == label == self._labels[other] and back is not None and back.label == label):
                return False
        if label != self._labels[other]:
            problem = f"expected strokes of one label, got {label[:40]!r} and {self._labels[other][:40]!r}"
            self._source.refuse("contradictory_labels", problem, line=said.line.number, column=4)
        self._groups[self._find(other)] = self._find(one)
        return True

    def _find(self, stroke: str) -> str:
        groups = self._groups
        while groups[stroke] != stroke:
            groups[stroke] = groups[groups[stroke]]
            stroke = groups[stroke]
        return stroke

    def _members(self, merges: int) -> dict[str, list[str]]:
        """Return the strokes of each symbol, by its first one; each group in file order."""
        found: dict[str, list[str]] = {}
        for stroke in self._ids:
            found.setdefault(self._find(stroke), []).append(stroke)
        due = sum(len(strokes) * (len(strokes) - 1) for strokes in found.values())
        if merges < due:
            self._source.note(f"{due - merges} of {due} edges between strokes of one symbol are missing")
        return {strokes[0]: strokes for strokes in found.values()}

    def _symbol_edges(
        self, relations: dict[tuple[str, str], _Said], owners: dict[str, int], symbols: list[InkSymbol]
    ) -> list[Edge]:
        """Return the relations of symbols, one for all edges between the strokes of two."""
        found: dict[tuple[int, int], Edge] = {}
        counts: dict[tuple[int, int], int] = {}
        for (one, other), said in relations.items():
            relation, number = said.line.relation(self._source), said.line.number
            unowned = next((stroke for stroke in (one, other) if stroke not in owners), None)
            if unowned is not None:
                problem = f"expected strokes of symbols, got {unowned[:40]!r}, which belongs to none"
                self._source.refuse("unknown_stroke", problem, line=number)
            pair = owners[one], owners[other]
            if pair[0] == pair[1]:
                problem = f"expected no relation within {self._named(symbols[pair[0]])}, got {relation.value}"
                self._source.refuse("contradictory_edges", problem, line=number, column=4)
            edge = found.setdefault(pair, Edge(*pair, relation, number))
            counts[pair] = counts.get(pair, 0) + 1
            if edge.relation is not relation:
                names = " and ".join(self._named(symbols[at]) for at in pair)
                problem = f"expected {edge.relation.value} between {names} as in line {edge.line}, got {relation.value}"
                self._source.refuse("contradictory_edges", problem, line=number, column=4)
        missing = sum(
            len(symbols[one].strokes) * len(symbols[other].strokes) - count for (one, other), count in counts.items()
        )
        if missing:
            self._source.note(f"{missing} edges between strokes of related symbols are missing")
        return list(found.values())

    def _named(self, symbol: InkSymbol) -> str:
        strokes = ", ".join(self._ids[stroke] for stroke in symbol.strokes[:4])
        return f"{symbol.label[:40]!r} (stroke {strokes[:60]})"
