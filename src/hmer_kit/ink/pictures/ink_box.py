"""Where the ink of a picture lies, in renderings, scans and photographs; in doubt the box is too large."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import ImageFilter
from PIL.Image import fromarray

from hmer_kit.exceptions import InputError
from hmer_kit.ink.pictures._photographs import is_photograph, without_ground
from hmer_kit.ink.pictures.convention import is_dark_background

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL import Image

__all__ = ["ink_box"]

_LOOKED_AT: Final = 2000
"""A larger picture is shrunk to about this many pixels a side first."""
_LEAST_CONTRAST: Final = 24
"""What differs from the ground by less, of 255, is no ink."""
_DEVIATIONS: Final = 6
"""Nor is what lies within so many standard deviations of the noise of the paper."""
_TO_DEVIATION: Final = 1.4826
"""Of a median absolute deviation, under normal noise."""
_LEAST_PHOTOGRAPHED: Final = 12
"""A photograph with less ink, in pixels of the shrunk picture, has none."""


def ink_box(image: Image.Image) -> tuple[int, int, int, int] | None:
    """Return left, top, right and bottom of the ink, the last two one past it; None where there is no ink.

    The ground of photographs is followed where light is uneven, and the noise of paper is measured. What is no ink but
    looks like it, as a ruled line or the edge of the page, makes the box larger.

    Args:
        image: Of mode ``"L"`` or ``"RGB"``; see ``hmer_kit.data.flatten`` for others.

    Raises:
        InputError: It has another mode, or no pixels.

    Examples:
        >>> from PIL import Image
        >>> page = Image.new("L", (300, 200), 255)
        >>> ink_box(page) is None
        True
        >>> page.paste(0, (100, 90, 180, 96))
        >>> ink_box(page)
        (100, 90, 180, 96)
    """
    if image.mode not in {"L", "RGB"} or not (image.width and image.height):
        got = f"{image.mode} of {image.width} × {image.height}"
        raise InputError(f"expected a picture of mode L or RGB with pixels, got {got}; flatten it first")
    grey = image.convert("L")
    factor = max(1, max(grey.size) // _LOOKED_AT)
    small = grey.reduce(factor) if factor > 1 else grey
    ink = np.asarray(small).astype(np.int16)
    ink = ink if is_dark_background(small) else 255 - ink
    photographed = is_photograph(ink)
    mask = _mask(ink, smooth=photographed)
    if mask is None:
        return None
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    # What is but part of a shrunk pixel, or of an edge that was smoothed, may be too faint to be seen there.
    around = (factor > 1) + photographed
    return (
        max(0, (int(columns[0]) - around) * factor),
        max(0, (int(rows[0]) - around) * factor),
        min(image.width, (int(columns[-1]) + 1 + around) * factor),
        min(image.height, (int(rows[-1]) + 1 + around) * factor),
    )


def _mask(ink: NDArray[np.int16], *, smooth: bool) -> NDArray[np.bool_] | None:
    """Return which pixels are ink, of a picture in white on black; None if there are too few."""
    if int(ink.max()) - int(ink.min()) < _LEAST_CONTRAST:
        return None
    least = 1
    if smooth:
        least, ink = _LEAST_PHOTOGRAPHED, _smooth(without_ground(ink))
    ground = float(np.median(ink))
    noise = _TO_DEVIATION * float(np.median(np.abs(ink - ground)))
    mask: NDArray[np.bool_] = ink >= ground + max(_LEAST_CONTRAST, _DEVIATIONS * noise)
    return mask if int(mask.sum()) >= least else None


def _smooth(ink: NDArray[np.int16]) -> NDArray[np.int16]:
    """Return the mean of 3 × 3 pixels everywhere, in which single pixels of noise drown."""
    return np.asarray(fromarray(ink.astype(np.uint8)).filter(ImageFilter.BoxBlur(1))).astype(np.int16)
