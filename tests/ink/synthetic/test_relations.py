"""The relations of synthetic ink are those of the label graph of the same tree, without what has no ink."""

from __future__ import annotations

import pytest

from hmer_kit.exceptions import InputError
from hmer_kit.ink import Writer, render
from hmer_kit.ink.synthetic.commands import BINOMIALS, ENVIRONMENT_FENCES, PHANTOMS
from hmer_kit.latex import Relation, label_graph, node_of, parse

WITHOUT_INK = {
    *("\\overset", "\\underset", "\\stackrel", "\\overunderset", "\\buildrel", "\\substack", "\\sideset", "\\atop"),
    *("\\vcenter", "\\lefteqn", "\\mathchoice", "\\raisebox", "\\smash", "\\textcolor", "\\fcolorbox", "\\colorbox"),
    *PHANTOMS,
}


class Symbol:
    """A symbol of the graph: rows that hang on it, and the symbol to its right."""

    def __init__(self, name):
        self.name = name
        self.rows = []
        self.next = None


def without_phantoms(tree):
    """Return a tree without the rows that nobody writes, which label graphs know nothing of."""
    tree = tree.copy()
    for node in tree.walk():
        if node.symbol in PHANTOMS:
            node.slots = [slot for slot in node.slots if slot.is_script]
        if node.symbol == "\\mathchoice":
            del node.slots[1:4]
    return tree


def expected(tree):
    """Return the label graph as nested tuples, after what has no ink is looked through."""
    graph = label_graph(tree)
    symbols = [Symbol(name) for name in graph.labels]
    for child, (parent, relation) in enumerate(zip(graph.parents, graph.relations, strict=True)):
        if parent >= 0 and relation is Relation.RIGHT:
            symbols[parent].next = symbols[child]
        elif parent >= 0:
            symbols[parent].rows.append((relation, symbols[child]))
    return flat(drawn_row(symbols[0])) if symbols else ()


def drawn_row(first):
    """Return a row as a list of drawn symbols; a script without a base in front of it makes its own row."""
    row = []
    symbol = first
    while symbol is not None:
        rows = [(relation, drawn_row(child)) for relation, child in symbol.rows]
        rows = [(relation, kids) for relation, kids in rows if kids]
        place(symbol, rows, row)
        symbol = symbol.next
    return row


def place(symbol, rows, row):
    fences = fences_of(symbol.name)
    if fences:
        drawn = [Symbol(name) for name in fences]
        for relation, kids in rows:
            (drawn[-1] if relation in {Relation.SUP, Relation.SUB} else drawn[0]).rows.append((relation, kids))
        row += drawn
    elif symbol.name and not is_without_ink(symbol.name):
        drawn = Symbol(symbol.name)
        drawn.rows = rows
        row.append(drawn)
    else:
        look_through(symbol.name, rows, row)


def look_through(name, rows, row):
    if not name:
        target, rest = (row[-1], rows) if row else (None, rows)
        if target is None:
            (_, kids), *rest = rows
            row += kids
            target = kids[0]
        target.rows += rest
        return
    inside = [index for index, (relation, _) in enumerate(rows) if relation is Relation.INSIDE]
    others = [i for i, (relation, _) in enumerate(rows) if relation not in {Relation.SUP, Relation.SUB}]
    if not others:
        (row[-1] if row else rows[0][1][0]).rows.extend(rows) if rows and row else None
        return
    if name == "\\sideset":
        kids = [symbol for index in inside for symbol in rows[index][1]]
        for index in set(range(len(rows))) - set(inside):
            kids[-1].rows.append(rows[index])
        row += kids
        return
    base = (inside or others)[0]
    kids = rows[base][1]
    for index, (relation, row_of_it) in enumerate(rows):
        if index != base:
            target = kids[-1] if relation in {Relation.SUP, Relation.SUB} else kids[0]
            target.rows.append((relation, row_of_it))
    row += kids


def fences_of(name):
    if name in BINOMIALS:
        return [fence for fence in BINOMIALS[name] if fence]
    if name.startswith("\\begin{"):
        return [fence for fence in ENVIRONMENT_FENCES.get(node_of(name).symbol, ()) if fence]
    return []


