"""Runs of edits and of equal tokens."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from hmer_kit.alignment import EditOp

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hmer_kit.alignment import Edit


@dataclass(frozen=True, slots=True)
class Group:
    """A run of equal tokens, or a run of neighbouring edits."""

    equal: bool
    prediction: tuple[str, ...]
    reference: tuple[str, ...]


def joined(edits: Iterable[Edit]) -> list[Group]:
    """Join neighbouring edits and neighbouring equal tokens."""
    groups: list[Group] = []
    for equal, run in groupby(edits, key=lambda edit: edit.op is EditOp.EQUAL):
        steps = list(run)
        ours = tuple(edit.prediction for edit in steps if edit.prediction is not None)
        theirs = tuple(edit.reference for edit in steps if edit.reference is not None)
        groups.append(Group(equal, ours, theirs))
    return groups
