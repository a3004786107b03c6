"""McNemar's exact test: is one of two systems right more often than the other, on the same samples?"""

from __future__ import annotations

import math
from dataclasses import dataclass

from hmer_kit.exceptions import InputError

__all__ = ["McNemar", "mcnemar_p_value"]

_EXACT_UP_TO = 10_000
"""Integers of that many bits are quick; beyond, logarithms are, and are right to about ten digits."""


@dataclass(frozen=True, slots=True)
class McNemar:
    """How two systems fare on the same samples, each right or wrong.

    Examples:
        >>> found = McNemar(both_right=80, only_first=9, only_second=1, both_wrong=10)
        >>> found.n, found.p_value
        (100, 0.021484375)
    """

    both_right: int
    """Samples that both have right."""
    only_first: int
    """Samples that the first has right and the second wrong."""
    only_second: int
    """Samples that the second has right and the first wrong."""
    both_wrong: int
    """Samples that both have wrong."""

    @property
    def n(self) -> int:
        """Number of samples."""
        return self.both_right + self.only_first + self.only_second + self.both_wrong

    @property
    def p_value(self) -> float:
        """See ``mcnemar_p_value``."""
        return mcnemar_p_value(self.only_first, self.only_second)


def mcnemar_p_value(only_first: int, only_second: int) -> float:
    """Return how probable so uneven a split, either way, would be if neither system were better.

    The test of McNemar (1947) in its exact form: of the samples on which the systems differ, each is as likely to go
    to one as to the other, so that the smaller count is binomial.

    Args:
        only_first: Samples that only the first system has right.
        only_second: Samples that only the second has right.

    Returns:
        Two-sided probability, 0..1; 1.0 where the systems nowhere differ.

    Raises:
        InputError: A number is negative or no integer.

    Examples:
        >>> mcnemar_p_value(5, 0), mcnemar_p_value(3, 3), mcnemar_p_value(0, 0)
        (0.0625, 1.0, 1.0)
    """
    for number in (only_first, only_second):
        if not isinstance(number, int) or isinstance(number, bool) or number < 0:
            raise InputError(f"expected numbers of samples, 0 or more, got {number!r}")
    n, fewer = only_first + only_second, min(only_first, only_second)
    tail = _tail_in_integers(n, fewer) if n <= _EXACT_UP_TO else _tail_in_logarithms(n, fewer)
    return min(1.0, 2 * tail)


def _tail_in_integers(n: int, most: int) -> float:
    """Return the probability of at most that many heads in n throws, rounded once."""
    ways = total = 1
    for heads in range(1, most + 1):
        ways = ways * (n - heads + 1) // heads
        total += ways
    return total / (1 << n)


def _tail_in_logarithms(n: int, most: int) -> float:
    """Return the same from the last term downwards: each is a known part of the one before."""
    last = math.lgamma(n + 1) - math.lgamma(most + 1) - math.lgamma(n - most + 1) - n * math.log(2)
    total, term = 0.0, 1.0
    for heads in range(most, -1, -1):
        total += term
        term *= heads / (n - heads + 1)
        if term < total * 2**-60:
            break
    return math.exp(last + math.log(total))
