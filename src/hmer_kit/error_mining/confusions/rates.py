"""Rates of confusions and their intervals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hmer_kit._wilson import check_level, wilson_bounds

if TYPE_CHECKING:
    from hmer_kit.error_mining.confusions.counted import CountedConfusions
    from hmer_kit.error_mining.confusions.pairs import ConfusionPair

__all__ = ["ConfusionRate", "SymbolErrors", "confusion_rate", "symbol_errors"]


@dataclass(frozen=True, slots=True)
class ConfusionRate:
    """How often something went wrong out of how many times it could have.

    Examples:
        >>> rate = ConfusionRate(10, 100)
        >>> print(rate)
        10 of 100: 10.00 % (5.52 .. 17.44)
    """

    count: int
    """Times it did."""
    total: int
    """Times it could have."""
    level: float = 0.95
    """Confidence of the interval, 0..1."""

    @property
    def rate(self) -> float:
        """The share, 0..1; 0.0 where it never could."""
        return self.count / self.total if self.total else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's score interval (Wilson 1927) of the share, 0..1; ``(0.0, 1.0)`` where it never could.

        It takes the tokens for independent, which those of one expression or writer are not quite.
        """
        if not self.total:
            return 0.0, 1.0
        return wilson_bounds(self.count, self.total, level=self.level)

    def __str__(self) -> str:
        low, high = self.interval
        return f"{self.count} of {self.total}: {100 * self.rate:.2f} % ({100 * low:.2f} .. {100 * high:.2f})"


@dataclass(frozen=True, slots=True)
class SymbolErrors:
    """What became of one symbol of the references.

    Examples:
        >>> from hmer_kit.error_mining import ConfusionTable
        >>> errors = ConfusionTable.from_pairs(["x X"], ["X X X"]).symbol_errors()[0]
        >>> errors.symbol, errors.substituted, errors.omitted, str(errors.rate)
        ('X', 1, 1, '2 of 3: 66.67 % (20.77 .. 93.85)')
    """

    symbol: str
    """The symbol."""
    substituted: int
    """Times it was read as another."""
    omitted: int
    """Times it was left out."""
    rate: ConfusionRate
    """Both together, out of all times it stands in the references."""


def confusion_rate(table: CountedConfusions, pair: ConfusionPair, *, level: float = 0.95) -> ConfusionRate:
    """Return how often a pair came up, see ``ConfusionTable.rate``.

    Examples:
        >>> from hmer_kit.error_mining import ConfusionPair, ConfusionTable
        >>> table = ConfusionTable.from_pairs(["x X"], ["X X"])
        >>> confusion_rate(table, ConfusionPair("X", "x")).total
        2
    """
    check_level(level)
    count = table.counts.get(pair, 0)
    total = table.written.get(pair.reference, 0) if pair.reference else sum(table.written.values())
    return ConfusionRate(count, max(count, total), level)


def symbol_errors(table: CountedConfusions, *, level: float = 0.95) -> list[SymbolErrors]:
    """Return what became of each symbol, see ``ConfusionTable.symbol_errors``.

    Examples:
        >>> from hmer_kit.error_mining import ConfusionTable
        >>> [errors.symbol for errors in symbol_errors(ConfusionTable.from_pairs(["x 1"], ["X 1"]))]
        ['X']
    """
    check_level(level)
    wrong: dict[str, list[int]] = {}
    for pair, count in table.counts.items():
        if pair.reference:
            wrong.setdefault(pair.reference, [0, 0])[not pair.prediction] += count
    found = [
        SymbolErrors(symbol, counts[0], counts[1], ConfusionRate(sum(counts), table.written[symbol], level))
        for symbol, counts in wrong.items()
    ]
    return sorted(found, key=lambda errors: (-errors.rate.count, errors.symbol))
