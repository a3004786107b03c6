"""How often each whole number came: exact at any number of records, small where the numbers are."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Distribution"]


@dataclass(frozen=True, slots=True)
class Distribution:
    """Counts of whole numbers, such as lengths.

    Examples:
        >>> lengths = Distribution({3: 2, 5: 1, 9: 1})
        >>> lengths.total, lengths.mean, lengths.quantile(0.5), lengths.largest
        (4, 5.0, 3, 9)
        >>> print(lengths)
        mean 5.0, 3 to 9 (quartiles 3, 3, 5; 95 % at most 9; 99 % at most 9)
    """

    counts: Mapping[int, int] = field(default_factory=dict)
    """How often each number came, by number."""

    @property
    def total(self) -> int:
        """How many numbers there are."""
        return sum(self.counts.values())

    @property
    def mean(self) -> float:
        """Their mean; ``nan`` where there are none."""
        total = self.total
        return sum(number * count for number, count in self.counts.items()) / total if total else math.nan

    @property
    def deviation(self) -> float:
        """Their standard deviation, by n - 1; ``nan`` for fewer than two."""
        total, mean = self.total, self.mean
        if total < 2:
            return math.nan
        return math.sqrt(sum(count * (number - mean) ** 2 for number, count in self.counts.items()) / (total - 1))

    @property
    def smallest(self) -> int | None:
        """The smallest; None where there are none."""
        return min(self.counts, default=None)

    @property
    def largest(self) -> int | None:
        """The largest; None where there are none."""
        return max(self.counts, default=None)

    def quantile(self, share: float) -> int | None:
        """Return the smallest number that at least this share of all do not exceed; None where there are none.

        Args:
            share: From 0 to 1.

        Raises:
            InputError: It is not.
        """
        if not 0 <= share <= 1:
            raise InputError(f"expected a share from 0 to 1, got {share!r:.80}")
        wanted = max(1, math.ceil(share * self.total - 1e-9))
        seen = 0
        for number in sorted(self.counts):
            seen += self.counts[number]
            if seen >= wanted:
                return number
        return None

    def above(self, number: int) -> int:
        """Return how many are larger than a number.

        Args:
            number: Any.
        """
        return sum(count for value, count in self.counts.items() if value > number)

    def __str__(self) -> str:
        if not self.counts:
            return "none"
        quartiles = ", ".join(str(self.quantile(share)) for share in (0.25, 0.5, 0.75))
        tail = f"95 % at most {self.quantile(0.95)}; 99 % at most {self.quantile(0.99)}"
        return f"mean {self.mean:.1f}, {self.smallest} to {self.largest} (quartiles {quartiles}; {tail})"
