"""Bring any picture of an expression to one convention: white on black or inverse, cropped to its ink, on a canvas."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageChops, ImageFilter

from hmer_kit.exceptions import InputError
from hmer_kit.ink.drawing.ink import FINEST_PEN, check_canvas
from hmer_kit.ink.pictures._photographs import has_dark_ground, is_photograph, without_ground

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hmer_kit.ink.drawing.ink import Style

__all__ = ["is_dark_background", "to_convention"]

_INK = 96
"""A pixel at least this bright (of 255, white on black) counts as ink."""

_LEAST_CONTRAST = 24
"""A picture whose brightest and darkest pixel differ by less holds no ink."""


def to_convention(
    image: Image.Image,
    *,
    height: int | None = None,
    width: int | None = None,
    polarity: Style = "white_on_black",
    crop: bool = True,
    margin: int = 2,
    max_scale: float | None = 1.0,
) -> Image.Image:
    """Bring a picture to the model's convention.

    The polarity is found from the pixels, contrast is stretched, margins are cut, and the rest is scaled onto the
    canvas with its aspect kept, at the left and vertically in the middle, where ``hmer_kit.ink.Ink.to_image`` too
    places its ink.
    Strokes that shrinking would fade away are thickened first.

    Args:
        image: A picture of any mode and polarity; what is transparent counts as background.
        height: Height of the canvas in pixels, given together with ``width``; neither keeps the scale.
        width: Width of the canvas in pixels.
        polarity: What the result shall be.
        crop: Whether to cut the margins around the ink.
        margin: Free pixels around the result.
        max_scale: Most that the picture is enlarged; None fills the canvas.

    Returns:
        A picture of mode ``L``.

    Raises:
        InputError: If the picture holds no ink, only one of ``height`` and ``width`` is given, the canvas does not hold
            its margins, or the polarity is unknown.

    Examples:
        >>> page = Image.new("RGB", (300, 200), "white")
        >>> page.paste((0, 0, 0), (100, 90, 180, 96))
        >>> result = to_convention(page, height=48, width=192)
        >>> result.size, result.getpixel((0, 0)), result.getpixel((40, 24))
        ((192, 48), 0, 255)
    """
    if polarity not in {"white_on_black", "black_on_white"}:
        raise InputError(f"expected polarity 'white_on_black' or 'black_on_white', got {polarity!r}")
    if (height is None) != (width is None):
        raise InputError(f"expected height and width together or neither, got height={height}, width={width}")
    ink = _white_on_black(image)
    if crop:
        ink = ink.crop(_ink_box(ink))
    if height is None or width is None:
        height, width, max_scale = ink.height + 2 * margin, ink.width + 2 * margin, 1.0
    check_canvas(height=height, width=width, margin=margin)
    scale = min((width - 2 * margin) / ink.width, (height - 2 * margin) / ink.height)
    ink = _scaled(ink, scale if max_scale is None else min(scale, max_scale))
    canvas = Image.new("L", (width, height))
    canvas.paste(ink, (margin, (height - ink.height) // 2))
    return canvas if polarity == "white_on_black" else ImageChops.invert(canvas)


def is_dark_background(image: Image.Image) -> bool:
    """Return whether a picture is light ink on a dark ground.

    The ground is what most pixels are; where that is close, what the border is. In a photograph, whose light may be
    uneven, ink is what stands out of its surroundings.

    Args:
        image: A picture of any mode; what is transparent counts as background.

    Examples:
        >>> is_dark_background(Image.new("L", (8, 8), 0)), is_dark_background(Image.new("L", (8, 8), 255))
        (True, False)
    """
    return _has_dark_ground(np.asarray(_flatten(image)))


def _has_dark_ground(grey: NDArray[np.uint8]) -> bool:
    if is_photograph(grey.astype(np.int16)):
        told = has_dark_ground(grey.astype(np.int16))
        if told is not None:
            return told
    low, high = int(grey.min()), int(grey.max())
    middle = (low + high) / 2 if high - low >= _LEAST_CONTRAST else 127.5
    light = float((grey > middle).mean())
    if 0.4 < light < 0.6:
        border = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
        light = float((border > middle).mean())
    return light < 0.5


def _flatten(image: Image.Image) -> Image.Image:
    """Return the picture in grey; the transparent parts take the colour that the opaque ones contrast with."""
    if image.width < 1 or image.height < 1:
        raise InputError(f"expected a picture with at least one pixel, got {image.width} x {image.height}")
    if image.mode == "P" or "transparency" in image.info:
        image = image.convert("RGBA")
    if image.mode in {"LA", "PA", "RGBA", "La", "RGBa"}:
        rgba = image.convert("RGBA")
        alpha = rgba.getchannel("A")
        grey = rgba.convert("RGB").convert("L")
        if alpha.getextrema()[0] == 255:
            return grey
        weight = np.asarray(alpha, dtype=np.float64)
        mean = float((np.asarray(grey) * weight).sum() / max(weight.sum(), 1.0))
        ground = Image.new("L", grey.size, 255 if mean < 127.5 else 0)
        return Image.composite(grey, ground, alpha)
    if image.mode.startswith(("I", "F")):
        return _narrow(np.asarray(image, dtype=np.float64))
    return image.convert("L")


def _narrow(values: NDArray[np.float64]) -> Image.Image:
    """Return a picture of 16 bits or floats with its range stretched over 8 bits."""
    low, high = float(values.min()), float(values.max())
    if high <= 255 and low >= 0 and high > 1:
        return Image.fromarray(values.astype(np.uint8))
    return Image.fromarray(((values - low) / max(high - low, 1e-9) * 255).astype(np.uint8))


def _white_on_black(image: Image.Image) -> Image.Image:
    """Return the ink in white on black, the ground at 0 and the strongest ink at 255."""
    grey = np.asarray(_flatten(image)).astype(np.int16)
    if int(grey.max()) - int(grey.min()) < _LEAST_CONTRAST:
        raise InputError(
            f"expected a picture with ink, got {image.width} x {image.height} pixels of one colour; "
            "leave blank pictures out"
        )
    ink = grey if _has_dark_ground(grey.astype(np.uint8)) else 255 - grey
    ink = _even_light(ink)
    ground = float(np.median(ink))
    strongest = float(np.percentile(ink[ink > ground + _LEAST_CONTRAST / 2], 90)) if (ink > ground).any() else 255.0
    low = ground + 0.15 * (strongest - ground) if ground else 0.0
    stretched = (ink - low) * (255.0 / max(strongest - low, 1.0))
    return Image.fromarray(np.clip(np.rint(stretched), 0, 255).astype(np.uint8))


def _even_light(ink: NDArray[np.int16]) -> NDArray[np.int16]:
    """Subtract the ground of a photograph in uneven light; leave scans and renderings as they are."""
    return without_ground(ink) if is_photograph(ink) else ink


def _ink_box(ink: Image.Image) -> tuple[int, int, int, int]:
    box = ink.point(lambda value: 255 if value >= _INK else 0).getbbox()
    return (0, 0, ink.width, ink.height) if box is None else box


def _scaled(ink: Image.Image, scale: float) -> Image.Image:
    """Scale a white-on-black picture and keep its strokes visible."""
    size = max(1, round(ink.width * scale)), max(1, round(ink.height * scale))
    if size == ink.size:
        return ink
    if scale > 1:
        return ink.resize(size, Image.Resampling.BICUBIC)
    pen = _pen_width(ink)
    if pen * scale >= FINEST_PEN:
        return ink.resize(size, Image.Resampling.BOX)
    return _thickened(ink, scale, pen).resize(size, Image.Resampling.BOX)


def _thickened(ink: Image.Image, scale: float, pen: float) -> Image.Image:
    """Return the picture at up to three times the final size with strokes wide enough to survive the rest."""
    step = min(1.0, 3 * scale)
    size = max(1, round(ink.width * step)), max(1, round(ink.height * step))
    middle = ink.resize(size, Image.Resampling.BOX)
    peak = min(1.0, pen * step)
    if peak < 1:
        middle = middle.point(lambda value: min(255, round(value / peak)))
    missing = FINEST_PEN * step / scale - max(1.0, pen * step)
    grow = 2 * round(missing / 2) + 1
    return middle.filter(ImageFilter.MaxFilter(grow)) if grow > 1 else middle


def _pen_width(ink: Image.Image) -> float:
    """Estimate the width of the strokes from the area of the ink and the length of its outline."""
    mask = np.pad(np.asarray(ink) >= _INK, 1)
    outline = int((mask[1:] != mask[:-1]).sum() + (mask[:, 1:] != mask[:, :-1]).sum())
    return 8 / np.pi * float(mask.sum()) / max(outline, 1)
