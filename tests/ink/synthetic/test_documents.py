"""Synthetic ink as documents and as InkML."""

from __future__ import annotations

import numpy as np
import pytest

from hmer_kit.ink import Writer, parse_inkml, render, to_document, to_inkml

EXPRESSIONS = (
    r"\frac { a ^ 2 } { \sqrt { b } } + \sum _ { i = 1 } ^ n i",
    r"x ' + f ' ( x ) < \{ 3 \}",
    r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}",
    r"\overline { a b } + \hat { x } \sin y",
)


@pytest.mark.parametrize("latex", EXPRESSIONS)
def test_inkml_gives_segmentation_relations_and_truth_again(latex):
    ink = render(latex, writer=Writer.from_seed(2), seed=3)
    document = to_document(ink, truth=latex, writer="w2")
    again = parse_inkml(to_inkml(document).encode())
    assert (again.truth, again.writer, again.problems) == (latex, "w2", ())
    assert [(s.label, s.strokes) for s in again.symbols] == [(b.symbol, b.strokes) for b in ink.symbols]
    assert sorted(again.relations) == sorted(ink.relations)
    assert np.allclose(again.strokes.points, ink.points)


def test_ids_of_symbols_are_all_different():
    document = to_document(render("x + x + x", writer=Writer.from_seed(2)))
    assert len({symbol.id for symbol in document.symbols}) == 5
