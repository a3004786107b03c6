"""Bootstrap intervals, against exact distributions, and against resampling done by hand."""

from __future__ import annotations

import math
import random
from functools import partial
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nltk.translate.bleu_score import SmoothingFunction, corpus_bleu

from hang_guard import hang_guard
from hmer_kit.exceptions import InputError
from hmer_kit.scoring import (
    MEASURES,
    Family,
    Measure,
    SampleScore,
    ScoreResult,
    confidence_interval,
    expression_rate_measure,
    get_measure,
    percentile_interval,
    score,
    wilson_interval,
)
from hmer_kit.scoring.measures.measure import share
from hmer_kit.scoring.statistics._resampling import bootstrap_sums, exact_matrix, weighted_sums
from hmer_kit.scoring.statistics.bootstrap import count_of_share

if TYPE_CHECKING:
    from collections.abc import Sequence

SHARES = {
    *("expression_rate", "expression_rate_1", "expression_rate_2", "expression_rate_3", "structure_rate"),
    *("count_exact_rate", "bracket_balance_rate", "parse_rate", "runaway_rate"),
}
ROWS = st.lists(st.tuples(st.just(1), st.integers(0, 3), st.integers(0, 2**32)), min_size=1, max_size=40)


def right_and_wrong(right: int, wrong: int) -> ScoreResult:
    return score(["x"] * right + ["y"] * wrong, ["x"] * (right + wrong))


def random_pairs(n: int, *, seed: int) -> tuple[list[str], list[str]]:
    """Pairs of 4 to 12 tokens, with a few of them replaced."""
    rng = random.Random(seed)
    target = [[rng.choice("abcxyz123+-=") for _ in range(rng.randint(4, 12))] for _ in range(n)]
    preds = [[rng.choice("abcxyz123") if rng.random() < 0.1 else token for token in tokens] for tokens in target]
    return list(map(" ".join, preds)), list(map(" ".join, target))


def binomial_quantile(n: int, probability: float, *, below: float) -> int:
    total = 0.0
    for k in range(n + 1):
        total += math.comb(n, k) * probability**k * (1 - probability) ** (n - k)
        if total >= below:
            return k
    return n


@pytest.mark.parametrize(("right", "wrong"), [(7, 3), (12, 13), (80, 20), (300, 100)])
def test_resampled_shares_are_binomial(right: int, wrong: int) -> None:
    """25 samples or fewer take the way of drawing each sample, more that of drawing each kind."""
    n = right + wrong
    found = confidence_interval(right_and_wrong(right, wrong), "expression_rate", n_resamples=20_000)
    for bound, below in ((found.low, 0.025), (found.high, 0.975)):
        assert abs(bound * n - binomial_quantile(n, right / n, below=below)) <= 1 + n // 200


def test_all_resamples_of_three_samples() -> None:
    """27 equally likely draws of three samples, counted out: the sums come up as often."""
    rows = [(1, 0, 5), (1, 1, 7), (1, 3, 11)]
    expected = [tuple(map(sum, zip(*draw, strict=True))) for draw in product(rows, repeat=3)]
    seen = list(map(tuple, bootstrap_sums(rows, n_resamples=27_000, seed=1)))
    assert set(seen) == set(expected)
    for sums in set(expected):
        assert seen.count(sums) == pytest.approx(1000 * expected.count(sums), rel=0.15)


def test_bleu_of_resamples_drawn_by_hand() -> None:
    preds, target = random_pairs(60, seed=3)
    rng = random.Random(0)
    rates = []
    for _ in range(400):
        drawn = rng.choices(range(60), k=60)
        rates.append(
            corpus_bleu(
                [[target[at].split()] for at in drawn],
                [preds[at].split() for at in drawn],
                smoothing_function=SmoothingFunction().method4,
            )
        )
    low, high = np.quantile(rates, [0.025, 0.975])
    found = score(preds, target).interval("bleu", n_resamples=2000)
    assert (found.low, found.high) == (pytest.approx(low, abs=0.02), pytest.approx(high, abs=0.02))


def test_scipy_agrees() -> None:
    stats = pytest.importorskip("scipy.stats")
    preds, target = random_pairs(200, seed=4)
    result = score(preds, target)
    scores = [row.edit_score for row in result.samples]
    expected = stats.bootstrap((scores,), np.mean, n_resamples=5000, method="percentile", rng=0).confidence_interval
    found = result.interval("edit_score", n_resamples=5000)
    assert (found.low, found.high) == (pytest.approx(expected.low, abs=0.002), pytest.approx(expected.high, abs=0.002))


