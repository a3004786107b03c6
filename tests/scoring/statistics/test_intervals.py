"""Wilson's interval, against the equation it solves, and what an interval shows."""

from __future__ import annotations

import math
import pickle
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmer_kit.exceptions import InputError
from hmer_kit.scoring import Interval, wilson_interval
from hmer_kit.scoring.statistics.intervals import check_level, check_seeding

SHARES = st.integers(1, 10**6).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole)))
LEVELS = st.floats(0.01, 0.999)


@given(SHARES, LEVELS)
def test_bounds_are_the_shares_that_the_score_test_just_allows(share: tuple[int, int], level: float) -> None:
    part, whole = share
    found = wilson_interval(part, whole, level=level)
    z = NormalDist().inv_cdf((1 + level) / 2)
    for bound in (found.low, found.high):
        assert (part / whole - bound) ** 2 == pytest.approx(z * z * bound * (1 - bound) / whole, rel=1e-6, abs=1e-12)


@given(SHARES, LEVELS)
def test_it_holds_the_share_and_stays_a_share(share: tuple[int, int], level: float) -> None:
    found = wilson_interval(*share, level=level)
    assert 0 <= found.low <= share[0] / share[1] <= found.high <= 1


@given(SHARES)
def test_right_and_wrong_are_mirror_images(share: tuple[int, int]) -> None:
    part, whole = share
    found, mirrored = wilson_interval(part, whole), wilson_interval(whole - part, whole)
    assert (found.low, found.high) == (pytest.approx(1 - mirrored.high), pytest.approx(1 - mirrored.low))


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605)],
)
def test_published_values(part: int, whole: int, low: float, high: float) -> None:
    """The last two: Newcombe, Statistics in Medicine 17 (1998), table I, method 3."""
    found = wilson_interval(part, whole)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_scipy_agrees() -> None:
    stats = pytest.importorskip("scipy.stats")
    expected = stats.binomtest(37, 120).proportion_ci(0.9, method="wilson")
    found = wilson_interval(37, 120, level=0.9)
    assert (found.low, found.high) == (pytest.approx(expected.low), pytest.approx(expected.high))


def test_no_samples_have_no_bounds() -> None:
    found = wilson_interval(0, 0)
    assert math.isnan(found.low)
    assert math.isnan(found.high)


@pytest.mark.parametrize(("part", "whole"), [(-1, 3), (4, 3), (1, 0)])
def test_a_part_is_a_part(part: int, whole: int) -> None:
    with pytest.raises(InputError, match=f"expected a part of {whole} samples, got {part}"):
        wilson_interval(part, whole)


@pytest.mark.parametrize("level", [0, 1, 95, -0.5, math.nan, "0.95", None, True])
def test_levels_lie_between_0_and_1(level: object) -> None:
    with pytest.raises(InputError, match="expected level between 0 and 1"):
        check_level(level)


@pytest.mark.parametrize(
    ("numbers", "message"),
    [
        ({"n_resamples": 0}, "expected n_resamples as an integer, 1 or more, got 0"),
        ({"seed": -1}, "expected seed as an integer, 0 or more, got -1"),
        ({"part": 0.0}, "expected part as an integer, 0 or more, got 0.0"),
        ({"seed": True}, "expected seed as an integer, 0 or more, got True"),
    ],
)
def test_what_is_drawn_from_is_checked(numbers: dict[str, int], message: str) -> None:
    with pytest.raises(InputError, match=message):
        check_seeding(**numbers)


def test_an_interval_tells_where_it_is_from() -> None:
    assert str(Interval(0.5, math.inf, 0.9, "poisson", 100, 7, 3)) == (
        "0.5000..inf (90 %, poisson, 100 resamples, seed 7, 3 of them undefined)"
    )
    assert str(wilson_interval(0, 0)) == "nan..nan (95 %, wilson)"


def test_it_pickles() -> None:
    found = wilson_interval(3, 4)
    assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301
