"""Nodes by what they are and by where they stand: searching and paths."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given, settings

from hmer_kit.exceptions import InputError
from hmer_kit.latex import Kind, LayoutNode, Relation, Step, TreePath, is_parseable, parse
from strategies import EXPRESSIONS

FORMULA = (
    r"\frac { a ^ { 2 } + 1 } { b } = \sum _ { i } ^ { 2 } { a } "
    r"\begin{matrix} a & b \\ a & \sqrt [ 3 ] { a } \end{matrix}"
)

# Searching


def test_find_returns_the_first_below_or_nothing():
    tree = parse(FORMULA)
    assert tree.find("a") is tree.at("inside[0]/above[0]")
    assert tree.find() is tree.at("inside[0]")
    assert tree.find("z") is None
    assert tree.find("").kind is Kind.GROUP
    assert tree.find(kind=Kind.ROOT) is None  # the node itself is not below itself


@pytest.mark.parametrize(
    ("asked", "paths"),
    [
        ({"symbol": "b"}, ["inside[0]/below[0]", "inside[4]/cell:1[0]"]),
        ({"symbol": "2"}, ["inside[0]/above[0]/sup[0]", "inside[2]/above[0]"]),
        ({"symbol": "2", "relation": Relation.SUP}, ["inside[0]/above[0]/sup[0]"]),
        ({"relation": "index"}, ["inside[4]/cell:3[0]/index[0]"]),
        ({"symbol": "a", "relation": Relation.CELL}, ["inside[4]/cell[0]", "inside[4]/cell:2[0]"]),
        ({"kind": Kind.ENVIRONMENT}, ["inside[4]"]),
        ({"kind": "group"}, ["inside[3]"]),
        ({"where": lambda node: len(node.slots) == 2}, ["inside[0]", "inside[2]", "inside[4]/cell:3[0]"]),
        ({"symbol": r"\sqrt", "where": lambda node: len(node.slots) == 1}, []),
    ],
)
def test_find_all_fits_all_that_is_asked_for(asked, paths):
    tree = parse(FORMULA)
    assert [str(tree.path(node)) for node in tree.find_all(**asked)] == paths


def test_find_looks_no_further_than_it_must():
    tree, seen = parse("x " * 1000), []
    tree.find(where=lambda node: seen.append(node) or len(seen) == 3)
    assert len(seen) == 3


@pytest.mark.parametrize(
    "wrong", [{"symbol": 3}, {"kind": "letter"}, {"relation": "right"}, {"relation": "left"}, {"where": "x"}]
)
def test_what_nothing_can_fit_is_refused(wrong):
    for function in (parse("x").find, parse("x").find_all):
        with pytest.raises(InputError, match="expected"):
            function(**wrong)


# Paths


@settings(deadline=None, max_examples=100)
@given(EXPRESSIONS.filter(is_parseable))
def test_every_node_has_a_path_that_leads_to_it(latex):
    tree = parse(latex)
    paths = [tree.path(node) for node in tree.walk()]
    for node, path in zip(tree.walk(), paths, strict=True):
        assert tree.at(path) is tree.at(str(path)) is node
        assert TreePath.parse(str(path)) == path
    assert len(set(paths)) == len(paths)


def test_an_equal_node_elsewhere_is_another():
    tree = parse("a + a")
    first, _, last = tree.row(Relation.INSIDE)
    assert first == last
    assert (str(tree.path(first)), str(tree.path(last))) == ("inside[0]", "inside[2]")
    with pytest.raises(InputError, match="expected a node of this tree, got <LayoutNode 'a' symbol>, which is not in"):
        tree.path(LayoutNode("a"))
    with pytest.raises(InputError, match="expected a node of this tree"):
        first.path(tree)


def test_paths_say_which_row_and_lead_up():
    path = TreePath.parse("inside[4]/cell:3[0]/index[0]")
    assert path.steps == (
        Step(Relation.INSIDE, 0, 4),
        Step(Relation.CELL, 3, 0),
        Step(Relation.INDEX, 0, 0),
    )
    assert parse(FORMULA).at(path).symbol == "3"
    assert parse(FORMULA).at(path.parent).symbol == r"\sqrt"
    assert {path: 1}[TreePath.parse(str(path))] == 1
    assert pickle.loads(pickle.dumps(path)) == path  # noqa: S301 - our own bytes
    with pytest.raises(InputError, match="no parent"):
        TreePath().parent  # noqa: B018


@pytest.mark.parametrize("path", ["inside[5]", "inside:1[0]", "sup[0]", "inside[0]/sup[0]", "inside[1]/sup[0]"])
def test_paths_out_of_the_tree_are_refused(path):
    with pytest.raises(InputError, match=r"expected a path within the tree, got '.*' as step \d, where"):
        parse(FORMULA).at(path)


def test_a_negative_step_is_no_way_from_the_end():
    with pytest.raises(InputError, match="expected a path within the tree"):
        parse("a b").at(TreePath((Step(Relation.INSIDE, 0, -1),)))


@pytest.mark.parametrize(
    "text", ["", "/", "inside", "inside[x]", "right[0]", "inside[0]/", "left[0]", "sup[²]", "a" * 999]
)
def test_what_is_no_path_is_refused(text):
    with pytest.raises(InputError, match=r"expected step . of a path"):
        TreePath.parse(text)


@pytest.mark.parametrize("wrong", [None, 3, ("inside", 0)])
def test_a_path_of_another_kind_is_refused(wrong):
    with pytest.raises(InputError, match="expected a TreePath or its text"):
        parse("x").at(wrong)
    with pytest.raises(InputError, match="expected the text of a path"):
        TreePath.parse(wrong)


@pytest.mark.timeout(60)
def test_no_depth_is_too_great_for_a_path():
    tree = parse("x ^ { " * 100_000 + "y " + "} " * 100_000)
    path = tree.path(tree.find("y"))
    assert len(path.steps) == 100_001
    assert tree.at(str(path)).symbol == "y"


@pytest.mark.timeout(60)
def test_no_row_is_too_long_for_a_path():
    tree = parse(r"\begin{matrix} " + "x & " * 20_000 + r"y \end{matrix}")
    assert str(tree.path(tree.find("y"))) == "inside[0]/cell:20000[0]"
