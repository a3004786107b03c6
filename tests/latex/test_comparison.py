"""Same layout, same structure: what counts and what does not."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given, settings

from hmer_kit.exceptions import InputError
from hmer_kit.latex import (
    Kind,
    LayoutNode,
    LayoutTree,
    Relation,
    Slot,
    canonical,
    is_parseable,
    layout_key,
    parse,
    same_layout,
    same_structure,
    structure_key,
)
from strategies import EXPRESSIONS

SIZE = 5000
HUGE = {
    "flat": "x " * SIZE,
    "groups, wide and deep": "{ x " * SIZE + "} " * SIZE,
    "groups, wide on the right": "{ " * SIZE + "x } " * SIZE,
    "groups with scripts": "{ " * SIZE + "x " + "} ^ 2 " * SIZE,
    "scripts": "x ^ { " * SIZE + "} " * SIZE,
    "rows": r"\begin {matrix} " + r"a & b \\ " * SIZE + r"\end {matrix}",
    "scripts of one symbol": "x " + "^ 1 _ 2 ' " * SIZE,
    "fonts": r"\mathrm { " * SIZE + "x " + "} " * SIZE,
}
SAME_LAYOUT = [
    (r"\frac 1 2", r"\frac { 1 } { 2 }"),
    ("x ^ 2 _ 1", "x _ { 1 } ^ { 2 }"),
    (r"x \sb 1", "x _ 1"),
    (r"\sum \limits _ 1", r"\sum _ 1"),
    (r"\int \limits _ 1 ^ 2", r"\int \limits ^ 2 \limits _ 1"),
    ("{ a } b", "a { b }"),
    ("{ { a } b }", "a b"),
    ("{ a b } ^ 2", "a b ^ 2"),
    ("{ { a } _ 1 } ^ 2", "a ^ 2 _ 1"),
    ("{ } ^ 2 x", "^ 2 x"),
    ("x ^ { }", "x"),
    ("{ } ^ { { } }", ""),
    (r"a \, b \quad", "a b"),
    (r"\left ( a \right .", "( a"),
    (r"\big | a", "| a"),
    (r"\begin{matrix} a & b \\ c & d \\ \end{matrix}", r"\begin {matrix} a & b \\ [ 2 p t ] c & d \end {matrix}"),
    (r"\begin { m a t r i x } a \end { m a t r i x }", r"\begin{matrix} a \end{matrix}"),
    (r"\begin{matrix} \end{matrix}", r"\begin{matrix} \, \end{matrix}"),
    (r"\begin{matrix} \hline a \\ \hline \end{matrix}", r"\begin{matrix} a \end{matrix}"),
    (r"{ a \over b }", r"a \over { b }"),
    (r"\mathrm d x", r"\mathrm { d } x"),
    ("f ' ^ 2", "{ f ' } ^ 2"),
    (r"{ \bf x }", "x"),
    (r"a \\ b", "a b"),
]
OTHER_LAYOUT = [
    ("x", "y"),
    ("x ^ 2", "x _ 2"),
    ("x ^ 2", "x 2"),
    ("x ^ { 2 ^ 3 }", "x ^ { 2 3 }"),
    ("{ } ^ 2 x", "x ^ 2"),
    ("x { } ^ 2", "x ^ 2"),
    (r"\sum _ 1", r"\sum \nolimits _ 1"),
    (r"\frac a b", r"\frac b a"),
    (r"\frac a { }", r"\frac { } a"),
    (r"\frac a b", r"\binom a b"),
    (r"\mathbb R", "R"),
    (r"\begin{matrix} a & b \end{matrix}", r"\begin{matrix} a \\ b \end{matrix}"),
    (r"\begin{matrix} a & \\ b \end{matrix}", r"\begin{matrix} a \\ & b \end{matrix}"),
    (r"\begin{pmatrix} a \end{pmatrix}", r"\begin{matrix} a \end{matrix}"),
    (r"\textcolor { red } x", r"\textcolor { blue } x"),
    (r"\le", r"\leq"),
    (r"\sqrt [ 3 ] x", r"\sqrt x ^ 3"),
]
SAME_STRUCTURE = [
    ("x ^ 2", "y ^ n"),
    (r"\frac a b", r"\binom c d"),
    (r"\sqrt x", r"\hat y"),
    (r"\mathbb R ^ n", "x ^ 2"),
    (r"\mathrm { a b } _ 1", "x y _ 1"),
    (r"\operatorname* { m } _ x", r"\lim _ x"),
    (r"\textcolor { red } { x }", "y"),
    ("f ' ^ 2", r"f ^ { \prime 2 }"),
    ("f ' ' _ 1 ^ n", r"g _ 2 ^ { \prime \prime 2 }"),
    (r"\begin{pmatrix} a & b \end{pmatrix}", r"\begin{array}{cc} c & d \end{array}"),
]
OTHER_STRUCTURE = [
    ("x", "x x"),
    ("x ^ 2", "x _ 2"),
    (r"\sqrt [ 3 ] x", r"\sqrt x"),
    (r"\sum _ 1", r"\int _ 1"),
    (r"\overset a b", r"\frac a b"),
    ("{ } ^ 2", "x ^ 2"),
    (r"\mathrm { } ^ 2", "x ^ 2"),
    ("x ^ 1 ^ 2", "x ^ { 1 2 }"),
    ("f ' _ 2", r"f ^ { \prime 2 }"),
    (r"\begin{matrix} a & b \end{matrix}", r"\begin{matrix} a \\ b \end{matrix}"),
]


@pytest.mark.parametrize(("latex", "other"), SAME_LAYOUT)
def test_spelling_does_not_count(latex, other):
    assert same_layout(parse(latex), parse(other))
    assert same_structure(parse(latex), parse(other))
    assert hash(layout_key(parse(latex))) == hash(layout_key(parse(other)))


@pytest.mark.parametrize(("latex", "other"), OTHER_LAYOUT)
def test_symbols_and_their_places_count(latex, other):
    assert not same_layout(parse(latex), parse(other))


@pytest.mark.parametrize(("latex", "other"), SAME_STRUCTURE)
def test_labels_do_not_count_for_structure(latex, other):
    assert not same_layout(parse(latex), parse(other))
    assert same_structure(parse(latex), parse(other))


@pytest.mark.parametrize(("latex", "other"), OTHER_STRUCTURE)
def test_places_count_for_structure(latex, other):
    assert not same_structure(parse(latex), parse(other))


@settings(deadline=None, max_examples=150)
@given(EXPRESSIONS.filter(is_parseable))
def test_canonical_spelling_and_braces_all_around_leave_the_keys(latex):
    tree, key = parse(latex), layout_key(parse(latex))
    assert key == layout_key(parse(canonical(latex))) == layout_key(parse(f"{{ {latex} }}"))
    assert structure_key(tree) == structure_key(parse(canonical(latex)))


@settings(deadline=None, max_examples=150)
@given(EXPRESSIONS.filter(is_parseable), EXPRESSIONS.filter(is_parseable))
def test_same_layout_is_same_structure(latex, other):
    tree, another = parse(latex), parse(other)
    assert same_layout(tree, tree)
    assert same_layout(tree, another) <= same_structure(tree, another)


@pytest.mark.timeout(20)
@pytest.mark.parametrize("latex", list(HUGE.values()), ids=list(HUGE))
def test_no_size_or_depth_is_too_great_for_a_key(latex):
    tree = parse(latex)
    key = layout_key(tree)
    assert pickle.loads(pickle.dumps(key)) == key  # noqa: S301 - our own bytes
    assert hash(structure_key(tree)) == hash(structure_key(parse(latex)))


def test_a_label_is_not_taken_for_a_place():
    nested = LayoutTree([LayoutNode("x", slots=[Slot(Relation.SUP, [LayoutNode("2")])])])
    for symbol in ["sup", "4", "0", "*"]:
        flat = LayoutTree([LayoutNode("x"), LayoutNode(symbol), LayoutNode("2"), LayoutNode("0")])
        assert not same_layout(nested, flat)


def test_trees_without_tokens_have_the_key_of_those_that_were_read():
    two = [Slot(Relation.ABOVE, [LayoutNode("1")]), Slot(Relation.BELOW, [LayoutNode("2")])]
    assert same_layout(LayoutTree([LayoutNode(r"\frac", kind=Kind.COMMAND, slots=two)]), parse(r"\frac 1 2"))
    assert same_layout(LayoutTree(), parse(""))


def test_the_key_of_a_group_is_that_of_its_content():
    tree = parse("{ a b }")
    assert layout_key(tree) == layout_key(tree.at("inside[0]")) == ("a", "b")


@pytest.mark.parametrize("function", [layout_key, structure_key])
def test_what_is_no_node_has_no_key(function):
    with pytest.raises(InputError, match="expected a LayoutNode, got str"):
        function("x ^ 2")
