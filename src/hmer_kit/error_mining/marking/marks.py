r"""Marked expressions: a prediction with its errors marked (paper sections 3.3 and 3.4).

Wrong tokens stand between ``<error_start>`` and ``<error_end>``; ``<deleted>`` stands where tokens are missing. Tokens
too many are wrong tokens as well; the correction log tells the two apart (``REPLACE``, ``DELETE``).

Neighbouring edits share one mark, so between two marks there is always a right token. The i-th operation of the
correction log (``hmer_kit.error_mining.marking.corrections``) belongs to the i-th mark; together they rebuild the
reference.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from hmer_kit.error_mining.marking._groups import grouped
from hmer_kit.error_mining.marking.tags import DELETED, ERROR_END, ERROR_START
from hmer_kit.exceptions import FormatError, InputError

if TYPE_CHECKING:
    from hmer_kit.error_mining.tokens import Spans, Tokenizer

__all__ = ["MarkedPiece", "PieceKind", "mark_errors", "parse_marked", "unmark"]

_TAG = re.compile("(" + "|".join(map(re.escape, (ERROR_START, ERROR_END, DELETED))) + ")")


class PieceKind(StrEnum):
    """What a piece of a marked expression is.

    Examples:
        >>> [piece.kind.value for piece in parse_marked("x <deleted>")]
        ['plain', 'deleted']
    """

    PLAIN = "plain"
    """Tokens outside any mark."""
    ERROR = "error"
    """Tokens marked as wrong."""
    DELETED = "deleted"
    """A place where tokens are missing."""


@dataclass(frozen=True, slots=True)
class MarkedPiece:
    """One piece of a marked expression.

    Examples:
        >>> parse_marked("<error_start> d <error_end>")
        [MarkedPiece(kind=<PieceKind.ERROR: 'error'>, tokens=('d',))]
    """

    kind: PieceKind
    """What it is."""
    tokens: tuple[str, ...] = ()
    """Its tokens; empty for a deletion."""


def mark_errors(prediction: str, reference: str, *, tokenizer: Tokenizer = "auto", spans: Spans = "edits") -> str:
    r"""Return the prediction with its errors marked.

    Args:
        prediction: LaTeX that was recognized.
        reference: LaTeX that should have been.
        tokenizer: How to cut both into tokens, see ``token_pair``.
        spans: How far a mark reaches, see ``Spans``: ``"balanced"`` widens it until its braces are balanced; a
            brace that has no partner in its whole expression stays alone.

    Returns:
        Blank-separated tokens and tags; the prediction itself where nothing is wrong.

    Raises:
        InputError: A side is no string, holds a tag, is cut into tokens that a log cannot hold, or
            an option is unknown.

    Examples:
        >>> mark_errors("x ^ { 2 } + d", "x ^ { 2 } + a")
        'x ^ { 2 } + <error_start> d <error_end>'
        >>> mark_errors("x ^ { }", "x ^ { 2 }")
        'x ^ { <deleted> }'
        >>> mark_errors("x ^ 2 }", "x ^ { 2 }", spans="balanced")
        'x ^ <error_start> 2 } <error_end>'
    """
    return grouped(prediction, reference, tokenizer, spans).text


def parse_marked(marked: str) -> list[MarkedPiece]:
    """Return the pieces of a marked expression in order.

    Args:
        marked: Tokens and tags; blanks around a tag may be missing, as in a model's response.

    Returns:
        Plain runs, error spans and deletions; an empty list for an empty string. No plain piece is empty.

    Raises:
        InputError: ``marked`` is no string.
        FormatError: A tag that is nested, not closed or not opened, or a span with nothing in it.

    Examples:
        >>> [str(piece.kind) for piece in parse_marked("x <deleted> = <error_start> d <error_end>")]
        ['plain', 'deleted', 'plain', 'error']
    """
    if not isinstance(marked, str):
        raise InputError(f"expected a marked expression as str, got {type(marked).__name__}")
    pieces: list[MarkedPiece] = []
    is_open, tags = False, 0
    for part in _TAG.split(marked):
        if part in {ERROR_START, ERROR_END, DELETED}:
            tags += 1
            _check_tag(part, tags, is_open=is_open, previous=pieces)
            is_open = part == ERROR_START
            if part == DELETED:
                pieces.append(MarkedPiece(PieceKind.DELETED))
            elif is_open:
                pieces.append(MarkedPiece(PieceKind.ERROR))
        elif tokens := tuple(part.split()):
            if is_open:
                pieces[-1] = MarkedPiece(PieceKind.ERROR, tokens)
            else:
                pieces.append(MarkedPiece(PieceKind.PLAIN, tokens))
    if is_open:
        raise FormatError(
            f"expected {ERROR_END} before the end of the marked expression, got none for the last {ERROR_START} "
            f"(tag {tags}); close it",
            code="unclosed_span",
            text=marked,
        )
    return pieces


def _check_tag(tag: str, number: int, *, is_open: bool, previous: list[MarkedPiece]) -> None:
    if is_open and tag != ERROR_END:
        raise FormatError(
            f"expected {ERROR_END} for the open {ERROR_START}, got {tag} inside it at tag {number}; marks do not nest",
            code="nested_tag",
            text=tag,
        )
    if tag == ERROR_END and not is_open:
        raise FormatError(
            f"expected {ERROR_START} before {ERROR_END}, got none open at tag {number}; open the span or drop the tag",
            code="unopened_span",
            text=tag,
        )
    if tag == ERROR_END and not previous[-1].tokens:
        raise FormatError(
            f"expected tokens between {ERROR_START} and {ERROR_END}, got none at tag {number}; "
            f"missing tokens are marked {DELETED}",
            code="empty_span",
            text=tag,
        )


def unmark(marked: str) -> str:
    """Return the prediction inside a marked expression.

    Args:
        marked: Tokens and tags.

    Returns:
        The tokens without the tags, blank-separated.

    Raises:
        InputError: ``marked`` is no string.
        FormatError: The tags are not well-formed; see ``parse_marked``.

    Examples:
        >>> unmark("x ^ { <deleted> } + <error_start> d <error_end>")
        'x ^ { } + d'
    """
    return " ".join(token for piece in parse_marked(marked) for token in piece.tokens)
