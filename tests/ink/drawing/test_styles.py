"""Styles are checked when they are made, and found by name."""

from __future__ import annotations

import pickle
from dataclasses import replace

import pytest

from hmer_kit.exceptions import InputError
from hmer_kit.ink import (
    STYLES,
    DrawingStyle,
    InkDocument,
    InkSymbol,
    Strokes,
    drawing_style,
    stroke_height,
    symbol_height,
)


@pytest.mark.parametrize(
    ("field", "value"),
    [("measure", "words"), ("tip", "flat"), ("polarity", "grey"), ("height", 0), ("longest", 10**6), ("pen", -1)],
)
def test_a_style_that_cannot_be_is_refused(field: str, value: object) -> None:
    with pytest.raises(InputError, match=f"expected {field} "):
        replace(STYLES["smooth"], **{field: value})


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(InputError, match=r"one of \['crohme_2014', .*, got 'crohme_1999'"):
        drawing_style("crohme_1999")


def test_a_style_is_a_key_and_pickles() -> None:
    style = DrawingStyle(pen=2)
    assert {style: 1}[pickle.loads(pickle.dumps(style))] == 1  # noqa: S301 - our own bytes


def test_styles_by_name_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        STYLES["mine"] = DrawingStyle()  # type: ignore[index]


def test_the_segmentation_gives_the_height_of_symbols() -> None:
    strokes = Strokes.of([[(0, 0), (0, 10)], [(0, 20), (0, 40)], [(50, 0), (60, 20)]])
    document = InkDocument("i1", strokes, symbols=(InkSymbol("i", (0, 1)), InkSymbol("1", (2,))))
    assert symbol_height(document) == 30


def test_bars_and_dots_do_not_lower_the_height_of_strokes() -> None:
    letters = [[(0, 0), (5, 30)], [(9, 2), (20, 30)]]
    with_bar = [*letters, [(0, 40), (99, 42)], [(3, 3)]]
    assert stroke_height(Strokes.of(letters)) == stroke_height(Strokes.of(with_bar)) == 29


def test_strokes_of_one_symbol_are_taken_together_in_the_estimate() -> None:
    plus = [[(0, 10), (20, 10.5)], [(10, 0), (10.5, 20)]]
    assert symbol_height(InkDocument("+", Strokes.of(plus))) == pytest.approx(20, rel=0.05)


def test_ink_without_height_has_none() -> None:
    assert symbol_height(InkDocument("-", Strokes.of([[(0, 3), (9, 3)]]))) == 0