@given(ROWS, st.integers(0, 5))
def test_every_resample_has_as_many_samples(rows: list[tuple[int, ...]], seed: int) -> None:
    sums = bootstrap_sums(rows, n_resamples=20, seed=seed)
    assert {row[0] for row in sums} == {len(rows)}
    for at in range(3):
        column = [row[at] for row in rows]
        assert all(len(rows) * min(column) <= row[at] <= len(rows) * max(column) for row in sums)


@pytest.mark.parametrize("columns", [1, 4, 12])
@pytest.mark.parametrize("largest", [3, 2**32, 2**51, 2**62, 2**70])
@pytest.mark.parametrize("n", [1, 2, 129, 1001])
def test_sums_are_those_of_samples_drawn_one_resample_at_a_time(n: int, largest: int, columns: int) -> None:
    """Packed in two floats, as a matrix of floats or as Python's integers: the same stream, every sum exact."""
    rng = random.Random(n)
    rows = sorted((1, *(rng.randint(0, largest) for _ in range(columns)), at) for at in range(n))
    source = np.random.default_rng(7)
    drawn = [[rows[at] for at in source.integers(0, n, size=n).tolist()] for _ in range(70)]
    expected = [list(map(sum, zip(*some, strict=True))) for some in drawn]
    assert bootstrap_sums(rows, n_resamples=70, seed=7) == expected


def test_negative_counts_are_added_up_as_well() -> None:
    rows = [(1, -3), (1, 5), (1, 0)]
    low = min(sums[1] for sums in bootstrap_sums(rows, n_resamples=500, seed=0))
    assert low == -9


@given(ROWS, st.integers(2, 100), st.randoms(use_true_random=False))
def test_sums_do_not_depend_on_the_order(rows: list[tuple[int, ...]], times: int, rng: random.Random) -> None:
    many = rows[:3] * times  # few kinds, many samples: the other way of drawing
    for some in (rows, many):
        mixed = list(some)
        rng.shuffle(mixed)
        assert bootstrap_sums(mixed, n_resamples=5, seed=0) == bootstrap_sums(some, n_resamples=5, seed=0)


@given(st.integers(0, 30), st.integers(0, 30))
@settings(max_examples=30)
def test_a_share_lies_within_its_interval(right: int, wrong: int) -> None:
    result = right_and_wrong(right, wrong)
    found = result.interval("expression_rate", n_resamples=200)
    assert found.low <= result.expression_rate() <= found.high or not result.n


@pytest.mark.parametrize("largest", [1, 2**40, 2**53, 2**61, 2**63, 2**70])
def test_sums_are_exact_however_large(largest: int) -> None:
    rows = [(1, largest), (1, largest - 1), (1, 3)]
    weights = np.array([[1, 2, 0], [0, 0, 3], [1, 1, 1]])
    drawn = [[row for row, times in zip(rows, line, strict=True) for _ in range(times)] for line in weights.tolist()]
    expected = [list(map(sum, zip(*some, strict=True))) for some in drawn]
    assert weighted_sums(weights, exact_matrix(rows, most=3)) == expected


def test_a_measure_of_huge_counts_has_its_interval() -> None:
    huge = 2**62
    family = Family("huge", ("samples", "huge"), lambda sample: (1, huge if sample.is_same else 0))
    measure = Measure("huge", family, lambda sums: share(sums[1], sums[0] * huge), definition="", source="")
    result = right_and_wrong(30, 10)
    found, plain = result.interval(measure), result.interval("expression_rate")
    assert (found.low, found.high) == (plain.low, plain.high)


def test_all_right_and_all_wrong_have_no_width() -> None:
    for result, rate in ((right_and_wrong(5, 0), 1.0), (right_and_wrong(0, 5), 0.0)):
        found = result.interval("expression_rate")
        assert (found.low, found.high) == (rate, rate)


def test_one_sample_has_no_width() -> None:
    found = score(["a + b"], ["a + c"]).interval("edit_score")
    assert (found.low, found.high, found.n_undefined) == (0.666666667, 0.666666667, 0)


@pytest.mark.parametrize("measure", MEASURES)
def test_no_samples_have_no_bounds(measure: str) -> None:
    found = score([], []).interval(measure, n_resamples=50)
    assert math.isnan(found.low)
    assert math.isnan(found.high)
    assert (found.n_resamples, found.n_undefined) == (50, 50)


