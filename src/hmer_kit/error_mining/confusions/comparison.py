"""Two confusion tables side by side: what did training repair, and what is new?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from hmer_kit._wilson import check_level
from hmer_kit.error_mining.confusions.rates import confusion_rate
from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    from hmer_kit.error_mining.confusions.pairs import ConfusionPair
    from hmer_kit.error_mining.confusions.rates import ConfusionRate
    from hmer_kit.error_mining.confusions.table import ConfusionTable

__all__ = ["ConfusionChange", "ConfusionComparison", "compare_confusions", "fisher_p_value"]

_SLACK: Final = 1e-7
"""Two probabilities are the same up to so much of each, and the rounding of their logarithms."""


@dataclass(frozen=True, slots=True)
class ConfusionChange:
    """One pair in both tables.

    Examples:
        >>> from hmer_kit.error_mining import ConfusionTable
        >>> before = ConfusionTable.from_pairs(["x"] * 8, ["X"] * 8)
        >>> change = compare_confusions(before, ConfusionTable.from_pairs(["X"] * 8, ["X"] * 8)).changes[0]
        >>> change.before.count, change.after.count, f"{change.p_value:.6f}"
        (8, 0, '0.000155')
    """

    pair: ConfusionPair
    """What was written and what was read."""
    before: ConfusionRate
    """How often in the first table."""
    after: ConfusionRate
    """How often in the second table."""
    p_value: float
    """Fisher's exact test, two-sided: how likely so unequal rates are if nothing changed."""
    adjusted: float
    """The same after Holm's correction (Holm 1979) for as many tests as there are pairs."""

    @property
    def difference(self) -> float:
        """Rate after less rate before; negative where fewer went wrong."""
        return self.after.rate - self.before.rate


@dataclass(frozen=True, slots=True)
class ConfusionComparison:
    """What changed from one table to another.

    Examples:
        >>> from hmer_kit.error_mining import ConfusionTable
        >>> before = ConfusionTable.from_pairs(["x"] * 9 + ["c"], ["X"] * 9 + ["c"])
        >>> after = ConfusionTable.from_pairs(["X"] * 9 + ["C"], ["X"] * 9 + ["c"])
        >>> compared = compare_confusions(before, after)
        >>> [change.pair.prediction for change in compared.repaired], compared.gone == compared.repaired
        (['x'], True)
        >>> [change.pair.prediction for change in compared.new], compared.worse
        (['C'], [])
    """

    changes: list[ConfusionChange]
    """Every pair of either table, that with the smallest probability first."""
    level: float
    """Confidence: what is below ``1 - level`` after correction counts as changed."""

    @property
    def repaired(self) -> list[ConfusionChange]:
        """Pairs that are rarer beyond chance."""
        return [change for change in self._beyond_chance() if change.difference < 0]

    @property
    def worse(self) -> list[ConfusionChange]:
        """Pairs that are commoner beyond chance."""
        return [change for change in self._beyond_chance() if change.difference > 0]

    @property
    def gone(self) -> list[ConfusionChange]:
        """Pairs that do not come up any more, beyond chance or not."""
        return [change for change in self.changes if not change.after.count]

    @property
    def new(self) -> list[ConfusionChange]:
        """Pairs that did not come up before, beyond chance or not."""
        return [change for change in self.changes if not change.before.count]

    def _beyond_chance(self) -> list[ConfusionChange]:
        return [change for change in self.changes if change.adjusted < 1 - self.level]

    def table(self, n: int | None = 20) -> str:
        """Return the pairs as lines of text, those surest to have changed first.

        Args:
            n: Most pairs to show; None for all.

        Examples:
            >>> from hmer_kit.error_mining import ConfusionTable
            >>> before = ConfusionTable.from_pairs(["x"] * 8, ["X"] * 8)
            >>> print(compare_confusions(before, ConfusionTable.from_pairs(["X"] * 8, ["X"] * 8)).table())
            written  read  before  after  difference       p  adjusted
            X        x        8/8    0/8   -100.00 %  0.0002    0.0002  repaired
            1 pair: 1 repaired, 0 worse; 1 gone, 0 new. Fisher's exact test, Holm's correction, level 0.95
        """
        head = ["written", "read", "before", "after", "difference", "p", "adjusted", ""]
        verdicts = {change.pair: "repaired" for change in self.repaired}
        verdicts |= {change.pair: "worse" for change in self.worse}
        rows = [head, *(_row(change, verdicts.get(change.pair, "")) for change in self.changes[:n])]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        lines = [_line(row, widths) for row in rows]
        noun = "pair" if len(self.changes) == 1 else "pairs"
        lines.append(
            f"{len(self.changes)} {noun}: {len(self.repaired)} repaired, {len(self.worse)} worse; {len(self.gone)} "
            f"gone, {len(self.new)} new. Fisher's exact test, Holm's correction, level {self.level:g}"
        )
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        from hmer_kit.error_mining._notebook import confusion_changes_html

        return confusion_changes_html(self)


