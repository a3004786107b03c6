"""The table of protocols: what the same predictions are worth by each, with intervals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hmer_kit.report._sections.cells import Cell, cell_of, label_of

if TYPE_CHECKING:
    from hmer_kit.report.content import ReportData


@dataclass(frozen=True, slots=True)
class ProtocolRow:
    """One protocol."""

    name: str
    """Its name."""
    definition: str
    """What it compares."""
    unit: str
    """What one error is."""
    signature: str
    """How the numbers came about."""
    cells: list[Cell]
    """Numbers, in the order of the columns."""


@dataclass(frozen=True, slots=True)
class ProtocolTable:
    """All of them."""

    columns: list[str]
    """Titles of the numbers."""
    rows: list[ProtocolRow]
    """A row for each protocol."""
    intervals: str
    """How the intervals came about."""


def protocol_table(data: ReportData) -> ProtocolTable | None:
    """Return the table; None without protocols.

    Examples:
        >>> from hmer_kit.data import Record
        >>> from hmer_kit.report import build_report
        >>> table = protocol_table(build_report([Record("a", "x ^ { 2 }", prediction="x ^ 2")], title="Run"))
        >>> [(row.name, row.cells[0].text) for row in table.rows]
        [('released', '0.00'), ('same_ink', '100.00'), ('label_graph', '100.00')]
    """
    if not data.protocols:
        return None
    columns = list(dict.fromkeys(rate.measure for one in data.protocols for rate in one.rates))
    rows = []
    for one in data.protocols:
        cells = {rate.measure: cell_of(rate) for rate in one.rates}
        blank = Cell("", "", 0, 0, 0)
        rows.append(
            ProtocolRow(
                one.protocol.name,
                one.protocol.definition,
                one.protocol.unit,
                one.signature,
                [cells.get(name, blank) for name in columns],
            )
        )
    return ProtocolTable([label_of(name) for name in columns], rows, _intervals(data))


def _intervals(data: ReportData) -> str:
    """Say how the intervals came about, as the first one does."""
    first = next((rate.interval for one in data.protocols for rate in one.rates), None)
    if first is None:
        return ""
    drawn = f", {first.n_resamples:,} resamples, seed {first.seed}" if first.n_resamples else ""
    return f"{100 * first.level:g} % intervals: {first.method}{drawn}"
