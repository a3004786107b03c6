"""The networkx graph of a tree."""

from __future__ import annotations

import networkx as nx
import pytest

from hmer_kit.latex import parse, to_networkx

LATEX = r"\frac { a } { b } + x _ { 1 } ^ { 2 } = \sqrt [ 3 ] { y } \begin{matrix} c & d \\ & e \end{matrix} { }"


def test_edges_are_named_by_relation_and_ordered():
    graph = to_networkx(parse(r"\frac { a b } { c } ^ 2 d"))
    assert list(graph.nodes(data="symbol")) == [
        (0, ""),
        (1, "\\frac"),
        (2, "a"),
        (3, "b"),
        (4, "c"),
        (5, "2"),
        (6, "d"),
    ]
    assert list(graph.edges(data=True)) == [
        (0, 1, {"relation": "inside", "order": 0}),
        (1, 2, {"relation": "above", "order": 0}),
        (1, 4, {"relation": "below", "order": 1}),
        (1, 5, {"relation": "sup", "order": 2}),
        (1, 6, {"relation": "right", "order": 3}),
        (2, 3, {"relation": "right", "order": 0}),
    ]


@pytest.mark.parametrize("latex", ["", "x", LATEX, "{ { } } ^ { }"])
def test_the_graph_is_a_tree_over_all_nodes(latex):
    root = parse(latex)
    graph = to_networkx(root)
    assert nx.is_arborescence(graph)
    assert [graph.nodes[number]["kind"] for number in graph] == [node.kind.value for node in root.walk()]


def test_a_walk_by_edge_order_visits_the_symbols_in_walking_order():
    root = parse(LATEX)
    graph = to_networkx(root)
    visited, stack = [], [0]
    while stack:
        node = stack.pop()
        visited.append(node)
        stack.extend(sorted(graph[node], key=lambda child: graph.edges[node, child]["order"], reverse=True))
    assert visited == list(range(len(graph)))


def test_the_graph_can_be_written_by_networkx():
    graph = to_networkx(parse(LATEX))
    again = nx.parse_graphml("\n".join(nx.generate_graphml(graph)), node_type=int)
    assert dict(again.nodes(data=True)) == dict(graph.nodes(data=True))
    assert sorted(again.edges(data="relation")) == sorted(graph.edges(data="relation"))


def test_a_node_gives_the_graph_of_what_it_owns():
    inner = parse("a x ^ { 2 } b").row("inside")
    assert list(to_networkx(inner[1]).nodes(data="symbol")) == [(0, "x"), (1, "2")]
