"""McNemar's exact test, against throws of a coin counted out."""

from __future__ import annotations

import math
import pickle
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmer_kit.exceptions import InputError
from hmer_kit.scoring import McNemar, mcnemar_p_value
from hmer_kit.scoring.statistics.mcnemar import _tail_in_integers, _tail_in_logarithms


def by_definition(only_first: int, only_second: int) -> Fraction:
    """Probability of all splits that are no likelier than this one."""
    n = only_first + only_second
    ways = [math.comb(n, k) for k in range(n + 1)]
    return Fraction(sum(way for way in ways if way <= ways[only_first]), 2**n)


@given(st.integers(0, 60), st.integers(0, 60))
def test_it_is_the_probability_of_all_splits_as_uneven(only_first: int, only_second: int) -> None:
    assert mcnemar_p_value(only_first, only_second) == float(by_definition(only_first, only_second))


@given(st.integers(0, 5000), st.integers(0, 5000))
def test_neither_system_is_first(only_first: int, only_second: int) -> None:
    found = mcnemar_p_value(only_first, only_second)
    assert found == mcnemar_p_value(only_second, only_first)
    assert 0 <= found <= 1


@given(st.integers(0, 1500).flatmap(lambda most: st.tuples(st.integers(2 * most, 2 * most + 900), st.just(most))))
def test_logarithms_agree_with_integers(split: tuple[int, int]) -> None:
    n, most = split
    assert _tail_in_logarithms(n, most) == pytest.approx(_tail_in_integers(n, most), rel=1e-9)


@pytest.mark.parametrize("split", [(10, 2), (232, 41), (5100, 4900), (60_000, 59_000)])
def test_scipy_agrees(split: tuple[int, int]) -> None:
    stats = pytest.importorskip("scipy.stats")
    assert mcnemar_p_value(*split) == pytest.approx(stats.binomtest(split[0], sum(split)).pvalue, rel=1e-8)


@pytest.mark.parametrize(
    ("only_first", "only_second", "p_value"),
    [(0, 0, 1.0), (1, 0, 1.0), (5, 0, 0.0625), (6, 0, 0.03125), (4, 4, 1.0), (9, 1, 0.021484375)],
)
def test_known_values(only_first: int, only_second: int, p_value: float) -> None:
    assert mcnemar_p_value(only_first, only_second) == p_value


def test_a_million_differing_samples() -> None:
    """Two standard deviations from even: the normal law is right to three digits."""
    found = mcnemar_p_value(501_000, 499_000)
    assert found == pytest.approx(math.erfc(1999 / math.sqrt(10**6) / math.sqrt(2)), rel=1e-3)
    assert mcnemar_p_value(500_000, 500_000) == 1.0
    assert mcnemar_p_value(1_000_000, 0) == 0.0


@pytest.mark.parametrize("bad", [-1, 0.5, True, None])
def test_numbers_of_samples_are_numbers(bad: object) -> None:
    with pytest.raises(InputError, match="expected numbers of samples, 0 or more"):
        mcnemar_p_value(3, bad)


def test_a_table_pickles() -> None:
    found = McNemar(1, 2, 3, 4)
    assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301
    assert (found.n, found.p_value) == (10, 1.0)
