"""Damaged marks mended, and operations brought together with the marks that they fit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rapidfuzz.distance import LCSseq

from hmer_kit.error_mining.marking.marks import MarkedPiece, PieceKind
from hmer_kit.error_mining.marking.operations import Correction, CorrectionOp
from hmer_kit.error_mining.marking.tags import ARROW, DELETED, ERROR_END, ERROR_START, START

if TYPE_CHECKING:
    from collections.abc import Sequence

Keys = tuple[str, str]
"""What a mark and its operation have in common: exactly (with the token before a gap), and at least."""

_TAG = re.compile("(" + "|".join(map(re.escape, (ERROR_START, ERROR_END, DELETED))) + ")")
_GAP = f"{DELETED} "


def mended_pieces(marked: str, log: Sequence[Correction]) -> tuple[list[MarkedPiece], list[tuple[str, str]]]:
    """Return the pieces of a marked expression without the tags that make no sense, and code and text of those.

    A span that is not closed reaches as far as the text of the last operation that it begins with, else to the end.
    """
    pieces: list[MarkedPiece] = []
    problems: list[tuple[str, str]] = []
    opened: list[str] | None = None
    for part in _TAG.split(marked):
        if opened is None and part == ERROR_START:
            opened = []
        elif opened is not None and part == ERROR_END:
            if opened:
                pieces.append(MarkedPiece(PieceKind.ERROR, tuple(opened)))
            else:
                problems.append(("empty_span", part))
            opened = None
        elif opened is None and part == DELETED:
            pieces.append(MarkedPiece(PieceKind.DELETED))
        elif part in {ERROR_START, ERROR_END, DELETED}:
            problems.append(("unopened_span" if opened is None else "nested_tag", part))
        elif opened is not None:
            opened += part.split()
        elif part.split():
            pieces.append(MarkedPiece(PieceKind.PLAIN, tuple(part.split())))
    if opened is not None:
        problems.append(("unclosed_span", ERROR_START))
        pieces += _closed(opened, log)
    return pieces, problems


def _closed(tokens: list[str], log: Sequence[Correction]) -> list[MarkedPiece]:
    """Return the pieces of a span that is not closed."""
    olds = [operation.old.split() for operation in reversed(log)]
    end = next((len(old) for old in olds if old and old == tokens[: len(old)]), len(tokens))
    parts = ((PieceKind.ERROR, tokens[:end]), (PieceKind.PLAIN, tokens[end:]))
    return [MarkedPiece(kind, tuple(part)) for kind, part in parts if part]


def mark_keys(pieces: Sequence[MarkedPiece], at: int) -> Keys:
    """Return the keys of a mark."""
    piece = pieces[at]
    if piece.kind is PieceKind.DELETED:
        before = pieces[at - 1].tokens if at and pieces[at - 1].kind is PieceKind.PLAIN else ()
        return _GAP + (before[-1] if before else START), _GAP
    text = "".join(piece.tokens)
    return text, text.partition(ARROW)[0]


def operation_keys(operation: Correction) -> Keys:
    """Return the keys of an operation."""
    if operation.op == CorrectionOp.INSERT:
        return _GAP + (operation.anchor or ""), _GAP
    text = "".join(operation.old.split())
    return text, text.partition(ARROW)[0]


def paired(marks: Sequence[Keys], operations: Sequence[Keys]) -> dict[int, int]:
    """Return which mark goes with which operation, in order.

    As many as possible go together exactly, and of the others between them as many as possible at all.
    """
    pairs: dict[int, int] = {}
    at, operation_at = 0, 0
    exact = _common([keys[0] for keys in marks], [keys[0] for keys in operations])
    for mark, operation in [*exact, (len(marks), len(operations))]:
        here, there = marks[at:mark], operations[operation_at:operation]
        loose = _common([keys[1] for keys in here], [keys[1] for keys in there])
        pairs |= {at + one: operation_at + other for one, other in loose}
        if mark < len(marks):
            pairs[mark] = operation
        at, operation_at = mark + 1, operation + 1
    return pairs


def _common(one: Sequence[str], other: Sequence[str]) -> list[tuple[int, int]]:
    """Return the places of a longest common subsequence in both."""
    if not one or not other:
        return []
    return [
        (step.src_start + offset, step.dest_start + offset)
        for step in LCSseq.opcodes(one, other)
        if step.tag == "equal"
        for offset in range(step.src_end - step.src_start)
    ]
