"""Each tip of a pen against an independent drawing of the same line."""

from __future__ import annotations

import numpy as np
import pytest

from hmer_kit.exceptions import InputError
from hmer_kit.ink.drawing import draw_with, reach


def bresenham(start: tuple[int, int], end: tuple[int, int]) -> list[tuple[int, int]]:
    """The textbook's loop with its error term, for lines of any direction."""
    (x, y), (x1, y1) = start, end
    dx, dy = abs(x1 - x), abs(y1 - y)
    sx, sy = (1 if x1 > x else -1), (1 if y1 > y else -1)
    steep = dy > dx
    error, cells = 2 * min(dx, dy) - max(dx, dy), []
    for _ in range(max(dx, dy)):
        cells.append((x, y))
        if error >= 0:
            x, y = (x + sx, y) if steep else (x, y + sy)
            error -= 2 * max(dx, dy)
        x, y = (x, y + sy) if steep else (x + sx, y)
        error += 2 * min(dx, dy)
    return [*cells, (x1, y1)]


@pytest.mark.parametrize("seed", range(30))
def test_the_square_pen_goes_along_bresenhams_line(seed: int) -> None:
    rng = np.random.default_rng(seed)
    corners = rng.integers(2, 38, (4, 2))
    expected = np.zeros((40, 40), bool)
    for start, end in zip(corners[:-1].tolist(), corners[1:].tolist(), strict=True):
        for x, y in bresenham(tuple(start), tuple(end)):
            expected[y - 1 : y + 2, x - 1 : x + 2] = True
    drawn = draw_with("square", corners + 0.5, stroke_ends=[4], size=(40, 40), pen=3)
    assert ((np.asarray(drawn) > 0) == expected).all()


@pytest.mark.parametrize("tip", ["round", "square", "capped"])
@pytest.mark.parametrize("pen", [1, 2, 3, 4, 7])
def test_no_pixel_lies_beyond_the_reach(tip: str, pen: int) -> None:
    rng = np.random.default_rng(pen)
    for _ in range(40):
        points = np.floor(rng.uniform(20, 60, (3, 2)) * 2) / 2
        points = np.floor(points) + 0.5 if tip == "square" else points
        left, top, right, bottom = draw_with(tip, points, stroke_ends=[3], size=(80, 80), pen=pen).getbbox()
        before, after = reach(tip, pen)
        slack = 1.0 if tip == "round" else 0.0
        assert (points.min(axis=0) - before - slack <= (left, top)).all()
        assert (points.max(axis=0) + after + slack >= (right, bottom)).all()


@pytest.mark.parametrize("tip", ["round", "square", "capped"])
def test_strokes_are_not_joined(tip: str) -> None:
    points = np.array([[3.5, 3.5], [3.5, 20.5], [30.5, 3.5], [30.5, 20.5]])
    drawn = np.asarray(draw_with(tip, points, stroke_ends=[2, 4], size=(40, 30), pen=3))
    assert not drawn[:, 10:24].any()


@pytest.mark.parametrize("tip", ["round", "square", "capped"])
def test_what_lies_outside_is_cut(tip: str) -> None:
    points = np.array([[-50.0, 4.0], [90.0, 4.0]])
    drawn = np.asarray(draw_with(tip, points, stroke_ends=[2], size=(20, 9), pen=3))
    assert drawn[4].all()
    assert not drawn[[0, 8]].any()


@pytest.mark.parametrize("tip", ["round", "square", "capped"])
def test_no_strokes_give_an_empty_picture(tip: str) -> None:
    assert draw_with(tip, np.empty((0, 2)), stroke_ends=[], size=(5, 4), pen=3).getbbox() is None


def test_an_unknown_tip_is_refused() -> None:
    with pytest.raises(InputError, match="expected the tip 'round', 'square' or 'capped', got 'flat'"):
        draw_with("flat", np.empty((0, 2)), stroke_ends=[], size=(5, 4), pen=3)  # type: ignore[arg-type]
