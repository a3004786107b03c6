"""What a writer has written, what it has not, and how much of it was read back."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hmer_kit.data._text import one_line

if TYPE_CHECKING:
    from pathlib import Path

    from hmer_kit.data.records import Skip

__all__ = ["WriteReport"]


@dataclass(frozen=True, slots=True)
class WriteReport:
    """What became of the records that were to be written.

    Examples:
        >>> from hmer_kit.data import Skip
        >>> report = WriteReport(2, skipped=[Skip("record 3 (id 'a')", "id came before")], verified=2)
        >>> report.summary()
        '2 written, 2 read back, 1 note (1 × id came before)'
    """

    written: int
    """Records that stand in the files."""
    skipped: list[Skip] = field(default_factory=list)
    """What was left out or changed, record by record, and fields that the format cannot hold."""
    files: list[Path] = field(default_factory=list)
    """The files, without single pictures."""
    verified: int = 0
    """Records whose texts and picture were read back and found equal; the texts of the others were, too."""
    resumed: int = 0
    """Records, of those written, that an earlier run had written before it was ended."""

    def summary(self) -> str:
        """Return one line: how many were written, read back and left out, and why.

        Examples:
            >>> WriteReport(3, verified=3, resumed=1).summary()
            '3 written (1 by an earlier run), 3 read back, 0 notes'
        """
        earlier = f" ({self.resumed} by an earlier run)" if self.resumed else ""
        count = len(self.skipped)
        checked = f", {self.verified} read back" if self.verified else ""  # some formats are never read back
        line = f"{self.written} written{earlier}{checked}, {count} note{'' if count == 1 else 's'}"
        kinds = Counter(skip.reason for skip in self.skipped).most_common(4)
        return line + (f" ({', '.join(f'{number} × {one_line(reason)}' for reason, number in kinds)})" if kinds else "")
