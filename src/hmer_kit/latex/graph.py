r"""The symbol layout tree as a networkx graph, and back.

A graph has one node for each node of the tree, with the attributes

- ``symbol`` and ``kind``;
- ``rows``: the relations of the rows that it owns, in source order with blanks between, ``"above below"``; ``row`` is
  a cell that starts a further row of its matrix. An empty row shows here alone: it has no node and no edge;
- ``written``: the LaTeX tokens before its rows, then those before and after each, ``"\\frac\t{\t}\t{\t}"``: tabs
  between the fields, blanks between tokens.

An edge leads from a node to the first node of each of its rows, and from every node of a row to the next, with

- ``relation``, ``"right"`` within a row;
- ``order``: which of the rows of its owner it is, from 0; that to the right comes last.

All of them are ``str`` and ``int``, so GraphML and JSON hold them. The numbers of the nodes carry no meaning:
``networkx.is_isomorphic`` with ``node_match=categorical_node_match(["symbol", "rows"], ["", ""])`` and
``edge_match=categorical_edge_match(["relation", "order"], ["", 0])`` says whether two expressions are the same but for
the tokens. For a graph that was made by hand, ``symbol``, ``kind``, ``relation`` and ``order`` are enough.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

from hmer_kit.exceptions import InputError, MissingExtraError
from hmer_kit.latex._checks import require_node
from hmer_kit.latex._graph_reader import FIELD, ROW_START, GraphReader
from hmer_kit.latex.kinds import Relation
from hmer_kit.latex.spelling import spell

if TYPE_CHECKING:
    from collections.abc import Iterator

    import networkx as nx

    from hmer_kit.latex.tree import LayoutNode

__all__ = ["from_networkx", "to_networkx"]

_Edge = tuple[int, int, dict[str, str | int]]
"""From where, to where, and the attributes."""
_RIGHT = Relation.RIGHT.value
_CELL = Relation.CELL.value


def to_networkx(node: LayoutNode) -> nx.DiGraph[int]:
    r"""Return the tree as a directed graph in the way of CROHME's label graphs.

    Graph nodes are numbers in walking order, 0 for ``node`` itself. Every node but 0 has one edge that enters it.
    Attributes of nodes and edges stand in ``hmer_kit.latex.graph``. Places in the string that a tree was read from,
    and repairs, stay behind.

    Args:
        node: Any node of a tree; the root for the whole expression.

    Returns:
        The graph, a tree; ``from_networkx`` makes an equal node of it.

    Raises:
        InputError: ``node`` is no node, or a token, as no LaTeX has it, is empty or holds a blank.
        MissingExtraError: networkx is not installed.

    Examples:
        >>> from hmer_kit.latex import parse
        >>> graph = to_networkx(parse("x ^ { 2 } + 1"))
        >>> [(graph.nodes[a]["symbol"], r, graph.nodes[b]["symbol"]) for a, b, r in graph.edges(data="relation")]
        [('', 'inside', 'x'), ('x', 'sup', '2'), ('x', 'right', '+'), ('+', 'right', '1')]
    """
    require_node(node)
    graph = _networkx().DiGraph()
    nodes, edges = _nodes_and_edges(node)
    graph.add_node(0)
    graph.add_edges_from(edges)  # adds the other nodes too, in walking order: one edge enters each
    _describe(graph, nodes)
    return graph


def from_networkx(graph: nx.DiGraph[Any]) -> LayoutNode:
    r"""Return the tree of a graph: the inverse of ``to_networkx``.

    The attributes of nodes and edges stand in ``hmer_kit.latex.graph``. If every node has ``written``, the tree has
    those tokens. If one has not, the whole tree gets the canonical ones of ``spell``; a cell that starts a row, and an
    argument without a symbol in it, must then stand in ``rows``.

    Args:
        graph: A directed graph with one root, from which one way leads to every node. It may come from elsewhere:
            nothing about it is taken for granted.

    Returns:
        The tree, a ``LayoutTree`` if the root of the graph is of kind ``root``.

    Raises:
        InputError: It is no directed graph of networkx, or lacks tokens and cannot be spelled.
        FormatError: It is no layout tree. Its ``code`` is one of ``no_root``, ``several_roots``, ``several_tops``,
            ``two_parents``, ``two_neighbours``, ``cycle``, ``missing_attribute``, ``bad_kind``, ``bad_symbol``,
            ``unknown_relation``, ``repeated_order``, ``bad_rows``, ``bad_written``; its ``text`` the node.
        MissingExtraError: networkx is not installed.

    Examples:
        >>> from hmer_kit.latex import parse, to_latex
        >>> to_latex(from_networkx(to_networkx(parse(r"\frac { } { b } + x^2"))))
        '\\frac { } { b } + x ^ 2'
        >>> import networkx as nx
        >>> graph = nx.DiGraph([(0, 1, {"relation": "sup", "order": 0})])
        >>> graph.add_node(0, symbol="x", kind="symbol")
        >>> graph.add_node(1, symbol="2", kind="symbol")
        >>> to_latex(from_networkx(graph))
        'x ^ { 2 }'
    """
    if not isinstance(graph, _networkx().DiGraph) or graph.is_multigraph():
        raise InputError(f"expected a networkx.DiGraph, got {type(graph).__name__}")
    reader = GraphReader(graph)
    node = reader.read()
    return node if reader.is_written else spell(node)


def _nodes_and_edges(top: LayoutNode) -> tuple[list[LayoutNode], list[_Edge]]:
    """Return the nodes in walking order, and for each but the first the edge that enters it."""
    nodes: list[LayoutNode] = []
    edges: list[_Edge] = []
    pending: list[tuple[Iterator[LayoutNode], int, str, int]] = [(iter((top,)), -1, "", 0)]
    while pending:
        row, source, relation, order = pending.pop()
        for node in row:
            number = len(nodes)
            nodes.append(node)
            edges.append((source, number, {"relation": relation, "order": order}))
            source, relation, order = number, _RIGHT, len(node.slots)
            if order:  # the rows of the node come before the rest of the row that it stands in
                pending.append((row, number, _RIGHT, order))
                for at in range(order - 1, -1, -1):
                    slot = node.slots[at]
                    pending.append((iter(slot.row), number, slot.relation._value_, at))
                break
    return nodes, edges[1:]


def _describe(graph: nx.DiGraph[int], nodes: list[LayoutNode]) -> None:
    """Fill in the attributes of all graph nodes in place, which takes half the time of adding nodes that have them."""
    pieces: list[tuple[str, ...]] = []
    for (_, attributes), node in zip(graph.nodes(data=True), nodes, strict=True):
        attributes["symbol"] = node.symbol
        attributes["kind"] = node.kind._value_
        head = node.head
        if node.slots:
            rows, own = [], [head]
            for slot in node.slots:
                rows.append(slot.relation._value_)
                own += (slot.open, slot.close)
            attributes["rows"] = " ".join(_with_row_starts(node) if _CELL in rows else rows)
            attributes["written"] = FIELD.join(map(" ".join, own))
            pieces += own
        else:
            attributes["rows"] = ""
            attributes["written"] = " ".join(head)
            pieces.append(head)
    tokens = [*chain.from_iterable(pieces)]
    if " ".join(tokens).split() != tokens:  # one look at all of them; at each only where something is wrong
        for node in nodes:
            _check_tokens(node)


def _with_row_starts(node: LayoutNode) -> list[str]:
    """Return the names of the rows of a matrix."""
    return [ROW_START if slot.starts_row else slot.relation.value for slot in node.slots]


def _check_tokens(node: LayoutNode) -> None:
    """Refuse a node that is written with a token which is empty or holds a blank."""
    pieces = [node.head, *(piece for slot in node.slots for piece in (slot.open, slot.close))]
    tokens = [token for piece in pieces for token in piece]
    if " ".join(tokens).split() != tokens:
        written = FIELD.join(map(" ".join, pieces))
        raise InputError(f"expected tokens without blanks in {node!r}, got {written!r}; tokenize them first")


def _networkx() -> Any:  # noqa: ANN401 - networkx has no types of its own
    try:
        import networkx as nx
    except ImportError as error:
        raise MissingExtraError("graphs need networkx; install it with: pip install networkx") from error
    return nx
