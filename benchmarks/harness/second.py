"""Two runs held against each other: the same verdicts, and figures within their spread?"""

from __future__ import annotations

from typing import Any

from benchmarks.harness.rows import Kind, Row, number

__all__ = ["compared"]

Key = tuple[str, str, str, str, str]
BOUNDLESS = (Kind.FIGURE, Kind.MEMORY)
"""No ratios: what a machine adds to both sides does not cancel out of them."""


def compared(first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
    """Return how two runs agree: counts, and a line for each row that does not.

    Figures agree where their spreads overlap. Rows of which one has no spread, and growths, each the fit of a process,
    agree within a tenth.
    """
    ours, theirs = _rows(first), _rows(second)
    both = [key for key in ours if key in theirs]
    lines, other_verdicts, ratios, overlapping = [], 0, 0, 0
    for key in both:
        one, two = ours[key], theirs[key]
        if one.verdict != two.verdict:
            other_verdicts += "MISSED" in (one.verdict, two.verdict)
            lines.append(f"{_name(key)}: {one.verdict} ({number(one.value)}), then {two.verdict} ({number(two.value)})")
        if one.kind in BOUNDLESS:
            continue
        ratios += 1
        if _overlap(one, two):
            overlapping += 1
        else:
            lines.append(f"{_name(key)}: {_shown(one)}, then {_shown(two)}")
    return {
        "rows": len(both),
        "only_once": sorted(_name(key) for key in ours.keys() ^ theirs.keys()),
        "other_verdicts": other_verdicts,
        "ratios": ratios,
        "within_spread": overlapping,
        "lines": lines,
    }


def _rows(results: dict[str, Any]) -> dict[Key, Row]:
    found = {}
    for suite, entry in results["suites"].items():
        for data in entry["rows"]:
            row = Row.from_dict(data)
            against = "" if row.kind is Kind.GROWTH else row.against
            found[suite, row.what, row.kind.value, against, row.unit] = row
    return found


def _overlap(one: Row, two: Row) -> bool:
    (low, high), (other_low, other_high) = one.spread, two.spread
    if low == high or other_low == other_high or one.kind is Kind.GROWTH:
        return abs(one.value - two.value) <= 0.1 * max(one.value, two.value)
    return low <= other_high and other_low <= high


def _shown(row: Row) -> str:
    low, high = row.spread
    return f"{number(row.value)} ({number(low)} to {number(high)})"


def _name(key: Key) -> str:
    suite, what, kind, against, _ = key
    return f"{suite}: {what}" + (f", {kind} {against}" if against else "")