def is_without_ink(name):
    bare = name.partition("{")[0].partition("[")[0]
    return name.startswith("\\begin{") or bare in WITHOUT_INK


def flat(row):
    """Return a row as nested tuples whose rows are sorted by relation, without recursion on its length."""
    return tuple(
        (
            symbol.name,
            tuple(sorted((at.value, flat(kids)) for at, kids in symbol.rows if at is not Relation.CELL)),
            tuple(flat(kids) for relation, kids in symbol.rows if relation is Relation.CELL),
        )
        for symbol in row
    )


def drawn(ink):
    """Return the relations of ink in the same form."""
    symbols = [Symbol(box.symbol) for box in ink.symbols]
    for parent, child, relation in ink.relations:
        if relation is Relation.RIGHT:
            symbols[parent].next = symbols[child]
        else:
            symbols[parent].rows.append((relation, symbols[child]))
    children = {child for _, child, _ in ink.relations}
    [root] = set(range(len(symbols))) - children
    return flat(chained(symbols[root]))


def chained(first):
    row = []
    symbol = first
    while symbol is not None:
        copy = Symbol(symbol.name)
        copy.rows = [(relation, chained(child)) for relation, child in symbol.rows]
        row.append(copy)
        symbol = symbol.next
    return row


def assert_same(latex):
    tree = parse(latex)
    ink = render(tree, writer=Writer.from_seed(0), seed=0)
    assert drawn(ink) == expected(without_phantoms(tree)), latex


EXPRESSIONS = (
    r"x ^ { 2 } _ { 1 } + y _ 1 ^ 2",
    r"x ' ^ { 2 } + f '' _ 1",
    r"{ a b } ^ { 2 } c",
    r"a { } ^ { 2 } b + { } _ 1 F _ 2",
    r"\frac { \sqrt [ 3 ] { x } } { \sum _ { i = 1 } ^ n i }",
    r"\begin{pmatrix} a & b \\ c & d \end{pmatrix} ^ T x",
    r"\begin{cases} x & y \\ z \end{cases}",
    r"\left\{ \begin{array} { l l } a & b \\ c & d \end{array} \right. + 1",
    r"\overset { a } { b c } ^ 2 d + \underset { n } { \max } x",
    r"\binom { n } { k } ^ 2 + { a \atop b }",
    r"\sideset { a ^ b } { c _ d } \sum ^ n x",
    r"\mathop { \rm l i m } \limits _ { x } f + \operatorname { a r g } x",
    r"\hat { x } + \overline { A B } ^ 2 + \xrightarrow [ a ] { b } c",
    r"a \pmod { n } + \bra { x } \ket { y }",
    r"\phantom { a } b ^ { 2 } \not = c",
    r"\text { i f } x _ { \text { m a x } }",
    r"a ^ { b } { _ 2 F _ { 1 } } { \mathrm { ^ 3 c } }",
    r"a { _ 3 F } _ { 2 } + { ^ b }",
    r"{ _ 3 F } _ { 2 } + c",
    r"\epsilon { ^ a } _ { b } e + x { _ { 1 } } ^ { 2 } y",
    r"\mathchoice { a } { b } { c } { d } e",
)


@pytest.mark.parametrize("latex", EXPRESSIONS)
def test_relations_are_those_of_the_label_graph(latex):
    assert_same(latex)


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("name", "every"),
    [
        ("crohme/train", 4),
        ("crohme/test2014", 1),
        ("crohme/test2016", 1),
        ("crohme2023_test", 2),
        ("mne_N1", 2),
        ("hme_scene_30k", 12),
        ("im2latex100k_val.norm", 8),
    ],
)
def test_relations_of_real_captions_are_those_of_their_label_graphs(name, every, captions):
    chosen = captions(name)[::every]
    assert len(chosen) > 700
    refused = 0
    for caption in chosen:
        try:
            assert_same(caption)
        except InputError:
            refused += 1
    assert refused <= len(chosen) / 500
