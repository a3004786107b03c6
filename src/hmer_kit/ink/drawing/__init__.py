"""From strokes to a picture: ink on a canvas, and the pen that draws it."""

from __future__ import annotations

from hmer_kit.ink.drawing.ink import FINEST_PEN, MAX_PIXELS, NATURAL_MARGIN, Ink, Style, SymbolBox, check_canvas
from hmer_kit.ink.drawing.raster import draw_strokes

__all__ = [
    "FINEST_PEN",
    "MAX_PIXELS",
    "NATURAL_MARGIN",
    "Ink",
    "Style",
    "SymbolBox",
    "check_canvas",
    "draw_strokes",
]
