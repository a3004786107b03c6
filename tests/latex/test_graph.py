"""The networkx graph of a tree, and the tree of a graph."""

from __future__ import annotations

import json
import random

import networkx as nx
import pytest
from hypothesis import given, settings

from hmer_kit.exceptions import FormatError, InputError, LatexError
from hmer_kit.latex import (
    Kind,
    LayoutNode,
    LayoutTree,
    Relation,
    Slot,
    canonical,
    from_networkx,
    is_parseable,
    parse,
    spell,
    to_latex,
    to_networkx,
)
from real_expressions import read_expressions
from strategies import EXPRESSIONS

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


# Back


def without(graph, *names):
    """The graph without attributes of its nodes."""
    graph = graph.copy()
    for _, attributes in graph.nodes(data=True):
        for name in names:
            attributes.pop(name)
    return graph


def shuffled(graph, seed=1):
    """The same graph with other numbers, nodes and edges in another order."""
    chance = random.Random(seed)
    names = [f"n{number}" for number in graph]
    chance.shuffle(names)
    other = nx.relabel_nodes(graph, dict(zip(graph, names, strict=True)))
    nodes, edges = list(other.nodes(data=True)), list(other.edges(data=True))
    chance.shuffle(nodes)
    chance.shuffle(edges)
    again = nx.DiGraph()
    again.add_nodes_from(nodes)
    again.add_edges_from(edges)
    return again


@settings(deadline=None, max_examples=150)
@given(EXPRESSIONS.filter(is_parseable))
def test_a_tree_comes_back_with_its_tokens_whatever_the_numbers(latex):
    tree = parse(latex)
    graph = to_networkx(tree)
    assert from_networkx(graph) == tree
    assert from_networkx(shuffled(graph)) == tree


@settings(deadline=None, max_examples=150)
@given(EXPRESSIONS.filter(is_parseable))
def test_without_tokens_it_comes_back_in_canonical_spelling(latex):
    tree = spell(parse(latex))
    graph = to_networkx(tree)
    bare = [number for number in graph if len(graph.nodes[number]["written"].split("\t")[0].split()) > 1]
    for number in set(graph) - set(bare):  # a head such as \\left ( cannot be guessed
        if "\\\\" not in graph.nodes[number]["written"] and "\\cr" not in graph.nodes[number]["written"]:
            del graph.nodes[number]["written"]
    assert to_latex(from_networkx(graph)) == canonical(latex)


@pytest.mark.parametrize(
    "latex",
    [
        "",
        "x",
        LATEX,
        r"\frac { } { b }",
        r"\frac { } { }",
        r"\begin{matrix} a & \\ & \\ \end{matrix} ^ { }",
        r"\sum \nolimits _ 1 \limits ^ 2 ' \left . x \right |",
        r"a \over b",
    ],
)
def test_empty_rows_and_row_breaks_come_back(latex):
    graph = to_networkx(parse(latex))
    assert from_networkx(graph) == parse(latex)
    if "left" not in latex:
        assert to_latex(from_networkx(without(graph, "written"))) == canonical(latex)


def test_graphml_and_json_hold_all_of_it():
    tree = parse(LATEX + r" \left ( \quad \right .")
    graph = to_networkx(tree)
    assert from_networkx(nx.parse_graphml("\n".join(nx.generate_graphml(graph)))) == tree
    text = json.dumps(nx.node_link_data(graph, edges="links"))
    assert from_networkx(nx.node_link_graph(json.loads(text), edges="links")) == tree


def test_a_node_comes_back_as_what_it_was():
    tree = parse(r"a \sqrt [ 3 ] { x } b")
    node = tree.at("inside[1]")
    again = from_networkx(to_networkx(node))
    assert again == node
    assert type(again) is LayoutNode
    assert type(from_networkx(to_networkx(tree))) is LayoutTree


