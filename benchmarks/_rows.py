"""Rows of the benchmark page: what every benchmark says of itself in one form, whatever else it prints and writes."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from _measure import Ratio


@dataclass(frozen=True, slots=True)
class Row:
    """One figure, with its spread, what it is held against, and the limit that it has to keep."""

    what: str
    value: float
    unit: str = ""
    """``times as fast`` for a ratio to something else; else a unit such as ``MiB`` or ``records/s``."""
    against: str = ""
    """The other side of a ratio."""
    low: float | None = None
    """A quarter of the rounds is below it."""
    high: float | None = None
    """A quarter of the rounds is above it."""
    at_least: float | None = None
    at_most: float | None = None

    def verdict(self) -> str:
        """Return the limit and whether it is kept; nothing where there is none."""
        if self.at_least is not None:
            return f"at least {number(self.at_least)}: {'met' if self.value >= self.at_least else 'MISSED'}"
        if self.at_most is not None:
            return f"at most {number(self.at_most)}: {'met' if self.value <= self.at_most else 'MISSED'}"
        return ""

    def cells(self) -> tuple[str, ...]:
        """Return the row as the page shows it."""
        spread = "" if self.low is None or self.high is None else f"{number(self.low)} to {number(self.high)}"
        return self.what, f"{number(self.value)} {self.unit}", spread, self.against, self.verdict()

    def to_dict(self) -> dict[str, Any]:
        """Return what JSON holds; what is not said is left out."""
        return {name: value for name, value in asdict(self).items() if value not in (None, "")}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Row:
        """Return the row that JSON holds."""
        return cls(**data)


HEAD = ("what", "measured", "quartiles", "against", "limit")


def faster(what: str, ratio: Ratio, *, against: str, at_least: float | None = None) -> Row:
    """Return the row of a ratio: above 1 is faster than the other side."""
    return Row(what, ratio.median, "times as fast", against, ratio.low, ratio.high, at_least)


def number(value: float) -> str:
    """Return three digits that count, and all of those before the point; whole numbers as they are."""
    if isinstance(value, int):
        return f"{value:,}"
    size = abs(value)
    if size < 1:
        return f"{value:.3g}"
    return f"{value:,.{0 if size >= 100 else 1 if size >= 10 else 2}f}"
