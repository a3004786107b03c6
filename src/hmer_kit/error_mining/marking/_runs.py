"""Runs of edits and of equal tokens."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, cast

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
    ours, theirs = tuple(prediction), tuple(reference)
    start = their_start = 0  # where the run begins that is not in the list yet
    end = their_end = 0  # where its edits end
    steps = cast("list[tuple[str, int, int]]", editops(reference, prediction).as_list())
    for tag, src, dest in (*steps, ("", len(theirs), len(ours))):
        if dest > end:  # equal tokens lie between
            if end > start or their_end > their_start:
                groups.append(Group(False, ours[start:end], theirs[their_start:their_end]))  # noqa: FBT003
            groups.append(Group(True, ours[end:dest], theirs[their_end:src]))  # noqa: FBT003
            start, their_start = dest, src
        end, their_end = dest + (tag in {"replace", "insert"}), src + (tag in {"replace", "delete"})
    if end > start or their_end > their_start:
        groups.append(Group(False, ours[start:end], theirs[their_start:their_end]))  # noqa: FBT003
    return groups


def joined(edits: Iterable[Edit]) -> list[Group]:
    """Join neighbouring edits and neighbouring equal tokens."""
    groups: list[Group] = []
    for equal, run in groupby(edits, key=lambda edit: edit.op is EditOp.EQUAL):
        steps = list(run)
        ours = tuple(edit.prediction for edit in steps if edit.prediction is not None)
        theirs = tuple(edit.reference for edit in steps if edit.reference is not None)
        groups.append(Group(equal, ours, theirs))
    return groups