def test_a_graph_made_by_hand_is_spelled():
    graph = nx.DiGraph()
    graph.add_node("half", symbol=r"\frac", kind="command")
    graph.add_node("one", symbol="1", kind="symbol")
    graph.add_node("two", symbol="2", kind="symbol")
    graph.add_node("top", symbol="", kind="root")
    graph.add_edge("top", "half", relation="inside", order=0)
    graph.add_edge("half", "two", relation="below", order=1)
    graph.add_edge("half", "one", relation="above", order=0)
    assert to_latex(from_networkx(graph)) == r"\frac { 1 } { 2 }"
    graph.remove_node("one")
    with pytest.raises(InputError, match=r"expected \\frac to own its arguments .* above, below; got"):
        from_networkx(graph)
    graph.nodes["half"]["rows"] = "above below"
    assert to_latex(from_networkx(graph)) == r"\frac { } { 2 }"


def test_isomorphic_graphs_are_the_same_expressions_but_for_tokens():
    nodes = nx.algorithms.isomorphism.categorical_node_match(["symbol", "rows"], ["", ""])
    edges = nx.algorithms.isomorphism.categorical_edge_match(["relation", "order"], ["", 0])

    def same(latex, other):
        graph, another = to_networkx(parse(latex)), shuffled(to_networkx(parse(other)))
        return nx.is_isomorphic(graph, another, node_match=nodes, edge_match=edges)

    assert same(r"\frac 1 2 x ^ 2", r"\frac { 1 } { 2 } x ^ { 2 }")
    assert not same("x ^ 2", "x _ 2")
    assert not same("x y", "y x")
    assert not same(r"\begin{matrix} a & b \end{matrix}", r"\begin{matrix} a \\ b \end{matrix}")


def hostile(change):
    graph = to_networkx(parse(r"\frac { a b } { c } ^ 2 d"))  # 0 root, 1 frac, 2 a, 3 b, 4 c, 5 2, 6 d
    change(graph)
    return graph


def cycle(graph):
    graph.remove_edge(1, 6)
    graph.add_node(7, symbol="x", kind="symbol", rows="", written="x")
    graph.add_edge(7, 6, relation="right", order=0)
    graph.add_edge(6, 7, relation="right", order=0)


HOSTILE = {
    "no_root": lambda graph: graph.add_edge(6, 0, relation="right", order=0),
    "several_roots": lambda graph: graph.remove_edge(1, 6),
    "several_tops": lambda graph: (graph.remove_node(0), graph.nodes[1].pop("rows"), graph.nodes[1].pop("written")),
    "two_parents": lambda graph: graph.add_edge(4, 3, relation="sup", order=0),
    "two_neighbours": lambda graph: graph.edges[1, 4].update(relation="right", order=9),
    "cycle": cycle,
    "missing_attribute": lambda graph: graph.nodes[3].pop("symbol"),
    "bad_kind": lambda graph: graph.nodes[3].update(kind="letter"),
    "unknown_relation": lambda graph: graph.edges[2, 3].update(relation="left"),
    "repeated_order": lambda graph: graph.edges[1, 4].update(order=0),
    "bad_rows": lambda graph: graph.nodes[1].update(rows="above sub sup"),
    "bad_written": lambda graph: graph.nodes[1].update(written="\\frac"),
}
OTHERS = {
    "no node at all": ("no_root", lambda graph: graph.clear()),
    "a loop": ("two_parents", lambda graph: graph.add_edge(6, 6, relation="right", order=0)),
    "a root within": ("bad_kind", lambda graph: graph.nodes[6].update(kind="root")),
    "no kind": ("missing_attribute", lambda graph: graph.nodes[6].pop("kind")),
    "a symbol that is no text": ("missing_attribute", lambda graph: graph.nodes[6].update(symbol=4)),
    "a symbol of two tokens": ("bad_symbol", lambda graph: graph.nodes[6].update(symbol="a b")),
    "a symbol that is a brace": ("bad_symbol", lambda graph: graph.nodes[6].update(symbol="}")),
    "a command of two tokens": ("bad_symbol", lambda graph: graph.nodes[1].update(symbol="\\frac x")),
    "a name with a brace": ("bad_symbol", lambda graph: graph.nodes[6].update(symbol="a}b", kind="environment")),
    "no relation": ("missing_attribute", lambda graph: graph.edges[0, 1].pop("relation")),
    "no order": ("missing_attribute", lambda graph: graph.edges[0, 1].pop("order")),
    "an order that is no number": ("missing_attribute", lambda graph: graph.edges[0, 1].update(order="0")),
    "an order that is a truth": ("missing_attribute", lambda graph: graph.edges[0, 1].update(order=True)),
    "an order past the rows": ("bad_rows", lambda graph: graph.edges[0, 1].update(order=7)),
    "a relation that is no row": ("bad_rows", lambda graph: graph.nodes[6].update(rows="right")),
    "rows of the root": ("bad_rows", lambda graph: graph.nodes[0].update(rows="inside sup", written="\t\t\t\t")),
    "a symbol changed without its tokens": ("bad_written", lambda graph: graph.nodes[6].update(symbol="e")),
}


