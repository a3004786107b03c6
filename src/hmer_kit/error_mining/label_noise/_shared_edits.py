"""What several predictions change in a reference in the same way."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING, Final, NamedTuple

from hmer_kit.alignment import EditOp, align
from hmer_kit.error_mining.marking.operations import Correction, CorrectionOp
from hmer_kit.error_mining.marking.tags import START
from hmer_kit.error_mining.synthetic.look_alikes import LOOK_ALIKES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

STRUCTURE: Final = frozenset({"{", "}", "^", "_", "[", "]", "&", "\\\\", "\\left", "\\right"})


class NoiseKind(StrEnum):
    """Why a reference is worth a look, the surest kind first.

    Examples:
        >>> list(NoiseKind)[0].value
        'unparsed'
    """

    UNPARSED = "unparsed"
    """It does not parse."""
    COUNTS = "counts"
    """Its symbols are not those of the counts that came with it."""
    GRAPH = "graph"
    """Its symbols and relations are not those of the label graph that came with it."""
    LAYOUT = "layout"
    """The models see as many symbols at other places."""
    SURPLUS = "surplus"
    """It has symbols that the models do not see."""
    LACKING = "lacking"
    """It lacks symbols that the models see."""
    SYMBOL = "symbol"
    """The models see other symbols, which do not look alike."""
    LOOK_ALIKE = "look_alike"
    """The models see other symbols that look alike, which they might confuse without any help of the reference."""


class Run(NamedTuple):
    """Neighbouring edits as one: what stands from ``start`` in the reference, and what a model has there."""

    start: int
    reference: tuple[str, ...]
    prediction: tuple[str, ...]


def runs(prediction: Sequence[str], reference: Sequence[str]) -> list[Run]:
    """Return what differs, in order."""
    found = []
    for equal, group in groupby(align(prediction, reference), key=lambda edit: edit.op is EditOp.EQUAL):
        if not equal:
            edits = list(group)
            theirs = tuple(edit.reference for edit in edits if edit.reference is not None)
            ours = tuple(edit.prediction for edit in edits if edit.prediction is not None)
            found.append(Run(edits[0].reference_index, theirs, ours))
    return found


def shared(sides: Sequence[Sequence[Run]]) -> list[Run]:
    """Return the runs that all have, in order."""
    common = set(sides[0]).intersection(*sides[1:])
    return [run for run in sides[0] if run in common]


def applied(reference: Sequence[str], changes: Iterable[Run]) -> list[str]:
    """Return the reference with runs carried out."""
    tokens: list[str] = []
    at = 0
    for run in changes:
        tokens += (*reference[at : run.start], *run.prediction)
        at = run.start + len(run.reference)
    return tokens + list(reference[at:])


def corrections(reference: Sequence[str], changes: Iterable[Run]) -> tuple[Correction, ...]:
    """Return runs as operations on the reference."""
    return tuple(_correction(reference, run) for run in changes)


def _correction(reference: Sequence[str], run: Run) -> Correction:
    old, new = " ".join(run.reference), " ".join(run.prediction)
    if not old:
        anchor = reference[run.start - 1] if run.start else START
        return Correction(CorrectionOp.INSERT, new=new, anchor=anchor)
    return Correction(CorrectionOp.REPLACE if new else CorrectionOp.DELETE, old=old, new=new)


def size(changes: Iterable[Run]) -> int:
    """Return how many tokens are touched."""
    return sum(max(len(run.reference), len(run.prediction)) for run in changes)


def kind_of(changes: Sequence[Run]) -> NoiseKind:
    """Say what the runs do to the ink."""
    reference = [token for run in changes for token in run.reference]
    prediction = [token for run in changes for token in run.prediction]
    ours, theirs = Counter(prediction), Counter(reference)
    surplus, lacking = _visible(theirs - ours), _visible(ours - theirs)
    if surplus == lacking:
        if not surplus or _has_structure(theirs - ours) or _has_structure(ours - theirs):
            return NoiseKind.LAYOUT
        return NoiseKind.LOOK_ALIKE if all(map(_looks_alike, changes)) else NoiseKind.SYMBOL
    if not lacking:
        return NoiseKind.SURPLUS
    return NoiseKind.SYMBOL if surplus else NoiseKind.LACKING


def _visible(tokens: Counter[str]) -> int:
    return sum(count for token, count in tokens.items() if token not in STRUCTURE)


def _has_structure(tokens: Counter[str]) -> bool:
    return any(token in STRUCTURE for token in tokens)


def _looks_alike(run: Run) -> bool:
    pairs = zip(run.reference, run.prediction, strict=False)
    return len(run.reference) == len(run.prediction) and all(
        other == token or other in LOOK_ALIKES.get(token, ()) for token, other in pairs
    )
