"""What the formats with tabs share: one symbol and its place, and what a format has to know of relations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["RIGHT", "OutlineRow", "Vocabulary"]

RIGHT: Final = "right"


class OutlineRow(NamedTuple):
    """One symbol and where it stands."""

    symbol: str
    """The symbol as the line has it."""
    parent: int
    """Index of its left neighbour for ``right``, else of its owner; ``START`` for the first."""
    relation: str
    """Its relation to the parent; empty for the first."""
    line: int
    """Number of its line, counted from 1."""
    text: str
    """That line without its indentation."""


class Vocabulary(Protocol):
    """What a format knows of relations."""

    names: Sequence[str]
    """The relations, for messages and to tell what a misspelled one means."""

    def knows(self, relation: str) -> bool:
        """Return whether the format has such a relation."""
        ...

    def takes(self, symbol: str, relation: str, *, owned: int) -> bool:
        """Return whether a symbol that owns so many rows of that relation may own one more."""
        ...

    def natural(self, symbol: str) -> Sequence[str]:
        """Return the relations that a symbol is likely to own, in the order in which they come."""
        ...

    def closed(self, symbol: str) -> bool:
        """Return whether nothing may stand right of a symbol."""
        ...
