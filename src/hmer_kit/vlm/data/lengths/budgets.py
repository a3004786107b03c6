"""Batches by what they cost, tokens or pixels, in place of a number of examples."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence

__all__ = ["BatchBudget", "padded_cost", "summed_cost"]


def padded_cost(longest: int, total: int, count: int) -> int:  # noqa: ARG001 - one signature for both costs
    """Return what a batch costs that is padded to its longest example.

    Args:
        longest: Cost of the largest example.
        total: Cost of all examples.
        count: How many they are.

    Examples:
        >>> padded_cost(5, 8, 3)
        15
    """
    return longest * count


def summed_cost(longest: int, total: int, count: int) -> int:  # noqa: ARG001
    """Return what a batch costs that is not padded, such as pictures that keep their sizes.

    Args:
        longest: Cost of the largest example.
        total: Cost of all examples.
        count: How many they are.

    Examples:
        >>> summed_cost(5, 8, 3)
        8
    """
    return total


@dataclass(frozen=True, slots=True)
class BatchBudget:
    """What a batch may cost, and what each example does.

    An example that costs more than the budget by itself is a batch of its own: ``alone`` names it.

    Raises:
        InputError: The limit is below one.

    Examples:
        >>> budget = BatchBudget([5, 1, 2, 9], limit=8)
        >>> budget.cut([0, 1, 2, 3], pool=4), budget.alone
        ([[1, 2], [0], [3]], [3])
    """

    costs: Sequence[int]
    """Cost of the example of each index."""
    limit: int
    """Most that a batch may cost."""
    cost: Callable[[int, int, int], int] = padded_cost
    """Cost of a batch, by the largest of its examples, their sum and their number."""

    def __post_init__(self) -> None:
        if self.limit < 1:
            raise InputError(f"expected a budget of at least 1 for a batch, got {self.limit}")

    @property
    def alone(self) -> list[int]:
        """Indices of the examples that are over the budget by themselves."""
        return [index for index, cost in enumerate(self.costs) if cost > self.limit]

    def cut(self, items: Sequence[int], *, pool: int = 1, rng: random.Random | None = None) -> list[list[int]]:
        """Cut a list into batches that keep the budget.

        Args:
            items: Indices, in the order they were drawn.
            pool: About how many batches are sorted by cost together; 1 keeps the order as it is.
            rng: Shuffles the batches of each pool; without it they stay sorted.
        """
        mean = sum(map(self.costs.__getitem__, items)) / max(1, len(items))
        window_size = pool * max(1, round(self.limit / max(1.0, mean)))
        batches: list[list[int]] = []
        for start in range(0, len(items), window_size) if pool > 1 else range(min(1, len(items))):
            window = sorted(items[start : start + window_size], key=self.costs.__getitem__) if pool > 1 else items
            cut = self._fill(window)
            if rng is not None:
                rng.shuffle(cut)
            batches += cut
        return batches

    def _fill(self, items: Sequence[int]) -> list[list[int]]:
        batches: list[list[int]] = []
        longest = total = 0
        for index in items:
            cost = self.costs[index]
            longest, total = max(longest, cost), total + cost
            if batches and self.cost(longest, total, len(batches[-1]) + 1) <= self.limit:
                batches[-1].append(index)
            else:
                batches.append([index])
                longest = total = cost
        return batches
