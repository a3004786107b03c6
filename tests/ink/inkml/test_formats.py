"""Trace formats and contexts: which value is which."""

from __future__ import annotations

import pytest

from hmer_kit.ink import InkDocument, parse_inkml


def channels(*names: str) -> str:
    return f"<traceFormat>{''.join(f'<channel name={name!r}/>' for name in names)}</traceFormat>"


def read(text: str) -> InkDocument:
    return parse_inkml(f"<ink>{text}</ink>".encode())


def test_channels_stand_in_any_order() -> None:
    document = read(channels("T", "Y", "F", "X") + "<trace>9 2 0.5 1, 10 4 0.5 3</trace>")
    assert document.strokes.points.tolist() == [[1, 2], [3, 4]]
    assert document.strokes.times is not None
    assert document.strokes.times.tolist() == [9, 10]


def test_force_is_no_time() -> None:
    document = read(channels("X", "Y", "F") + "<trace>1 2 0.5</trace>")
    assert document.strokes.times is None
    assert document.strokes.points.tolist() == [[1, 2]]


def test_points_shorter_than_their_format_are_read_and_named() -> None:
    document = read(channels("X", "Y", "F") + "<trace id='a'>1 2, 3 4</trace>")
    assert document.strokes.points.tolist() == [[1, 2], [3, 4]]
    assert document.problems == ("trace whose points have fewer numbers than channels: 1 ('a')",)


def test_points_without_the_place_of_y_are_left_out() -> None:
    document = read(channels("X", "F", "Y") + "<trace id='a'>1 2</trace>")
    assert len(document.strokes) == 0
    assert "point with too few numbers: 1 ('a')" in document.problems


def test_a_format_holds_until_the_next() -> None:
    document = read(channels("Y", "X") + "<trace>1 2</trace>" + channels("X", "Y") + "<trace>1 2</trace>")
    assert document.strokes.points.tolist() == [[2, 1], [1, 2]]


def test_a_format_without_x_and_y_is_named() -> None:
    document = read(channels("A", "B") + "<trace>1 2</trace>")
    assert document.strokes.points.tolist() == [[1, 2]]
    assert document.problems == ("trace format without X and Y, taken for X Y: 1 ('A, B')",)


def test_an_axis_turned_round_is_named() -> None:
    head = '<traceFormat><channel name="X"/><channel name="Y" orientation="-ve"/></traceFormat>'
    assert read(head + "<trace>1 2</trace>").problems == (
        "channel with its axis turned round, taken as it stands: 1 ('Y')",
    )


@pytest.mark.parametrize(
    "definitions",
    [
        '<context xml:id="c"><traceFormat><channel name="Y"/><channel name="X"/></traceFormat></context>',
        (
            '<traceFormat xml:id="f"><channel name="Y"/><channel name="X"/></traceFormat>'
            '<context xml:id="c" traceFormatRef="#f"/>'
        ),
        (
            '<context xml:id="d"><traceFormat><channel name="Y"/><channel name="X"/></traceFormat></context>'
            '<context xml:id="c" contextRef="#d"/>'
        ),
    ],
)
def test_a_trace_may_name_its_context(definitions: str) -> None:
    document = read(f'<definitions>{definitions}</definitions><trace>1 2</trace><trace contextRef="#c">1 2</trace>')
    assert document.strokes.points.tolist() == [[1, 2], [2, 1]]
    assert document.problems == ()


def test_a_context_that_is_not_there_is_named() -> None:
    document = read('<trace contextRef="#none">1 2</trace>')
    assert document.problems == ("reference to no context: 1 ('#none')",)
