"""Notes that name nothing left out of the records: what the columns of a table were taken for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hmer_kit.data.records import Skip

GUESSED = "columns guessed: "
"""What a note of a guess begins with."""
LEFT_OUT = "column left out"
"""Reason of the note for a column that is no field of a record."""


def is_remark(skip: Skip) -> bool:
    """Whether a note speaks of columns, not of a record."""
    return skip.reason == LEFT_OUT or skip.reason.startswith(GUESSED)
