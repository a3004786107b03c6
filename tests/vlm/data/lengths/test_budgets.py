"""Batches by tokens and by pixels."""

from __future__ import annotations

import itertools
import random
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from hmer_kit.data import Record
from hmer_kit.exceptions import InputError
from hmer_kit.vlm import TaskDataModule
from hmer_kit.vlm.data import BatchBudget, BatchPlan, padded_cost, summed_cost, text_length

COSTS = st.lists(st.integers(0, 60), min_size=1, max_size=60)


@dataclass(frozen=True)
class Blank:
    width: int
    height: int = 10
    name: str = "blank"

    def load(self) -> Image.Image:
        return Image.new("L", (self.width, self.height))


@given(COSTS, st.integers(1, 100), st.integers(1, 6), st.sampled_from([padded_cost, summed_cost]))
def test_batches_keep_the_budget_and_lose_nothing(costs, limit, pool, cost) -> None:
    budget = BatchBudget(costs, limit=limit, cost=cost)
    items = random.Random(0).sample(range(len(costs)), len(costs))
    batches = budget.cut(items, pool=pool, rng=random.Random(1))
    assert sorted(index for batch in batches for index in batch) == list(range(len(costs)))
    for batch in batches:
        own = [costs[index] for index in batch]
        assert cost(max(own), sum(own), len(own)) <= limit or (len(batch) == 1 and batch[0] in budget.alone)


@given(COSTS, st.integers(60, 200))
def test_no_two_neighbours_of_a_sorted_cut_would_fit_together(costs, limit) -> None:
    batches = BatchBudget(costs, limit=limit).cut(range(len(costs)), pool=len(costs) + 1)
    for one, other in itertools.pairwise(batches):
        joined = [*one, other[0]]
        assert max(costs[index] for index in joined) * len(joined) > limit


def test_a_pool_of_one_keeps_the_order() -> None:
    assert BatchBudget([3, 1, 2, 2], limit=6).cut([0, 1, 2, 3]) == [[0, 1], [2, 3]]


@pytest.mark.parametrize("processes", [1, 2, 3])
def test_epochs_have_equal_numbers_of_batches_and_go_through_the_examples_evenly(processes) -> None:
    lengths = random.Random(3).choices(range(5, 60), k=97)

    def plans() -> list[BatchPlan]:
        options = {"counts": {"a": 97}, "lengths": lengths, "batch_size": BatchBudget(lengths, limit=150), "pool": 4}
        return [BatchPlan({"a": range(97)}, replicas=(processes, rank), **options) for rank in range(processes)]

    shares = [[plan.share(epoch) for epoch in range(7)] for plan in plans()]
    assert {len(epoch) for share in shares for epoch in share} == {len(plans()[0])}
    together = [
        batch for epoch in range(7) for turn in zip(*(share[epoch] for share in shares), strict=True) for batch in turn
    ]
    assert all(counted for _, counted in together)
    seen = [index for batch, _ in together for index in batch]
    for start in range(0, len(seen) - 97, 97):
        assert sorted(seen[start : start + 97]) == list(range(97))


def test_an_epoch_is_the_same_whether_those_before_were_made_or_not() -> None:
    lengths = random.Random(3).choices(range(5, 60), k=97)
    options = {"counts": {"a": 97}, "lengths": lengths, "batch_size": BatchBudget(lengths, limit=150), "pool": 4}
    whole, late, told = (BatchPlan({"a": range(97)}, **options) for _ in range(3))
    for epoch in range(5):
        whole.share(epoch)
    assert late.share(5) == whole.share(5)
    told.set_anchor(5, whole.anchor(5))
    assert told.share(5) == whole.share(5)
    assert whole.share(2) == late.share(2)


def batches_of(data: TaskDataModule) -> list:
    return [batch.examples for batch in data.train_dataloader()]


def test_tokens_of_a_batch_are_bounded_padding_counted() -> None:
    records = [Record(f"r{n}", "x + " * (n % 9) + "1") for n in range(50)]
    data = TaskDataModule(records, collator=None, tasks={"vanilla": 1}, max_tokens_per_batch=200, pool=8)
    sizes = [(max(map(text_length, batch)) * len(batch), len(batch)) for batch in batches_of(data)]
    assert all(size <= 200 for size, _ in sizes)
    assert len({count for _, count in sizes}) > 1
    assert data.alone == []


def test_pixels_of_a_batch_are_bounded_and_what_is_larger_comes_alone_and_is_named() -> None:
    records = [Record(f"r{n}", "x", image=Blank(10 * (n + 1))) for n in range(12)]
    data = TaskDataModule(records, collator=None, tasks={"vanilla": 1}, max_pixels_per_batch=1000, pool=8)
    batches = batches_of(data)
    pixels = [[100 * (int(example.record.id[1:]) + 1) for example in batch] for batch in batches]
    assert all(sum(row) <= 1000 or len(row) == 1 for row in pixels)
    assert data.alone == ["r10", "r11"]
    assert sorted(example.record.id for batch in batches for example in batch) == sorted(r.id for r in records)


def test_two_budgets_and_budgets_of_nothing_are_refused() -> None:
    with pytest.raises(InputError, match="got both"):
        TaskDataModule([], collator=None, max_tokens_per_batch=10, max_pixels_per_batch=10)
    with pytest.raises(InputError, match="max_tokens_per_batch of at least 1, got 0"):
        TaskDataModule([], collator=None, max_tokens_per_batch=0)
    with pytest.raises(InputError, match="at least 1 for a batch"):
        BatchBudget([1], limit=0)
