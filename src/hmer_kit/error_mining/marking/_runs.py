"""Runs of edits and of equal tokens."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple, cast

from rapidfuzz.distance.Levenshtein import editops

from hmer_kit.alignment import EditOp

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hmer_kit.alignment import Edit


Span = tuple[int, int, int, int]
"""Where neighbouring edits begin and end in the prediction, then in the reference."""


class Marking(NamedTuple):
    """The tokens of both sides, and where they differ; between two spans there is an equal token."""

    prediction: list[str]
    reference: list[str]
    spans: list[Span]
    text: str
    """The prediction with its edits marked."""


class Group(NamedTuple):
    """A run of equal tokens, or a run of neighbouring edits."""

    equal: bool
    prediction: tuple[str, ...]
    reference: tuple[str, ...]


def edit_spans(prediction: Sequence[str], reference: Sequence[str]) -> list[Span]:
    """Return where the two differ, in order; between two spans there is an equal token."""
    spans: list[Span] = []
    start = their_start = their_end = 0
    end = -1  # of no span yet
    for tag, src, dest in cast("list[tuple[str, int, int]]", editops(reference, prediction).as_list()):
        if dest != end:  # equal tokens lie between, or this is the first
            if end >= 0:
                spans.append((start, end, their_start, their_end))
            start, their_start = dest, src
        end, their_end = dest + (tag != "delete"), src + (tag != "insert")
    if end >= 0:
        spans.append((start, end, their_start, their_end))
    return spans


def spans_of(groups: Iterable[Group]) -> list[Span]:
    """Return where those groups stand that are edits."""
    spans: list[Span] = []
    at = their_at = 0
    for group in groups:
        end, their_end = at + len(group.prediction), their_at + len(group.reference)
        if not group.equal:
            spans.append((at, end, their_at, their_end))
        at, their_at = end, their_end
    return spans


def joined(edits: Iterable[Edit]) -> list[Group]:
    """Join neighbouring edits and neighbouring equal tokens."""
    groups: list[Group] = []
    for equal, run in groupby(edits, key=lambda edit: edit.op is EditOp.EQUAL):
        steps = list(run)
        ours = tuple(edit.prediction for edit in steps if edit.prediction is not None)
        theirs = tuple(edit.reference for edit in steps if edit.reference is not None)
        groups.append(Group(equal, ours, theirs))
    return groups
