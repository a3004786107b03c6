"""Rows of the benchmark page: what every round measured, beside what, and the bound it has to keep."""

from __future__ import annotations

import statistics
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["HEAD", "Kind", "Row", "Verdict", "number", "pooled"]


class Kind(StrEnum):
    """What a row says."""

    PEER = "peer"
    """Times as fast as what people use today: above 1 is faster."""
    LIMIT = "limit"
    """Times the cost of what nothing can be faster than: 1 is as cheap as can be."""
    GROWTH = "growth"
    """Times the cost for twice the input: 2 is linear."""
    MEMORY = "memory"
    """Peak of memory, in MiB or bytes."""
    FIGURE = "figure"
    """Anything else, for orientation."""


class Verdict(StrEnum):
    """Whether a row keeps its bound."""

    NONE = ""
    MET = "met"
    WITHIN = "within the spread"
    """The median misses the bound, not all of the middle rounds do."""
    REASON = "over it, for a reason"
    """A cost beyond its limit, of which the row says why; of no other kind of row."""
    MISSED = "MISSED"


UNITS = {Kind.PEER: "times as fast", Kind.LIMIT: "times the limit", Kind.GROWTH: "times for twice"}


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of the page."""

    what: str
    kind: Kind
    values: tuple[float, ...]
    """One for every round of every process."""
    unit: str = ""
    against: str = ""
    """The peer with its version, or what the limit is."""
    at_least: float | None = None
    at_most: float | None = None
    because: str = ""
    """Why the bound is not the usual one."""

    @property
    def value(self) -> float:
        """The median of the rounds."""
        return statistics.median(self.values)

    @property
    def spread(self) -> tuple[float, float]:
        """What nine tenths of the rounds are above, and below."""
        if len(self.values) < 2:
            return self.value, self.value
        tenths = statistics.quantiles(self.values, n=10, method="inclusive")
        return tenths[0], tenths[-1]

    @property
    def verdict(self) -> Verdict:
        """Whether the bound is kept."""
        low, high = self.spread
        if self.at_least is not None:
            return _verdict(self.value >= self.at_least, high >= self.at_least)
        if self.at_most is not None:
            found = _verdict(self.value <= self.at_most, low <= self.at_most)
            explained = self.kind is Kind.LIMIT and self.because
            return Verdict.REASON if found is Verdict.MISSED and explained else found
        return Verdict.NONE

    def cells(self) -> tuple[str, ...]:
        """Return the row as the page shows it."""
        low, high = self.spread
        spread = f"{number(low)} to {number(high)}" if low < high else ""
        unit = self.unit or UNITS.get(self.kind, "")
        within = self.kind is Kind.LIMIT and self.verdict in (Verdict.MET, Verdict.WITHIN)
        because = "" if within else self.because
        return self.what, f"{number(self.value)} {unit}".strip(), spread, self.against, self._asked(), because

    def _asked(self) -> str:
        for word, bound in (("at least", self.at_least), ("at most", self.at_most)):
            if bound is not None:
                return f"{word} {number(bound)}: {self.verdict}"
        return ""

    def to_dict(self) -> dict[str, Any]:
        """Return what JSON holds; what is not said is left out."""
        said = {name: value for name, value in asdict(self).items() if value not in (None, "")}
        return {**said, "values": [float(f"{value:.4g}") for value in self.values]}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Row:
        """Return the row that JSON holds."""
        return cls(**{**data, "kind": Kind(data["kind"]), "values": tuple(data["values"])})


HEAD = ("what", "measured", "spread", "against", "asked", "because")


def pooled(rows: Iterable[Row]) -> list[Row]:
    """Return the rows of several processes with the rounds of all of them, in the order of their first appearance.

    What is said against a growth, its sizes and how long the largest took, is that of the last process.
    """
    found: dict[tuple[str, Kind, str, str], Row] = {}
    for row in rows:
        key = (row.what, row.kind, "" if row.kind is Kind.GROWTH else row.against, row.unit)
        found[key] = replace(row, values=(*found[key].values, *row.values)) if key in found else row
    return list(found.values())


def number(value: float) -> str:
    """Return three digits that count, and all of those before the point; whole numbers as they are."""
    if isinstance(value, int):
        return f"{value:,}"
    size = abs(value)
    if size < 1:
        return f"{value:.3g}"
    return f"{value:,.{0 if size >= 100 else 1 if size >= 10 else 2}f}"


def _verdict(median: bool, spread: bool) -> Verdict:
    return Verdict.MET if median else Verdict.WITHIN if spread else Verdict.MISSED
