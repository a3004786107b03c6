"""A confusion table for spreadsheets and pages."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Final

from hmer_kit.error_mining.confusions._views import limit

if TYPE_CHECKING:
    from hmer_kit.error_mining.confusions.table import ConfusionTable

__all__ = ["confusions_csv", "confusions_markdown"]

_COLUMNS: Final = (
    "reference", "prediction", "op", "count", "rate", "low", "high", "notation", "samples", "examples",
)  # fmt: skip
_BACKTICKS: Final = re.compile("`+")


def confusions_csv(table: ConfusionTable) -> str:
    r"""Return the rows of a table as CSV (RFC 4180), the commonest pair first.

    Args:
        table: Confusions.

    Returns:
        A header and a line for each pair, see ``ConfusionTable.to_rows``; example ids are joined with ``;``.

    Examples:
        >>> from hmer_kit.error_mining import ConfusionTable
        >>> print(confusions_csv(ConfusionTable.from_pairs(["x"], ["X"], ids=["a"])))
        reference,prediction,op,count,rate,low,high,notation,samples,examples
        X,x,substitute,1,1.000000,0.206549,1.000000,0,1,a
        <BLANKLINE>
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for row in table.to_rows():
        shares = {name: f"{row[name]:.6f}" for name in ("rate", "low", "high")}
        cells = row | shares | {"examples": ";".join(row["examples"])}
        writer.writerow([cells[name] for name in _COLUMNS])
    return text.getvalue()


def confusions_markdown(table: ConfusionTable, n: int | None = 20) -> str:
    """Return the commonest pairs as a Markdown table, and a line that says what else there is.

    Args:
        table: Confusions.
        n: Most pairs to show; None for all.

    Returns:
        Lines without a newline at the end; tokens are escaped.

    Raises:
        InputError: ``n`` is negative.

    Examples:
        >>> from hmer_kit.error_mining import ConfusionTable
        >>> print(confusions_markdown(ConfusionTable.from_pairs(["x"], ["X"], ids=["a"])))
        | written | read | times | rate | 95 % interval | notation | samples | examples |
        |---|---|--:|--:|--:|--:|--:|---|
        | `X` | `x` | 1 | 100.00 % | 20.65 .. 100.00 | 0 | 1 | `a` |
        <BLANKLINE>
        1 of 1 pairs, 1 of 1 edits; 1 of 1 samples wrong, 0 of them in notation only, runaways left out: 0.
    """
    rows = table.to_rows()
    shown = rows[: limit(n)]
    lines = [
        "| written | read | times | rate | 95 % interval | notation | samples | examples |",
        "|---|---|--:|--:|--:|--:|--:|---|",
    ]
    for row in shown:
        names = ", ".join(map(_code, row["examples"][:3]))
        bounds = f"{100 * row['low']:.2f} .. {100 * row['high']:.2f}"
        lines.append(
            f"| {_code(row['reference'])} | {_code(row['prediction'])} | {row['count']} | {100 * row['rate']:.2f} % "
            f"| {bounds} | {row['notation']} | {row['samples']} | {names} |"
        )
    edits = sum(row["count"] for row in shown)
    rest = (
        f"{len(shown)} of {len(rows)} pairs, {edits} of {table.edits} edits; {table.wrong} of {table.compared} samples "
        f"wrong, {table.notation_only} of them in notation only, runaways left out: {table.runaway_count}."
    )
    return "\n".join([*lines, "", rest])


def _code(text: str) -> str:
    """Return a text as inline code of a table cell; nothing as an empty set."""
    if not text:
        return "∅"
    flat = " ".join(text.split()).replace("|", "\\|")
    fence = "`" * (1 + max(map(len, _BACKTICKS.findall(flat)), default=0))
    pad = " " if "`" in flat else ""
    return f"{fence}{pad}{flat}{pad}{fence}"
