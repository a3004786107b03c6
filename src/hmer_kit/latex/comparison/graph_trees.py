r"""A label graph back to a symbol layout tree, and so to LaTeX.

A label graph holds less than a tree: no spelling, no fonts, no groups, and of a matrix neither lines nor empty cells.
What comes back is one expression in canonical spelling that has just this label graph; that it has is checked each
time. A graph with a matrix is refused, and so is what LaTeX cannot say, as a symbol inside of a ``+``.
"""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, Final, NamedTuple

from hmer_kit.exceptions import InputError, LatexError
from hmer_kit.latex.commands import COMMANDS, INFIX_COMMANDS, PRIME
from hmer_kit.latex.comparison._forest import children_of, named, reordered
from hmer_kit.latex.comparison.label_graphs import LabelGraph, label_graph
from hmer_kit.latex.kinds import Kind, Relation
from hmer_kit.latex.parser import parse
from hmer_kit.latex.spelling.labels import node_of
from hmer_kit.latex.spelling.writing import spell
from hmer_kit.latex.tree import LayoutNode, LayoutTree, Slot
from hmer_kit.latex.writer import to_latex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.latex.comparison._forest import Child

__all__ = ["from_label_graph"]

_LONGEST_LABEL: Final = 1000
_RAISED: Final = frozenset({Relation.SUP, Relation.ABOVE})
"""Scripts that are written after the others, as most captions do."""
_SCRIPTS: Final = _RAISED | {Relation.SUB, Relation.BELOW}


def from_label_graph(graph: LabelGraph) -> LayoutTree:
    r"""Return the tree of a label graph, in canonical spelling.

    ``label_graph(from_label_graph(graph))`` is ``graph`` in reading order.

    Args:
        graph: Symbols in any order, with edges that make one tree.

    Raises:
        InputError: The edges make no tree, there is a matrix in it, or LaTeX has no place for a symbol where it lies.

    Examples:
        >>> R = Relation
        >>> graph = LabelGraph((r"\frac", "1", "x", "2"), (-1, 0, 0, 2), (R.RIGHT, R.ABOVE, R.BELOW, R.SUP))
        >>> to_latex(from_label_graph(graph))
        '\\frac { 1 } { x ^ { 2 } }'
    """
    if not isinstance(graph, LabelGraph):
        raise InputError(f"expected a LabelGraph, got {type(graph).__name__}")
    graph, _ = reordered(graph)
    if not graph.labels:
        return LayoutTree()
    written = to_latex(spell(_Builder(graph).tree()))
    try:
        tree = parse(written)
    except LatexError as error:
        raise _unsayable(written, str(error)) from error
    found = label_graph(tree)
    if found != graph:
        raise _unsayable(written, f"read back it has {_first_difference(found, graph)}")
    return tree


class _Row(NamedTuple):
    """A row that is about to be filled."""

    nodes: list[LayoutNode]
    first: int
    is_primes: bool = False
    """Whether it is a script of primes alone, which are written bare."""


