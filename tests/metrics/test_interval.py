"""Intervals: the same for any batches, near those of a plain bootstrap, mergeable, none without resamples."""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from hmer_kit.exceptions import InputError
from hmer_kit.metrics import BLEU, EditScore, ExpressionRate, SymbolPrecision, TokenErrorRate, score_metrics
from hmer_kit.scoring import MEASURES, ScoreStream, bleu, edit_score, expression_rate, token_error_rate

if TYPE_CHECKING:
    from collections.abc import Callable

    from torchmetrics import Metric


def made(n: int) -> tuple[list[str], list[str]]:
    """Every fourth prediction is wrong in a token, every tenth in two more."""
    target = [f"x _ {{ {number} }} + y ^ {number % 7}" for number in range(n)]
    preds = [text.replace("x", "z") if index % 4 == 0 else text for index, text in enumerate(target)]
    return [text.replace("y", "q r") if index % 10 == 0 else text for index, text in enumerate(preds)], target


PREDS, TARGET = made(120)


def plain_bootstrap(function: Callable[..., float], n: int) -> tuple[float, float]:
    """Draw samples with replacement, and score them anew."""
    rng = random.Random(0)
    rates = []
    for _ in range(n):
        drawn = rng.choices(range(len(PREDS)), k=len(PREDS))
        rates.append(function([PREDS[index] for index in drawn], [TARGET[index] for index in drawn]))
    rates.sort()
    return rates[int(0.025 * n)], rates[-1 - int(0.025 * n)]


@pytest.mark.parametrize(
    ("make", "function"),
    [(ExpressionRate, expression_rate), (EditScore, edit_score), (TokenErrorRate, token_error_rate), (BLEU, bleu)],
)
def test_bounds_are_near_those_of_a_plain_bootstrap(make: Callable[..., Metric], function) -> None:
    metric = make(n_bootstraps=1000, seed=1)
    metric.update(PREDS, TARGET)
    low, high = metric.interval().tolist()
    expected = plain_bootstrap(function, 400)
    width = expected[1] - expected[0]
    assert (low, high) == pytest.approx(expected, abs=0.25 * width)
    assert low < metric.compute() < high


@pytest.mark.parametrize("name", MEASURES)
def test_it_is_the_interval_of_a_stream(name: str) -> None:
    stream = ScoreStream([name], n_bootstraps=100, seed=4)
    metric = score_metrics([name], n_bootstraps=100, seed=4)[name]
    for start in (0, 50):
        for each in (stream, metric):
            each.update(PREDS[start : start + 50], TARGET[start : start + 50])
    expected = stream.interval(name)
    assert metric.interval().tolist() == pytest.approx([expected.low, expected.high], rel=1e-6)


@settings(deadline=None, max_examples=25)  # the machine may be busy
@given(cuts=st.lists(st.integers(0, 30), max_size=5), called=st.lists(st.booleans(), min_size=6, max_size=6))
def test_batches_and_calls_do_not_matter(cuts: list[int], called: list[bool]) -> None:
    whole, parts = TokenErrorRate(n_bootstraps=20), TokenErrorRate(n_bootstraps=20)
    whole.update(PREDS[:30], TARGET[:30])
    edges = [0, *sorted(cuts), 30]
    for start, stop, call in zip(edges, edges[1:], called, strict=False):
        (parts if call else parts.update)(PREDS[start:stop], TARGET[start:stop])
    assert all(torch.equal(a, b) for a, b in zip(whole.metric_state.values(), parts.metric_state.values(), strict=True))
    assert torch.equal(whole.interval(), parts.interval())


def test_calls_that_synchronize_each_step_number_samples_alike() -> None:
    called, updated = ExpressionRate(n_bootstraps=20, dist_sync_on_step=True), ExpressionRate(n_bootstraps=20)
    for start in (0, 20, 40):
        called(PREDS[start : start + 20], TARGET[start : start + 20])
    updated.update(PREDS[:60], TARGET[:60])
    assert torch.equal(called.interval(), updated.interval())
    assert torch.equal(called.compute(), updated.compute())


