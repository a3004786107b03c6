"""Trees that are written without a check: what they are written as is read as the same tree."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmer_kit.exceptions import LatexError
from hmer_kit.latex import Kind, LayoutNode, LayoutTree, Relation, Slot, node_of, parse, spell, to_latex
from hmer_kit.latex._parsing import symbols
from hmer_kit.latex.commands import COMMANDS
from hmer_kit.latex.parser import _HANDLERS
from hmer_kit.tree_cot._rows.plain import _PLAIN_COMMANDS, spell_plain
from real_expressions import read_expressions
from strategies import expressions

LABELS = [
    *("x", "1", "[", "]", "'", "*", "(", "{", "&", "\\", "\\{", "{}", "\\,", "\\left(", "\\text", "\\not", "\\unknown"),
    *("\\frac", "\\sqrt", "\\hat", "\\sum", "\\int", "\\lim", "\\over", "\\limits"),
]
ROWS = [Relation.INSIDE, Relation.ABOVE, Relation.BELOW, Relation.SUB, Relation.SUP, Relation.INDEX, Relation.CELL]
PLAIN = ["x", "[", "*", "(", "\\", "\\frac", "\\sqrt", "\\sum", "\\xrightarrow", "\\underbrace", "\\unknown", "{}"]


def bare(tree: LayoutNode) -> LayoutNode:
    """A copy without tokens around its rows."""
    copy = tree.copy()
    for node in copy.walk():
        for slot in node.slots:
            slot.open, slot.close = (slot.open if slot.starts_row else ()), ()
    return copy


def is_written_well(tree: LayoutTree) -> bool:
    """Whether a tree that is plain comes back, with the tokens that ``spell`` gives it; true if it is not plain."""
    wanted = tree.copy()
    return not spell_plain(tree) or parse(to_latex(tree)) == tree == spell(wanted)


@st.composite
def nodes(draw, labels: list[str], *, depth: int = 3) -> LayoutNode:
    """A node with rows that may be such as LaTeX cannot write."""
    label = draw(st.sampled_from(labels))
    try:
        node = node_of(label, in_text=True)
    except ValueError:
        node = node_of("x")
    required = [each.relation for each in COMMANDS[node.symbol].arguments] if node.symbol in COMMANDS else []
    required = [Relation.INSIDE] if node.kind is Kind.GROUP else required
    relations = required[draw(st.sampled_from([0, 0, 0, 1])) :] if depth else []
    if depth:
        relations = [*relations, *draw(st.lists(st.sampled_from(ROWS), max_size=2))]
    for relation in relations:
        node.slots.append(Slot(relation, draw(st.lists(nodes(labels, depth=depth - 1), max_size=2))))
    return node


@given(st.lists(nodes(LABELS) | nodes(PLAIN), max_size=4))
def test_a_tree_that_was_built_comes_back_if_it_is_plain(row: list[LayoutNode]) -> None:
    assert is_written_well(LayoutTree(row))


@given(expressions())
def test_an_expression_comes_back_if_it_is_plain(latex: str) -> None:
    try:
        tree = parse(latex)
    except LatexError:
        return
    assert is_written_well(bare(spell(tree)))


@pytest.mark.parametrize(
    "latex", [r"\sqrt [ 3 ] { x ^ { 2 } } { y } _ { i }", r"\sum _ { i } \int ^ { }", r"\hat { [ }"]
)
def test_an_expression_of_braces_and_scripts_is_plain(latex: str) -> None:
    tree = bare(parse(latex))
    assert spell_plain(tree)
    assert to_latex(tree) == latex


@pytest.mark.parametrize(
    "latex",
    [r"\sqrt { ] }", "f '", r"x \over y", r"\text { x }", r"\sum \nolimits _ { i }", r"\left( x \right)", r"\,"],
)
def test_what_hangs_on_its_neighbours_is_not_plain(latex: str) -> None:
    assert not spell_plain(bare(parse(latex)))


def test_plain_commands_are_read_with_their_arguments() -> None:
    assert {name for name in _PLAIN_COMMANDS if _HANDLERS[name] is not symbols.command} == set()


@pytest.mark.real_data
@pytest.mark.slow
def test_real_expressions_come_back_if_they_are_plain(real_data) -> None:
    trees = []
    for latex in read_expressions(real_data):
        try:
            trees.append(bare(spell(parse(latex))))
        except LatexError:
            continue
    assert [to_latex(tree) for tree in trees if not is_written_well(tree)] == []
    assert sum(map(spell_plain, trees)) > len(trees) / 2
