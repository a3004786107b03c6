"""What two corpora hold more or less of, with intervals: is this synthetic set like that real one?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING

from hmer_kit._wilson import check_level, wilson_bounds
from hmer_kit.data.corpus._tables import aligned, percent

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hmer_kit.data.corpus.statistics.counts import RecordStatistics
    from hmer_kit.data.corpus.statistics.distribution import Distribution

__all__ = ["MeanDifference", "ShareDifference", "StatisticsComparison", "compare_statistics"]

_MEANS = ("lengths", "symbols", "depths", "levels", "structures", "widths", "heights")
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class MeanDifference:
    """A mean in two corpora.

    Examples:
        >>> MeanDifference("lengths", 10.0, 12.5, low=1.5, high=3.5).difference
        2.5
    """

    name: str
    """What was measured, as ``RecordStatistics`` calls it."""
    first: float
    """Mean of the first corpus."""
    second: float
    """Mean of the second."""
    low: float
    """Lower bound of the difference; ``nan`` where a corpus has fewer than two records."""
    high: float
    """Upper bound."""

    @property
    def difference(self) -> float:
        """The second less the first."""
        return self.second - self.first


@dataclass(frozen=True, slots=True)
class ShareDifference:
    r"""How many records hold something, in two corpora.

    Examples:
        >>> ShareDifference("token", "\\frac", first=0.25, second=0.5, low=0.1, high=0.4).is_clear
        True
    """

    kind: str
    """``"token"`` or ``"relation"``."""
    name: str
    """The token or relation."""
    first: float
    """Share of the records of the first corpus that hold it."""
    second: float
    """Share of the second."""
    low: float
    """Lower bound of the difference, by Newcombe's method on Wilson's intervals."""
    high: float
    """Upper bound."""

    @property
    def difference(self) -> float:
        """The second less the first."""
        return self.second - self.first

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True)
class StatisticsComparison:
    r"""Two corpora side by side.

    Intervals are for one figure each; among hundreds of tokens, one in twenty leaves out zero by chance.

    Examples:
        >>> from hmer_kit.data import Record, record_statistics
        >>> real = record_statistics(Record(str(number), "x ^ { 2 }") for number in range(40))
        >>> made = record_statistics(Record(str(number), r"x + y") for number in range(40))
        >>> comparison = compare_statistics(real, made)
        >>> comparison.only_first, comparison.only_second
        (('^', '{', '2', '}'), ('+', 'y'))
        >>> print(comparison.table(limit=2))
        mean        first  second  difference
        lengths     5.0    3.0     -2.00 (-2.00 to -2.00)
        symbols     2.0    3.0     +1.00 (+1.00 to +1.00)
        depths      1.0    0.0     -1.00 (-1.00 to -1.00)
        levels      1.0    0.0     -1.00 (-1.00 to -1.00)
        structures  1.0    0.0     -1.00 (-1.00 to -1.00)
        <BLANKLINE>
        records with  first    second  difference
        token ^       100.0 %  0.0 %   -100.0 % (-100.0 % to -87.6 %)
        token {       100.0 %  0.0 %   -100.0 % (-100.0 % to -87.6 %)
        and 7 more
    """

    means: tuple[MeanDifference, ...]
    """Lengths, depths and so on; what one of the two does not have is left out."""
    shares: tuple[ShareDifference, ...]
    """Every token and relation of either, the largest difference first."""
    only_first: tuple[str, ...]
    """Tokens of the first corpus that the second lacks, the most frequent first."""
    only_second: tuple[str, ...]
    """Tokens of the second that the first lacks."""
    level: float
    """Confidence of each interval."""

    def table(self, limit: int = _SHOWN) -> str:
        """Return the means, and the largest differences of shares.

        Args:
            limit: Most tokens and relations to show.
        """
        means = [("mean", "first", "second", "difference")]
        means += [(one.name, f"{one.first:.1f}", f"{one.second:.1f}", _mean_text(one)) for one in self.means]
        shares = [("records with", "first", "second", "difference")]
        shares += [
            (f"{one.kind} {one.name}", percent(one.first), percent(one.second), _share_text(one))
            for one in self.shares[:limit]
        ]
        more = len(self.shares) - len(self.shares[:limit])
        return "\n".join([aligned(means), "", aligned(shares), *([f"and {more} more"] if more else [])])

    def _repr_html_(self) -> str:
        from hmer_kit.data._notebook import statistics_comparison_html

        return statistics_comparison_html(self)


def compare_statistics(
    first: RecordStatistics, second: RecordStatistics, *, level: float = 0.95
) -> StatisticsComparison:
    """Compare two corpora.

    Differences of means have Welch's normal interval, differences of shares (records with a token or relation, not
    occurrences, which come in bundles) Newcombe's.

    Args:
        first: Counts of one corpus.
        second: Counts of another.
        level: Confidence of each interval, between 0 and 1.

    Raises:
        InputError: ``level`` is not.

    Examples:
        >>> from hmer_kit.data import Record, record_statistics
        >>> counts = record_statistics([Record("a", "x"), Record("b", "y + 1")])
        >>> {share.difference for share in compare_statistics(counts, counts).shares}
        {0.0}
    """
    check_level(level)
    z = NormalDist().inv_cdf((1 + level) / 2)
    pairs = ((name, getattr(first, name), getattr(second, name)) for name in _MEANS)
    means = tuple(_mean(name, one, other, z) for name, one, other in pairs if one.counts and other.counts)
    shares = [*_shares("token", first, second, level), *_shares("relation", first, second, level)]
    shares.sort(key=lambda share: -abs(share.difference))
    return StatisticsComparison(
        means,
        tuple(shares),
        tuple(token for token in first.tokens if token not in second.tokens),
        tuple(token for token in second.tokens if token not in first.tokens),
        level,
    )


def _mean(name: str, one: Distribution, other: Distribution, z: float) -> MeanDifference:
    half = z * math.sqrt(one.deviation**2 / one.total + other.deviation**2 / other.total)
    difference = other.mean - one.mean
    return MeanDifference(name, one.mean, other.mean, difference - half, difference + half)


def _shares(kind: str, first: RecordStatistics, second: RecordStatistics, level: float) -> Iterator[ShareDifference]:
    if kind == "token":
        counts, totals = (first.token_records, second.token_records), (first.records, second.records)
    else:
        counts = first.relation_records, second.relation_records
        totals = first.records - first.unparsed, second.records - second.unparsed
    if all(totals):
        for name in dict.fromkeys([*counts[0], *counts[1]]):
            yield _share(kind, name, counts, totals, level)


def _share(
    kind: str, name: str, counts: tuple[Mapping[str, int], ...], totals: tuple[int, int], level: float
) -> ShareDifference:
    parts = [count.get(name, 0) for count in counts]
    one, other = (part / total for part, total in zip(parts, totals, strict=True))
    (low_one, high_one), (low_other, high_other) = (
        wilson_bounds(part, total, level=level) for part, total in zip(parts, totals, strict=True)
    )
    difference = other - one
    low = difference - math.hypot(other - low_other, high_one - one)
    high = difference + math.hypot(high_other - other, one - low_one)
    return ShareDifference(kind, name, one, other, low, high)


def _mean_text(one: MeanDifference) -> str:
    return f"{one.difference:+.2f} ({one.low:+.2f} to {one.high:+.2f})"


def _share_text(one: ShareDifference) -> str:
    return f"{100 * one.difference:+.1f} % ({100 * one.low:+.1f} % to {100 * one.high:+.1f} %)"
