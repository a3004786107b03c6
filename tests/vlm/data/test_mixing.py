"""Shares, epochs, buckets and processes."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmer_kit.exceptions import InputError
from hmer_kit.vlm.data.mixing import BatchPlan, bucketed, mix_epoch, shares


@given(st.dictionaries(st.text(max_size=3), st.floats(0.01, 100), min_size=1, max_size=5), st.integers(0, 1000))
def test_shares_sum_up_and_are_within_one_of_exact(weights, size) -> None:
    counts = shares(weights, size=size)
    assert sum(counts.values()) == size
    for name, weight in weights.items():
        assert abs(counts[name] - size * weight / sum(weights.values())) < 1 + 1e-6


@pytest.mark.parametrize("weights", [{"a": 0.0}, {"a": -1.0, "b": 2.0}])
def test_bad_weights_are_refused(weights) -> None:
    with pytest.raises(InputError, match="weights"):
        shares(weights, size=3)


def test_an_epoch_is_the_same_for_the_same_seed_and_another_for_another() -> None:
    pools, counts = {"a": range(20), "b": range(20, 30)}, {"a": 20, "b": 10}
    first = mix_epoch(pools, counts=counts, seed=1, epoch=0)
    assert mix_epoch(pools, counts=counts, seed=1, epoch=0) == first
    assert mix_epoch(pools, counts=counts, seed=1, epoch=1) != first
    assert mix_epoch(pools, counts=counts, seed=2, epoch=0) != first
    assert sorted(first) == list(range(30))


@given(size=st.integers(1, 7), count=st.integers(0, 20), epochs=st.integers(1, 6))
def test_epochs_together_go_through_a_pool_evenly(size, count, epochs) -> None:
    seen: Counter[int] = Counter(dict.fromkeys(range(size), 0))
    for epoch in range(epochs):
        drawn = mix_epoch({"a": range(size)}, counts={"a": count}, seed=3, epoch=epoch)
        assert len(drawn) == count
        seen.update(drawn)
    assert max(seen.values()) - min(seen.values()) <= 1


def test_buckets_hold_like_lengths_and_lose_nothing() -> None:
    rng = random.Random(0)
    lengths = [rng.randrange(100) for _ in range(103)]
    items = rng.sample(range(103), 103)
    batches = bucketed(items, lengths=lengths, batch_size=8, pool=100, rng=random.Random(1))
    assert sorted(index for batch in batches for index in batch) == list(range(103))
    assert len(batches) == 13
    spread = [max(lengths[i] for i in batch) - min(lengths[i] for i in batch) for batch in batches]
    assert max(spread) < 25
    assert [batch[0] for batch in batches] != sorted((batch[0] for batch in batches), key=lengths.__getitem__)


def test_a_pool_of_one_batch_keeps_the_order() -> None:
    assert bucketed([3, 1, 2], lengths=[0, 9, 8, 7], batch_size=2, pool=1) == [[3, 1], [2]]


@pytest.mark.parametrize("processes", [1, 2, 3, 7])
@pytest.mark.parametrize("examples", [1, 5, 8, 9])
def test_processes_share_validation_without_scoring_twice(processes, examples) -> None:
    plans = [
        BatchPlan({"": range(examples)}, lengths=[1] * examples, batch_size=2, replicas=(processes, rank))
        for rank in range(processes)
    ]
    shares_of = [list(plan) for plan in plans]
    assert {len(share) for share in shares_of} == {len(plans[0])}
    counted = [index for share in shares_of for batch, counts in share if counts for index in batch]
    assert sorted(counted) == list(range(examples))
    assert all(batch for share in shares_of for batch, _ in share)


def test_training_plans_differ_by_epoch_and_agree_between_processes() -> None:
    options = {"counts": {"a": 10}, "lengths": [1] * 10, "batch_size": 2}
    plans = [BatchPlan({"a": range(10)}, replicas=(2, rank), **options) for rank in range(2)]
    epochs = []
    for epoch in range(2):
        for plan in plans:
            plan.set_epoch(epoch)
        batches = [list(plan) for plan in plans]
        assert [len(share) for share in batches] == [3, 3] == [len(plan) for plan in plans]
        assert {index for share in batches for batch, _ in share for index in batch} == set(range(10))
        epochs.append(batches)
    assert epochs[0] != epochs[1]
