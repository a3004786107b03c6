"""Label graphs written and read back."""

from __future__ import annotations

import pytest

from hmer_kit.exceptions import DataError, InputError
from hmer_kit.ink import (
    InkSymbol,
    SymbolGraph,
    label_graph_text,
    load_label_graph,
    parse_label_graph,
    write_label_graph,
)
from hmer_kit.latex import Relation

LATEX = [
    "x",
    r"\frac { a , b } { \sqrt [ 3 ] { x ^ { 2 } } }",
    r"\sum _ { i = 1 } ^ { n } R _ i R ^ { i R }",
    r"\hat { x } + \overline { a b }",
    r"\int _ 0 ^ 1 f ' ( x ) d x",
    r"\frac { } { }",
    "f ' ^ 2",
    "x _ 1 + x _ { 1 }",
]


def inked(latex):
    """The graph of an expression whose symbols have one or two strokes each."""
    graph = SymbolGraph.of_latex(latex, name="made up")
    symbols, strokes = [], 0
    for number, symbol in enumerate(graph.symbols):
        own = 1 + number % 2
        symbols.append(InkSymbol(symbol.label, tuple(range(strokes, strokes + own))))
        strokes += own
    return SymbolGraph(graph.name, tuple(symbols), graph.relations, tuple(f"t{at}" for at in range(strokes)))


@pytest.mark.parametrize("form", ["objects", "strokes"])
@pytest.mark.parametrize("latex", LATEX)
def test_ink_comes_back(latex, form):
    graph = inked(latex)
    again = parse_label_graph(label_graph_text(graph, form=form))
    assert again.label_graph() == graph.label_graph()
    assert [symbol.strokes for symbol in again.symbols] == [symbol.strokes for symbol in graph.symbols]
    assert (again.name, again.stroke_ids, again.problems) == ("made up", graph.stroke_ids, ())


@pytest.mark.parametrize("latex", LATEX)
def test_expressions_without_ink_come_back_by_their_paths(latex):
    graph = SymbolGraph.of_latex(latex)
    again = parse_label_graph(label_graph_text(graph, form="paths"))
    assert again.label_graph() == graph.label_graph()
    assert (again.latex(), again.problems, again.stroke_ids) == (graph.latex(), (), ())


def test_strokes_have_every_inherited_edge():
    lines = label_graph_text(inked("x ^ { a b }"), form="strokes").splitlines()
    assert [line for line in lines if line.startswith("E")] == [
        "E, t0, t1, Sup, 1.0",
        "E, t0, t2, Sup, 1.0",
        "E, t0, t3, Sup, 1.0",
        "E, t1, t2, *, 1.0",
        "E, t1, t3, R, 1.0",
        "E, t2, t1, *, 1.0",
        "E, t2, t3, R, 1.0",
    ]


def test_a_stroke_of_no_symbol_is_named_and_comes_back():
    graph = SymbolGraph("a", (InkSymbol("x", (0,)),), (), stroke_ids=("0", "1"))
    again = parse_label_graph(label_graph_text(graph, form="strokes"))
    assert again.symbols == graph.symbols
    assert again.problems == ("1 strokes belong to no symbol: 1",)


def test_ids_of_symbols_are_kept_where_they_do():
    own = SymbolGraph("a", (InkSymbol("x", (0,), id="A"), InkSymbol("y", (1,), id="B")), (), stroke_ids=("0", "1"))
    double = SymbolGraph("a", (InkSymbol("x", (0,), id="A"), InkSymbol("x", (1,), id="A")), (), stroke_ids=("0", "1"))
    assert [symbol.id for symbol in parse_label_graph(label_graph_text(own)).symbols] == ["A", "B"]
    assert [symbol.id for symbol in parse_label_graph(label_graph_text(double)).symbols] == ["x_1", "x_2"]


def test_new_ids_never_meet():
    symbols = tuple(InkSymbol(label, ()) for label in ["x", "\\x", "x_1", "x", "\\x_1"])
    ids = [symbol.id for symbol in parse_label_graph(label_graph_text(SymbolGraph("a", symbols, ()))).symbols]
    assert len(set(ids)) == len(symbols)


UNWRITABLE = {
    "no symbols": (SymbolGraph("a", (), ()), "objects", "no_symbols"),
    "a blank in a label": (SymbolGraph("a", (InkSymbol("a b", (0,)),), (), ("0",)), "objects", "unwritable_label"),
    "a comma within a label": (SymbolGraph("a", (InkSymbol("a,b", (0,)),), (), ("0",)), "objects", "unwritable_label"),
    "no label": (SymbolGraph("a", (InkSymbol("", (0,)),), (), ("0",)), "objects", "unwritable_label"),
    "no strokes": (SymbolGraph.of_latex("x"), "strokes", "no_strokes"),
    "a cell": (
        SymbolGraph("a", (InkSymbol("m", (0,)), InkSymbol("x", (1,))), ((0, 1, Relation.CELL),), ("0", "1")),
        "objects",
        "unwritable_relation",
    ),
    "two symbols of one path": (SymbolGraph.of_latex("{ x ^ 2 } ^ 3"), "paths", "no_path"),
}


@pytest.mark.parametrize("case", UNWRITABLE)
def test_what_a_file_cannot_hold_is_refused(case):
    graph, form, code = UNWRITABLE[case]
    with pytest.raises(DataError) as caught:
        label_graph_text(graph, form=form)
    assert caught.value.code == code


@pytest.mark.parametrize(("latex", "code"), [("{ } ^ 2", "no_base"), (r"\begin{matrix} a \end{matrix}", "matrix")])
def test_what_files_have_no_symbol_for_makes_no_graph(latex, code):
    with pytest.raises(DataError) as caught:
        SymbolGraph.of_latex(latex)
    assert caught.value.code == code


def test_edges_without_end_are_refused():
    strokes = tuple(range(1200))
    graph = SymbolGraph("a", (InkSymbol("x", strokes),), (), stroke_ids=tuple(map(str, strokes)))
    with pytest.raises(DataError, match="write objects"):
        label_graph_text(graph, form="strokes")
    assert parse_label_graph(label_graph_text(graph)).symbols[0].strokes == strokes


def test_there_are_three_forms():
    with pytest.raises(InputError, match="one of objects, strokes, paths, got 'xml'"):
        label_graph_text(SymbolGraph.of_latex("x"), form="xml")


def test_a_file_is_whole_or_as_it_was(tmp_path):
    file = tmp_path / "a.lg"
    write_label_graph(file, inked("x ^ 2"))
    with pytest.raises(DataError):
        write_label_graph(file, SymbolGraph("a", (), ()))
    assert load_label_graph(file).latex() == "x ^ { 2 }"
    assert [path.name for path in tmp_path.iterdir()] == ["a.lg"]
