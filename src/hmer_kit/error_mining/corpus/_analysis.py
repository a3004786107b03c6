"""What is wrong with a prediction: everything that a row of a corpus says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.alignment import edit_distance, is_runaway
from hmer_kit.error_mining.corpus._made import made_record
from hmer_kit.error_mining.corpus.records import Band
from hmer_kit.error_mining.marking._runs import edit_spans
from hmer_kit.error_mining.marking._widening import has_unbalanced
from hmer_kit.error_mining.tokens import _is_separated, token_pair
from hmer_kit.exceptions import InputError, LatexError
from hmer_kit.latex import get_profile, normalize

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.error_mining.corpus.candidates import Origin
    from hmer_kit.error_mining.corpus.records import CorpusSettings, ErrorRecord
    from hmer_kit.error_mining.marking._runs import Span

_RIGHT = Band.RIGHT  # looked up once: a member of an enumeration is slow to get at


class Analyst:
    """Makes rows. Tokens and normal form of the last reference are kept, since rows come sorted by it."""

    def __init__(self, settings: CorpusSettings) -> None:
        self.settings = settings
        self.profile = get_profile(settings.notation.partition("/")[0]) if settings.notation else None
        if self.profile is not None and self.profile.signature != settings.notation:
            raise InputError(
                f"expected the profile {settings.notation} to tell notation from ink, "
                f"this version has {self.profile.signature}; write its name without the version"
            )
        self._known: tuple[str | None, str | None] = None, None  # of no reference; the empty one has a form, ""
        self._cut: tuple[str | None, list[str] | None] = None, None

    def record(self, key: tuple[str, str, str], origins: tuple[Origin, ...]) -> ErrorRecord:
        """Return the row of a prediction."""
        _, reference, prediction = key
        predicted, wanted = self._tokens(prediction, reference)
        if predicted == wanted:
            return made_record(key, _RIGHT, tokens=len(wanted), origins=origins)
        if is_runaway(predicted, wanted):
            edits = edit_distance(predicted, wanted)
            return made_record(key, Band.RUNAWAY, edits=edits, tokens=len(wanted), origins=origins)
        spans = edit_spans(predicted, wanted)
        edits, counts = _counted(spans)
        return made_record(
            key,
            self.settings.band(edits=edits, tokens=len(wanted)),
            edits=edits,
            tokens=len(wanted),
            counts=counts,
            flags=(has_unbalanced(spans, predicted, wanted), self._is_same_ink(prediction, reference)),
            origins=origins,
        )

    def _tokens(self, prediction: str, reference: str) -> tuple[list[str], list[str]]:
        """Return the tokens of both; those of a reference that comes again are cut once, where it has blanks."""
        if reference != self._cut[0]:
            words = reference.split()
            self._cut = reference, words if _is_separated(reference, words) else None
        wanted = self._cut[1]
        if wanted is None:
            return token_pair(prediction, reference)
        if prediction == reference:
            return wanted, wanted
        predicted = prediction.split()
        return (predicted, wanted) if _is_separated(prediction, predicted) else token_pair(prediction, reference)

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


def _counted(spans: Sequence[Span]) -> tuple[int, tuple[int, int, int]]:
    """Return the edits (of a span as few as turn its tokens into the others) and how many replace, insert, delete."""
    edits = inserted = deleted = 0
    for start, end, their_start, their_end in spans:
        ours, theirs = end - start, their_end - their_start
        edits += max(ours, theirs)
        inserted += not ours
        deleted += not theirs
    return edits, (len(spans) - inserted - deleted, inserted, deleted)
