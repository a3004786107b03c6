"""Geometry of the learning curve."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmer_kit.report import CurvePoint
from hmer_kit.report._sections.curve import MAX_POINTS, axis_steps, curve_chart


@given(st.floats(min_value=1e-6, max_value=1e9), st.integers(min_value=2, max_value=8))
def test_axis_steps_begin_at_zero_cover_the_top_and_are_few(top, wanted):
    steps = axis_steps(top, wanted=wanted)
    assert steps[0] == 0
    assert steps[-1] >= top * 0.998
    assert steps[-2] < top * 1.001
    assert 2 <= len(steps) <= wanted + 2


def test_an_empty_curve_gives_no_chart():
    assert curve_chart([]) is None
    assert curve_chart([CurvePoint(0), CurvePoint(1)]) is None


def test_a_single_point_is_drawn():
    chart = curve_chart([CurvePoint(0, loss=0.0, expression_rates={"vanilla": 1.0})])
    rates, losses = chart.panels
    assert rates.series[0].dots[0].y == 0
    assert losses.series[0].path == "0.00,100.00"
    assert len(losses.series[0].dots) == 1


def test_rates_stand_at_their_height_and_points_are_ordered_by_step():
    chart = curve_chart(
        [CurvePoint(200, expression_rates={"vanilla": 0.75}), CurvePoint(100, expression_rates={"vanilla": 0.5})]
    )
    [panel] = chart.panels
    assert panel.series[0].path == "50.00,50.00 100.00,25.00"
    assert panel.series[0].last == "75.0 %"
    assert "vanilla ends at 75.0 %" in panel.description


def test_each_task_has_a_line_of_its_own_and_may_miss_points():
    points = [CurvePoint(0, expression_rates={"a": 0.1}), CurvePoint(10, expression_rates={"a": 0.2, "b": 0.3})]
    [panel] = curve_chart(points).panels
    assert [(series.name, len(series.dots), series.colour) for series in panel.series] == [("a", 2, 1), ("b", 1, 2)]


def test_a_long_loss_curve_is_averaged_keeps_its_mean_and_says_so():
    points = [CurvePoint(step, loss=float(step % 7)) for step in range(MAX_POINTS * 4)]
    chart = curve_chart(points)
    drawn = chart.panels[0].series[0].path.split()
    assert len(drawn) == MAX_POINTS
    assert chart.note == "Loss: means over 4 logged points."
    top = float(chart.panels[0].ticks[-1].label)
    heights = [(100 - float(point.split(",")[1])) * top / 100 for point in drawn]
    assert math.isclose(
        sum(heights) / len(heights), sum(step % 7 for step in range(len(points))) / len(points), abs_tol=1e-3
    )


def test_losses_that_cannot_be_drawn_are_counted():
    points = [
        CurvePoint(0, loss=2.0),
        CurvePoint(1, loss=math.nan),
        CurvePoint(2, loss=math.inf),
        CurvePoint(3, loss=-1.0),
    ]
    chart = curve_chart(points)
    assert chart.note == "3 points without a finite loss of 0 or more are not drawn."
    assert chart.panels[0].series[0].path.count(",") == 1


def test_time_beneath_the_steps_is_interpolated():
    chart = curve_chart([CurvePoint(0, seconds=0.0, loss=1.0), CurvePoint(100, seconds=150.0, loss=0.5)])
    assert [(tick.label, tick.note) for tick in chart.ticks][:3] == [("0", "0:00"), ("20", "0:30"), ("40", "1:00")]
    assert chart.ticks[-1].note == "2:30"


@pytest.mark.parametrize(("end", "labels"), [(1, ["0", "1"]), (3, ["0", "1", "2", "3"]), (2_000_000, None)])
def test_steps_are_whole_numbers(end, labels):
    found = [tick.label for tick in curve_chart([CurvePoint(0, loss=1.0), CurvePoint(end, loss=0.5)]).ticks]
    assert found == (["0", "500000", "1000000", "1500000", "2000000"] if labels is None else labels)


def test_time_is_left_out_where_it_was_not_kept():
    chart = curve_chart([CurvePoint(0, loss=1.0), CurvePoint(100, loss=0.5)])
    assert {tick.note for tick in chart.ticks} == {""}


@given(st.lists(st.tuples(st.integers(0, 10**6), st.floats(0, 1e6)), min_size=1, max_size=50))
def test_every_point_lies_inside_the_plot(pairs):
    chart = curve_chart([CurvePoint(step, loss=loss, expression_rates={"a": loss / 1e6}) for step, loss in pairs])
    for panel in chart.panels:
        places = [
            float(value) for series in panel.series for point in series.path.split() for value in point.split(",")
        ]
        assert all(-0.2 <= place <= 100.2 for place in places)
