"""Operations made of tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from hmer_kit.error_mining.marking.operations import Correction, CorrectionOp

_REPLACE, _INSERT, _DELETE = CorrectionOp


class _Draft:
    """An operation that is being made: a frozen dataclass that looks at its fields takes four times as long to fill."""

    __slots__ = ("anchor", "new", "old", "op")

    if TYPE_CHECKING:
        op: CorrectionOp
        old: str
        new: str
        anchor: str | None


def made_correction(old: str, new: str, *, anchor: str) -> Correction:
    """Return the ``Correction`` of what stands at a mark and what should.

    Args:
        old: Tokens that stand there; empty where some are missing.
        new: Tokens that should.
        anchor: The token before the mark.
    """
    draft = _Draft()
    draft.op = _INSERT if not old else _REPLACE if new else _DELETE
    draft.old, draft.new, draft.anchor = old, new, None if old else anchor
    if not ((not old or old.strip()) and (not new or new.strip()) and anchor.strip()):  # white space of a rare kind
        return Correction(draft.op, old, new, draft.anchor)
    correction = cast("Correction", draft)
    correction.__class__ = Correction
    return correction
