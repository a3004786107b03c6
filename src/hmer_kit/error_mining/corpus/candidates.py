"""Candidates: what a model gave for a picture, once or in several samples."""

from __future__ import annotations

import math
from dataclasses import dataclass

from hmer_kit.error_mining.corpus._checks import FAR, LARGEST, require_number, require_text, require_whole, shown
from hmer_kit.exceptions import InputError

__all__ = ["Candidate", "Origin"]


def _is_plain(origin: Origin) -> bool:
    """Return whether every field is what it shall be, as nearly always; where not, it has to be looked at closer."""
    model, decoding, sample, fold = origin.model, origin.decoding, origin.sample, origin.fold
    return (
        type(model) is type(decoding) is str
        and model.isascii()
        and decoding.isascii()
        and type(sample) is int
        and 0 <= sample <= LARGEST
        and (fold is None or (type(fold) is int and 0 <= fold <= LARGEST))
        and _is_plain_number(origin.temperature)
        and _is_plain_number(origin.confidence)
        and type(origin.synthetic) is bool
    )


def _is_plain_number(value: object) -> bool:
    return value is None or (type(value) is float and -FAR <= value <= FAR)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a prediction came from: one sample of one model.

    Two origins that differ in nothing but ``confidence`` are the same sample, seen twice.

    Raises:
        InputError: A field of the wrong kind.

    Examples:
        >>> Origin("uni-mumer", fold=1, sample=3, temperature=0.7).key == Origin("uni-mumer", fold=1, sample=4).key
        False
    """

    model: str = ""
    """Name of the model, of a run, or of the file that its predictions came from."""
    fold: int | None = None
    """Fold that was held out when the model was trained; None where there were no folds."""
    sample: int = 0
    """Number of the sample, from 0."""
    temperature: float | None = None
    """Temperature that it was drawn at; None where it is not known."""
    decoding: str = ""
    """Other settings of decoding, as text: ``"beam=5"``."""
    confidence: float | None = None
    """How sure the model was; higher is surer."""
    synthetic: bool = False
    """Whether no model made this error: it was made up."""

    def __post_init__(self) -> None:
        if not _is_plain(self):
            self._check()

    def _check(self) -> None:
        for name in ("model", "decoding"):
            require_text(getattr(self, name), name)
        require_whole(self.sample, "sample")
        if self.fold is not None:
            require_whole(self.fold, "fold")
        for name in ("temperature", "confidence"):
            value = getattr(self, name)
            require_number(value, name)
            if isinstance(value, int):
                object.__setattr__(self, name, float(value))
        if not isinstance(self.synthetic, bool):
            raise InputError(f"expected synthetic to be True or False, got {shown(self.synthetic)}")

    @property
    def key(self) -> tuple[str, int, int, float, str, bool]:
        """What tells two samples apart, in the order of a corpus: no fold and no temperature come first."""
        fold = -1 if self.fold is None else self.fold
        temperature = -math.inf if self.temperature is None else self.temperature
        return self.model, fold, self.sample, temperature, self.decoding, self.synthetic


@dataclass(frozen=True, slots=True)
class Candidate:
    """One prediction for one expression, right or wrong, and where it came from.

    Raises:
        InputError: An empty id, or a field of the wrong kind.

    Examples:
        >>> Candidate("18_em_1", "x + 1", "X + 1", Origin("mine", fold=0, sample=2)).origin.sample
        2
    """

    id: str
    """Name of the expression; all its candidates have the same."""
    reference: str
    """True LaTeX."""
    prediction: str
    """LaTeX that was recognized; it may be empty."""
    origin: Origin = Origin()
    """Model, fold and sample."""

    def __post_init__(self) -> None:
        if not (type(self.id) is type(self.reference) is type(self.prediction) is str) or not (
            self.id.isascii() and self.reference.isascii() and self.prediction.isascii()
        ):
            for name in ("id", "reference", "prediction"):
                require_text(getattr(self, name), name)
        if not self.id.strip():
            raise InputError("expected an id of the expression, got a blank string")
        if not isinstance(self.origin, Origin):
            raise InputError(f"expected an Origin, got {shown(self.origin)}; write Origin('name of the model')")