def test_resamples_without_a_rate_are_left_out_and_counted() -> None:
    """Of two samples, one predicts nothing; a quarter of the resamples hold it twice."""
    found = score(["x", ""], ["x", "x"]).interval("symbol_precision", n_resamples=4000)
    assert (found.low, found.high) == (1.0, 1.0)
    assert found.n_undefined == pytest.approx(1000, rel=0.1)


def test_an_infinite_rate_is_a_bound() -> None:
    """Errors over no tokens at all."""
    found = score(["x", ""], ["", ""]).interval("token_error_rate")
    assert (found.low, found.high) == (0.0, math.inf)


def test_bounds_are_rounded_outwards() -> None:
    found = percentile_interval([float(value) for value in range(100)], level=0.9, method="bootstrap", seed=0)
    assert (found.low, found.high) == (4.0, 95.0)
    one = percentile_interval([0.5], level=0.9, method="bootstrap", seed=0)
    assert (one.low, one.high) == (0.5, 0.5)


def test_a_seed_is_a_seed() -> None:
    result = score(*random_pairs(80, seed=5))
    first, again, other = (result.interval("edit_score", seed=seed) for seed in (1, 1, 2))
    assert first == again
    assert (first.low, first.high) != (other.low, other.high)


def test_a_higher_level_is_wider() -> None:
    result = score(*random_pairs(80, seed=5))
    low, high = (result.interval("token_error_rate", level=level) for level in (0.5, 0.99))
    assert high.low < low.low < result.token_error_rate < low.high < high.high


@pytest.mark.parametrize("method", ["bootstrap", "wilson"])
def test_95_per_cent_of_intervals_hold_the_truth(method: str) -> None:
    """300 test sets of 100 samples, each right with a probability of 0.8."""
    rng = random.Random(0)
    held = 0
    for _ in range(300):
        right = sum(rng.random() < 0.8 for _ in range(100))
        found = right_and_wrong(right, 100 - right).interval("expression_rate", method=method, n_resamples=400)
        held += found.low <= 0.8 <= found.high
    assert 0.91 <= held / 300 <= 0.98


def test_wilson_counts_the_right_ones() -> None:
    result = score(["x", "a b c d", "y"], ["x", "a", "z"])
    for tolerance, right in ((0, 1), (1, 2), (3, 3), (5, 3)):
        found = confidence_interval(result, expression_rate_measure(tolerance), method="wilson", level=0.9)
        assert found == wilson_interval(right, 3, level=0.9)


@pytest.mark.parametrize("name", MEASURES)
def test_wilson_is_for_shares_of_samples(name: str) -> None:
    result = score(["x", "{ a", "y"], ["x", "a", "z"])
    measure = get_measure(name)
    if name in SHARES:
        assert count_of_share(measure, result.totals(measure)) == round(3 * result.rate(name))
        assert result.interval(name, method="wilson").method == "wilson"
    else:
        with pytest.raises(InputError, match=f"expected a share of samples, got {name}"):
            result.interval(name, method="wilson")


def test_an_unknown_method_is_refused() -> None:
    with pytest.raises(InputError, match="expected method as 'bootstrap' or 'wilson', got 'bca'"):
        score(["x"], ["x"]).interval("bleu", method="bca")


@pytest.mark.parametrize("options", [{"n_resamples": 0}, {"seed": -1}, {"level": 1}, {"n_resamples": 2.5}])
def test_numbers_out_of_range_are_refused_even_without_samples(options: dict[str, int]) -> None:
    with pytest.raises(InputError, match=next(iter(options))):
        score([], []).interval("bleu", **options)


def _count_length(sample: SampleScore, *, column: Sequence[int]) -> tuple[int, ...]:
    return 1, column[int(sample.id)]


def test_a_hundred_thousand_different_samples_in_seconds() -> None:
    rng = random.Random(0)
    column = [rng.getrandbits(32) for _ in range(100_000)]
    family = Family("lengths", ("samples", "length"), partial(_count_length, column=column))
    measure = Measure("length", family, lambda sums: sums[1] / sums[0], definition="", source="")
    result = score(["x"] * 100_000, ["x"] * 100_000)
    result.counts(measure)
    with hang_guard():
        found = result.interval(measure)
    half = 1.96 * 2**32 / math.sqrt(12 * 100_000)
    mean = sum(column) / 100_000
    assert (found.low, found.high) == (pytest.approx(mean - half, rel=1e-3), pytest.approx(mean + half, rel=1e-3))