class _Builder:
    """Makes the nodes.

    Args:
        graph: In reading order.
    """

    def __init__(self, graph: LabelGraph) -> None:
        self._graph = graph
        _, self._children = children_of(graph)

    def tree(self) -> LayoutTree:
        tree = LayoutTree()
        pending = [_Row(tree.row(Relation.INSIDE), 0)]
        while pending:
            row = pending.pop()
            chain = self._chain(row.first)
            for number in chain:
                node, below = self._node(number)
                lonely = node.symbol == PRIME and not row.is_primes
                is_infix = node.symbol in INFIX_COMMANDS and len(chain) > 1
                row.nodes.append(_grouped(node) if lonely or is_infix else node)
                pending.extend(below)
        return tree

    def _chain(self, first: int) -> list[int]:
        """Return a symbol and its right neighbours."""
        chain, at = [], first
        while at >= 0:
            chain.append(at)
            right = [child.number for child in self._children[at] if child.relation is Relation.RIGHT]
            if len(right) > 1:
                raise self._refused(at, "one right neighbour", f"{len(right)}")
            at = right[0] if right else -1
        return chain

    def _node(self, number: int) -> tuple[LayoutNode, list[_Row]]:
        """Return the node of a symbol, in a group where that must be, and its rows, which are yet empty."""
        children = [child for child in self._children[number] if child.relation is not Relation.RIGHT]
        node = self._bare(number)
        if node.kind is Kind.ENVIRONMENT or any(child.relation is Relation.CELL for child in children):
            raise self._refused(number, "symbols without cells", "a matrix: label graphs do not tell its lines")
        arguments = _arguments(node, children)
        rows = [_Row(slot.row, child.number) for slot, child in arguments if child is not None]
        node.slots = [slot for slot, _ in arguments]
        taken = {child for _, child in arguments if child is not None}
        for child in sorted(children, key=lambda child: child.relation in _RAISED):
            if child in taken:
                continue
            if child.relation not in _SCRIPTS:
                raise self._refused(number, "scripts and arguments", f"a row {child.relation.value}")
            if node.symbol in {PRIME, *INFIX_COMMANDS} or _has_script(node, child.relation):
                node = _grouped(node)
            rows.append(self._script(child, node))
        return node, rows

    def _script(self, child: Child, node: LayoutNode) -> _Row:
        """Add a script to a node; return its row. Primes before something else become a script of their own."""
        chain = self._chain(child.number)
        primes = list(takewhile(self._is_prime, chain)) if child.relation is Relation.SUP else []
        if primes and len(primes) < len(chain):
            node.slots.append(Slot(Relation.SUP, [LayoutNode(PRIME) for _ in primes]))
            chain = chain[len(primes) :]
        node.slots.append(Slot(child.relation, []))
        is_primes = child.relation is Relation.SUP and all(map(self._is_prime, chain))
        return _Row(node.slots[-1].row, chain[0], is_primes=is_primes)

    def _bare(self, number: int) -> LayoutNode:
        label = self._graph.labels[number]
        if not label:
            return LayoutNode("")
        if len(label) > _LONGEST_LABEL:
            raise self._refused(number, f"a label of at most {_LONGEST_LABEL} characters", f"{len(label)}")
        try:
            return node_of(label)
        except InputError as error:
            raise self._refused(number, "the label of one node, such as x or \\frac", "another") from error

    def _is_prime(self, number: int) -> bool:
        alone = all(child.relation is Relation.RIGHT for child in self._children[number])
        return alone and self._graph.labels[number] == PRIME

    def _refused(self, number: int, expected: str, got: str) -> InputError:
        return InputError(f"expected {expected} at {named(self._graph, number)} of a label graph, got {got}")


def _arguments(node: LayoutNode, children: Sequence[Child]) -> list[tuple[Slot, Child | None]]:
    """Return what a command takes, each with the first symbol of its row, if it is not empty."""
    known = INFIX_COMMANDS.get(node.symbol) or COMMANDS.get(node.symbol)
    left = list(children) if node.kind is Kind.COMMAND else []
    found: list[tuple[Slot, Child | None]] = []
    for argument in known.arguments if known and node.kind is Kind.COMMAND else ():
        child = next((child for child in left if child.relation is argument.relation), None)
        if child is not None:
            left.remove(child)
        elif argument.optional:
            continue
        found.append((Slot(argument.relation, []), child))
    return found


def _has_script(node: LayoutNode, relation: Relation) -> bool:
    """Whether a node has a script there already; arguments of a command do not count."""
    known = COMMANDS.get(node.symbol) if node.kind is Kind.COMMAND else None
    past = 0
    if known is not None:
        past = min(len(known.arguments), len(node.slots))
    elif node.kind is Kind.GROUP:
        past = 1
    return any(slot.relation is relation for slot in node.slots[past:])


def _grouped(node: LayoutNode) -> LayoutNode:
    return LayoutNode("", kind=Kind.GROUP, slots=[Slot(Relation.INSIDE, [node])])


def _first_difference(found: LabelGraph, wanted: LabelGraph) -> str:
    edges = zip(found.labels, found.parents, found.relations, strict=True)
    others = zip(wanted.labels, wanted.parents, wanted.relations, strict=True)
    for at, (one, other) in enumerate(zip(edges, others, strict=False)):
        if one != other:
            mine, its = (f"{label[:20]!r} {relation} of symbol {parent}" for label, parent, relation in (one, other))
            return f"as symbol {at} {mine}, not {its}"
    return f"{len(found.labels)} symbols, not {len(wanted.labels)}"


def _unsayable(written: str, problem: str) -> InputError:
    shown = written if len(written) <= 120 else f"{written[:120]} ..."
    return InputError(f"expected a label graph that LaTeX can say, got one that gives {shown!r}: {problem}")