def test_samples_are_weighted_one_by_one() -> None:
    metric = ExpressionRate(n_bootstraps=500)
    metric(["x"] * 50, ["x"] * 50)
    metric(["x"] * 50, ["y"] * 50)
    low, high = metric.interval().tolist()
    assert 0.3 < low < 0.45 < 0.55 < high < 0.7


def test_a_restored_metric_goes_on_with_other_weights() -> None:
    whole, before, after = (ExpressionRate(n_bootstraps=20) for _ in range(3))
    whole.update(PREDS[:40], TARGET[:40])
    before.update(PREDS[:25], TARGET[:25])
    for metric in (before, after):
        metric.persistent(mode=True)
    after.load_state_dict(before.state_dict())
    after.update(PREDS[25:40], TARGET[25:40])
    assert torch.equal(after.interval(), whole.interval())


def test_seeds_draw_apart_and_alike() -> None:
    first, again, other = (TokenErrorRate(n_bootstraps=50, seed=seed) for seed in (1, 1, 2))
    for metric in (first, again, other):
        metric.update(PREDS, TARGET)
    assert torch.equal(first.interval(), again.interval())
    assert not torch.equal(first.interval(), other.interval())


def test_shards_with_seeds_of_their_own_merge() -> None:
    left, right, whole = (ExpressionRate(n_bootstraps=1000, seed=seed) for seed in (1, 2, 3))
    left.update(PREDS[:60], TARGET[:60])
    right.update(PREDS[60:], TARGET[60:])
    whole.update(PREDS, TARGET)
    left.merge_state(right)
    assert left.interval().tolist() == pytest.approx(whole.interval().tolist(), abs=0.04)
    assert torch.equal(left.compute(), whole.compute())


def test_a_higher_level_is_wider_and_the_result_a_pair_of_float32() -> None:
    metric = EditScore(n_bootstraps=200)
    metric.update(PREDS, TARGET)
    narrow, wide = metric.interval(0.5), metric.interval(0.99)
    assert (wide.dtype, wide.shape) == (torch.float32, (2,))
    assert wide[0] < narrow[0] < narrow[1] < wide[1]


def test_metrics_of_a_collection_share_replicates() -> None:
    metrics = score_metrics(["expression_rate", "expression_rate_1", "bleu"], n_bootstraps=100, seed=5)
    for start in (0, 60):
        metrics.update(PREDS[start : start + 60], TARGET[start : start + 60])
    assert len(metrics.compute_groups) == 2
    alone = ExpressionRate(1, n_bootstraps=100, seed=5)
    alone.update(PREDS, TARGET)
    assert torch.equal(metrics["expression_rate_1"].interval(), alone.interval())


def test_no_samples_have_no_interval() -> None:
    metric = ExpressionRate(n_bootstraps=10)
    metric.update([], [])
    assert all(map(math.isnan, metric.interval().tolist()))


def test_replicates_without_a_rate_are_left_out() -> None:
    metric = SymbolPrecision(n_bootstraps=200)
    metric.update(["x", "", ""], ["x", "x", "x"])
    assert metric.interval().tolist() == [1.0, 1.0]


def test_an_infinite_rate_is_a_bound() -> None:
    metric = TokenErrorRate(n_bootstraps=200)
    metric.update(["x", "y z"], ["", "y"])
    assert metric.interval().tolist()[1] == math.inf


def test_reset_forgets_the_replicates_too() -> None:
    metric, fresh = ExpressionRate(n_bootstraps=30), ExpressionRate(n_bootstraps=30)
    metric(PREDS[60:], TARGET[60:])
    metric.reset()
    for each in (metric, fresh):
        each.update(PREDS[:60], TARGET[:60])
    assert torch.equal(metric.interval(), fresh.interval())


@pytest.mark.parametrize("level", [0, 1, 95, -0.5, math.nan, "0.95", None])
def test_bad_levels_are_named(level: object) -> None:
    with pytest.raises(InputError, match="level between 0 and 1"):
        ExpressionRate(n_bootstraps=5).interval(level)


def test_a_metric_without_resamples_says_how_to_get_them() -> None:
    with pytest.raises(InputError, match=r"write ExpressionRate\(n_bootstraps=N\)"):
        ExpressionRate().interval()
