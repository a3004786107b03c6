from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmer_kit.data.corpus.mixtures import Interleaving
from hmer_kit.exceptions import InputError

weights = st.lists(st.integers(0, 50), min_size=1, max_size=7).filter(any)


@given(weights, st.integers(0, 3))
def test_every_beginning_holds_the_shares_to_less_than_one(weights: list[int], seed: int) -> None:
    turns = Interleaving(weights, seed=seed)
    total = sum(weights)
    for turn in range(1, min(2 * total, 200) + 1):
        turns.next()
        for weight, count in zip(weights, turns.counts, strict=True):
            assert abs(count - Fraction(weight * turn, total)) < 1


@given(weights)
def test_after_as_many_turns_as_the_weights_sum_to_each_has_its_own(weights: list[int]) -> None:
    turns = Interleaving(weights)
    for _ in range(sum(weights)):
        turns.next()
    assert turns.counts == weights


def test_decimal_weights_are_taken_as_written() -> None:
    turns = Interleaving([0.1, 0.2, 0.7])
    for _ in range(10):
        turns.next()
    assert turns.counts == [1, 2, 7]


@given(weights, st.integers(0, 60), st.integers(0, 60))
def test_goes_on_from_counts_as_if_it_had_not_stopped(weights: list[int], first: int, more: int) -> None:
    whole, part = Interleaving(weights, seed=1), Interleaving(weights, seed=1)
    for _ in range(first):
        assert whole.next() == part.next()
    again = Interleaving(weights, seed=1, counts=part.counts)
    assert [whole.next() for _ in range(more)] == [again.next() for _ in range(more)]


def test_seed_decides_between_equals() -> None:
    firsts = {Interleaving([1, 1, 1, 1], seed=seed).next() for seed in range(30)}
    assert firsts == {0, 1, 2, 3}


@pytest.mark.parametrize("weights", [[], [0, 0], [-1, 2], [float("inf")], [float("nan")], [True]])
def test_weights_must_be_weights(weights: list[float]) -> None:
    with pytest.raises(InputError, match="expected weights of 0 or more"):
        Interleaving(weights)


def test_counts_must_be_one_for_each() -> None:
    with pytest.raises(InputError, match="expected counts of 2 sources, got 1"):
        Interleaving([1, 1], counts=[0])
