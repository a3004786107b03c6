"""Pictures of ink: polarity, canvas, pen."""

from __future__ import annotations

import numpy as np
import pytest

from hmer_kit.exceptions import InputError
from hmer_kit.ink import Writer, render
from hmer_kit.ink.drawing.raster import draw_strokes

LATEX = r"\frac { a } { b } + x ^ { 2 }"


@pytest.fixture
def ink():
    return render(LATEX, writer=Writer.from_seed(3), seed=1)


@pytest.mark.parametrize("size", [{}, {"height": 48, "width": 192}])
def test_one_style_is_the_inverse_of_the_other(ink, size):
    white = np.asarray(ink.to_image(style="white_on_black", **size))
    black = np.asarray(ink.to_image(style="black_on_white", **size))
    assert np.array_equal(white, 255 - black)
    assert white.mean() < 127


def test_natural_size_has_the_margin_of_crohme(ink):
    rows, columns = np.nonzero(np.asarray(ink.to_image(anti_alias=False)))
    assert abs(rows.min() - 12) <= 1
    assert abs(columns.min() - 12) <= 1
    assert abs(ink.height - 1 - rows.max() - 12) <= 2
    assert abs(ink.width - 1 - columns.max() - 12) <= 2


def test_without_anti_aliasing_there_is_black_and_white_alone(ink):
    assert set(np.unique(np.asarray(ink.to_image(anti_alias=False)))) == {0, 255}


@pytest.mark.parametrize(("height", "width"), [(48, 192), (30, 400), (100, 40), (300, 1000)])
def test_the_canvas_has_the_size_asked_for_and_its_margins_stay_free(ink, height, width):
    pixels = np.asarray(ink.to_image(height=height, width=width, margin=3))
    assert pixels.shape == (height, width)
    assert pixels.max() == 255
    assert pixels[:2].max() == pixels[-2:].max() == pixels[:, :2].max() == pixels[:, -2:].max() == 0


@pytest.mark.parametrize(("height", "width"), [(48, 192), (24, 60), (200, 200)])
def test_fit_keeps_boxes_on_the_canvas_and_on_the_ink(ink, height, width):
    fitted = ink.fit(height=height, width=width)
    pixels = np.asarray(fitted.to_image(anti_alias=False)) > 0
    assert pixels.shape == (height, width)
    for symbol in fitted.symbols:
        left, top, right, bottom = symbol.box
        assert 0 <= left < right <= width
        assert 0 <= top < bottom <= height
        assert pixels[int(top) : int(bottom) + 1, int(left) : int(right) + 1].any()


def test_fit_keeps_the_aspect(ink):
    fitted = ink.fit(height=40, width=90)
    natural, small = (np.ptp(one.points, axis=0) for one in (ink, fitted))
    assert np.isclose(natural[0] / natural[1], small[0] / small[1], rtol=1e-3)


def test_short_expressions_keep_their_size_unless_told_otherwise():
    ink = render("x", writer=Writer.from_seed(3), seed=1)
    natural = np.ptp(ink.points, axis=0)
    assert np.allclose(np.ptp(ink.fit(height=480, width=480).points, axis=0), natural, rtol=1e-3)
    assert np.ptp(ink.fit(height=480, width=480, max_scale=None).points, axis=0).max() > 400


def test_a_long_expression_stays_visible_when_shrunk():
    ink = render(" + ".join("x" * 30), writer=Writer.from_seed(3), seed=1)
    assert np.asarray(ink.to_image(height=48, width=192)).max() > 200


def test_strokes_are_the_points_cut_at_their_ends(ink):
    assert sum(len(stroke) for stroke in ink.strokes) == len(ink.points)
    assert all(stroke.dtype == np.float32 and stroke.shape[1] == 2 for stroke in ink.strokes)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"height": 48}, "together"),
        ({"height": 3, "width": 3}, "margins"),
        ({"height": 48, "width": 192, "margin": -1}, "margins"),
        ({"style": "sepia"}, "sepia"),
        ({"height": 100_000, "width": 100_000}, "at most"),
    ],
)
def test_impossible_canvases_are_refused(ink, arguments, message):
    with pytest.raises(InputError, match=message):
        ink.to_image(**arguments)


@pytest.mark.parametrize("anti_alias", [True, False])
@pytest.mark.parametrize("pen", [1, 2, 3, 4.5])
def test_a_line_is_as_wide_as_the_pen(pen, anti_alias):
    line = np.array([[5, 20], [95, 20]], dtype=np.float32)
    pixels = np.asarray(draw_strokes(line, [2], size=(100, 40), pen=pen, anti_alias=anti_alias), dtype=float)
    assert abs(pixels[:, 50].sum() / 255 - pen) <= 0.51


def test_strokes_are_not_joined():
    points = np.array([[5, 5], [20, 5], [60, 5], [80, 5]], dtype=np.float32)
    pixels = np.asarray(draw_strokes(points, [2, 4], size=(100, 10), pen=2))
    assert pixels[:, 30:50].max() == 0
    assert pixels[:, 10].max() == pixels[:, 70].max() == 255


def test_what_lies_outside_is_cut():
    points = np.array([[-500, 5], [500, 5], [20, -900], [20, 900]], dtype=np.float32)
    pixels = np.asarray(draw_strokes(points, [2, 4], size=(40, 10), pen=2))
    assert pixels[5].min() > 0
    assert pixels[0, :15].max() == 0


def test_a_stroke_of_one_point_is_a_dot():
    pixels = np.asarray(draw_strokes(np.array([[10, 10]], dtype=np.float32), [1], size=(20, 20), pen=3))
    assert pixels[10, 10] == 255
    assert 4 < (pixels > 0).sum() < 30
