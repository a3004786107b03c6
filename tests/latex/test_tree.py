"""Nodes and slots: equality, printing, copies, searching, paths, grids, and all of it at great depth."""

from __future__ import annotations

import copy
import pickle

import pytest

from hmer_kit.exceptions import InputError, LatexError
from hmer_kit.latex import (
    LayoutNode,
    LayoutTree,
    Relation,
    Repair,
    Slot,
    complexity,
    is_parseable,
    layout_key,
    outline,
    parse,
    structure_key,
    to_latex,
    to_networkx,
    to_svg,
    to_tokens,
    tokenize,
    tree_text,
)

SIZE = 5000
HUGE = {
    "flat": "x " * SIZE,
    "groups": "{ " * SIZE + "} " * SIZE,
    "scripts": "x ^ { " * SIZE + "} " * SIZE,
    "fractions": r"\frac { " * SIZE + "} { } " * SIZE,
    "bare arguments": r"\hat " * SIZE + "x",
    "fences": r"\left ( " * SIZE + r"\right ) " * SIZE,
    "environments": r"\begin {matrix} " * SIZE + r"\end {matrix} " * SIZE,
    "rows": r"\begin {matrix} " + r"a & b \\ " * SIZE + r"\end {matrix}",
    "infix commands": r"{ a \over " * SIZE + "} " * SIZE,
    "infix commands in fences": r"\left ( a \over " * SIZE + r"\right ) " * SIZE,
    "scripts of one symbol": "x " + "^ 1 _ 2 ' " * SIZE,
    "limit controls": r"\limits " * SIZE,
}
UNBALANCED = {
    "open braces": "{ " * SIZE,
    "open arguments": r"\frac { " * SIZE,
    "closing braces": "{ } " * SIZE + "} " * SIZE,
    "open brackets": r"\sqrt [ " * SIZE,
    "open fences": r"\left ( " * SIZE,
    "open raw argument": r"\hspace " + "{ " * SIZE,
    "open environments": r"\begin {matrix} " * SIZE,
    "open name": r"\begin { " + "a " * SIZE,
    "commands without arguments": r"\sqrt " * SIZE,
}

COPIES = [copy.deepcopy, LayoutNode.copy, lambda tree: pickle.loads(pickle.dumps(tree))]  # noqa: S301 - our own bytes
FORMULA = r"\frac { a ^ { 2 } + 1 } { b } = { a } \sqrt [ 3 ] { a }"


@pytest.fixture(scope="module", params=list(HUGE))
def huge(request):
    return HUGE[request.param]


@pytest.mark.timeout(20)
def test_no_size_or_depth_is_too_great_to_parse_and_write(huge):
    assert to_tokens(parse(huge)) == tokenize(huge)


@pytest.mark.timeout(20)
@pytest.mark.parametrize("latex", list(UNBALANCED.values()), ids=list(UNBALANCED))
def test_no_size_or_depth_is_too_great_to_refuse(latex):
    with pytest.raises(LatexError):
        parse(latex)


@pytest.mark.timeout(20)
def test_no_size_or_depth_is_too_great_to_compare(huge):
    tree, other = parse(huge), parse(huge)
    assert tree == other
    next(node for node in reversed(list(other.walk()))).head = ("changed",)
    assert tree != other


@pytest.mark.timeout(20)
@pytest.mark.parametrize("duplicate", COPIES)
def test_no_size_or_depth_is_too_great_to_copy(huge, duplicate):
    tree = parse(huge)
    other = duplicate(tree)
    assert other == tree
    assert [(node.tokens, node.span) for node in other.walk()] == [(node.tokens, node.span) for node in tree.walk()]


@pytest.mark.timeout(20)
def test_no_size_or_depth_is_too_great_to_show_and_measure(huge):
    tree = parse(huge)
    nodes = sum(1 for _ in tree.walk())
    assert max(len(repr(node)) for node in tree.walk()) < 200
    assert len(outline(tree)) > SIZE
    assert to_networkx(tree).number_of_nodes() == nodes
    assert complexity(tree).symbols <= nodes


def test_a_tree_of_a_hundred_thousand_levels_is_no_crash():
    assert is_parseable("{ " * 100_000 + "} " * 100_000)


def test_equality_is_of_structure_and_tokens_and_not_of_places():
    assert parse("x^{2}") == parse("x  ^ { 2 }")
    assert parse("a + x").row(Relation.INSIDE)[2] == parse("x").row(Relation.INSIDE)[0]


@pytest.mark.parametrize(
    ("latex", "other"),
    [
        ("x ^ 2", "x ^ { 2 }"),
        ("x ^ 2", "x _ 2"),
        ("x", "y"),
        ("x", "x y"),
        ("{ x }", "x"),
        (r"\left ( x \right )", r"\big ( x \big )"),
        (r"\begin{matrix} a & b \end{matrix}", r"\begin{matrix} a \\ b \end{matrix}"),
        (r"\frac { a } { b }", r"\frac { a } { c }"),
    ],
)
def test_unequal(latex, other):
    assert parse(latex) != parse(other)


