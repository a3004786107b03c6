"""What the metrics of counts do beyond the contract: options, big numbers, collections, measures they stand for."""

from __future__ import annotations

import math

import pytest
import torch
from torchmetrics import MetricCollection

from hmer_kit.exceptions import InputError
from hmer_kit.metrics import (
    BLEU,
    CharacterErrorRate,
    EditScore,
    ErrorRate,
    ExpressionRate,
    ReleasedCER,
    StructureRate,
    SymbolPrecision,
    SymbolRecall,
    TokenErrorRate,
    score_metrics,
)
from hmer_kit.scoring import MEASURES, RELEASED_MEASURES, score
from hmer_kit.scoring.stream import families_of
from metric_harness import COUNTING, PREDS, TARGET, Case, each_counting, numbers


@each_counting
def test_state_is_one_int64_vector_and_its_replicates(case: Case) -> None:
    states = case.make().metric_state
    assert [state.dtype for state in states.values()] == [torch.int64] * len(states)
    assert len(states) == 1 + bool(case.make().n_bootstraps)


@each_counting
def test_one_more_sample_counts_past_the_limits_of_float32(case: Case) -> None:
    metric, one = case.updated(case.batch(PREDS, TARGET)), case.updated(case.batch(["x"], ["x"]))
    name = next(iter(metric.metric_state))
    setattr(metric, name, getattr(metric, name) * 2**28)
    pairs = zip(getattr(metric, name).tolist(), getattr(one, name).tolist(), strict=True)
    expected = [many + few for many, few in pairs]
    metric.update(*case.batch(["x"], ["x"]))
    assert getattr(metric, name).tolist() == expected
    assert max(expected) > 2**29


@each_counting
def test_flags_are_those_of_the_measure(case: Case) -> None:
    metric = case.make()
    assert metric.higher_is_better == metric.measure.higher_is_better
    assert metric.plot_upper_bound == (1.0 if metric.measure.kind == "fraction" else None)


def test_there_is_a_class_for_every_measure() -> None:
    assert {case.make().measure.name for case in COUNTING} >= {name for name in MEASURES if name[-2:-1] != "_"}


def test_collection_counts_each_family_once() -> None:
    metrics = score_metrics(MEASURES, prefix="val_")
    metrics.update(PREDS, TARGET)
    groups = {
        frozenset(MEASURES[name.removeprefix("val_")].family.name for name in group)
        for group in metrics.compute_groups.values()
    }
    assert groups == {frozenset([family.name]) for family in families_of(MEASURES.values())}
    metrics.update(["x"], ["y"])
    assert metrics.compute() == pytest.approx(
        {f"val_{name}": rate for name, rate in score([*PREDS, "x"], [*TARGET, "y"]).rates().items()}, rel=1e-6
    )


def test_collection_of_the_released_script_is_the_default() -> None:
    metrics = score_metrics(protocol="exact")
    result = score(PREDS, TARGET, protocol="exact")
    assert metrics(PREDS, TARGET) == pytest.approx(result.rates(RELEASED_MEASURES), rel=1e-6)


@pytest.mark.parametrize("measures", [[], "bleu", ["blue"], [3]])
def test_collection_names_what_it_does_not_know(measures: object) -> None:
    with pytest.raises(InputError, match=r"names out of expression_rate, .* in a list, got"):
        score_metrics(measures)


def test_collection_keeps_options_apart_after_a_first_batch_without_errors() -> None:
    metrics = MetricCollection(
        {
            "exact": ExpressionRate(),
            "near": ExpressionRate(1),
            "far": ExpressionRate(9),
            "latex": ExpressionRate(protocol="exact"),
            "resampled": ExpressionRate(n_bootstraps=3),
        }
    )
    metrics.update(["x"], ["x"])
    assert list(metrics.compute_groups.values()) == [["exact", "near"], ["far"], ["latex"], ["resampled"]]
    metrics.update(["x + y", "x+y"], ["x - y", "x + y"])
    seen = {name: round(value.item(), 4) for name, value in metrics.compute().items()}
    assert seen == {"exact": 0.3333, "near": 0.6667, "far": 1.0, "latex": 0.6667, "resampled": 0.3333}


def test_collection_of_classes_goes_by_their_names() -> None:
    metrics = MetricCollection([ExpressionRate(), TokenErrorRate(), EditScore(), BLEU(), StructureRate()], prefix="v/")
    result = score(PREDS, TARGET)
    assert metrics(preds=PREDS, target=TARGET) == pytest.approx(
        {
            "v/ExpressionRate": result.expression_rate(),
            "v/TokenErrorRate": result.token_error_rate,
            "v/EditScore": result.edit_score,
            "v/BLEU": result.bleu,
            "v/StructureRate": result.rate("structure_rate"),
        },
        rel=1e-6,
    )


def test_collection_refuses_a_batch_as_a_whole() -> None:
    metrics = score_metrics(MEASURES)
    metrics.update(PREDS, TARGET)
    before = metrics.compute()
    for use in (metrics.update, metrics):
        with pytest.raises(InputError, match="got 1 preds and 2 target"):
            use(["x"], ["x", "y"])
        assert metrics.compute() == before


def test_the_exact_protocol_reads_tight_latex() -> None:
    assert ExpressionRate(protocol="exact")([r"\frac{1}{2}"], [r"\frac { 1 } { 2 }"]) == 1


@pytest.mark.parametrize("make", [ErrorRate, TokenErrorRate, CharacterErrorRate, ReleasedCER])
def test_error_rates_where_all_references_are_empty(make: type) -> None:
    assert make()([""], [""]) == 0
    assert make()(["x"], [""]) == math.inf


def test_precision_and_recall_without_anything_to_divide_by() -> None:
    assert math.isnan(SymbolPrecision()([""], ["x"]))
    assert math.isnan(SymbolRecall()(["x"], [""]))
    assert SymbolRecall()([""], ["x"]) == 0


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: ExpressionRate(-1), "tolerance as a number"),
        (lambda: ExpressionRate(True), "tolerance as a number"),
        (lambda: BLEU(0), "n_gram as a positive integer"),
        (lambda: EditScore(protocol="bpe"), "a protocol out of released, .*, got 'bpe'"),
        (lambda: StructureRate(n_bootstraps=-1), "n_bootstraps as an integer, 0 or more, got -1"),
        (lambda: StructureRate(n_bootstraps=10, seed=0.5), r"seed as an integer, 0 or more, got 0\.5"),
    ],
)
def test_bad_options_are_named(make, message: str) -> None:
    with pytest.raises(InputError, match=message):
        make()


def test_options_of_torchmetrics_reach_it() -> None:
    metric = SymbolRecall(sync_on_compute=False, compute_with_cache=False)
    metric.update(["x"], ["x"])
    assert (metric.sync_on_compute, metric.compute_with_cache, numbers(metric.compute())) == (False, False, [1.0])
