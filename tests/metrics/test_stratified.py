"""Rates by group."""

from __future__ import annotations

import math

import pytest
import torch
from torchmetrics import MetricCollection

from hmer_kit.exceptions import InputError
from hmer_kit.metrics import AURC, EditScore, ExpressionRate, StratifiedMetric, TokenErrorRate
from metric_harness import state_of


def test_each_group_has_its_own_rate_and_one_without_samples_none() -> None:
    metric = StratifiedMetric(ExpressionRate(1), ["a", "b", "c"])
    metric.update(["x", "y", "x y z"], ["x", "z", ""], ["a", "a", "c"])
    rates = metric.compute()
    assert list(rates) == ["expression_rate_1_a", "expression_rate_1_b", "expression_rate_1_c"]
    assert [rate.item() for rate in rates.values()] == pytest.approx([1.0, math.nan, 0.0], nan_ok=True)


def test_it_stands_in_a_collection_beside_metrics_that_know_no_groups() -> None:
    metrics = MetricCollection(
        {"all": EditScore(), "by": StratifiedMetric(EditScore(), ["a", "b"], prefix="writer_")}, prefix="val_"
    )
    metrics.update(preds=["x", "y"], target=["x", "z"], groups=["a", "b"])
    assert metrics.compute() == {"val_all": 0.5, "val_writer_a": 1.0, "val_writer_b": 0.0}


def test_collection_keeps_other_groups_apart() -> None:
    metrics = MetricCollection([StratifiedMetric(EditScore(), ["a", "b"])])
    metrics.add_metrics({"other": StratifiedMetric(EditScore(), ["b", "a"], prefix="o_")})
    metrics.update(["x", "y"], ["x", "y"], ["a", "b"])
    assert len(metrics.compute_groups) == 2


def test_protocol_and_direction_are_those_of_the_metric() -> None:
    metric = StratifiedMetric(TokenErrorRate(protocol="exact"), ["a"])
    assert metric(["x^2"], ["x ^ 2"], ["a"]) == {"token_error_rate_a": torch.tensor(0.0)}
    assert metric.higher_is_better is False


@pytest.mark.parametrize(
    ("groups", "message"),
    [
        (["a", "d"], r"a group out of a, b at groups\[1\], got 'd'"),
        (["a"], r"one group for each prediction, got \['a'\] for 2 preds"),
        ("ab", "one group for each prediction, got 'ab' for 2 preds"),
        (None, "one group for each prediction, got None for 2 preds"),
        (["a", None], r"a group out of a, b at groups\[1\], got None"),
        (["a", ["b"]], r"a group out of a, b at groups\[1\], got \['b'\]"),
    ],
)
def test_bad_groups_are_named_and_change_nothing(groups: object, message: str) -> None:
    metric = StratifiedMetric(ExpressionRate(), ["a", "b"])
    metric.update(["x"], ["x"], ["a"])
    before = state_of(metric)
    for use in (metric.update, metric):
        with pytest.raises(InputError, match=message):
            use(["x", "y"], ["x", "y"], groups)
        assert state_of(metric) == before


@pytest.mark.parametrize("groups", [[], "ab", ["a", "a"], ["a", 3], None, [["a"]]])
def test_groups_are_distinct_names(groups: object) -> None:
    with pytest.raises(InputError, match="groups as distinct names in a list"):
        StratifiedMetric(ExpressionRate(), groups)


@pytest.mark.parametrize("metric", [AURC(), "expression_rate", ExpressionRate])
def test_only_metrics_of_counts_can_be_stratified(metric: object) -> None:
    with pytest.raises(InputError, match="a metric of counts"):
        StratifiedMetric(metric, ["a"])