def test_nothing_else_equals_a_node():
    assert LayoutNode("x") != "x"
    assert Slot(Relation.SUP, []) != "x"


def test_slots_compare_like_nodes():
    [first], [other] = parse("x ^ 2").row(Relation.INSIDE), parse("y ^ 2").row(Relation.INSIDE)
    assert first.slots == other.slots
    assert first.slots[0] != parse("x ^ 3").row(Relation.INSIDE)[0].slots[0]


def test_nodes_can_change_and_so_have_no_hash():
    with pytest.raises(TypeError):
        hash(LayoutNode("x"))


def test_repr_names_the_rows_with_their_sizes():
    [node] = parse(r"\sqrt [ 3 ] { a + b }").row(Relation.INSIDE)
    assert repr(node) == r"<LayoutNode '\\sqrt' command index[1] inside[3]>"
    assert repr(node.slots[1]) == "<Slot inside[3]>"


def test_walk_goes_depth_first_from_left_to_right():
    root = parse(r"\frac { a ^ 2 } { b } + c")
    assert [node.symbol for node in root.walk()] == ["", "\\frac", "a", "2", "b", "+", "c"]


@pytest.mark.parametrize(
    ("latex", "scripts"),
    [
        ("x _ 1 ^ { 2 } '", [True, True, True]),
        (r"\sum \limits _ 1 ^ 2", [True, True]),
        (r"\frac 1 2 ^ 3", [False, False, True]),
        (r"\sqrt [ 3 ] x _ 1", [False, False, True]),
        (r"\mathop x _ 1", [False, True]),
        (r"\underset a b _ c", [False, False, True]),
        (r"{ x } ^ 2", [False, True]),
        (r"\begin{matrix} a & b \\ c \end{matrix} ^ 2", [False, False, False, True]),
        (r"x \sp 2", [True]),
        (r"a \over b", [False, False]),
    ],
)
def test_scripts_are_told_from_arguments(latex, scripts):
    node = parse(latex).row(Relation.INSIDE)[0]
    assert [slot.is_script for slot in node.slots] == scripts


@pytest.mark.parametrize(
    ("latex", "grid"),
    [
        (r"\begin{matrix} a & b \\ c & d \end{matrix}", [["a", "b"], ["c", "d"]]),
        (r"\begin{matrix} a \\ b & c \cr \end{matrix} ^ 2", [["a"], ["b", "c"]]),
        (r"\begin{array}{c} \hline a \\ \hline \end{array}", [["\\hline a"]]),
        (r"\begin{matrix} a & \\ & b \end{matrix}", [["a", ""], ["", "b"]]),
        (r"\begin{matrix} \end{matrix}", []),
        (r"\substack { a \\ b }", [["a"], ["b"]]),
        ("x ^ 2", []),
    ],
)
def test_grid(latex, grid):
    [node] = parse(latex).row(Relation.INSIDE)
    cells = [[" ".join(token for each in cell for token in to_tokens(each)) for cell in row] for row in node.grid()]
    assert cells == grid


@pytest.mark.parametrize(
    "function",
    [complexity, layout_key, outline, structure_key, to_latex, to_networkx, to_svg, to_tokens, tree_text],
)
@pytest.mark.parametrize("wrong", ["x ^ 2", None, ("x",), [LayoutNode("x")]])
def test_what_is_no_node_is_refused(function, wrong):
    with pytest.raises(InputError, match=f"expected a LayoutNode, got {type(wrong).__name__} .*; parse a string"):
        function(wrong)


# Copies


@pytest.mark.parametrize("duplicate", COPIES)
def test_copies_keep_class_places_and_repairs_and_share_nothing(duplicate):
    repair = Repair("unclosed_group", 4, 7, 7, "closed it")
    tree = parse(FORMULA)
    tree.repairs = (repair,)
    again = duplicate(tree)
    assert again == tree
    assert type(again) is LayoutTree
    assert again.repairs == (repair,)
    assert [(node.tokens, node.span) for node in again.walk()] == [(node.tokens, node.span) for node in tree.walk()]
    assert not {id(node) for node in again.walk()} & {id(node) for node in tree.walk()}
    again.at("inside[0]/above[0]").slots.clear()
    assert tree == parse(FORMULA)
    assert type(duplicate(tree.at("inside[0]"))) is LayoutNode


def test_a_shallow_copy_shares_the_slots_and_not_their_list():
    tree = parse("x ^ 2")
    tree.repairs = (Repair("unclosed_group", 4, 7, 7, "closed it"),)
    again = copy.copy(tree)
    assert (again, type(again), again.repairs, again.span) == (tree, LayoutTree, tree.repairs, tree.span)
    assert again.slots is not tree.slots
    assert again.slots[0] is tree.slots[0]
    node = copy.copy(tree.at("inside[0]"))
    assert (node, type(node), node.tokens) == (tree.at("inside[0]"), LayoutNode, (0, 3))


@pytest.mark.timeout(60)
def test_a_hundred_thousand_levels_are_copied():
    tree = parse("x ^ { " * 100_000 + "} " * 100_000)
    for duplicate in [copy.copy, *COPIES]:
        assert duplicate(tree) == tree
