"""Strokes come changed, and what is known of them stays true."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hmer_kit.exceptions import InputError
from hmer_kit.ink import (
    STYLES,
    InkDocument,
    InkSymbol,
    StrokeAugmentation,
    Strokes,
    Writer,
    draw,
    render,
    symbol_height,
)

NONE = dict.fromkeys(StrokeAugmentation.__dataclass_fields__, 0.0)


def written(latex: str = r"\frac { x } { y } + 2 ^ { n }", seed: int = 0) -> InkDocument:
    ink = render(latex, writer=Writer.from_seed(seed), seed=seed)
    symbols = tuple(InkSymbol(symbol.symbol, symbol.strokes) for symbol in ink.symbols)
    strokes = Strokes.of([np.column_stack([stroke, np.arange(len(stroke))]) for stroke in ink.strokes])
    return InkDocument("made", strokes, truth=latex, symbols=symbols, relations=ink.relations)


def test_no_strength_changes_nothing() -> None:
    document = written()
    other = StrokeAugmentation(**NONE).apply(document, seed=3)
    assert np.allclose(other.strokes.points, document.strokes.points, atol=1e-4)
    assert other.strokes.ends == document.strokes.ends


@pytest.mark.parametrize("field", [name for name in NONE if name not in {"pen", "drop"}])
def test_each_strength_moves_points(field: str) -> None:
    document = written()
    other = StrokeAugmentation(**{**NONE, field: 0.1}).apply(document, seed=3)
    moved = np.abs(other.strokes.points - document.strokes.points).max() / symbol_height(document)
    assert 0.01 < moved < 3


@pytest.mark.parametrize("seed", range(5))
def test_segmentation_relations_and_truth_stay(seed: int) -> None:
    document = written(seed=seed)
    other = StrokeAugmentation().apply(document, seed=seed)
    assert len(other.strokes) == len(document.strokes)
    assert (other.symbols, other.relations, other.truth) == (document.symbols, document.relations, document.truth)
    assert len(other.strokes.times) == len(other.strokes.points)
    assert draw(other).symbols


def test_dropped_points_are_never_the_ends_of_a_stroke() -> None:
    document = written()
    other = StrokeAugmentation(**{**NONE, "drop": 0.5}).apply(document, seed=1)
    assert len(other.strokes.points) < 0.8 * len(document.strokes.points)
    for before, after in zip(document.strokes.split(), other.strokes.split(), strict=True):
        assert np.allclose(before[[0, -1]], after[[0, -1]])


def test_changes_are_in_proportion_to_the_writing() -> None:
    document = written()
    large = replace(document, strokes=document.strokes.moved([[512, 0], [0, 512]]))
    one, other = (StrokeAugmentation().apply(item, seed=9) for item in (document, large))
    assert np.allclose(one.strokes.points * 512, other.strokes.points, rtol=1e-6, atol=1e-3)


def test_one_seed_gives_one_ink_and_another_another() -> None:
    document = written()
    points = [StrokeAugmentation().apply(document, seed=seed).strokes.points for seed in (4, 4, 5)]
    assert np.array_equal(points[0], points[1])
    assert not np.array_equal(points[0], points[2][: len(points[0])])


@pytest.mark.parametrize("strokes", [[], [[(3, 3)]], [[(0, 0), (9, 0)]], [[(1e12, 0), (1e12 + 1, 2)]]])
def test_odd_ink_gives_finite_ink(strokes: list) -> None:
    other = StrokeAugmentation().apply(InkDocument("odd", Strokes.of(strokes)), seed=2)
    assert len(other.strokes) == len(strokes)
    assert np.isfinite(other.strokes.points).all()


def test_the_pen_varies_with_the_seed() -> None:
    pens = {StrokeAugmentation().restyle(STYLES["smooth"], seed=seed).pen for seed in range(20)}
    assert len(pens) == 20
    assert 1.5 < min(pens) < 3 < max(pens) < 6


@pytest.mark.parametrize(("field", "value"), [("slant", 0.9), ("noise", -0.1), ("drop", 1.0)])
def test_strengths_beyond_handwriting_are_refused(field: str, value: float) -> None:
    with pytest.raises(InputError, match=f"expected {field} from 0 to "):
        StrokeAugmentation(**{field: value})
