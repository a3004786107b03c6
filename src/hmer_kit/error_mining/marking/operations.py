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

    __hash__ = str.__hash__  # that of its value, to which it is equal; an enumeration's own is slow


_REPLACE, _INSERT, _DELETE = CorrectionOp  # looked up once: a member of an enumeration is slow to get at
_NEEDS = {_REPLACE: (True, True), _INSERT: (False, True), _DELETE: (True, False)}
"""Whether an operation has an old and a new text."""


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
        if not isinstance(self.op, str) or self.op not in _NEEDS:
            raise InputError(f"expected REPLACE, INSERT or DELETE as the operation, got {self.op!r}")
        needs_old, needs_new = _NEEDS[self.op]
        self._check_text("old", self.old, needed=needs_old)
        self._check_text("new", self.new, needed=needs_new)
        if self.anchor is not None:
            self._check_anchor()
        elif self.op == _INSERT and f" {AFTER} " in f" {self.new} ":
            raise InputError(f"expected an anchor for an INSERT that holds the word {AFTER!r}, got None")

    def _check_text(self, name: str, value: object, *, needed: bool) -> None:
        if not isinstance(value, str) or bool(value.strip()) is not needed:
            wanted = "some tokens" if needed else "an empty string"
            raise InputError(f"expected {wanted} as the {name} text of {self.op}, got {value!r}")

    def _check_anchor(self) -> None:
        if self.op != _INSERT:
            raise InputError(f"expected no anchor for {self.op}, got {self.anchor!r}; only INSERT has one")
        if not isinstance(self.anchor, str) or not self.anchor.strip():
            raise InputError(f"expected some tokens as the anchor of {self.op}, or None, got {self.anchor!r}")

    def __str__(self) -> str:
        old, new = " ".join(self.old.split()), " ".join(self.new.split())
        if self.op == _REPLACE:
            return f"{self.op}:{old} {ARROW} {new}"
        if self.op == _DELETE:
            return f"{self.op}:{old}"
        return f"{self.op}:{new}" if self.anchor is None else f"{self.op}:{new} {AFTER} {self.anchor}"
