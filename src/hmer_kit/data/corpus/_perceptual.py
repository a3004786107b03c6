"""A short code of what a picture looks like, and an index of such codes by their distance."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from hmer_kit.data.pictures.pixel_budget import flatten
from hmer_kit.exceptions import InputError
from hmer_kit.ink import to_convention

if TYPE_CHECKING:
    from numpy.typing import NDArray

ROWS, COLUMNS = 8, 32
BITS = ROWS * COLUMNS
_GRID = 64, 256
_MOST_PIXELS = 2**20


@dataclass(frozen=True, slots=True)
class Look:
    """What a picture looks like, whatever its size, polarity, margins and contrast."""

    code: bytes
    """Signs of the lowest frequencies, 256 bits."""
    aspect: float
    """Width over height of the ink, as a logarithm."""


def look_of(image: Image.Image) -> Look | None:
    """Return the look of a picture; None where there is no ink."""
    try:
        ink = to_convention(_bounded(image), margin=0)
    except InputError:
        return None
    grid = np.asarray(ink.resize(_GRID[::-1], Image.Resampling.BOX), dtype=np.float64)
    low = _waves(_GRID[0], ROWS) @ grid @ _waves(_GRID[1], COLUMNS).T
    signs = low.ravel() > np.median(low)
    return Look(np.packbits(signs).tobytes(), float(np.log(ink.width / ink.height)))


def _bounded(image: Image.Image) -> Image.Image:
    """Return the picture with no more pixels than are looked at; huge ones cost no more than others."""
    pixels = image.width * image.height
    if pixels <= _MOST_PIXELS:
        return image
    return flatten(image, mode="L").reduce(int(np.ceil(np.sqrt(pixels / _MOST_PIXELS))))


@lru_cache(maxsize=4)
def _waves(size: int, count: int) -> NDArray[np.float64]:
    """Return the first cosine waves over a side, the constant one first."""
    places = (np.arange(size) + 0.5) * np.pi / size
    waves: NDArray[np.float64] = np.cos(np.outer(np.arange(count), places))
    return waves
