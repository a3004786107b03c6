"""What may be wrong with a label, and the shape of a function that looks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from hmer_kit.data.records import Record

__all__ = ["LabelCheck", "LabelFault", "LabelFaultKind"]


class LabelFaultKind(StrEnum):
    """What is wrong with a label.

    Examples:
        >>> LabelFaultKind("braces") is LabelFaultKind.BRACES
        True
    """

    EMPTY = "empty"
    """There is no token."""
    CHARACTER = "character"
    """A control character, one that cannot be seen, or one that is not ASCII."""
    SPACING = "spacing"
    """Tokens are not separated by one blank each."""
    BRACES = "braces"
    """Braces are not balanced."""
    UNPARSED = "unparsed"
    """It does not parse."""
    NOTATION = "notation"
    """It is spelled otherwise than its dialect spells."""
    TREE_TEXT = "tree_text"
    """Its tree as text does not give it back."""
    COUNTS = "counts"
    """The counts that came with it are others."""
    GRAPH = "graph"
    """The label graph that came with it is another."""
    INK = "ink"
    """Its ink cannot be read, or has other symbols or relations."""
    PICTURE = "picture"
    """Its picture cannot be read, is blank, or has not the shape of so many symbols."""


@dataclass(frozen=True, slots=True)
class LabelFault:
    """One thing that is wrong with a label.

    Examples:
        >>> from hmer_kit.data.corpus.labels import check_braces
        >>> fault = next(check_braces(Record("a", "{ x")))
        >>> fault.kind.value, fault.reason, fault.position
        ('braces', 'closing braces missing', 0)
    """

    kind: LabelFaultKind | str
    """What kind of thing; a check of your own may have a word of its own."""
    reason: str
    """Short phrase, the same for every case of its kind, so that kinds can be counted."""
    detail: str = ""
    """This case in words."""
    position: int | None = None
    """Number of the token concerned, from 0, where it is one."""


LabelCheck = Callable[[Record], Iterable[LabelFault]]
"""Yields what is wrong with a record."""
