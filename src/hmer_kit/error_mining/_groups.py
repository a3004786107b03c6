"""The edits of a pair, grouped as marks and logs need them, and the tokens they are taken on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from hmer_kit.alignment import EditOp, align
from hmer_kit.error_mining.tags import DELETED, ERROR_END, ERROR_START
from hmer_kit.exceptions import InputError
from hmer_kit.latex import split_tokens, tokenize

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Tokenizer = Callable[[str], Sequence[str]]

_TAGS = (ERROR_START, ERROR_END, DELETED)
_RESERVED = re.compile(r"(?:REPLACE|INSERT|DELETE):|^\\\\\S")


@dataclass(frozen=True, slots=True)
class Group:
    """A run of equal tokens, or a run of neighbouring edits."""

    equal: bool
    prediction: tuple[str, ...]
    reference: tuple[str, ...]


def token_pair(prediction: str, reference: str, tokenizer: Tokenizer | None) -> tuple[list[str], list[str]]:
    """Return the tokens of both sides, cut by the same rule.

    Without a tokenizer: at blanks if both sides are blank-separated, else both are tokenized. One rule for both, so
    that a slip in the prediction does not make a hundred edits of a reference that is cut another way.
    """
    for name, value in (("prediction", prediction), ("reference", reference)):
        if not isinstance(value, str):
            raise InputError(
                f"expected the {name} as a str of LaTeX, got {type(value).__name__} {str(value)[:40]!r}; "
                "join a token list with blanks"
            )
    if tokenizer is not None:
        return list(tokenizer(prediction)), list(tokenizer(reference))
    pair = split_tokens(prediction), split_tokens(reference)
    if pair == (prediction.split(), reference.split()):
        return pair
    return tokenize(prediction), tokenize(reference)


def grouped(prediction: str, reference: str, tokenizer: Tokenizer | None) -> list[Group]:
    """Align both sides and join neighbouring edits, so that no two marks touch."""
    predicted, wanted = token_pair(prediction, reference, tokenizer)
    _check("prediction", prediction, predicted)
    _check("reference", reference, wanted)
    return [
        Group(
            equal,
            tuple(edit.prediction for edit in edits if edit.prediction is not None),
            tuple(edit.reference for edit in edits if edit.reference is not None),
        )
        for equal, run in groupby(align(predicted, wanted), key=lambda edit: edit.op is EditOp.EQUAL)
        for edits in [list(run)]
    ]


def _check(name: str, text: str, tokens: Sequence[str]) -> None:
    """Reject what could not be told from a tag or from the words of a log."""
    for tag in _TAGS:
        if tag in text:
            raise InputError(
                f"expected LaTeX as the {name}, got the tag {tag} at character {text.index(tag)}; "
                "give the expression without marks (unmark takes them out)"
            )
    for index, token in enumerate(tokens):
        if _RESERVED.search(token) or token.split() != [token]:
            raise InputError(
                f"expected LaTeX tokens in the {name}, got {token[:40]!r} at token {index}, which a correction log "
                "cannot hold apart from its own words, blanks or escapes; leave out tokenizer=, or cut finer"
            )
