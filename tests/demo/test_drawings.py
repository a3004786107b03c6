"""What the pad sends: strokes within limits, or an error of ours; drawn like the training pictures."""

from __future__ import annotations

import pytest

from hmer_kit.demo import DemoLimits, draw_strokes, read_strokes
from hmer_kit.exceptions import DataError


def test_strokes_come_in_order_with_their_points() -> None:
    strokes = read_strokes("[[[1, 2], [3.5, 4]], [[9, 9]]]")
    assert [stroke.tolist() for stroke in strokes.split()] == [[[1, 2], [3.5, 4]], [[9, 9]]]


@pytest.mark.parametrize("text", [None, "", "[]"])
def test_an_empty_pad_is_told(text) -> None:
    with pytest.raises(DataError, match="empty pad") as caught:
        read_strokes(text)
    assert caught.value.code == "no_ink"


@pytest.mark.parametrize(
    "text",
    [
        "{", "1", '"x"', "{}x", "[1]", "[[]]", "[[1]]", "[[[1]]]", "[[[1, 2, 3]]]", '[[["1", 2]]]', "[[[true, 2]]]",
        "[[[NaN, 1]]]", "[[[1e999, 1]]]", "[[[1e6, 1]]]", "[" * 100_000, 7, '{"a": 1}',
    ],
)  # fmt: skip
def test_anything_else_is_an_error_of_ours(text) -> None:
    with pytest.raises(DataError, match="of the drawing pad, got something else"):
        read_strokes(text)


@pytest.mark.parametrize("text", ["[[[1, 2]], [[1, 2]], [[1, 2]]]", "[[[1, 2], [1, 2], [1, 2]]]", " " * 200])
def test_drawings_are_limited(text) -> None:
    with pytest.raises(DataError, match="of the drawing pad"):
        read_strokes(text, limits=DemoLimits(max_strokes=2, max_points=2))


def test_the_style_decides_size_and_polarity() -> None:
    strokes = read_strokes("[[[10, 10], [10, 150]], [[50, 10], [90, 150]]]")
    assert draw_strokes(strokes, style="crohme_2014").getpixel((0, 0)) == 0
    paper = draw_strokes(strokes, style="crohme_2019")
    assert paper.getpixel((0, 0)) == 255
    assert paper.size[0] > 900
