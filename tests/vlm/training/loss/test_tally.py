"""Losses of a validation do not depend on how it was cut into batches."""

from __future__ import annotations

import pytest
import torch

from hmer_kit.vlm.training.loss.rows import LossOptions, RowLosses
from hmer_kit.vlm.training.loss.tally import LossTally

SUMS = torch.tensor([6.0, 4.0, 1.0, 8.0])
TOKENS = torch.tensor([3, 1, 2, 2])
TASKS = ["vanilla", "tree_cot", "vanilla", "tree_cot"]


@pytest.mark.parametrize("size", [1, 2, 3, 4])
@pytest.mark.parametrize(
    ("reduction", "expected"),
    [
        ("tokens", {"loss": 19 / 8, "loss/vanilla": 7 / 5, "loss/tree_cot": 12 / 3}),
        ("model", {"loss": 19 / 8, "loss/vanilla": 7 / 5, "loss/tree_cot": 12 / 3}),
        ("samples", {"loss": 10.5 / 4, "loss/vanilla": 2.5 / 2, "loss/tree_cot": 8 / 2}),
    ],
)
def test_means_are_the_same_in_any_batches(size, reduction, expected) -> None:
    tally = LossTally(LossOptions(reduction))
    for start in range(0, 4, size):
        part = slice(start, start + size)
        tally.add(RowLosses(SUMS[part], TOKENS[part]), TASKS[part])
    assert tally.values() == pytest.approx(expected)


def test_all_processes_are_added_up() -> None:
    tally = LossTally(LossOptions())
    tally.add(RowLosses(SUMS[:1], TOKENS[:1]), TASKS[:1])
    other = LossTally(LossOptions())
    other.add(RowLosses(SUMS[1:2], TOKENS[1:2]), TASKS[1:2])
    seen: list[torch.Tensor] = []
    other.values(total=lambda counts: seen.append(counts) or counts)
    values = tally.values(total=lambda counts: counts + seen[0])
    assert values == pytest.approx({"loss": 10 / 4, "loss/vanilla": 2.0, "loss/tree_cot": 4.0})


def test_reset_forgets_and_nothing_gives_nothing() -> None:
    tally = LossTally(LossOptions())
    tally.add(RowLosses(SUMS, TOKENS), TASKS)
    tally.reset()
    assert tally.values() == {}
