"""What is wrong with a prediction: everything that a row of a corpus says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.alignment import edit_distance, is_runaway
from hmer_kit.error_mining.corpus.records import Band, ErrorRecord
from hmer_kit.error_mining.marking._runs import runs
from hmer_kit.error_mining.marking._widening import has_unbalanced
from hmer_kit.error_mining.tokens import token_pair
from hmer_kit.exceptions import InputError, LatexError
from hmer_kit.latex import get_profile, normalize

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.error_mining.corpus.candidates import Origin
    from hmer_kit.error_mining.corpus.records import CorpusSettings
    from hmer_kit.error_mining.marking._runs import Group


class Analyst:
    """Makes rows. The normal form of the last reference is kept, since rows come sorted by it."""

    def __init__(self, settings: CorpusSettings) -> None:
        self.settings = settings
        self.profile = get_profile(settings.notation.partition("/")[0]) if settings.notation else None
        if self.profile is not None and self.profile.signature != settings.notation:
            raise InputError(
                f"expected the profile {settings.notation} to tell notation from ink, "
                f"this version has {self.profile.signature}; write its name without the version"
            )
        self._known: tuple[str | None, str | None] = None, None  # of no reference; the empty one has a form, ""

    def record(self, key: tuple[str, str, str], origins: tuple[Origin, ...]) -> ErrorRecord:
        """Return the row of a prediction."""
        name, reference, prediction = key
        predicted, wanted = token_pair(prediction, reference)
        if predicted == wanted:
            return ErrorRecord(name, reference, prediction, Band.RIGHT, tokens=len(wanted), origins=origins)
        if is_runaway(predicted, wanted):
            edits = edit_distance(predicted, wanted)
            return ErrorRecord(name, reference, prediction, Band.RUNAWAY, edits, len(wanted), origins=origins)
        groups = runs(predicted, wanted)
        edits = sum(_least_edits(group) for group in groups)
        replaced, inserted, deleted = _operations(groups)
        return ErrorRecord(
            name,
            reference,
            prediction,
            self.settings.band(edits=edits, tokens=len(wanted)),
            edits=edits,
            tokens=len(wanted),
            replaced=replaced,
            inserted=inserted,
            deleted=deleted,
            unbalanced=has_unbalanced(groups),
            same_ink=self._is_same_ink(prediction, reference),
            origins=origins,
        )

    def _is_same_ink(self, prediction: str, reference: str) -> bool:
        if self.profile is None:
            return False
        if self._known[0] != reference:
            self._known = reference, self._normal(reference)
        wanted = self._known[1]
        return wanted is not None and self._normal(prediction) == wanted

    def _normal(self, latex: str) -> str | None:
        """Return the normal form; None for what does not parse, which is like nothing else."""
        try:
            return normalize(latex, profile=self.profile or "exact").latex
        except LatexError:
            return None


def _least_edits(group: Group) -> int:
    """Return the edits of a run: as few as turn its tokens into those of the reference, or there were a better way."""
    return 0 if group.equal else max(len(group.prediction), len(group.reference))


def _operations(groups: Sequence[Group]) -> tuple[int, int, int]:
    marks = [group for group in groups if not group.equal]
    inserted = sum(not group.prediction for group in marks)
    deleted = sum(not group.reference for group in marks)
    return len(marks) - inserted - deleted, inserted, deleted
