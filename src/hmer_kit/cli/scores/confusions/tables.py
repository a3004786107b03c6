"""Confusions as lines of text, and their changes as plain values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hmer_kit.cli._text import visible

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from hmer_kit.error_mining import ConfusionComparison, ConfusionTable

__all__ = ["as_table", "changes"]

_HEAD = ("written", "read", "times", "rate", "notation", "samples", "examples")
_NUMBERS = frozenset({2, 4, 5})


def as_table(table: ConfusionTable, args: argparse.Namespace) -> str:
    """Return the pairs, and what else was asked for, a block each.

    Examples:
        >>> import argparse
        >>> from hmer_kit.error_mining import ConfusionTable
        >>> args = argparse.Namespace(show=1, examples=0, symbols=False, families=False, cycles=False)
        >>> as_table(ConfusionTable(), args).splitlines()[-1]
        '0 of 0 pairs, 0 edits; 0 of 0 samples wrong, 0 of them in notation only, 0 runaways left out'
    """
    from hmer_kit.error_mining import confusion_cycles, look_alike_communities

    blocks = [_pairs(table, args)]
    if args.symbols:
        errors = [f"{one.symbol}: {one.rate}" for one in table.symbol_errors(args.show or None)]
        blocks.append("\n".join(["symbols that go wrong", *errors]))
    if args.families:
        found = look_alike_communities(table)[: args.show or None]
        families = [f"{' '.join(one.symbols)} ({one.inside} inside, {one.across} with others)" for one in found]
        blocks.append("\n".join(["families of look-alikes", *families]))
    if args.cycles:
        blocks.append("\n".join(["cycles", *map(str, confusion_cycles(table, args.show or None))]))
    return visible("\n\n".join(blocks))


def _pairs(table: ConfusionTable, args: argparse.Namespace) -> str:
    rows = table.to_rows()
    shown = rows[: args.show or None]
    lines = _aligned([_HEAD, *(_cells(row, args.examples) for row in shown)])
    edits = f"{table.edits} edit{'' if table.edits == 1 else 's'}"
    rest = f"{table.wrong} of {table.compared} samples wrong, {table.notation_only} of them in notation only"
    return f"{lines}\n{len(shown)} of {len(rows)} pairs, {edits}; {rest}, {table.runaway_count} runaways left out"


def _cells(row: dict[str, Any], examples: int) -> tuple[str, ...]:
    rate, low, high = (100 * row[name] for name in ("rate", "low", "high"))
    share = f"{rate:.1f} % ({low:.1f} .. {high:.1f})"
    named = ", ".join(row["examples"][:examples])
    counts = str(row["count"]), share, str(row["notation"]), str(row["samples"])
    return (_flat(row["reference"]), _flat(row["prediction"]), *counts, _flat(named) if named else "")


def _flat(text: str) -> str:
    return " ".join(visible(text).split()) or "(nothing)"


def _aligned(rows: Sequence[tuple[str, ...]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if place in _NUMBERS else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


def changes(found: ConfusionComparison) -> dict[str, Any]:
    """Return what changed as plain values.

    Examples:
        >>> from hmer_kit.error_mining import ConfusionTable, compare_confusions
        >>> changes(compare_confusions(ConfusionTable(), ConfusionTable()))
        {'level': 0.95, 'changes': []}
    """
    repaired = {id(change) for change in found.repaired}
    worse = {id(change) for change in found.worse}
    rows = [
        {
            "reference": change.pair.reference,
            "prediction": change.pair.prediction,
            "before": {"count": change.before.count, "total": change.before.total},
            "after": {"count": change.after.count, "total": change.after.total},
            "difference": change.difference,
            "p_value": change.p_value,
            "adjusted": change.adjusted,
            "verdict": "repaired" if id(change) in repaired else "worse" if id(change) in worse else None,
        }
        for change in found.changes
    ]
    return {"level": found.level, "changes": rows}
