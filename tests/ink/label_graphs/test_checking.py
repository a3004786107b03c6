"""Symbols and relations of ink against a caption."""

from __future__ import annotations

import tarfile
from collections import Counter

import pytest

from hmer_kit.exceptions import DataError, InputError, LatexError
from hmer_kit.ink import (
    InkDocument,
    InkSymbol,
    Strokes,
    SymbolGraph,
    compare_symbols_with_caption,
    compare_with_caption,
    parse_inkml,
    parse_label_graph,
)
from hmer_kit.latex import Relation


def written(latex, caption):
    return [str(item) for item in compare_with_caption(SymbolGraph.of_latex(latex), caption).differences]


@pytest.mark.parametrize(
    "caption",
    [
        r"\frac12 \mathrm { d } x ^ 2",
        r"\dfrac { 1 } { 2 } \, d { x } ^ { 2 }",
        r"\frac { 1 } { 2 } \mbox { d } x ^ 2",
    ],
)
def test_spelling_sizes_and_fonts_do_not_count(caption):
    assert written(r"\frac { 1 } { 2 } d x ^ { 2 }", caption) == []


@pytest.mark.parametrize("relation", [Relation.BELOW, Relation.SUB])
def test_limits_may_stand_beside_or_below_their_operator(relation):
    graph = SymbolGraph("a", (InkSymbol(r"\sum", ()), InkSymbol("i", ())), ((0, 1, relation),))
    assert compare_with_caption(graph, r"\sum _ i").agrees
    assert compare_with_caption(graph, r"\sum \nolimits _ i").agrees
    assert graph.latex() == r"\sum _ { i }"


def test_what_lies_above_and_below_a_fraction_counts():
    assert written(r"\frac { 2 } { 1 }", r"\frac { 1 } { 2 }") != []


def test_spellings_of_one_symbol_are_one():
    graph = SymbolGraph("a", tuple(InkSymbol(label, ()) for label in ["x", r"\lt"]), ((0, 1, Relation.RIGHT),))
    assert compare_with_caption(graph, "x <").agrees


def test_each_difference_is_named():
    assert written("x ^ { 2 } + y", "x _ { 2 } - y z") == [
        "other relation '2': sup of 'x', not sub of 'x'",
        "extra symbol '+': right of 'x'",
        "missing symbol '-': right of 'x'",
        "missing symbol 'z': right of 'y'",
    ]


def test_an_ink_document_is_compared_as_it_is():
    strokes = Strokes.of([[(0, 0)], [(1, 1)]])
    symbols = InkSymbol("x", (0,)), InkSymbol("2", (1,))
    document = InkDocument("a", strokes, symbols=symbols, relations=((0, 1, Relation.SUP),))
    assert compare_with_caption(document, "x ^ 2").agrees
    assert not compare_with_caption(document, "x 2").agrees


def test_without_relations_only_symbols_can_be_compared():
    graph = SymbolGraph("a", (InkSymbol("x", ()), InkSymbol("-", ())), ())
    with pytest.raises(DataError, match="compare_symbols_with_caption") as caught:
        compare_with_caption(graph, "x -")
    assert caught.value.code == "no_relations"
    assert compare_symbols_with_caption(graph, r"\frac { x } { }").agrees
    found = compare_symbols_with_caption(graph, "x x")
    assert [str(item) for item in found.differences] == ["extra symbol '-': 1 of 1", "missing symbol 'x': 1 of 2"]


def test_one_symbol_needs_no_relation():
    assert compare_with_caption(SymbolGraph("a", (InkSymbol("x", ()),), ()), "x").agrees


def test_several_trees_are_no_expression():
    symbols = tuple(InkSymbol(label, ()) for label in "abc")
    with pytest.raises(DataError) as caught:
        compare_with_caption(SymbolGraph("a", symbols, ((0, 1, Relation.RIGHT),)), "a b c")
    assert caught.value.code == "several_roots"


@pytest.mark.parametrize("edge", [(0, 7, Relation.RIGHT), (7, 0, Relation.RIGHT)])
def test_relations_of_no_symbols_are_refused(edge):
    symbols = tuple(InkSymbol(label, ()) for label in "ab")
    with pytest.raises(DataError) as caught:
        compare_with_caption(SymbolGraph("a", symbols, ((0, 1, Relation.RIGHT), edge)), "a b")
    assert caught.value.code == "no_tree"


def test_a_caption_that_does_not_parse_says_so():
    with pytest.raises(LatexError):
        compare_with_caption(SymbolGraph.of_latex("x"), r"\frac {")


def test_latex_is_no_graph():
    with pytest.raises(InputError, match="expected a SymbolGraph or an InkDocument, got str"):
        compare_with_caption("x", "x")


def test_a_graph_is_laid_on_the_strokes_that_it_is_about():
    graph = SymbolGraph("a", (InkSymbol("x", (0, 1)),), (), stroke_ids=("t7", "t3"))
    strokes = Strokes.of([[(0, 0)], [(1, 1)], [(2, 2)]])
    document = graph.document(strokes, stroke_ids=["t3", "t5", "t7"])
    assert document.symbols == (InkSymbol("x", (2, 0)),)
    with pytest.raises(DataError, match="got 't7'"):
        graph.document(strokes)
    with pytest.raises(InputError, match="a name for each of 3 strokes, got 1"):
        graph.document(strokes, stroke_ids=["t3"])


def members(archive, wanted):
    with tarfile.open(archive, "r|xz") as stream:
        for member in stream:
            if member.isfile() and wanted(member.name):
                yield member.name.rpartition("/")[2].removesuffix(".inkml"), stream.extractfile(member).read()


@pytest.mark.real_data
def test_the_label_graphs_of_crohme_are_those_of_their_ink(real_data):
    graphs = {file.stem: file for file in (real_data / "label_graphs").glob("*.lg")}
    archive = real_data / "inkml" / "crohme_train.tar.xz"
    agreed = 0
    for stem, data in members(archive, lambda name: name.rpartition("/")[2].removesuffix(".inkml") in graphs):
        document = parse_inkml(data, name=stem)
        graph = parse_label_graph(graphs[stem].read_text(encoding="utf-8"), name=stem)
        assert graph.problems == ()
        assert compare_with_caption(graph, document.truth).agrees
        on_ink = graph.document(document.strokes)
        own = {(symbol.label, frozenset(symbol.strokes)) for symbol in document.symbols}
        assert {(symbol.label, frozenset(symbol.strokes)) for symbol in on_ink.symbols} == own
        agreed += 1
    assert agreed == len(graphs) == 15


@pytest.mark.real_data
def test_symbols_and_relations_of_crohme_2014_are_those_of_its_captions(real_data):
    found = Counter()
    for name, data in members(real_data / "inkml" / "crohme_test2014.tar.xz", lambda name: name.endswith(".inkml")):
        document = parse_inkml(data, name=name)
        try:
            found["agrees" if compare_with_caption(document, document.truth).agrees else "differs"] += 1
        except LatexError:
            found["caption"] += 1
        except DataError as error:
            found[error.code] += 1
    assert found == {"agrees": 946, "differs": 29, "no_relations": 6, "caption": 5}
