r"""Correction logs: what to change at the marks of a prediction (paper sections 3.3 and 3.4).

One operation a line, the i-th for the i-th mark:

    REPLACE:d -> a          the error span "d" should read "a"
    DELETE:+ 1              the error span "+ 1" should go
    INSERT:2 after {        at the deletion, "2" is missing; the token before it is "{"

Order is what ties an operation to its place: in a third of wrong expressions the text to replace occurs more than once,
and most tokens before a gap are not unique. So the position that INSERT names is for the reader only; at the very start
of an expression it is ``<start>``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.error_mining._checks import require_items
from hmer_kit.error_mining.marking._applying import corrected
from hmer_kit.error_mining.marking._groups import grouped
from hmer_kit.error_mining.marking._made import made_correction
from hmer_kit.error_mining.marking.log_text import dumps_log, loads_log
from hmer_kit.error_mining.marking.marks import PieceKind, parse_marked
from hmer_kit.error_mining.marking.operations import Correction, CorrectionOp
from hmer_kit.error_mining.marking.tags import START
from hmer_kit.exceptions import FormatError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.error_mining.marking._runs import Marking
    from hmer_kit.error_mining.tokens import Spans, Tokenizer

__all__ = [
    "Correction",
    "CorrectionOp",
    "apply_corrections",
    "correction_log",
    "dumps_log",
    "loads_log",
    "marks_and_log",
]


def correction_log(
    prediction: str, reference: str, *, tokenizer: Tokenizer = "auto", spans: Spans = "edits"
) -> list[Correction]:
    r"""Return what to change in a prediction, one operation for each mark of ``mark_errors``, in order.

    Args:
        prediction: LaTeX that was recognized.
        reference: LaTeX that should have been.
        tokenizer: As for ``mark_errors``; give both the same.
        spans: As for ``mark_errors``; give both the same.

    Returns:
        The operations; an empty list where nothing is wrong.

    Raises:
        InputError: A side is no string, holds a tag, is cut into tokens that a log cannot hold, or
            an option is unknown.

    Examples:
        >>> for correction in correction_log("x ^ { } + d", "x ^ { 2 } + a"):
        ...     print(correction)
        INSERT:2 after {
        REPLACE:d -> a
    """
    return _log(grouped(prediction, reference, tokenizer, spans))


def marks_and_log(
    prediction: str, reference: str, *, tokenizer: Tokenizer = "auto", spans: Spans = "edits"
) -> tuple[str, list[Correction]]:
    """Return what ``mark_errors`` and ``correction_log`` do, for one alignment.

    Args:
        prediction: LaTeX that was recognized.
        reference: LaTeX that should have been.
        tokenizer: As for ``mark_errors``.
        spans: As for ``mark_errors``.

    Returns:
        The prediction with its errors marked, and an operation for each mark.

    Raises:
        InputError: A side is no string, holds a tag, is cut into tokens that a log cannot hold, or
            an option is unknown.

    Examples:
        >>> marked, log = marks_and_log("x + d", "x + a")
        >>> marked, dumps_log(log)
        ('x + <error_start> d <error_end>', 'REPLACE:d -> a')
    """
    marking = grouped(prediction, reference, tokenizer, spans)
    return marking.text, _log(marking)


def _log(marking: Marking) -> list[Correction]:
    ours, theirs, spans, _ = marking
    return [
        made_correction(
            " ".join(ours[start:end]),
            " ".join(theirs[their_start:their_end]),
            anchor=ours[start - 1] if start else START,
        )
        for start, end, their_start, their_end in spans
    ]


def apply_corrections(marked: str, log: Sequence[Correction]) -> str:
    """Return the marked expression with the log carried out: the reference, if both are right.

    Args:
        marked: Tokens and tags.
        log: One operation for each mark, in the order of the marks.

    Returns:
        Blank-separated tokens.

    Raises:
        InputError: ``marked`` is no string, or ``log`` no sequence of ``Correction``.
        FormatError: The tags are not well-formed (see ``parse_marked``), there are
            more marks than operations or fewer (code ``count_mismatch``), or an operation does not fit its mark
            (``wrong_operation``, ``old_differs``); then ``line`` is the number of the operation.
            ``hmer_kit.error_mining.recover_corrections`` does what can be done all the same.

    Examples:
        >>> apply_corrections("x + <error_start> d <error_end>", loads_log("REPLACE:d -> a"))
        'x + a'
    """
    require_items(log, Correction, "read a text with loads_log first")
    pieces = parse_marked(marked)
    marks = sum(piece.kind is not PieceKind.PLAIN for piece in pieces)
    if marks != len(log):
        raise FormatError(
            f"expected one operation for each of the {marks} marks, got {len(log)}; "
            "the i-th operation belongs to the i-th mark",
            code="count_mismatch",
            text=marked,
        )
    operations = enumerate(log, 1)
    tokens: list[str] = []
    for piece in pieces:
        tokens += piece.tokens if piece.kind is PieceKind.PLAIN else corrected(piece, *next(operations))
    return " ".join(tokens)
