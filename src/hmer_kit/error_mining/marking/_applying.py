"""One operation carried out at its mark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.error_mining.marking.marks import PieceKind
from hmer_kit.error_mining.marking.operations import Correction, CorrectionOp
from hmer_kit.error_mining.marking.tags import ARROW
from hmer_kit.exceptions import FormatError

if TYPE_CHECKING:
    from hmer_kit.error_mining.marking.marks import MarkedPiece


def corrected(piece: MarkedPiece, number: int, correction: Correction) -> list[str]:
    """Return what should stand at a mark; a FormatError if the operation does not fit it."""
    is_gap = piece.kind is PieceKind.DELETED
    if is_gap is not (correction.op == CorrectionOp.INSERT):
        wanted = "INSERT for a deletion" if is_gap else "REPLACE or DELETE for an error span"
        raise FormatError(
            f"expected {wanted} as operation {number}, for mark {number}, got {str(correction)[:60]!r}",
            code="wrong_operation",
            line=number,
            text=str(correction),
        )
    old, new, span = correction.old.split(), correction.new.split(), list(piece.tokens)
    if is_gap or "".join(old) == "".join(span):
        return new
    whole = [*old, ARROW, *new]
    if correction.op == CorrectionOp.REPLACE and whole[: len(span) + 1] == [*span, ARROW] and whole[len(span) + 1 :]:
        return whole[len(span) + 1 :]  # the span holds an arrow of its own, which a reader of the text cannot know
    raise FormatError(
        f"expected operation {number} to change {' '.join(span)[:40]!r}, the text of mark {number}, "
        f"got {correction.old[:40]!r}",
        code="old_differs",
        line=number,
        text=str(correction),
    )
