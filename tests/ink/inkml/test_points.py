"""Numbers of a trace: every form of the InkML recommendation, and what is none."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hang_guard import hang_guard
from hmer_kit.exceptions import DataError
from hmer_kit.ink import InkLimits, parse_inkml

XYF = '<traceFormat><channel name="X"/><channel name="Y"/><intermittentChannels>{}</intermittentChannels></traceFormat>'


def strokes_of(text: str, *, head: str = "") -> list[list[list[float]]]:
    document = parse_inkml(f"<ink>{head}<trace>{text}</trace></ink>".encode())
    return [stroke.tolist() for stroke in document.strokes.split()]


def problems_of(text: str, *, head: str = "") -> tuple[str, ...]:
    return parse_inkml(f"<ink>{head}<trace id='t'>{text}</trace></ink>".encode()).problems


def test_the_example_of_the_recommendation_is_decoded() -> None:
    head = XYF.format('<channel name="B" type="boolean"/><channel name="C" type="boolean"/>')
    text = "1125 18432,'23'43,\"7\"-8,3-5,7 -3,6 2,6 8,3 6 T,2 4*T,3 6,3-6 F F"
    assert strokes_of(text.replace('"', "&quot;"), head=head) == [
        [
            [1125, 18432],
            [1148, 18475],
            [1178, 18510],
            [1211, 18540],
            [1251, 18567],
            [1297, 18596],
            [1349, 18633],
            [1404, 18676],
            [1461, 18723],
            [1521, 18776],
            [1584, 18823],
        ]
    ]


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("1 2, 3 4", [[1, 2], [3, 4]]),
        (" 1   2,\n3\t4 ,\n", [[1, 2], [3, 4]]),
        ("1.5 -2., .5 +4", [[1.5, -2], [0.5, 4]]),
        ("1e2 -2.5E-1", [[100, -0.25]]),
        ("#1F -#a", [[31, -10]]),
        ("1 2, '3 '-1, 1 1", [[1, 2], [4, 1], [5, 2]]),
        ("1 2, '3 '1, * *", [[1, 2], [4, 3], [7, 4]]),
        ("1 2, '3 '1, !9 !8, 7 6", [[1, 2], [4, 3], [9, 8], [7, 6]]),
        ("1 2, 3 *", [[1, 2], [3, 2]]),
        ("0 0, '1 '0, &quot;1 &quot;0, * *", [[0, 0], [1, 0], [3, 0], [6, 0]]),
        ("3-5", [[3, -5]]),
        ("7 8", [[7, 8]]),
    ],
)
def test_points_are_read(text: str, points: list[list[float]]) -> None:
    assert strokes_of(text) == [points]


@pytest.mark.parametrize(
    ("text", "left", "problem"),
    [
        ("1 2, nan 4, 5 6", [[1, 2], [5, 6]], "point that is no finite number: 1 ('t')"),
        ("1 2, inf 4", [[1, 2]], "point that is no finite number: 1 ('t')"),
        ("1 2, 1e999 4", [[1, 2]], "point that is no finite number: 1 ('t')"),
        ("1 2, 1e300 4", [[1, 2]], "point beyond the largest coordinate: 1 ('t')"),
        ("1 2, 3 -2e9", [[1, 2]], "point beyond the largest coordinate: 1 ('t')"),
        ("1 2, ? 4", [[1, 2]], "point that is no finite number: 1 ('t')"),
        ("1 2, a b, 1_0 2", [[1, 2]], "point that is no finite number: 2 ('t')"),
        ("1 2, ١ 2", [[1, 2]], "point that is no finite number: 1 ('t')"),
        ("1 2, 3", [[1, 2]], "point with too few numbers: 1 ('t')"),
        ("1 2,, 5 6", [[1, 2], [5, 6]], "point with too few numbers: 1 ('t')"),
        ("1 2 3 4, 5 6 7 8", [[1, 2], [5, 6]], "trace whose points have more numbers than channels: 1 ('t')"),
    ],
)
def test_points_that_are_none_are_left_out_and_counted(text: str, left: list[list[float]], problem: str) -> None:
    assert strokes_of(text) == [left]
    assert problem in problems_of(text)


def test_differences_that_grow_without_end_are_left_out() -> None:
    text = "0 0, '1e308 '0, 1e308 0, !1 !1"
    assert strokes_of(text) == [[[0, 0], [1, 1]]]
    assert "point beyond the largest coordinate: 1 ('t')" in problems_of(text)
    assert "point that is no finite number: 1 ('t')" in problems_of(text)


def test_the_largest_coordinate_can_be_set() -> None:
    document = parse_inkml(b"<ink><trace>1 2, 30 4</trace></ink>", limits=InkLimits(max_coordinate=10))
    assert document.strokes.points.tolist() == [[1, 2]]


def test_a_third_number_is_the_time_where_no_format_says_otherwise() -> None:
    document = parse_inkml(b"<ink><trace>1 2 10, 3 4 20</trace></ink>")
    assert document.strokes.times is not None
    assert document.strokes.times.tolist() == [10, 20]
    assert document.problems == ()


def test_a_time_that_is_no_number_leaves_the_strokes_without_times() -> None:
    document = parse_inkml(b"<ink><trace id='t'>1 2 10, 3 4 ?</trace></ink>")
    assert document.strokes.times is None
    assert document.strokes.points.tolist() == [[1, 2], [3, 4]]
    assert document.problems == ("trace with a time that is no finite number: 1 ('t')",)


def test_times_stand_in_all_strokes_or_in_none() -> None:
    document = parse_inkml(b"<ink><trace>1 2 10</trace><trace>1 2</trace></ink>")
    assert document.strokes.times is None
    assert document.problems == ("stroke without times beside strokes with them: 1",)


@pytest.mark.parametrize("text", ["", " \n ", ",", " , "])
def test_an_empty_trace_is_named_and_is_no_stroke(text: str) -> None:
    document = parse_inkml(f"<ink><trace id='0'>1 2</trace><trace id='7'>{text}</trace></ink>".encode())
    assert len(document.strokes) == 1
    assert "empty trace: 1 ('7')" in document.problems


@pytest.mark.parametrize(
    "text",
    ["9" * 500_000 + " 1", "1 " * 500_000, "'" * 500_000, "- " * 500_000, "1 2" + " " * 500_000, "#" * 500_000],
)
def test_long_runs_of_one_character_do_not_hang(text: str) -> None:
    with hang_guard():
        assert len(parse_inkml(f"<ink><trace>{text}</trace></ink>".encode()).strokes) <= 1


@given(st.text(alphabet="0123456789.eE+-,'\"!*?#TF \tAn", max_size=60))
def test_any_text_of_a_trace_gives_finite_points_or_none(text: str) -> None:
    escaped = text.replace('"', "&quot;")
    try:
        points = parse_inkml(f"<ink><trace>{escaped}</trace></ink>".encode()).strokes.points
    except DataError:  # pragma: no cover - never: a trace is not a reason to refuse a file
        pytest.fail(text)
    assert all(math.isfinite(value) for value in points.ravel())
