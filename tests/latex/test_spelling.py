"""Canonical spelling and labels: what comes out of the parser, what was built by hand, and what cannot be."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hmer_kit.exceptions import InputError, LatexError
from hmer_kit.latex import (
    Kind,
    LayoutNode,
    LayoutTree,
    Relation,
    Slot,
    canonical,
    is_parseable,
    label,
    node_of,
    parse,
    spell,
    to_latex,
)
from hmer_kit.latex.commands import COMMANDS, INFIX_COMMANDS
from real_expressions import read_expressions
from strategies import EXPRESSIONS, TEXTS

EASY = settings(deadline=None, max_examples=200)
SIZE = 100_000
CANONICAL = [
    (r"\frac12", r"\frac { 1 } { 2 }"),
    (r"x\sp2\sb i", "x ^ { 2 } _ { i }"),
    (r"\sqrt[3]x", r"\sqrt [ 3 ] { x }"),
    (r"\sum\limits_1^2", r"\sum _ { 1 } ^ { 2 }"),
    (r"\int\limits_1^2", r"\int \limits _ { 1 } ^ { 2 }"),
    (r"\int\limits_1\nolimits^2", r"\int \limits _ { 1 } \nolimits ^ { 2 }"),
    (r"\limits\sum\nolimits_1", r"\limits \sum \nolimits _ { 1 }"),
    ("f^{''}_1", "f ^ { ' ' } _ { 1 }"),
    ("f^{'}", "f '"),
    ("f''", "f ' '"),
    ("f'^{'}'", "f ' ^ { ' } '"),
    ("f^{'}''", "f ^ { ' } ' '"),
    ("f''^{'}^{'}''", "f ' ' ^ { ' } ^ { ' } ' '"),
    ("^2", "{ } ^ { 2 }"),
    (r"\,_1", r"\, { } _ { 1 }"),
    ("{a}^{}", "{ a } ^ { }"),
    (r"a\over b", r"a \over b"),
    (r"\left(\frac a b\right.", r"\left ( \frac { a } { b } \right ."),
    (r"\begin { m a t r i x } a & b \\[2pt] c \end {matrix}", r"\begin {matrix} a & b \\ [ 2 p t ] c \end {matrix}"),
    (r"\substack{a\\b}", r"\substack { a \\ b }"),
    (r"\xrightarrow[a]b\limits_c", r"\xrightarrow [ a ] { b } \limits _ { c }"),
    (r"\operatorname*{a}_1", r"\operatorname * { a } _ { 1 }"),
    (r"\text{a_b $x^2$}", r"\text { a _ b $ x ^ { 2 } $ }"),
    (r"\root 3 \of x", r"\root 3 \of { x }"),
    (r"a \buildrel b \over c", r"a \buildrel b \over { c }"),
    (r"\textcolor{red}x", r"\textcolor { r e d } { x }"),
]


def command(symbol, *slots, kind=Kind.COMMAND):
    return LayoutNode(symbol, kind=kind, slots=[Slot(relation, row) for relation, row in slots])


def x():
    return LayoutNode("x")


@pytest.mark.parametrize(("latex", "expected"), CANONICAL)
def test_canonical_spelling(latex, expected):
    assert canonical(latex) == expected
    assert canonical(expected) == expected


@EASY
@given(EXPRESSIONS.filter(is_parseable))
def test_what_is_spelled_is_read_as_the_same(latex):
    tree = parse(latex)
    spelled = spell(tree)
    assert parse(to_latex(spelled)) == spelled
    assert spell(spelled) == spelled
    assert to_latex(tree) == latex  # the argument is left as it was


@EASY
@given(EXPRESSIONS.filter(is_parseable))
def test_tokens_do_not_matter(latex):
    tree = parse(latex)
    bare = tree.copy()
    for node in bare.walk():
        for slot in node.slots:
            slot.open, slot.close = slot.open if slot.starts_row else (), ()
    assert spell(bare) == spell(tree)


@EASY
@given(EXPRESSIONS.filter(is_parseable))
def test_every_node_has_a_label_that_names_it(latex):
    for node in spell(parse(latex)).walk():
        name = label(node)
        assert name
        assert not any(sign.isspace() for sign in name)
        again = node_of(name, in_text=True)
        if node.kind is not Kind.ROOT:
            assert (again.symbol, again.kind, again.head, again.slots) == (node.symbol, node.kind, node.head, [])


@EASY
@given(TEXTS | st.text(alphabet="␣\\ab{}", max_size=8))
def test_any_text_is_a_label_or_refused(text):
    try:
        node = node_of(text)
    except InputError:
        return
    assert node_of(label(node)) == node


@EASY
@given(st.lists(st.sampled_from(["␣", "\\␣", "\\foo", "a", "\\", "1"]), max_size=6))
def test_a_label_with_the_sign_for_a_blank_is_no_riddle(tokens):
    latex = f"\\textcolor {{ {' '.join(tokens)} }} {{ x }}"
    [node] = parse(latex).row(Relation.INSIDE)
    assert node_of(label(node)).head == node.head


@pytest.mark.parametrize(
    "latex",
    ["x ^ { " * SIZE + "} " * SIZE, "{ " * 9000 + "} " * 9000, "x " * 9000, "x" + " ^ 1 _ 2 '" * 9000],
    ids=["scripts", "groups", "flat", "scripts of one symbol"],
)
@pytest.mark.timeout(60)
def test_no_size_or_depth_is_too_great(latex):
    tree = parse(latex)
    spelled = spell(tree)
    assert sum(1 for _ in spelled.walk()) == sum(1 for _ in tree.walk())
    assert to_latex(spell(spelled)) == to_latex(spelled)


@pytest.mark.parametrize("symbol", sorted(COMMANDS.keys() | INFIX_COMMANDS.keys()))
def test_every_command_is_spelled_from_its_rows_alone(symbol):
    known = COMMANDS.get(symbol) or INFIX_COMMANDS[symbol]
    if known.raw or not known.arguments or known.arguments[0].until in {"$", "\\)"}:
        return
    node = command(symbol, *[(argument.relation, [x()]) for argument in known.arguments])
    node.head = () if symbol in INFIX_COMMANDS else (symbol,)
    spelled = spell(LayoutTree([node]))
    assert parse(to_latex(spelled)) == spelled


# Trees that were built by hand


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (LayoutTree(), ""),
        (LayoutNode("", kind=Kind.ROOT), ""),
        (LayoutNode("", kind=Kind.GROUP), "{ }"),
        (LayoutNode(""), "{ }"),
        (command("", (Relation.SUP, [x()]), kind=Kind.GROUP), "{ } ^ { x }"),
        (LayoutNode("matrix", kind=Kind.ENVIRONMENT), r"\begin {matrix} \end {matrix}"),
        (command("matrix", (Relation.SUP, [x()]), kind=Kind.ENVIRONMENT), r"\begin {matrix} \end {matrix} ^ { x }"),
        (command(r"\frac", (Relation.ABOVE, []), (Relation.BELOW, [])), r"\frac { } { }"),
        (command(r"\sqrt", (Relation.INSIDE, [x()])), r"\sqrt { x }"),
        (command(r"\sum", (Relation.SUB, [x()]), kind=Kind.SYMBOL), r"\sum \nolimits _ { x }"),
        (command(r"\over", (Relation.ABOVE, [x()]), (Relation.BELOW, [])), r"x \over"),
    ],
)
def test_trees_built_by_hand_can_be_written(node, expected):
    assert to_latex(spell(node)) == expected


def test_cells_that_start_a_row_keep_their_break():
    cells = [Slot(Relation.CELL, [x()]), Slot(Relation.CELL, []), Slot(Relation.CELL, [x()], open=("\\\\",))]
    matrix = LayoutNode("pmatrix", kind=Kind.ENVIRONMENT, slots=cells)
    assert to_latex(spell(matrix)) == r"\begin {pmatrix} x & \\ x \end {pmatrix}"


@pytest.mark.parametrize(
    ("node", "message"),
    [
        (command(r"\frac", (Relation.ABOVE, [x()])), r"arguments in this order .*: above, below; got <LayoutNode"),
        (command(r"\frac", (Relation.BELOW, [x()]), (Relation.ABOVE, [x()])), r"in this order .*: above, below; got"),
        (command(r"\sqrt", (Relation.INDEX, [x()])), "perhaps index, inside"),
        (command(r"\substack"), "in this order .*: cell"),
        (command(r"\over", (Relation.ABOVE, [x()])), "in this order .*: above, below"),
        (command("x", (Relation.INSIDE, [x()]), kind=Kind.SYMBOL), "expected no row inside of x"),
        (command("x", (Relation.CELL, [x()]), kind=Kind.SYMBOL), "expected no row cell of x"),
        (command(r"\,", (Relation.SUP, [x()]), kind=Kind.SPACE), r"expected no row sup of \\,"),
        (command(r"\hat", (Relation.INSIDE, []), (Relation.INSIDE, [])), "expected no row inside"),
        (command("", (Relation.SUP, []), (Relation.INSIDE, []), kind=Kind.GROUP), "expected no row inside"),
        (command("", (Relation.SUP, []), kind=Kind.ROOT), "expected the root to own one row"),
        (LayoutTree([LayoutTree()]), "expected a root only at the top"),
        (command(r"\genfrac", (Relation.ABOVE, []), (Relation.BELOW, [])), "in the head of the node"),
        (LayoutNode("array", kind=Kind.ENVIRONMENT), r"in the head of the node, .* got head=\('\\\\begin'"),
        ("x", "expected a LayoutNode"),
    ],
)
def test_what_latex_has_no_place_for_is_refused(node, message):
    with pytest.raises(InputError, match=message):
        spell(LayoutTree([node]) if isinstance(node, LayoutNode) and node.kind is not Kind.ROOT else node)


# Labels


@pytest.mark.parametrize(
    ("name", "symbol", "kind"),
    [
        ("x", "x", Kind.SYMBOL),
        ("{}", "", Kind.GROUP),
        (r"\frac", r"\frac", Kind.COMMAND),
        (r"\over", r"\over", Kind.COMMAND),
        (r"\left(", "(", Kind.SYMBOL),
        (r"\right.", ".", Kind.SPACE),
        (r"\middle\vert", r"\vert", Kind.SYMBOL),
        (r"\bigl\{", r"\{", Kind.SYMBOL),
        (r"\operatorname*", r"\operatorname", Kind.COMMAND),
        (r"\begin{array}{ll}", "array", Kind.ENVIRONMENT),
        (r"\begin{matrix}", "matrix", Kind.ENVIRONMENT),
        (r"\kern2pt", r"\kern", Kind.SPACE),
        (r"\hspace*{2pt}", r"\hspace", Kind.SPACE),
        (r"\\[2pt]", r"\\", Kind.SPACE),
        (r"\rule{1pt}{2pt}", r"\rule", Kind.SYMBOL),
        (r"\genfrac(){0pt}{}", r"\genfrac", Kind.COMMAND),
        (r"\limits", r"\limits", Kind.SPACE),
        (r"\root", r"\root", Kind.SYMBOL),
        (r"\root\of", r"\root", Kind.COMMAND),
        ("␣", "␣", Kind.SYMBOL),
        (r"\textcolor{\foo␣a}", r"\textcolor", Kind.COMMAND),
        ("\\", "\\", Kind.SPACE),
    ],
)
def test_labels_and_nodes(name, symbol, kind):
    node = node_of(name)
    assert (node.symbol, node.kind) == (symbol, kind)
    assert label(node) == name


@pytest.mark.parametrize(
    "wrong",
    [
        *("", " ", "}", "{", "_", "^", "&", "x^2", "xy", "a b", "{ }", "{x}", None, 7),
        *(r"\begin", r"\end{x}", r"\left", r"\big", r"\left(x", r"\[", r"\frac12", r"\sqrt[3]"),
        *(r"\begin{array}", r"\begin{matrix}x", r"\hspace", r"\left(\right)"),
    ],
)
def test_what_is_no_label_is_refused(wrong):
    with pytest.raises(InputError, match="expected the label of"):
        node_of(wrong)


def test_in_a_text_script_signs_are_characters():
    assert [node_of(sign, in_text=True).kind for sign in "_^&"] == [Kind.SYMBOL] * 3


def test_canonical_raises_what_parse_raises():
    with pytest.raises(LatexError):
        canonical("{ a")


@pytest.mark.real_data
def test_real_expressions_are_spelled_and_named(real_data):
    read = 0
    for latex in read_expressions(real_data)[::10]:
        if not is_parseable(latex):
            continue
        read += 1
        tree = parse(latex)
        spelled = spell(tree)
        assert parse(to_latex(spelled)) == spelled, latex
        for node in spelled.walk():
            again = node_of(label(node), in_text=True)
            assert node.kind is Kind.ROOT or (again.kind, again.head) == (node.kind, node.head), (latex, node)
    assert read > 4000
