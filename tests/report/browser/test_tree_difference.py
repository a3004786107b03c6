"""Two trees as one."""

from __future__ import annotations

import pytest
from hypothesis import given

from hmer_kit.latex import label_graph, parse
from hmer_kit.report._browser.tree_difference import MOST_NESTED, merged_tree
from strategies import ORDINARY


def merged(prediction, reference):
    nodes = merged_tree(label_graph(parse(prediction)), label_graph(parse(reference)))
    return nodes and [" ".join(filter(None, (node.mark, node.label, node.other))) for node in nodes]


def places(nodes):
    """Labels with the number of rows around each, which with the order tells who owns whom."""
    return [(node.depth, node.label) for node in nodes]


def depths(graph):
    found = []
    for parent, relation in zip(graph.parents, graph.relations, strict=True):
        found.append(0 if parent < 0 else found[parent] + (relation != "right"))
    return found


@given(ORDINARY, ORDINARY)
def test_without_what_only_one_has_the_tree_of_the_other_is_left(prediction, reference):
    read, expected = label_graph(parse(prediction)), label_graph(parse(reference))
    nodes = merged_tree(read, expected)
    if nodes is None:
        return
    both = [node._replace(label=node.other or node.label) for node in nodes if node.mark != "d"]
    assert sorted(places(node for node in nodes if node.mark != "i")) == sorted(
        zip(depths(expected), expected.labels, strict=True)
    )
    assert sorted(places(both)) == sorted(zip(depths(read), read.labels, strict=True))


@given(ORDINARY)
def test_a_tree_beside_itself_is_the_same_everywhere_and_in_order(latex):
    graph = label_graph(parse(latex))
    nodes = merged_tree(graph, graph)
    assert nodes is None or {node.mark for node in nodes} <= {"="}
    assert nodes is None or sorted(node.label for node in nodes) == sorted(graph.labels)


@pytest.mark.parametrize(
    ("prediction", "reference", "expected"),
    [
        ("X + 1", "x + 1", ["s x X", "= +", "= 1"]),
        ("x ^ 2", "x _ 2", ["= x", "d 2", "i 2"]),
        ("x", "x ^ { a + b }", ["= x", "d a", "d +", "d b"]),
        (r"\frac { a } { b c }", r"\frac { a } { b }", [r"= \frac", "= a", "= b", "i c"]),
        ("a b c", "a c", ["= a", "i b", "= c"]),
        ("", "x", ["d x"]),
        ("{ x } ^ 2", "x ^ { 2 }", ["= x", "= 2"]),
        (r"\sqrt [ 3 ] { x }", r"\sqrt { x }", [r"= \sqrt", "= x", "i 3"]),
    ],
)
def test_the_fewest_edits_are_marked(prediction, reference, expected):
    assert merged(prediction, reference) == expected


def test_a_changed_symbol_keeps_its_unchanged_scripts():
    assert merged(r"y ^ { \frac { 1 } { 2 } }", r"x ^ { \frac { 1 } { 2 } }") == ["s x y", r"= \frac", "= 1", "= 2"]


def test_rows_of_one_relation_are_compared_each_with_the_one_in_its_place():
    nodes = merged(r"\begin {matrix} a & b \end {matrix}", r"\begin {matrix} a & c & d \end {matrix}")
    assert nodes == [r"= \begin{matrix}", "= a", "s c b", "d d"]


def test_the_first_of_a_row_says_how_the_row_lies():
    nodes = merged_tree(label_graph(parse("x ^ { a b } y")), label_graph(parse("x ^ { a b } y")))
    assert [str(node.relation) for node in nodes] == ["right", "sup", "right", "right"]


def test_what_is_too_long_or_too_deep_is_not_compared():
    long = " ".join("ab" * 200)
    deep = "x ^ { " * (MOST_NESTED + 1) + "x" + " }" * (MOST_NESTED + 1)
    assert merged(long, long + " c") is None
    assert merged(deep, "x") is None
    assert merged("x", deep) is None
