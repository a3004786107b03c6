"""Risk, coverage and calibration, against what a few loops make of their definitions."""

from __future__ import annotations

import math
import pickle
from fractions import Fraction
from itertools import pairwise, permutations
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmer_kit.exceptions import InputError
from hmer_kit.scoring import (
    area_under_risk_coverage,
    expected_calibration_error,
    score,
    selective_prediction,
)

if TYPE_CHECKING:
    import random

SAMPLES = st.lists(st.tuples(st.booleans(), st.sampled_from([0.0, 0.1, 0.2, 0.5, 0.9, 1.0]) | st.floats(0, 1)))
FEW = st.lists(st.tuples(st.booleans(), st.sampled_from([0.1, 0.5, 0.9])), min_size=1, max_size=6)


def split(samples: list[tuple[bool, float]]) -> tuple[list[bool], list[float]]:
    return [right for right, _ in samples], [sure for _, sure in samples]


def mean_risk(flags: list[bool]) -> Fraction:
    """AURC of one strict order, the surest first, by its definition."""
    risks = [Fraction(sum(not right for right in flags[:k]), k) for k in range(1, len(flags) + 1)]
    return sum(risks, start=Fraction(0)) / len(risks)


@given(FEW)
def test_aurc_is_the_mean_over_all_orders_that_the_confidences_leave_open(samples: list[tuple[bool, float]]) -> None:
    orders = [
        mean_risk([right for right, _ in order])
        for order in permutations(samples)
        if all(left[1] >= right[1] for left, right in pairwise(order))
    ]
    assert area_under_risk_coverage(*split(samples)) == pytest.approx(float(sum(orders) / len(orders)), abs=1e-12)


@given(FEW)
def test_excess_is_over_the_best_of_all_orders(samples: list[tuple[bool, float]]) -> None:
    flags, confidences = split(samples)
    best = min(map(mean_risk, map(list, permutations(flags))))
    found = selective_prediction(flags, confidences)
    assert found.excess_aurc == pytest.approx(found.aurc - float(best), abs=1e-12)
    assert found.excess_aurc >= -1e-12


@given(SAMPLES, st.integers(1, 20))
def test_calibration_error_by_its_definition(samples: list[tuple[bool, float]], n_bins: int) -> None:
    expected = 0.0
    for number in range(1, n_bins + 1):
        low, high = (number - 1) / n_bins, number / n_bins
        inside = [item for item in samples if low < item[1] <= high or (number == 1 and item[1] == 0)]
        if inside:
            right = sum(flag for flag, _ in inside) / len(inside)
            sure = sum(confidence for _, confidence in inside) / len(inside)
            expected += abs(right - sure) * len(inside) / len(samples)
    found = expected_calibration_error(*split(samples), n_bins=n_bins)
    assert found == pytest.approx(expected, abs=1e-12) if samples else math.isnan(found)


@given(SAMPLES, st.randoms(use_true_random=False))
def test_nothing_depends_on_the_order_of_the_samples(samples: list[tuple[bool, float]], rng: random.Random) -> None:
    mixed = list(samples)
    rng.shuffle(mixed)
    assert repr(selective_prediction(*split(mixed))) == repr(selective_prediction(*split(samples)))


@given(SAMPLES)
def test_only_the_order_of_confidences_makes_the_curve(samples: list[tuple[bool, float]]) -> None:
    flags, confidences = split(samples)
    ranks = [sorted(set(confidences)).index(value) - 100 for value in confidences]
    found, ranked = selective_prediction(flags, confidences), selective_prediction(flags, ranks)
    assert (found.coverages, found.risks) == (ranked.coverages, ranked.risks)
    assert repr(found.aurc) == repr(ranked.aurc)


@given(SAMPLES.filter(bool))
def test_curve_counts_what_is_at_least_as_sure(samples: list[tuple[bool, float]]) -> None:
    found = selective_prediction(*split(samples))
    assert found.thresholds == tuple(sorted({sure for _, sure in samples}, reverse=True))
    for threshold, coverage, risk in zip(found.thresholds, found.coverages, found.risks, strict=True):
        answered = [right for right, sure in samples if sure >= threshold]
        assert coverage == len(answered) / len(samples)
        assert risk == sum(not right for right in answered) / len(answered)


def test_a_known_curve() -> None:
    """Four samples, the third surest wrong: risks 0, 0, 1/3, 1/4."""
    found = selective_prediction([True, True, False, True], [0.9, 0.8, 0.7, 0.6])
    assert found.aurc == pytest.approx((1 / 3 + 1 / 4) / 4)
    assert found.excess_aurc == pytest.approx((1 / 3 + 1 / 4) / 4 - (1 / 4) / 4)
    assert found.coverages == (0.25, 0.5, 0.75, 1.0)


def test_all_right_and_all_wrong() -> None:
    right = selective_prediction([True] * 3, [0.1, 0.2, 0.3])
    wrong = selective_prediction([False] * 3, [0.1, 0.2, 0.3])
    assert (right.aurc, right.excess_aurc, right.coverage_at_risk(0), right.threshold_at_risk(0)) == (0, 0, 1, 0.1)
    assert (wrong.aurc, wrong.excess_aurc) == (1, 0)
    assert (wrong.coverage_at_risk(0.99), wrong.threshold_at_risk(0.99)) == (0, math.inf)


def test_one_sample() -> None:
    found = selective_prediction([True], [0.75])
    assert (found.n, found.coverages, found.risks, found.aurc, found.ece) == (1, (1.0,), (0.0,), 0.0, 0.25)


