"""The edits of a pair, grouped as marks and logs need them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, get_args

from hmer_kit.alignment import align
from hmer_kit.error_mining.marking._runs import Marking, edit_spans, spans_of
from hmer_kit.error_mining.marking._widening import widened
from hmer_kit.error_mining.marking.tags import DELETED, ERROR_END, ERROR_START
from hmer_kit.error_mining.tokens import Spans, token_pair
from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.error_mining.marking._runs import Span
    from hmer_kit.error_mining.tokens import Tokenizer

_SPANS: tuple[str, ...] = get_args(Spans)
_TAGS = (ERROR_START, ERROR_END, DELETED)
_RESERVED = re.compile(r"(?:REPLACE|INSERT|DELETE):|^\\\\\S")
_MAYBE_RESERVED = re.compile(r"(?:REPLACE|INSERT|DELETE):|\\\\\S")


def grouped(prediction: str, reference: str, tokenizer: Tokenizer, spans: Spans) -> Marking:
    """Align both sides and join neighbouring edits, so that no two marks touch."""
    if spans not in _SPANS:
        raise InputError(f"expected spans to be one of {', '.join(_SPANS)}, got {spans!r}")
    if {type(prediction), type(reference), type(tokenizer)} == {str}:
        return _last_grouped(prediction, reference, tokenizer, spans)
    return _grouped(prediction, reference, tokenizer, spans)  # a class of one's own may not hash, and is named there


def _grouped(prediction: str, reference: str, tokenizer: Tokenizer, spans: Spans) -> Marking:
    predicted, wanted = token_pair(prediction, reference, tokenizer=tokenizer)
    _check("prediction", prediction, predicted)
    _check("reference", reference, wanted)
    found = edit_spans(predicted, wanted) if spans == "edits" else spans_of(widened(align(predicted, wanted)))
    return Marking(predicted, wanted, found, _marked_text(predicted, found))


# The two error tasks of a record ask for the same, one after the other.
_last_grouped = lru_cache(maxsize=1)(_grouped)


def _check(name: str, text: str, tokens: Sequence[str]) -> None:
    """Reject what could not be told from a tag or from the words of a log."""
    for tag in _TAGS if "<" in text else ():
        if tag in text:
            raise InputError(
                f"expected LaTeX as the {name}, got the tag {tag} at character {text.index(tag)}; "
                "give the expression without marks (unmark takes them out)"
            )
    # Tokens are pieces of the text. Two searches of a character are quicker than one of a pattern.
    if (":" not in text and r"\\" not in text) or not _MAYBE_RESERVED.search(text):
        return
    for index, token in enumerate(tokens):
        if _RESERVED.search(token):
            raise InputError(
                f"expected LaTeX tokens in the {name}, got {token[:40]!r} at token {index}, which a correction log "
                "cannot tell from its own words or from escaped backslashes; leave out tokenizer='split'"
            )


def _marked_text(tokens: Sequence[str], spans: Sequence[Span]) -> str:
    pieces: list[str] = []
    at = 0
    for start, end, _, _ in spans:
        pieces += tokens[at:start]
        if end > start:
            pieces += (ERROR_START, *tokens[start:end], ERROR_END)
        else:
            pieces.append(DELETED)
        at = end
    pieces += tokens[at:]
    return " ".join(pieces)
