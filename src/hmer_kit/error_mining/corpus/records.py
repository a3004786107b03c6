"""Rows of an error corpus: each distinct prediction for an expression once, with all that gave it."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from hmer_kit.exceptions import InputError
from hmer_kit.latex import get_profile

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hmer_kit.error_mining.corpus.candidates import Origin

__all__ = ["Band", "CorpusSettings", "ErrorRecord"]


class Band(StrEnum):
    """How far a prediction is from its reference.

    Examples:
        >>> Band("near") is Band.NEAR
        True
    """

    RIGHT = "right"
    """Token by token the reference. Kept because it tells how often an expression is read right."""
    NEAR = "near"
    """A near miss: wrong in a few tokens, see ``CorpusSettings``."""
    FAR = "far"
    """A far miss: so much is wrong that there is little to learn from single marks."""
    RUNAWAY = "runaway"
    """A decoder that repeated itself; see ``hmer_kit.alignment.is_runaway``."""


@dataclass(frozen=True, slots=True)
class CorpusSettings:
    """What a corpus calls near, far and notation. Corpora of other settings are not merged.

    Near is a miss of at most ``near_edits`` tokens or at most ``near_share`` of the reference's tokens, whichever is
    more, if that is not more than ``far_share`` of them.

    Raises:
        InputError: A negative number, or no such profile.

    Examples:
        >>> settings = CorpusSettings()
        >>> settings.band(edits=3, tokens=10), settings.band(edits=3, tokens=2)
        (<Band.NEAR: 'near'>, <Band.FAR: 'far'>)
        >>> settings.notation
        'same_ink/1'
    """

    near_edits: int = 3
    """Token edits of a near miss: 3, the widest tolerance that the field scores (``ExpRate <= 3``)."""
    near_share: float = 0.2
    """Or so many of the reference's tokens: long expressions hold more errors."""
    far_share: float = 1.0
    """More than so many of the reference's tokens is far in any case: ``y z`` for ``x``."""
    notation: str = "same_ink"
    """Profile that tells notation from ink, by its name (kept as its signature); ``""`` leaves it untold."""

    def __post_init__(self) -> None:
        if not isinstance(self.near_edits, int) or isinstance(self.near_edits, bool) or self.near_edits < 0:
            raise InputError(f"expected near_edits as an integer of 0 or more, got {self.near_edits!r}")
        for name in ("near_share", "far_share"):
            value = getattr(self, name)
            number = isinstance(value, (int, float)) and not isinstance(value, bool)
            if not number or not math.isfinite(value) or value < 0:
                raise InputError(f"expected {name} as a number of 0 or more, got {value!r}")
            object.__setattr__(self, name, float(value))
        if not isinstance(self.notation, str):
            raise InputError(f"expected notation as the name of a profile, got {self.notation!r}")
        if self.notation and "/" not in self.notation:
            object.__setattr__(self, "notation", get_profile(self.notation).signature)

    def band(self, *, edits: int, tokens: int) -> Band:
        """Return the band of a prediction that is no runaway.

        Args:
            edits: Token edits to the reference.
            tokens: Tokens of the reference.

        Examples:
            >>> CorpusSettings(near_edits=1).band(edits=2, tokens=10)
            <Band.NEAR: 'near'>
        """
        if not edits:
            return Band.RIGHT
        is_near = edits <= max(self.near_edits, self.near_share * tokens) and edits <= self.far_share * tokens
        return Band.NEAR if is_near else Band.FAR

    def to_dict(self) -> dict[str, Any]:
        """Return the settings as plain values.

        Examples:
            >>> CorpusSettings(**CorpusSettings().to_dict()) == CorpusSettings()
            True
        """
        return asdict(self)


@dataclass(frozen=True, slots=True)
class ErrorRecord:
    """One distinct prediction for an expression. Made by ``mine_errors``.

    Predictions that differ only in blanks are one. Counts are of the smallest alignment, see ``correction_log``.

    Examples:
        >>> from hmer_kit.error_mining.corpus import Candidate, mine_errors
        >>> record = next(mine_errors([Candidate("a", "x + 1", "X + 1")]))
        >>> record.band.value, record.edits, record.replaced, record.times
        ('near', 1, 1, 1)
    """

    id: str
    """Name of the expression."""
    reference: str
    """True LaTeX, with single blanks."""
    prediction: str
    """What was recognized, with single blanks."""
    band: Band
    """Right, near, far, or a runaway."""
    edits: int = 0
    """Token edits to the reference."""
    tokens: int = 0
    """Tokens of the reference."""
    replaced: int = 0
    """Marks of the correction log that replace; 0 for a runaway, as the next two."""
    inserted: int = 0
    """Marks that insert: the prediction lacks something."""
    deleted: int = 0
    """Marks that delete: the prediction has something too many."""
    unbalanced: bool = False
    """Whether a mark has an opening brace without its closing one, or the other way round."""
    same_ink: bool = False
    """Whether only the notation differs: both have the same normal form in the profile of the settings."""
    origins: tuple[Origin, ...] = ()
    """What gave it, each sample once, in order."""

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it distinct: id, reference and prediction. A corpus is in this order."""
        return self.id, self.reference, self.prediction

    @property
    def is_wrong(self) -> bool:
        """Whether it is an error that can be marked: near or far, no runaway."""
        return self.band in {Band.NEAR, Band.FAR}

    @property
    def is_synthetic(self) -> bool:
        """Whether no model gave it."""
        return bool(self.origins) and all(origin.synthetic for origin in self.origins)

    @property
    def errors(self) -> int:
        """Marks of its correction log."""
        return self.replaced + self.inserted + self.deleted

    @property
    def relative(self) -> float:
        """Token edits over tokens of the reference; over 1 where that has none."""
        return self.edits / max(1, self.tokens)

    @property
    def times(self) -> int:
        """How many samples gave it."""
        return len(self.origins)

    @property
    def confidence(self) -> float | None:
        """The highest confidence of its samples."""
        known = [origin.confidence for origin in self.origins if origin.confidence is not None]
        return max(known, default=None)

    @property
    def by_model(self) -> Mapping[str, int]:
        """How many samples of each model gave it."""
        names = [origin.model for origin in self.origins]
        return {name: names.count(name) for name in dict.fromkeys(names)}
