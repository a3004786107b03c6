"""Whose turn it is: shares that hold for every beginning of a stream, not just in the long run."""

from __future__ import annotations

import math
import random
from fractions import Fraction
from typing import TYPE_CHECKING

from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Interleaving", "shares"]


def shares(weights: Mapping[str, float], *, size: int) -> dict[str, int]:
    """Divide a number of examples by weights, by largest remainders.

    Args:
        weights: Relative weight of each task or source.
        size: Examples to divide.

    Raises:
        InputError: A weight is negative, or none is positive.

    Examples:
        >>> shares({"vanilla": 2, "tree_cot": 1, "symbol_counting": 1}, size=10)
        {'vanilla': 5, 'tree_cot': 3, 'symbol_counting': 2}
    """
    total = sum(weights.values())
    if total <= 0 or min(weights.values()) < 0:
        raise InputError(
            f"expected weights of tasks that are positive or zero, one at least positive, got {dict(weights)}"
        )
    exact = {name: size * weight / total for name, weight in weights.items()}
    counts = {name: int(value) for name, value in exact.items()}
    missing = size - sum(counts.values())
    for name in sorted(exact, key=lambda name: counts[name] - exact[name])[:missing]:
        counts[name] += 1
    return counts


class Interleaving:
    """Decides turn by turn which of several sources comes next.

    After any number of turns, each source has had its share of them to less than one turn (Tijdeman's rule for the
    chairman assignment problem, Discrete Mathematics 32, 1980: of those that are behind, the one that would be behind
    by too much first). A random choice would be off by the square root of the turns.

    Args:
        weights: Weight of each source, 0 or more, one at least above. Decimal fractions count as they are written.
        seed: Decides between sources that are equally due.
        counts: Turns that each has had already, to go on from there.

    Raises:
        InputError: A weight is negative or infinite, none is above 0, or ``counts`` are not one for each.

    Examples:
        >>> turns = Interleaving([3, 1])
        >>> "".join("ab"[turns.next()] for _ in range(8)), turns.counts
        ('aabaaaba', [6, 2])
    """

    def __init__(self, weights: Sequence[float], *, seed: int = 0, counts: Sequence[int] | None = None) -> None:
        if not all(_is_weight(weight) for weight in weights) or not any(weights):
            raise InputError(f"expected weights of 0 or more, one at least above 0, got {list(weights)!r:.80}")
        exact = [Fraction(str(weight)) for weight in weights]
        whole = math.lcm(*(weight.denominator for weight in exact))
        self._weights = [int(weight * whole) for weight in exact]
        self._total = sum(self._weights)
        self._order = [index for index, weight in enumerate(self._weights) if weight]
        random.Random(seed).shuffle(self._order)  # noqa: S311 - no secret
        self.counts = [0] * len(weights) if counts is None else list(counts)
        """Turns that each source has had."""
        if len(self.counts) != len(weights):
            raise InputError(f"expected counts of {len(weights)} sources, got {len(self.counts)}")
        self._turn = sum(self.counts)

    def next(self) -> int:
        """Return the place of the source whose turn it is, and count it."""
        self._turn += 1
        slack = max(2 * len(self._order) - 2, 1)
        best, best_weight, best_wait = -1, 1, 0
        for index in self._order:
            weight = self._weights[index]
            behind = slack * (weight * self._turn - self._total * self.counts[index])
            if behind < self._total and len(self._order) > 1:
                continue
            wait = (slack - 1) * self._total - behind
            if best < 0 or wait * best_weight < best_wait * weight:  # wait / weight, in whole numbers
                best, best_weight, best_wait = index, weight, wait
        self.counts[best] += 1
        return best


def _is_weight(weight: object) -> bool:
    return isinstance(weight, (int, float)) and not isinstance(weight, bool) and 0 <= weight < math.inf
