"""A protocol says what counts as an error: how strings become units, and how units are compared."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from hmer_kit.scoring.samples import SampleScore

__all__ = ["ScoringProtocol"]


@dataclass(frozen=True, slots=True)
class ScoringProtocol:
    """One answer to "which ExpRate is this?": a name and a version that every number prints with it.

    Equal signatures are equal numbers. A change that moves any number makes a new version.

    Examples:
        >>> from hmer_kit.scoring import get_protocol
        >>> get_protocol("released").signature, get_protocol("same_ink").unit
        ('released/1', 'token edits')
    """

    name: str
    """Name, as ``get_protocol`` takes it."""
    version: int
    """Version of its rules."""
    definition: str
    """What it compares, in one line."""
    source: str
    """Who scores so, or where it is defined."""
    unit: str
    """What one error is: what "<= 1" forgives one of."""
    read: Callable[[str], list[str]] = field(compare=False, repr=False)
    """Cuts a string into tokens, in their normal form where the protocol has one."""
    errors: Callable[[SampleScore], int] = field(compare=False, repr=False)
    """Counts the errors of a sample."""
    sizes: Callable[[SampleScore], tuple[int, int]] = field(compare=False, repr=False)
    """Counts the units of its prediction and of its reference."""
    rules: str = ""
    """Signature of the normalization profile; empty without one."""

    @property
    def signature(self) -> str:
        """Name and version, and the rules where they are not those of the name: ``same_ink/1(same_ink/1+dots)``."""
        own = f"{self.name}/{self.version}"
        return own if self.rules in ("", own) else f"{own}({self.rules})"
