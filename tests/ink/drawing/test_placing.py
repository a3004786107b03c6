"""Ink of any device on a canvas: bounded, whatever the coordinates, and the boxes hold what is drawn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PIL import ImageChops

from hmer_kit.exceptions import InputError
from hmer_kit.ink import STYLES, Grammar, InkDocument, InkSymbol, Strokes, Writer, draw, draw_image, render
from hmer_kit.ink.drawing import MAX_PIXELS, draw_with
from hmer_kit.latex.tree import Relation

LATEX = r"\frac { x ^ { 2 } + \sqrt { y } } { i - 7 } = \sum _ { n } j"


def written(seed: int = 0, latex: str = LATEX) -> InkDocument:
    """Synthetic ink as if a device had written it: other units, another origin, no pictures."""
    ink = render(latex, writer=Writer.from_seed(seed), seed=seed)
    strokes = Strokes.of([stroke * 7.5 + (900, -333) for stroke in ink.strokes])
    symbols = tuple(InkSymbol(symbol.symbol, symbol.strokes) for symbol in ink.symbols)
    return InkDocument("made", strokes, truth=latex, symbols=symbols, relations=ink.relations)


def pixels(document: InkDocument, style: str) -> np.ndarray:
    image = draw_image(document, style=replace(STYLES[style], polarity="white_on_black"))
    return np.asarray(image)


@pytest.mark.parametrize("style", list(STYLES))
@pytest.mark.parametrize("seed", range(6))
def test_a_box_holds_the_pixels_of_its_strokes(style: str, seed: int) -> None:
    document = written(seed)
    ink = draw(document, style=style)
    for symbol in ink.symbols:
        ends = np.cumsum([len(ink.strokes[stroke]) for stroke in symbol.strokes]).tolist()
        points = np.concatenate([ink.strokes[stroke] for stroke in symbol.strokes])
        drawn = draw_with(ink.tip, points, stroke_ends=ends, size=(ink.width, ink.height), pen=ink.pen)
        left, top, right, bottom = drawn.getbbox()
        box = symbol.box
        assert box[0] - 1 < left
        assert box[1] - 1 < top
        assert box[2] + 1 > right
        assert box[3] + 1 > bottom


@pytest.mark.parametrize("style", list(STYLES))
@pytest.mark.parametrize("margin", [0, 1, 12])
def test_no_ink_is_cut_at_the_edge(style: str, margin: int) -> None:
    document = written(1)
    chosen = replace(STYLES[style], margin=margin, polarity="white_on_black")
    whole = np.asarray(draw_image(document, style=chosen))
    wide = replace(chosen, margin=margin + 20)
    assert (whole > 127).sum() == pytest.approx((np.asarray(draw_image(document, style=wide)) > 127).sum(), rel=0.02)


@pytest.mark.parametrize("style", ["crohme_train", "crohme_2019", "smooth"])
@pytest.mark.parametrize("factor", [2.0**-20, 2.0**-3, 2.0**9])
def test_the_unit_of_the_device_changes_nothing(style: str, factor: float) -> None:
    document = written(2)
    other = replace(document, strokes=document.strokes.moved([[factor, 0], [0, factor]]))
    assert (pixels(document, style) == pixels(other, style)).all()


@pytest.mark.parametrize("factor", [0.013, 0.77, 3.1])
def test_another_unit_changes_next_to_nothing_in_the_style_of_2014(factor: float) -> None:
    document = written(3)
    other = replace(document, strokes=document.strokes.moved([[factor, 0], [0, factor]], shift=(50.5, 70)))
    one, two = draw(document, style="crohme_2014"), draw(other, style="crohme_2014")
    assert abs(one.width - two.width) <= 2
    assert abs(one.height - two.height) <= 2


@pytest.mark.parametrize("style", list(STYLES))
def test_the_other_polarity_is_the_inverse(style: str) -> None:
    document, chosen = written(4), STYLES[style]
    light = draw_image(document, style=replace(chosen, polarity="black_on_white"))
    dark = draw_image(document, style=replace(chosen, polarity="white_on_black"))
    assert ImageChops.invert(light).tobytes() == dark.tobytes()


@pytest.mark.parametrize("style", ["crohme_2014", "crohme_train"])
def test_published_styles_know_black_and_white_only(style: str) -> None:
    assert set(np.unique(pixels(written(5), style)).tolist()) == {0, 255}


@pytest.mark.parametrize("style", ["crohme_2014", "crohme_train", "smooth"])
def test_symbols_are_28_pixels_high_on_average(style: str) -> None:
    ink = draw(written(6), style=style)
    heights = [symbol.box[3] - symbol.box[1] - ink.pen for symbol in ink.symbols]
    assert np.mean(heights) == pytest.approx(28, abs=1.5 if style != "crohme_2014" else 8)


@pytest.mark.parametrize("style", list(STYLES))
def test_a_dot_is_drawn_and_as_wide_as_the_pen(style: str) -> None:
    picture = pixels(InkDocument("dot", Strokes.of([[(7, 7)]])), style)
    assert picture.max() > 180
    assert np.nonzero(picture.any(axis=0))[0].size >= STYLES[style].pen - 0.5


@pytest.mark.parametrize("style", ["crohme_2014", "crohme_train", "smooth"])
def test_a_flat_line_is_as_wide_as_a_symbol_is_high(style: str) -> None:
    ink = draw(InkDocument("-", Strokes.of([[(0, 5), (1000, 5)]])), style=style)
    assert (ink.points[:, 0].max() - ink.points[:, 0].min()) == pytest.approx(28, abs=1)


@pytest.mark.parametrize("style", list(STYLES))
def test_an_outlier_far_away_makes_no_endless_canvas(style: str) -> None:
    document = InkDocument("far", Strokes.of([[(0, 0), (3, 30)], [(5, 0), (8, 28)], [(1e12, 4), (1e12 + 9, 30)]]))
    ink = draw(document, style=style)
    assert ink.width <= STYLES[style].longest + 60
    assert ink.height <= STYLES[style].longest + 60
    assert pixels(document, style).any()


@pytest.mark.parametrize("style", list(STYLES))
@pytest.mark.parametrize("unit", [1e-120, 1e-30, 1e30, 1e250])
def test_any_range_gives_a_bounded_picture(style: str, unit: float) -> None:
    points = np.array([[0, 0], [3, 30], [12, -8]]) * unit
    ink = draw(InkDocument("odd", Strokes.of([points])), style=style)
    assert 0 < ink.width * ink.height < MAX_PIXELS
    assert np.isfinite(ink.points).all()


@pytest.mark.parametrize("style", list(STYLES))
def test_coordinates_beyond_all_numbers_are_refused(style: str) -> None:
    document = InkDocument("inf.inkml", Strokes.of([[(-1e308, 0), (1e308, 1)]]))
    with pytest.raises(InputError, match=r"expected coordinates that a device gives, got .* in 'inf.inkml'"):
        draw(document, style=style)


def test_ink_without_strokes_is_refused_by_name() -> None:
    with pytest.raises(InputError, match=r"at least one stroke, got none in 'empty\.inkml'"):
        draw(InkDocument("empty.inkml", Strokes.of([])))


def test_a_symbol_without_its_stroke_is_refused() -> None:
    document = InkDocument("a.inkml", Strokes.of([[(0, 0), (1, 9)]]), symbols=(InkSymbol("x", (1,)),))
    with pytest.raises(InputError, match=r"symbol 'x' of 'a.inkml' to name strokes from 0 to 0, got \(1,\)"):
        draw(document)


@pytest.mark.parametrize("style", ["crohme_2014", "smooth"])
def test_a_million_points_are_drawn(style: str) -> None:
    rng = np.random.default_rng(0)
    document = InkDocument("many", Strokes.of([rng.normal(size=(1_000_000, 2)).cumsum(axis=0)]))
    assert pixels(document, style).any()


def test_a_pen_that_would_go_for_ever_is_stopped() -> None:
    track = np.zeros((200_001, 2))
    track[::2, 0] = 1000
    document = InkDocument("zigzag", Strokes.of([track, [(0, 0), (1, 10)]]))
    with pytest.raises(InputError, match="expected strokes of at most 100,000,000 pixels altogether"):
        draw_image(document, style="smooth")


def test_relations_and_strokes_of_symbols_stay() -> None:
    document = written(7, "x ^ { 2 }")
    ink = draw(document)
    assert ink.relations == ((0, 1, Relation.SUP),)
    assert [symbol.symbol for symbol in ink.symbols] == ["x", "2"]
    assert sorted(stroke for symbol in ink.symbols for stroke in symbol.strokes) == list(range(len(ink.strokes)))


def test_drawn_ink_still_goes_onto_a_canvas_of_a_model() -> None:
    ink = draw(written(8), style="crohme_2014")
    assert ink.to_image(height=64, width=256).size == (256, 64)
    assert np.asarray(ink.fit(height=64, width=256).to_image()).any()


def test_every_expression_of_the_grammar_is_drawn_in_every_style() -> None:
    rng = np.random.default_rng(1)
    for seed, style in enumerate(list(STYLES) * 4):
        latex = Grammar().sample(rng)
        assert pixels(written(seed, latex), style).any()