@pytest.mark.parametrize("code", list(HOSTILE))
def test_what_is_no_tree_is_refused_with_a_code(code):
    with pytest.raises(FormatError, match=r"expected .*, got") as caught:
        from_networkx(hostile(HOSTILE[code]))
    assert caught.value.code == code


@pytest.mark.parametrize("name", list(OTHERS))
def test_other_faults_are_refused_with_a_code(name):
    code, change = OTHERS[name]
    with pytest.raises(FormatError, match=r"expected .*, got") as caught:
        from_networkx(hostile(change))
    assert caught.value.code == code


@pytest.mark.parametrize("wrong", [None, "x", nx.Graph(), nx.MultiDiGraph(), parse("x")])
def test_what_is_no_directed_graph_is_refused(wrong):
    with pytest.raises(InputError, match=r"expected a networkx\.DiGraph, got"):
        from_networkx(wrong)


def test_reading_leaves_the_graph_as_it_was():
    graph = to_networkx(parse(LATEX))
    before = json.dumps(nx.node_link_data(graph, edges="links"))
    from_networkx(graph)
    assert json.dumps(nx.node_link_data(graph, edges="links")) == before


def test_tokens_that_would_not_come_back_are_refused():
    with pytest.raises(InputError, match="expected tokens without blanks"):
        to_networkx(LayoutTree([LayoutNode("a b")]))
    with pytest.raises(InputError, match="expected tokens without blanks"):
        to_networkx(LayoutNode("x", slots=[Slot(Relation.SUP, [], open=("",))]))


def test_the_first_node_with_such_a_token_is_named():
    row = [LayoutNode("x"), LayoutNode("y", head=("",)), LayoutNode("a b")]
    with pytest.raises(InputError, match="in <LayoutNode 'y' symbol>, got ''"):
        to_networkx(LayoutTree(row))


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    "latex",
    ["x " * 20_000, "x ^ { " * 20_000 + "} " * 20_000, r"\begin{matrix} " + r"a & \\ " * 7000 + r"\end{matrix}"],
)
def test_no_size_or_depth_is_too_great(latex):
    tree = parse(latex)
    assert from_networkx(to_networkx(tree)) == tree


def test_a_long_cycle_is_no_hang():
    graph = nx.DiGraph((number, (number + 1) % 50_000) for number in range(50_000))
    with pytest.raises(FormatError) as caught:
        from_networkx(graph)
    assert caught.value.code == "no_root"


def test_a_root_without_rows_is_an_empty_expression():
    graph = nx.DiGraph()
    graph.add_node(0, symbol="", kind=Kind.ROOT.value)
    assert from_networkx(graph) == LayoutTree()


@pytest.mark.real_data
def test_real_expressions_come_back(real_data):
    read = 0
    for latex in read_expressions(real_data)[::25]:
        try:
            tree = parse(latex)
        except LatexError:
            continue
        read += 1
        assert from_networkx(shuffled(to_networkx(tree))) == tree, latex
    assert read > 1500
