"""Strokes: put together, taken apart, moved; impossible ones refused."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmer_kit.exceptions import InputError
from hmer_kit.ink import Strokes

coordinates = st.floats(-1e6, 1e6)
some_strokes = st.lists(st.lists(st.tuples(coordinates, coordinates), min_size=1, max_size=6), min_size=1, max_size=5)


@given(some_strokes)
def test_split_gives_back_what_was_put_together(strokes: list[list[tuple[float, float]]]) -> None:
    assert [stroke.tolist() for stroke in Strokes.of(strokes).split()] == [[list(p) for p in s] for s in strokes]


@given(some_strokes, st.randoms())
def test_selected_strokes_are_those_asked_for(strokes: list[list[tuple[float, float]]], random: object) -> None:
    order = list(range(len(strokes)))
    random.shuffle(order)
    chosen = Strokes.of(strokes).select(order[:2])
    assert [len(stroke) for stroke in chosen.split()] == [len(strokes[index]) for index in order[:2]]
    assert chosen.points[0].tolist() == list(strokes[order[0]][0])


def test_times_stay_with_their_points() -> None:
    strokes = Strokes.of([[(0, 0, 1)], [(1, 1, 2), (2, 2, 3)]])
    assert strokes.select([1]).times is not None
    assert strokes.select([1]).times.tolist() == [2.0, 3.0]
    assert strokes.moved([[2, 0], [0, 2]]).times is strokes.times


def test_a_map_and_its_inverse_change_nothing() -> None:
    strokes = Strokes.of([[(0, 1), (4, 3)], [(10, 1)]])
    matrix = np.array([[0.0, -2.0], [1.0, 0.5]])
    back = strokes.moved(matrix, (3, -1)).moved(np.eye(2), (-3, 1)).moved(np.linalg.inv(matrix))
    assert np.allclose(back.points, strokes.points)


def test_no_strokes_are_allowed_but_have_no_bounds() -> None:
    empty = Strokes.of([])
    assert len(empty) == 0
    assert empty.split() == []
    assert len(empty.select([])) == 0
    with pytest.raises(InputError, match="ink without strokes has no bounds"):
        empty.bounds  # noqa: B018


@pytest.mark.parametrize(
    ("strokes", "message"),
    [
        ([[]], "as stroke 1, got the shape"),
        ([[(0, 0)], [(1,)]], "as stroke 2, got the shape"),
        ([[(0, 0)], [(float("nan"), 0)]], "finite numbers in stroke 2"),
        ([[(0, float("inf"))]], "finite numbers in stroke 1"),
        ([[(0, 0)], [(0, 0, 0)]], "in all strokes alike"),
    ],
)
def test_impossible_strokes_are_refused_with_their_number(strokes: list[list[tuple[float, ...]]], message: str) -> None:
    with pytest.raises(InputError, match=message):
        Strokes.of(strokes)


@pytest.mark.parametrize("index", [-1, 2])
def test_there_is_no_stroke_beyond_the_last(index: int) -> None:
    with pytest.raises(InputError, match=f"from 0 to 1, got {index}"):
        Strokes.of([[(0, 0)], [(1, 1)]]).select([index])


def test_a_map_of_another_shape_is_refused() -> None:
    with pytest.raises(InputError, match="2 x 2 matrix"):
        Strokes.of([[(0, 0)]]).moved(np.eye(3))
