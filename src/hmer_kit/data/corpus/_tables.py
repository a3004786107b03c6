"""Text in columns."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """Return rows of equal length as lines, the columns to the left, two blanks between them.

    Ids come from files; control characters in them become blanks, so that a row stays a line.
    """
    rows = [[_CONTROL.sub(" ", cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    return "\n".join(line.rstrip() for line in lines)


def percent(share: float) -> str:
    """Return a share as per cent with one digit."""
    return f"{100 * share:.1f} %"
