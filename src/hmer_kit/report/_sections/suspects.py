"""References that deserve a second look, the strongest reasons first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from hmer_kit.report._building.sets import SUSPECTS

if TYPE_CHECKING:
    from hmer_kit.error_mining import LabelSuspect
    from hmer_kit.report.content import ReportData

_LISTED = 15
_LONGEST = 300
_KINDS: Final = {
    "unparsed": "does not parse",
    "counts": "does not fit its counts",
    "graph": "does not fit its label graph",
    "layout": "symbols at other places",
    "surplus": "symbols too many",
    "lacking": "symbols too few",
    "symbol": "another symbol",
    "look_alike": "a look-alike",
}


@dataclass(frozen=True, slots=True)
class SuspectRow:
    """One reason to look at one reference."""

    id: str
    """Name of the sample."""
    kind: str
    """What is wrong, if something is."""
    reference: str
    """The reference."""
    reading: str
    """What the models see instead; empty for a fault of its own."""
    reason: str
    """Who says so, or why."""


@dataclass(frozen=True, slots=True)
class SuspectView:
    """The section."""

    rows: list[SuspectRow]
    """The first ones."""
    total: int
    """How many there are."""
    kinds: list[tuple[str, int]]
    """How many of each kind."""
    compared: int
    """References looked at."""
    models: list[str]
    """Who voted; empty where only faults of their own were looked for."""
    set: str
    """Name of the set of all of them."""


def suspect_view(data: ReportData) -> SuspectView | None:
    """Return what the page shows of suspected references; None without any.

    Examples:
        >>> from hmer_kit.data import Record
        >>> from hmer_kit.report import build_report
        >>> view = suspect_view(build_report([Record("a", "{ x", prediction="x")], title="Run"))
        >>> view.rows[0].id, view.rows[0].kind, view.models
        ('a', 'does not parse', [])
    """
    found = data.label_noise
    if found is None or not found.suspects:
        return None
    return SuspectView(
        [_row(suspect) for suspect in found.suspects[:_LISTED]],
        total=len(found.suspects),
        kinds=[(_KINDS.get(kind.value, kind.value), count) for kind, count in found.kinds.items()],
        compared=found.compared,
        models=list(found.models),
        set=SUSPECTS,
    )


def _row(suspect: LabelSuspect) -> SuspectRow:
    reason = _short(suspect.reason)
    kind = _KINDS.get(suspect.kind.value, suspect.kind.value)
    return SuspectRow(suspect.id, kind, _short(suspect.reference), _short(suspect.reading), reason)


def _short(text: str) -> str:
    """Keep one endless reference from filling the page; the sample has all of it."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} …"
