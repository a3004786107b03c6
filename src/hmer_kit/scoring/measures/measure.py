"""The one shape of every measure: integer counts of a sample, summed, and a rate of the sums.

Sums do not depend on the order of samples, on batches or on processes. So one definition serves a list in memory, a
stream, a torchmetrics state, a bootstrap sample and a subset.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from hmer_kit.scoring.samples import SampleScore

__all__ = ["Counts", "Family", "Measure", "divide_errors", "share", "sum_rows"]

Counts: TypeAlias = tuple[int, ...]
"""Counts of one sample, or their sums over many; the first is the number of samples."""


@dataclass(frozen=True, slots=True)
class Family:
    """What is counted in one sample; several measures may be read off the same counts.

    Examples:
        >>> from hmer_kit.scoring import SampleScore, get_measure
        >>> family = get_measure("token_error_rate").family
        >>> dict(zip(family.columns, family.count(SampleScore("x", "y z")), strict=True))["token_edits"]
        2
    """

    name: str
    """Name, unique among all families."""
    columns: tuple[str, ...]
    """Names of the counts; the first is ``samples``."""
    count: Callable[[SampleScore], Counts]
    """Counts one sample."""
    count_all: Callable[[Iterable[SampleScore]], list[Counts]] | None = field(default=None, repr=False, compare=False)
    """Counts many as ``count`` does, where that is sooner done than one by one."""

    def rows(self, samples: Iterable[SampleScore]) -> list[Counts]:
        """Return the counts of each sample, in order.

        Examples:
            >>> from hmer_kit.scoring import SampleScore, get_measure
            >>> family = get_measure("parse_rate").family
            >>> [counts[:2] for counts in family.rows([SampleScore("x", "y"), SampleScore("{", "y")])]
            [(1, 1), (1, 0)]
        """
        return list(map(self.count, samples)) if self.count_all is None else self.count_all(samples)


@dataclass(frozen=True, slots=True)
class Measure:
    """One number that a set of samples gets.

    Examples:
        >>> from hmer_kit.scoring import get_measure
        >>> measure = get_measure("expression_rate")
        >>> measure.rate((4, 3)), measure.higher_is_better
        (0.75, True)
    """

    name: str
    """Name, as ``get_measure`` takes it."""
    family: Family
    """What it counts."""
    rate: Callable[[Sequence[int]], float]
    """From the sums of the counts to the number; ``nan`` without samples."""
    definition: str
    """What it is, in one line."""
    source: str
    """Who measures so, or where it is defined."""
    kind: Literal["fraction", "ratio", "number"] = "fraction"
    """A fraction lies in 0..1 and is printed as per cent, a ratio may exceed 1, a number has a unit of its own."""
    higher_is_better: bool = True
    """Which way is better."""


def share(part: int, whole: int) -> float:
    """Divide a part by the whole.

    Args:
        part: A count.
        whole: What it is a part of.

    Returns:
        A fraction; ``nan`` if the whole is nothing.

    Examples:
        >>> share(1, 4), share(0, 0)
        (0.25, nan)
    """
    return part / whole if whole else math.nan


def divide_errors(errors: int, units: int, *, n: int) -> float:
    """Divide errors by the units they are counted against, and decide the cases without units.

    Args:
        errors: Number of edits.
        units: Tokens or characters of the references.
        n: Number of samples.

    Returns:
        ``errors / units``. If all references are empty: 0.0 without errors, ``inf`` with some. ``nan`` without samples.

    Examples:
        >>> divide_errors(1, 4, n=1), divide_errors(0, 0, n=1), divide_errors(2, 0, n=1), divide_errors(0, 0, n=0)
        (0.25, 0.0, inf, nan)
    """
    if units:
        return errors / units
    if n == 0:
        return math.nan
    return math.inf if errors else 0.0


def sum_rows(rows: Iterable[Counts], *, size: int) -> Counts:
    """Add up the counts of many samples.

    Args:
        rows: Counts, all of one family.
        size: How many counts a row has, for no rows.

    Examples:
        >>> sum_rows([(1, 0), (1, 1)], size=2), sum_rows([], size=2)
        ((2, 1), (0, 0))
    """
    sums = tuple(map(sum, zip(*rows, strict=True)))
    return sums or (0,) * size
