"""Samples to ask about: records, or pictures alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PIL import Image

from hmer_kit.data import Record
from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    from hmer_kit.data import ImageSource

__all__ = ["Held", "Sample", "image_of", "refuse_repeated", "samples_of"]

_ADVICE = "give records, or pictures"


@dataclass(frozen=True, slots=True)
class Held:
    """A picture in memory."""

    name: str
    picture: Image.Image = field(compare=False, repr=False)

    def load(self) -> Image.Image:
        """Return a copy, so that nobody draws into the caller's."""
        return self.picture.copy()


@dataclass(frozen=True, slots=True)
class Sample:
    """What questions are asked about."""

    id: str
    image: ImageSource | None


def samples_of(samples: object) -> list[Sample]:
    """Return records or pictures as samples, in order; pictures are called by their place."""
    if isinstance(samples, (str, bytes)) or not isinstance(samples, Sequence):
        raise InputError(f"expected a list of samples, got {type(samples).__name__}; {_ADVICE}")
    found = [_sample(sample, index) for index, sample in enumerate(samples)]
    refuse_repeated([sample.id for sample in found])
    return found


def refuse_repeated(ids: Sequence[str]) -> None:
    """Refuse ids of which one comes twice."""
    names: set[str] = set()
    for name in ids:
        if name in names:
            raise InputError(f"expected each id once, got {name!r} twice; answers are told apart by ids")
        names.add(name)


def image_of(image: object, index: int, *, advice: str) -> ImageSource | None:
    """Return a picture as a source of it."""
    if isinstance(image, Image.Image):
        return Held(f"picture {index}", image)
    if image is not None and not callable(getattr(image, "load", None)):
        raise InputError(f"expected a picture in sample {index}, got {type(image).__name__}; {advice}")
    return image  # type: ignore[return-value]  # it can load, which is all that a source does


def _sample(sample: object, index: int) -> Sample:
    if isinstance(sample, Record):
        return Sample(sample.id, sample.image)
    return Sample(str(index), image_of(sample, index, advice=_ADVICE))
