"""What was repaired in an expression."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Repair"]


@dataclass(frozen=True, slots=True)
class Repair:
    """One thing that was wrong in an expression, and what was done about it.

    Examples:
        >>> Repair("unclosed_group", 4, 7, 7, "'{' at token 2 never closed; closed it", inserted=("}",)).removed
        ()
    """

    code: str
    """What was wrong; the codes of ``LatexError``."""
    position: int
    """Index of the first token that was left out, or of the token before which others were put in; the number of
    tokens at the end of the input. The message says where the fault was seen."""
    start: int
    """First character of that token."""
    end: int
    """One past its last character."""
    message: str
    """What was wrong and what was done, in one line."""
    removed: tuple[str, ...] = ()
    """Tokens that were left out."""
    inserted: tuple[str, ...] = ()
    """Tokens that were put in."""