def _row(change: ConfusionChange, verdict: str) -> list[str]:
    return [
        change.pair.reference or "(nothing)",
        change.pair.prediction or "(nothing)",
        f"{change.before.count}/{change.before.total}",
        f"{change.after.count}/{change.after.total}",
        f"{100 * change.difference:+.2f} %",
        f"{change.p_value:.4f}",
        f"{change.adjusted:.4f}",
        verdict,
    ]


def _line(row: list[str], widths: list[int]) -> str:
    cells = [
        cell.ljust(width) if at in {0, 1, 7} else cell.rjust(width)
        for at, (cell, width) in enumerate(zip(row, widths, strict=True))
    ]
    return "  ".join(cells).rstrip()


def compare_confusions(before: ConfusionTable, after: ConfusionTable, *, level: float = 0.95) -> ConfusionComparison:
    """Compare two tables pair by pair, such as those of a model before and after it was trained on its own errors.

    The rates of a pair are compared with Fisher's exact test, so both tables may come from different samples. It takes
    the tokens for independent, which those of one expression or writer are not quite. Give ``table.ink()`` to leave
    notation out.

    Args:
        before: The first table.
        after: The second one.
        level: Confidence, 0..1.

    Returns:
        A change for each pair of either table.

    Raises:
        InputError: ``level`` is not between 0 and 1, or the tables were counted differently.

    Examples:
        >>> from hmer_kit.error_mining import ConfusionTable
        >>> before = ConfusionTable.from_pairs(["x", "c"], ["X", "c"])
        >>> [change.difference for change in compare_confusions(before, before).changes]
        [0.0]
    """
    check_level(level)
    for name in ("cost", "profile"):
        ours, theirs = getattr(before, name), getattr(after, name)
        if ours != theirs and before.compared and after.compared:
            raise InputError(f"expected tables counted with the same {name}, got {ours!r} and {theirs!r}; count again")
    tested = []
    for pair in {**before.counts, **after.counts}:
        was, now = (confusion_rate(table, pair, level=level) for table in (before, after))
        tested.append((fisher_p_value((was.count, was.total), (now.count, now.total)), pair, was, now))
    tested.sort(key=lambda row: row[:2])
    changes, floor = [], 0.0
    for rank, (p_value, pair, was, now) in enumerate(tested):
        floor = min(1.0, max(floor, p_value * (len(tested) - rank)))
        changes.append(ConfusionChange(pair, was, now, p_value, floor))
    return ConfusionComparison(changes, level)


def fisher_p_value(first: tuple[int, int], second: tuple[int, int]) -> float:
    """Return how likely two shares at least so unequal are if the true ones are equal (Fisher 1922, two-sided).

    All tables with the same sums that are no likelier than this one count.

    Args:
        first: ``(part, whole)``.
        second: ``(part, whole)``.

    Returns:
        Probability, 0..1; 1.0 where one of both has no samples.

    Raises:
        InputError: A part is no count out of its whole.

    Examples:
        >>> round(fisher_p_value((3, 4), (1, 4)), 4), fisher_p_value((0, 5), (0, 9))
        (0.4857, 1.0)
    """
    for part, whole in (first, second):
        if not 0 <= part <= whole:
            raise InputError(f"expected a part of {whole} samples, got {part}")
    (part, whole), (other, other_whole) = first, second
    drawn = part + other
    lowest, highest = max(0, drawn - other_whole), min(drawn, whole)

    def logarithm(at: int) -> float:
        return _ways(whole, at) + _ways(other_whole, drawn - at)

    terms = [logarithm(at) for at in range(lowest, highest + 1)]
    slack = _SLACK + 1e-14 * math.lgamma(whole + other_whole + 1)
    bound, largest = logarithm(part) + slack, max(terms)
    weights = [math.exp(term - largest) for term in terms]
    return min(1.0, math.fsum(w for w, term in zip(weights, terms, strict=True) if term <= bound) / math.fsum(weights))


def _ways(whole: int, part: int) -> float:
    """Return the logarithm of the number of ways to choose a part."""
    return math.lgamma(whole + 1) - math.lgamma(part + 1) - math.lgamma(whole - part + 1)
