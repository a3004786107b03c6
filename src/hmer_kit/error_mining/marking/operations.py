"""One operation of a correction log."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from hmer_kit.error_mining.marking.tags import AFTER, ARROW
from hmer_kit.exceptions import InputError

__all__ = ["Correction", "CorrectionOp"]


class CorrectionOp(StrEnum):
    """What to do at a mark, seen from the prediction.

    Examples:
        >>> CorrectionOp("REPLACE") is CorrectionOp.REPLACE
        True
    """

    REPLACE = "REPLACE"
    """Put other tokens in the place of an error span."""
    INSERT = "INSERT"
    """Put tokens at a deletion: the prediction lacks them."""
    DELETE = "DELETE"
    """Take an error span out."""


_OPERATIONS = frozenset(CorrectionOp)


@dataclass(frozen=True, slots=True)
class Correction:
    """One operation of a correction log; ``str`` gives its line.

    Raises:
        InputError: An unknown operation, or ``old``, ``new`` or ``anchor`` that do not fit it.

    Examples:
        >>> print(Correction(CorrectionOp.REPLACE, old="d", new="a"))
        REPLACE:d -> a
        >>> print(Correction(CorrectionOp.INSERT, new="2", anchor="{"))
        INSERT:2 after {
    """

    op: CorrectionOp
    """What to do."""
    old: str = ""
    """Blank-separated tokens that go; empty for INSERT."""
    new: str = ""
    """Blank-separated tokens that come; empty for DELETE."""
    anchor: str | None = None
    """For INSERT, the token before the gap (``<start>`` at the start), or None where a log does not say.

    For the reader only: the place is that of the mark.
    """

    def __post_init__(self) -> None:
        if not isinstance(self.op, str) or self.op not in _OPERATIONS:
            raise InputError(f"expected REPLACE, INSERT or DELETE as the operation, got {self.op!r}")
        for name, needed in (("old", self.op != CorrectionOp.INSERT), ("new", self.op != CorrectionOp.DELETE)):
            value = getattr(self, name)
            if not isinstance(value, str) or bool(value.strip()) is not needed:
                wanted = "some tokens" if needed else "an empty string"
                raise InputError(f"expected {wanted} as the {name} text of {self.op}, got {value!r}")
        if self.anchor is not None:
            self._check_anchor()
        elif self.op == CorrectionOp.INSERT and f" {AFTER} " in f" {self.new} ":
            raise InputError(f"expected an anchor for an INSERT that holds the word {AFTER!r}, got None")

    def _check_anchor(self) -> None:
        if self.op != CorrectionOp.INSERT:
            raise InputError(f"expected no anchor for {self.op}, got {self.anchor!r}; only INSERT has one")
        if not isinstance(self.anchor, str) or not self.anchor.strip():
            raise InputError(f"expected some tokens as the anchor of {self.op}, or None, got {self.anchor!r}")

    def __str__(self) -> str:
        old, new = " ".join(self.old.split()), " ".join(self.new.split())
        if self.op == CorrectionOp.REPLACE:
            return f"{self.op}:{old} {ARROW} {new}"
        if self.op == CorrectionOp.DELETE:
            return f"{self.op}:{old}"
        return f"{self.op}:{new}" + ("" if self.anchor is None else f" {AFTER} {self.anchor}")
