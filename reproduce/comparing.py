"""Line by line: is what was measured what was printed, and what was recorded here before?"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reproduce._paths import HERE

if TYPE_CHECKING:
    from reproduce.measuring import Figures
    from reproduce.stated import Stated

RECORD = HERE / "figures.json"
"""What was measured when the page was made."""
PLAIN = frozenset(
    {
        "n",
        "released_cer",
        "token_error_rate",
        "character_error_rate",
        "error_rate",
        "count_mae",
        "count_mse",
        "cdm_f1",
        "official_cdm_exact",
        "at_most_0",
        "at_most_1",
        "at_most_2",
        "at_most_3",
    }
)
"""Measures that are printed as they are; all else is per cent."""
NEAR = 5e-7
"""Two rates are the same up to here: six decimals, two more than are printed of a percentage."""


@dataclass(frozen=True, slots=True)
class Line:
    """One figure beside what it is held against."""

    figure: str
    """Its name."""
    seen: str
    """As measured now, with as many digits as the other side."""
    other: str
    """As printed by somebody else, or as recorded here."""
    source: str
    """Who printed it."""
    because: str = ""
    """Why the two may differ."""

    @property
    def same(self) -> bool:
        """Whether both say the same."""
        return self.seen == self.other

    @property
    def expected(self) -> bool:
        """Whether it is as the table says: the same, or different for a reason that is given."""
        return self.same != bool(self.because)

    def __str__(self) -> str:
        verdict = "same     " if self.same else "different"
        reason = f": {self.because}" if self.because and not self.same else ""
        stale = ": no longer different, take the reason out" if self.because and self.same else ""
        return f"{verdict} {self.figure} {self.seen}, printed {self.other} ({self.source}){reason}{stale}"


def shown(name: str, value: float | str, *, digits: int = 4) -> str:
    """Return a figure as it is printed: per cent, or plain; whole numbers without decimals."""
    if isinstance(value, (str, int)):
        return str(value)
    plain = name.rpartition("/")[2] in PLAIN
    return f"{value if plain else 100 * value:.{digits}f}"


def against_print(figures: Figures, printed: list[Stated]) -> list[Line]:
    """Hold every figure that somebody printed against ours, to as many digits as were printed."""
    return [
        Line(
            item.figure,
            shown(item.figure, figures[item.figure], digits=len(item.value.partition(".")[2])),
            item.value,
            item.source,
            item.because,
        )
        for item in printed
    ]


def against_record(figures: Figures, recorded: Figures) -> list[Line]:
    """Return every figure that is not what was recorded, those included that only one side has."""
    names = sorted(figures.keys() | recorded.keys())
    return [
        Line(name, _text(figures.get(name)), _text(recorded.get(name)), RECORD.name)
        for name in names
        if not _near(figures.get(name), recorded.get(name))
    ]


def load_record() -> dict[str, Any]:
    """Return the recorded run."""
    found: dict[str, Any] = json.loads(RECORD.read_text(encoding="utf-8"))
    return found


def _near(one: float | str | None, other: float | str | None) -> bool:
    if isinstance(one, float) and isinstance(other, (int, float)):
        return math.isclose(one, other, rel_tol=0, abs_tol=NEAR)
    return one == other and one is not None


def _text(value: float | str | None) -> str:
    return "absent" if value is None else repr(value)
