"""Label graphs by paths against the tree format of the same form: two implementations, one text."""

from __future__ import annotations

import pytest

from hmer_kit.ink import SymbolGraph, label_graph_text, parse_label_graph
from hmer_kit.latex import from_label_graph, label_graph, normalize, parse
from hmer_kit.tree_cot import SYMLG
from hmer_kit.tree_cot.symlg import SYMLG_PROFILE

EXPRESSIONS = [
    "x",
    r"\frac { 1 } { \sqrt [ 3 ] { x + 1 } }",
    r"\sum _ { i = 1 } ^ { n } x _ { i , j } ^ { 2 }",
    r"\lim _ { x \rightarrow 0 } f ' ( x )",
    r"\overset { a } { b } + \hat { x }",
    "{ } ^ { 2 } x",
]


def ink_of(latex):
    return label_graph(parse(normalize(latex, profile=SYMLG_PROFILE).latex))


def read(text):
    """The label graph of a file, in reading order."""
    return label_graph(from_label_graph(parse_label_graph(text).label_graph()))


@pytest.mark.parametrize("latex", EXPRESSIONS)
def test_what_the_tree_format_writes_is_read(latex):
    assert read(SYMLG.dumps(latex)) == ink_of(latex)


@pytest.mark.parametrize("latex", EXPRESSIONS[:-1])
def test_what_is_written_is_read_by_the_tree_format(latex):
    assert ink_of(SYMLG.loads(label_graph_text(SymbolGraph.of_latex(latex), form="paths"))) == ink_of(latex)


@pytest.mark.real_data
def test_captions_are_written_and_read_alike(real_data):
    lines = (real_data / "crohme" / "test2016" / "captions.tsv").read_text(encoding="utf-8").splitlines()[::3]
    captions = {line.split("\t")[1] for line in lines}
    assert len(captions) > 300
    for latex in captions:
        assert read(SYMLG.dumps(latex)) == ink_of(latex)
        assert ink_of(SYMLG.loads(label_graph_text(SymbolGraph.of_latex(latex), form="paths"))) == ink_of(latex)
