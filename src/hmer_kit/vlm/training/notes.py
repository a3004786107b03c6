"""What was cut or left out in a run: counted always, named up to a limit, for a stream has no end."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Notes"]

_MOST_NAMED = 1_000
_log = logging.getLogger(__name__)


class Notes:
    """Different notes in the order of their first coming, the first thousand of them, and how many came in all.

    Args:
        said: What is logged as a warning when the first one comes, with ``%s`` in its place.

    Examples:
        >>> notes = Notes()
        >>> notes.add(["a", "b"])
        >>> notes.add(["a"])
        >>> list(notes), notes.total
        (['a', 'b'], 3)
    """

    def __init__(self, said: str | None = None) -> None:
        self.said = said
        self.total = 0
        """How many came, repetitions and unnamed ones too."""
        self._named: dict[str, None] = {}

    def add(self, notes: Iterable[str]) -> None:
        """Count notes, and keep those that are new while there is room.

        Args:
            notes: Any number.
        """
        for note in notes:
            if self.said is not None and not self.total:
                _log.warning(self.said, note)
            self.total += 1
            if len(self._named) < _MOST_NAMED:
                self._named[note] = None

    def __iter__(self) -> Iterator[str]:
        return iter(self._named)

    def __len__(self) -> int:
        return len(self._named)
