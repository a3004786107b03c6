"""The edits of a pair, grouped as marks and logs need them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from hmer_kit.alignment import EditOp, align
from hmer_kit.error_mining.tags import DELETED, ERROR_END, ERROR_START
from hmer_kit.error_mining.tokens import token_pair
from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hmer_kit.alignment import Edit
    from hmer_kit.error_mining.tokens import Tokenizer

_TAGS = (ERROR_START, ERROR_END, DELETED)
_RESERVED = re.compile(r"(?:REPLACE|INSERT|DELETE):|^\\\\\S")


@dataclass(frozen=True, slots=True)
class Group:
    """A run of equal tokens, or a run of neighbouring edits."""

    equal: bool
    prediction: tuple[str, ...]
    reference: tuple[str, ...]


def grouped(prediction: str, reference: str, tokenizer: Tokenizer) -> list[Group]:
    """Align both sides and join neighbouring edits, so that no two marks touch."""
    predicted, wanted = token_pair(prediction, reference, tokenizer=tokenizer)
    _check("prediction", prediction, predicted)
    _check("reference", reference, wanted)
    return joined(align(predicted, wanted))


def joined(edits: Iterable[Edit]) -> list[Group]:
    """Join neighbouring edits and neighbouring equal tokens."""
    groups: list[Group] = []
    for equal, run in groupby(edits, key=lambda edit: edit.op is EditOp.EQUAL):
        steps = list(run)
        ours = tuple(edit.prediction for edit in steps if edit.prediction is not None)
        theirs = tuple(edit.reference for edit in steps if edit.reference is not None)
        groups.append(Group(equal, ours, theirs))
    return groups


def _check(name: str, text: str, tokens: Sequence[str]) -> None:
    """Reject what could not be told from a tag or from the words of a log."""
    for tag in _TAGS:
        if tag in text:
            raise InputError(
                f"expected LaTeX as the {name}, got the tag {tag} at character {text.index(tag)}; "
                "give the expression without marks (unmark takes them out)"
            )
    for index, token in enumerate(tokens):
        if _RESERVED.search(token):
            raise InputError(
                f"expected LaTeX tokens in the {name}, got {token[:40]!r} at token {index}, which a correction log "
                "cannot tell from its own words or from escaped backslashes; leave out tokenizer='split'"
            )
