"""Runs of edits and of equal tokens."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from rapidfuzz.distance.Levenshtein import editops

from hmer_kit.alignment import EditOp

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hmer_kit.alignment import Edit


@dataclass(frozen=True, slots=True)
class Group:
    """A run of equal tokens, or a run of neighbouring edits."""

    equal: bool
    prediction: tuple[str, ...]
    reference: tuple[str, ...]


def runs(prediction: Sequence[str], reference: Sequence[str]) -> list[Group]:
    """Return what ``joined(align(prediction, reference))`` does, without an object for every token."""
    groups: list[Group] = []
    ours = theirs = 0  # where the run begins that is not in the list yet
    end = their_end = 0  # where its edits end
    past = (("", len(reference), len(prediction)),)
    for tag, src, dest in (
        *((step.tag, step.src_pos, step.dest_pos) for step in editops(reference, prediction)),
        *past,
    ):
        if dest > end:  # equal tokens lie between
            if end > ours or their_end > theirs:
                groups.append(_group(prediction[ours:end], reference[theirs:their_end], equal=False))
            groups.append(_group(prediction[end:dest], reference[their_end:src], equal=True))
            ours, theirs = dest, src
        end, their_end = dest + (tag in {"replace", "insert"}), src + (tag in {"replace", "delete"})
    if end > ours or their_end > theirs:
        groups.append(_group(prediction[ours:end], reference[theirs:their_end], equal=False))
    return groups


def _group(prediction: Sequence[str], reference: Sequence[str], *, equal: bool) -> Group:
    return Group(equal, tuple(prediction), tuple(reference))


def joined(edits: Iterable[Edit]) -> list[Group]:
    """Join neighbouring edits and neighbouring equal tokens."""
    groups: list[Group] = []
    for equal, run in groupby(edits, key=lambda edit: edit.op is EditOp.EQUAL):
        steps = list(run)
        ours = tuple(edit.prediction for edit in steps if edit.prediction is not None)
        theirs = tuple(edit.reference for edit in steps if edit.reference is not None)
        groups.append(Group(equal, ours, theirs))
    return groups
