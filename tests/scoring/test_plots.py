"""Plots of scores: what is drawn is what was counted."""

from __future__ import annotations

import sys

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest

from hmer_kit.exceptions import InputError, MissingExtraError
from hmer_kit.scoring import compare_scores, plot_scores, score, selective_prediction, stratify

mpl.use("agg")
TARGET = [f"x ^ {{ {number} }}" for number in range(10)]
BETTER = score([*TARGET[:8], "y", "z"], TARGET)
WORSE = score([*TARGET[:3], *["y"] * 7], TARGET)


@pytest.fixture(autouse=True)
def figures():
    yield plt
    plt.close("all")


def test_a_line_for_each_result_with_its_interval():
    _, ax = plot_scores({"better": BETTER, "worse": WORSE}, tolerances=(0, 1))
    first, second = ax.containers
    assert [container.get_label() for container in ax.containers] == ["better", "worse"]
    assert list(first[0].get_ydata()) == pytest.approx([80.0, 80.0])
    low, high = first[2][0].get_segments()[0][:, 1]
    interval = BETTER.interval("expression_rate", method="wilson")
    assert (low, high) == pytest.approx((100 * interval.low, 100 * interval.high))
    assert second[0].get_ydata()[0] == pytest.approx(30.0)


def test_a_result_draws_itself_under_the_name_of_its_protocol():
    _, ax = BETTER.plot()
    assert [text.get_text() for text in ax.get_legend().get_texts()] == [BETTER.protocol.signature]


def test_a_bar_for_each_group():
    found = stratify(BETTER, {str(number): f"w${number % 2}" for number in range(10)}, name="writer")
    _, ax = found.plot()
    assert [bar.get_height() for bar in ax.patches] == pytest.approx([80.0, 80.0])
    assert ax.get_xticklabels()[0].get_text() == "w\\$0\nn=5"


def test_groups_of_other_measures_have_bootstrap_intervals():
    _, ax = stratify(BETTER, "depth").plot(measure="token_error_rate")
    assert ax.get_ylabel().startswith("token error rate (")


def test_a_comparison_draws_differences_and_says_how_many_samples_flipped():
    _, ax = compare_scores(BETTER, WORSE, measures=["expression_rate", "released_cer"], n_resamples=50).plot()
    assert ax.get_title().startswith("only first right: 5, only other right: 0, of 10")
    assert [label.get_text() for label in ax.get_yticklabels()] == ["exact"]
    assert ax.containers[0][0].get_xdata()[0] == pytest.approx(50.0)


def test_a_curve_goes_to_all_samples_answered():
    _, ax = selective_prediction(BETTER, [1 - number / 10 for number in range(10)]).plot()
    assert (ax.lines[0].get_xdata()[-1], ax.lines[0].get_ydata()[-1]) == pytest.approx((100.0, 20.0))


def test_nothing_is_drawn_of_nothing():
    nothing = score([], [])
    for thing in (nothing, stratify(nothing, "depth"), compare_scores(nothing, nothing), selective_prediction([], [])):
        thing.plot()


def test_axes_of_the_caller_are_drawn_on():
    figure, (left, right) = plt.subplots(1, 2)
    assert BETTER.plot(left) == (figure, left)
    assert BETTER.plot(ax=right) == (figure, right)
    assert plt.get_fignums() == [figure.number]


def test_what_is_no_axes_is_refused():
    with pytest.raises(InputError, match="expected axes"):
        BETTER.plot("axes")
    with pytest.raises(InputError, match="at least one result"):
        plot_scores({})


def test_settings_of_pyplot_stay_as_they_are():
    before = dict(plt.rcParams)
    BETTER.plot()
    assert dict(plt.rcParams) == before


def test_without_matplotlib_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(MissingExtraError, match=r"hmer_kit\[plot\]"):
        BETTER.plot()
