"""Bring written ink onto a canvas: from the unit of a device to pixels."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PIL import ImageOps

from hmer_kit.exceptions import InputError
from hmer_kit.ink.drawing.ink import Ink, SymbolBox, check_canvas
from hmer_kit.ink.drawing.pens import draw_with, reach
from hmer_kit.ink.drawing.scale import stroke_height, symbol_height
from hmer_kit.ink.drawing.styles import drawing_style

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL import Image

    from hmer_kit.ink.document import InkDocument
    from hmer_kit.ink.drawing.styles import DrawingStyle
    from hmer_kit.ink.strokes import Strokes

__all__ = ["draw", "draw_image"]

_A_DOT = 1e-100
"""Ink that is smaller than this, in any unit, is a dot."""

_FLOAT32 = 2.0**20
"""Pixels from the origin up to which 32 bits tell pixels apart with room to spare."""

_LARGEST = 1e30
"""Largest coordinate that goes into 32 bits, with room to spare."""


def draw(document: InkDocument, *, style: DrawingStyle | str = "smooth") -> Ink:
    """Bring ink onto a canvas.

    However far its points lie apart, the ink is at most ``style.longest`` pixels wide and high. Ink without any height
    is drawn as wide as a symbol would be high, and ink without any extent is a dot.

    Args:
        document: Strokes, with symbols and relations where they are known.
        style: A style, or its name in ``STYLES``.

    Returns:
        Strokes in pixels, with the boxes of the symbols; ``Ink.to_image`` draws them.

    Raises:
        InputError: There is no stroke, a symbol names a stroke that is not there, coordinates are beyond all numbers,
            or there is no such style.

    Examples:
        >>> from hmer_kit.ink import InkDocument, InkSymbol, Strokes
        >>> strokes = Strokes.of([[(0, 0), (0, 560)]])
        >>> ink = draw(InkDocument("a", strokes, symbols=(InkSymbol("1", (0,)),)), style="crohme_2014")
        >>> (ink.width, ink.height), ink.symbols[0].box
        ((26, 54), (12.0, 12.0, 15.0, 43.0))
    """
    chosen = drawing_style(style)
    points, (width, height) = _canvas(document, chosen)
    return Ink(
        points=points.astype(np.float32),
        stroke_ends=document.strokes.ends,
        symbols=_boxes(document, points, chosen),
        relations=document.relations,
        width=width,
        height=height,
        pen=chosen.pen,
        tip=chosen.tip,
    )


def draw_image(document: InkDocument, *, style: DrawingStyle | str = "smooth") -> Image.Image:
    """Draw ink as a picture.

    Args:
        document: Strokes, with symbols where they are known.
        style: A style, or its name in ``STYLES``.

    Returns:
        A picture of mode ``L``.

    Raises:
        InputError: As for ``draw``; or the pen would go too far, see ``hmer_kit.ink.drawing.MAX_TRACK``.

    Examples:
        >>> from hmer_kit.ink import InkDocument, Strokes
        >>> draw_image(InkDocument("a", Strokes.of([[(7, 7)]])), style="crohme_2014").size
        (26, 26)
    """
    chosen = drawing_style(style)
    points, size = _canvas(document, chosen)
    image = draw_with(
        chosen.tip,
        points.astype(np.float32),
        stroke_ends=document.strokes.ends,
        size=size,
        pen=chosen.pen,
        anti_alias=chosen.anti_alias,
    )
    return image if chosen.polarity == "white_on_black" else ImageOps.invert(image)


def _canvas(document: InkDocument, style: DrawingStyle) -> tuple[NDArray[np.float64], tuple[int, int]]:
    """Return the points in pixels, and width and height of the canvas."""
    if not len(document.strokes):
        raise InputError(f"expected ink with at least one stroke, got none in {document.name!r}; leave it out")
    _check_symbols(document)
    points, (width, height) = _placed(document.strokes, _scale(document, style), style)
    check_canvas(height=height, width=width, margin=0)
    return points, (width, height)


def _check_symbols(document: InkDocument) -> None:
    count = len(document.strokes)
    for symbol in document.symbols:
        if not symbol.strokes or not all(0 <= stroke < count for stroke in symbol.strokes):
            raise InputError(
                f"expected symbol {symbol.label!r} of {document.name!r} to name strokes from 0 to {count - 1}, "
                f"got {symbol.strokes}"
            )


def _scale(document: InkDocument, style: DrawingStyle) -> float:
    """Return pixels a unit of the device."""
    strokes = document.strokes
    left, top, right, bottom = strokes.bounds
    span = max(right - left, bottom - top)
    if not math.isfinite(span) or not math.isfinite(float(np.abs(strokes.points).max()) * style.longest):
        raise InputError(f"expected coordinates that a device gives, got {strokes.bounds} in {document.name!r}")
    if span < _A_DOT:
        return 1.0
    if style.measure == "box":
        return style.longest / span
    if style.measure == "device":
        return min(1.0, style.longest / span)
    height = symbol_height(document) if style.measure == "symbols" else _released_height(strokes)
    return min(style.height / (height if height > _A_DOT else span), style.longest / span)


def _released_height(strokes: Strokes) -> float:
    """Return the mean height of the strokes, as the pictures of 2014 and 2016 were scaled by.

    They were made by a program that divided whole numbers without a remainder.
    """
    height = stroke_height(strokes)
    whole = bool((strokes.points == np.floor(strokes.points)).all())
    return math.floor(height) if whole and height >= 1 else height


def _placed(strokes: Strokes, scale: float, style: DrawingStyle) -> tuple[NDArray[np.float64], tuple[int, int]]:
    """Return the points in pixels, and width and height of the canvas."""
    width = max(1, round(style.pen))
    if style.tip == "square":
        cells = _cells(strokes, scale)
        cells -= cells.min(axis=0)
        free = style.margin + max(0, style.margin - 1)  # a pixel less at the right and at the bottom, as was published
        return cells + (style.margin + width // 2 + 0.5), _size(cells.max(axis=0) + width + free)
    points = (strokes.points - strokes.points.min(axis=0)) * scale
    extent = points.max(axis=0)
    if style.tip == "capped":
        margin = max(style.margin, math.ceil(width / 2 + 0.5))
        points = np.floor(2 * (points + margin)) / 2  # Pillow sees no finer steps
        return points, _size(np.ceil(extent) + 2 * margin + 1)
    around = 2 * style.margin + style.pen
    if style.measure == "box":
        extent = np.full(2, float(style.longest))
    return points + (around + extent - points.max(axis=0)) / 2, _size(np.ceil(extent + around))


def _cells(strokes: Strokes, scale: float) -> NDArray[np.float64]:
    """Return whole pixels, cut off towards the device's origin in 32 bits as the published pictures were."""
    farthest = float(np.abs(strokes.points).max())
    if farthest < _LARGEST and farthest * scale < _FLOAT32:
        return np.trunc(strokes.points.astype(np.float32) * np.float32(scale)).astype(np.float64)
    return np.trunc((strokes.points - strokes.points.min(axis=0)) * scale)


def _size(extent: NDArray[np.float64]) -> tuple[int, int]:
    return int(extent[0]), int(extent[1])


def _boxes(document: InkDocument, points: NDArray[np.float64], style: DrawingStyle) -> tuple[SymbolBox, ...]:
    before, after = reach(style.tip, style.pen)
    starts = [0, *document.strokes.ends[:-1]]
    low = np.minimum.reduceat(points, starts) - before
    high = np.maximum.reduceat(points, starts) + after
    boxes = []
    for symbol in document.symbols:
        rows = list(symbol.strokes)
        left, top = low[rows].min(axis=0).tolist()
        right, bottom = high[rows].max(axis=0).tolist()
        boxes.append(SymbolBox(symbol.label, (left, top, right, bottom), tuple(symbol.strokes)))
    return tuple(boxes)
