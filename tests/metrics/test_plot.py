"""``plot`` of every metric, as torchmetrics users know it: one result, results of several steps, axes of the caller."""

from __future__ import annotations

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest
import torch

from hmer_kit import metrics
from hmer_kit.metrics import (
    AURC,
    ExpectedCalibrationError,
    ExpressionRate,
    MeasureMetric,
    StratifiedMetric,
    score_metrics,
)
from hmer_kit.scoring import MEASURES

mpl.use("agg")
PREDS, TARGET = ["x ^ { 2 }", "y", "a"], ["x ^ { 2 }", "z", "a + b"]
WITH_MORE = {
    "AURC": (AURC, ([0.9, 0.2, 0.5],)),
    "ExpectedCalibrationError": (ExpectedCalibrationError, ([0.9, 0.2, 0.5],)),
    "MeasureMetric": (lambda: MeasureMetric(MEASURES["edit_score"]), ()),
    "StratifiedMetric": (lambda: StratifiedMetric(ExpressionRate(), ["a", "b"]), (["a", "b", "a"],)),
}
VISUAL = {"CharacterDetectionMatching", "VisualExactMatch"}
PLAIN = [name for name in metrics.__all__ if name[0].isupper() and name not in WITH_MORE.keys() | VISUAL]


@pytest.fixture(autouse=True)
def figures():
    yield plt
    plt.close("all")


def made(name):
    make, more = WITH_MORE.get(name, (getattr(metrics, name), ()))
    return make(), (PREDS, TARGET, *more)


@pytest.mark.parametrize("name", [*PLAIN, *WITH_MORE])
def test_a_result_results_over_steps_and_own_axes_are_drawn(name):
    metric, batch = made(name)
    steps = [metric(*batch) for _ in range(3)]
    figure, ax = metric.plot()
    assert figure is not None
    assert ax.has_data()
    _, own = plt.subplots()
    _, ax = metric.plot(steps, ax=own)
    assert ax is own
    assert {len(line.get_xdata()) for line in ax.lines} == {3}
    assert ax.get_xlabel() == "Step"


def test_groups_are_named_and_drawn_within_the_bounds_of_their_measure():
    metric, batch = made("StratifiedMetric")
    metric.update(*batch)
    _, ax = metric.plot()
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["expression_rate_a", "expression_rate_b"]
    assert ax.get_ylim() == pytest.approx((-0.1, 1.1))


def test_a_result_that_is_not_known_is_drawn_as_nothing():
    metric = ExpressionRate()
    _, ax = metric.plot(torch.tensor(float("nan")))
    assert ax.get_ylim() == pytest.approx((-0.1, 1.1))


def test_a_collection_draws_all_its_metrics():
    collection = score_metrics(["expression_rate", "edit_score"])
    collection.update(PREDS, TARGET)
    assert len(collection.plot()) == 2
