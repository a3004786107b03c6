"""Photographs of handwriting, told from scans and renderings: uneven light, and which way the ink stands out of it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image, ImageFilter

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["has_dark_ground", "is_photograph", "without_ground"]

_MIDDLE_TONES: Final = 0.3
"""A picture with at least this share of middle tones is a photograph."""
_SMALLEST: Final = 40
"""A picture lower or narrower than this, in pixels, is none."""
_LOOKED_AT: Final = 500
_STROKE: Final = 9
"""What is narrower, of 500 pixels, may be a stroke."""
_UNCLEAR: Final = 0.1
"""Share by which thin light and thin dark parts must differ."""
_GROUND_SIZE: Final = 200
_GROUND_WINDOW: Final = 15


def is_photograph(grey: NDArray[np.int16]) -> bool:
    """Return whether a picture has so many middle tones that its light must be uneven."""
    low, high = int(grey.min()), int(grey.max())
    share = (high - low) * 0.15
    between = float(((grey > low + share) & (grey < high - share)).mean())
    return between >= _MIDDLE_TONES and min(grey.shape) >= _SMALLEST


def has_dark_ground(grey: NDArray[np.int16]) -> bool | None:
    """Return whether the ink of a photograph is lighter than what is around it; None where that is not clear.

    Strokes are thin. Thin light parts are what opening takes away, thin dark parts what closing fills; light, shadows
    and a desk around the page are wide, and stay as they are. Cubes, so that ink counts and noise does not.
    """
    picture = Image.fromarray(grey.astype(np.uint8))
    picture = picture.reduce(math.ceil(max(grey.shape) / _LOOKED_AT))
    least, most = ImageFilter.MinFilter(_STROKE), ImageFilter.MaxFilter(_STROKE)
    values = np.asarray(picture, np.float64)
    light = float(((values - np.asarray(picture.filter(least).filter(most), np.float64)) ** 3).sum())
    dark = float(((np.asarray(picture.filter(most).filter(least), np.float64) - values) ** 3).sum())
    if abs(light - dark) <= _UNCLEAR * (light + dark):
        return None
    return light > dark


def without_ground(ink: NDArray[np.int16]) -> NDArray[np.int16]:
    """Subtract the ground of a photograph, ink being light: the least around each place, smoothed."""
    picture = Image.fromarray(ink.astype(np.uint8))
    factor = max(1, max(ink.shape) // _GROUND_SIZE)
    ground = picture.reduce(factor).filter(ImageFilter.MinFilter(_GROUND_WINDOW)).filter(ImageFilter.BoxBlur(9))
    even = ink - np.asarray(ground.resize(picture.size, Image.Resampling.BILINEAR)).astype(np.int16)
    return np.clip(even, 0, 255).astype(np.int16)