def test_no_samples_have_no_numbers() -> None:
    found = selective_prediction([], [])
    assert (found.n, found.thresholds, found.coverages, found.risks) == (0, (), (), ())
    numbers = (found.aurc, found.excess_aurc, found.ece, found.coverage_at_risk(1), found.threshold_at_risk(1))
    assert all(map(math.isnan, numbers))
    assert math.isnan(area_under_risk_coverage([], []))
    assert math.isnan(expected_calibration_error([], []))


def test_a_riskier_start_does_not_hide_a_safe_whole() -> None:
    """The surest is wrong, all together have a risk of a quarter."""
    found = selective_prediction([False, True, True, True], [0.9, 0.8, 0.7, 0.6])
    assert (found.coverage_at_risk(0.25), found.threshold_at_risk(0.25)) == (1.0, 0.6)
    assert found.coverage_at_risk(0.2) == 0.0


def test_a_bin_is_closed_above() -> None:
    """0.5 is in the first of two bins: (1 - 0.5 + 0 - 0.4) / 2; else it would be |1 - 0.5| / 2 + 0.4 / 2."""
    assert expected_calibration_error([True, False], [0.5, 0.4], n_bins=2) == pytest.approx(0.05)


def test_a_score_is_right_within_the_tolerance() -> None:
    result = score(["x", "y", "a + b"], ["x", "z", "c"])
    assert selective_prediction(result, [3, 2, 1]).risks == (0.0, 0.5, 2 / 3)
    assert selective_prediction(result, [3, 2, 1], tolerance=1).risks == (0.0, 0.0, 1 / 3)


def test_a_missing_prediction_is_wrong_at_every_tolerance() -> None:
    result = score(["x"], ["x"], ids=["a"]).with_missing(["y"], ids=["b"])
    assert selective_prediction(result, [0.5, 0.4], tolerance=9).risks == (0.0, 0.5)


def test_log_probabilities_have_a_curve_and_no_calibration_error() -> None:
    found = selective_prediction([True, False], [-0.1, -2.0])
    assert found.aurc == 0.25
    assert math.isnan(found.ece)


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf, None, "0.5", [0.5]])
def test_a_confidence_that_is_no_finite_number_is_named(bad: object) -> None:
    with pytest.raises(InputError, match=r"expected a finite number at confidences\[1\]"):
        area_under_risk_coverage([True, False, True], [0.5, bad, 0.25])


@pytest.mark.parametrize("bad", [2, 0.5, math.nan, None, "x", [True]])
def test_a_flag_that_is_no_flag_is_named(bad: object) -> None:
    with pytest.raises(InputError, match=r"expected True or False at correct\[2\]"):
        selective_prediction([True, False, bad], [0.5, 0.5, 0.25])


@pytest.mark.parametrize("bad", [-0.25, 1.5])
def test_calibration_needs_shares(bad: float) -> None:
    with pytest.raises(InputError, match=r"expected a confidence in 0..1 at confidences\[1\], got"):
        expected_calibration_error([True, False], [0.5, bad])


@pytest.mark.parametrize("function", [area_under_risk_coverage, expected_calibration_error, selective_prediction])
def test_lengths_must_agree(function: object) -> None:
    with pytest.raises(InputError, match="got 2 samples and 1 confidences"):
        function([True, False], [0.5])


@pytest.mark.parametrize("bad", [{0: 0.5}, {0.5}, "5", 0.5, None, iter([0.5])])
def test_what_is_no_sequence_is_refused(bad: object) -> None:
    with pytest.raises(InputError, match="expected confidences as a sequence"):
        area_under_risk_coverage([True], bad)


@pytest.mark.parametrize("bad", [0, -1, 2.5, True, "15"])
def test_bins_must_be_a_number(bad: object) -> None:
    with pytest.raises(InputError, match="expected n_bins as a positive integer"):
        expected_calibration_error([True], [0.5], n_bins=bad)


@pytest.mark.parametrize("bad", [-0.1, 1.1, math.nan])
def test_risk_must_be_a_share(bad: float) -> None:
    with pytest.raises(InputError, match=r"expected risk as a fraction 0..1"):
        selective_prediction([True], [0.5]).coverage_at_risk(bad)


def test_arrays_and_integers_serve_as_lists() -> None:
    flags, confidences = [1, 0, 1], [0.5, 0.25, 0.125]
    expected = selective_prediction([True, False, True], confidences)
    assert selective_prediction(np.array(flags, dtype=np.uint8), np.array(confidences, dtype=np.float32)) == expected
    assert selective_prediction([1.0, 0.0, 1.0], tuple(confidences)) == expected


def test_signed_zeros_are_one_confidence() -> None:
    assert repr(selective_prediction([True, False], [0.0, -0.0]).thresholds) == "(0.0,)"


def test_a_hundred_thousand_samples() -> None:
    rng = np.random.default_rng(0)
    confidences = rng.random(100_000)
    found = selective_prediction(rng.random(100_000) < confidences, confidences)
    assert found.ece < 0.01  # each is right as often as it says
    assert found.risks[-1] == pytest.approx(0.5, abs=0.01)
    assert found.aurc == pytest.approx(0.25, abs=0.01)  # at coverage c the mean confidence is 1 - c / 2


def test_it_pickles() -> None:
    found = selective_prediction([True, False], [0.5, 0.25])
    assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301
