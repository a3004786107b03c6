"""Many pictures on one page, each with a line under it: to look at what a model will see."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont, ImageOps

from hmer_kit.exceptions import InputError
from hmer_kit.ink.drawing.ink import MAX_PIXELS
from hmer_kit.ink.pictures.convention import is_dark_background

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.ink.drawing.ink import Style

__all__ = ["contact_sheet"]

_GAP = 6
"""Pixels between cells, and around the page."""

_FONT = 12
_LINE = 18
"""Pixels for a line of text."""

_LONGEST_CAPTION = 500
_PAGE, _TEXT = 232, 16

_MOST_GROWN = 9
"""Widest that a dot becomes before it is shrunk."""


def contact_sheet(
    pictures: Sequence[Image.Image],
    captions: Sequence[str] = (),
    *,
    columns: int = 4,
    cell: tuple[int, int] = (240, 120),
    polarity: Style | None = None,
) -> Image.Image:
    """Put pictures on one page, in rows of equal cells.

    A picture larger than its cell is shrunk to fit, its strokes kept visible; a smaller one stays as it is. Both stand
    in the middle, on a ground of their own kind.

    Args:
        pictures: Pictures of any mode and polarity.
        captions: A line for each, cut to the width of its cell; none at all for a page without.
        columns: Cells in a row.
        cell: Width and height of a cell in pixels, the caption apart.
        polarity: What all shall be; None leaves each as it is.

    Returns:
        A picture of mode ``RGB`` if one of them has colours, else ``L``.

    Raises:
        InputError: There are no pictures, another number of captions than of pictures, no room in a cell, or the page
            would have more than ``hmer_kit.ink.drawing.MAX_PIXELS`` pixels.

    Examples:
        >>> from hmer_kit.ink import Writer, render
        >>> drawn = [render(latex, writer=Writer.from_seed(0)).to_image() for latex in ("x", "y", "z")]
        >>> contact_sheet(drawn, ["x", "y", "z"], columns=2, cell=(100, 80)).size
        (218, 214)
    """
    _check(pictures, captions, columns=columns, cell=cell)
    rows = math.ceil(len(pictures) / columns)
    step = (cell[0] + _GAP, cell[1] + _GAP + (_LINE if captions else 0))
    size = (columns * step[0] + _GAP, rows * step[1] + _GAP)
    if size[0] * size[1] > MAX_PIXELS:
        raise InputError(
            f"expected a page of at most {MAX_PIXELS:,} pixels, got {size[0]} x {size[1]} for {len(pictures)} pictures;"
            " give fewer pictures or smaller cells"
        )
    page = Image.new("RGB", size, (_PAGE,) * 3)
    grey = True
    for number, picture in enumerate(pictures):
        left, top = _GAP + number % columns * step[0], _GAP + number // columns * step[1]
        ready = _prepared(picture, cell, polarity)
        grey = grey and ready.mode == "L"
        page.paste(ready.convert("RGB"), (left, top))
        if captions:
            _write(page, captions[number], (left, top + cell[1]), width=cell[0])
    return page.convert("L") if grey else page


def _check(pictures: Sequence[Image.Image], captions: Sequence[str], *, columns: int, cell: tuple[int, int]) -> None:
    if not pictures:
        raise InputError("expected at least one picture for a contact sheet, got none")
    empty = next((number for number, picture in enumerate(pictures) if not picture.width * picture.height), None)
    if empty is not None:
        raise InputError(f"expected pictures with pixels, got number {empty} of {pictures[empty].size}")
    if isinstance(captions, str) or (captions and len(captions) != len(pictures)):
        raise InputError(f"expected a caption for each of {len(pictures)} pictures, got {len(captions)}")
    if columns < 1 or min(cell) < 1:
        raise InputError(f"expected at least one column and cells of at least one pixel, got {columns} and {cell}")


def _prepared(picture: Image.Image, cell: tuple[int, int], polarity: Style | None) -> Image.Image:
    """Return the picture in the middle of a cell that goes on in its own ground."""
    flat = _opaque(picture)
    dark = is_dark_background(flat)
    if polarity is not None and dark != (polarity == "white_on_black"):
        flat, dark = ImageOps.invert(flat), not dark
    scale = min(1.0, cell[0] / flat.width, cell[1] / flat.height)
    if scale < 1:
        size = max(1, round(flat.width * scale)), max(1, round(flat.height * scale))
        grow = min(_MOST_GROWN, 2 * int(0.35 / scale) + 1)  # else thin strokes would fade away
        if grow > 1:  # by 1 nothing grows, and Pillow 12.3 ends the process
            flat = flat.filter(ImageFilter.MaxFilter(grow) if dark else ImageFilter.MinFilter(grow))
        flat = flat.resize(size, Image.Resampling.LANCZOS)
    ground = Image.new(flat.mode, cell, (0 if dark else 255,) * 3 if flat.mode == "RGB" else (0 if dark else 255))
    ground.paste(flat, ((cell[0] - flat.width) // 2, (cell[1] - flat.height) // 2))
    return ground


def _opaque(picture: Image.Image) -> Image.Image:
    """Return the picture in grey or colours; what is transparent becomes white paper."""
    if picture.mode in {"L", "RGB"}:
        return picture
    if picture.mode.startswith(("I", "F")):
        values = np.asarray(picture, np.float64)
        low = float(values.min())
        return Image.fromarray(((values - low) * (255 / max(float(values.max()) - low, 1e-9))).astype(np.uint8))
    if picture.mode in {"P", "PA", "LA", "RGBA", "La", "RGBa"} or "transparency" in picture.info:
        clear = picture.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", clear.size, "white"), clear).convert("RGB")
    return picture.convert("L" if picture.mode == "1" else "RGB")


def _write(page: Image.Image, caption: str, place: tuple[int, int], *, width: int) -> None:
    font = ImageFont.load_default(_FONT)
    text = " ".join(caption[:_LONGEST_CAPTION].split())
    shown = len(text)
    while shown and font.getlength(_cut(text, shown)) > width:
        shown -= 1
    ImageDraw.Draw(page).text((place[0] + 1, place[1] + 1), _cut(text, shown), fill=(_TEXT,) * 3, font=font)


def _cut(text: str, shown: int) -> str:
    return text if shown == len(text) else f"{text[:shown]}…" if shown else ""
