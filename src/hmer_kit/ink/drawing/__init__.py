"""From strokes to a picture: ink on a canvas, the styles it is drawn in, and the pens that draw it."""

from __future__ import annotations

from hmer_kit.ink.drawing.ink import FINEST_PEN, MAX_PIXELS, NATURAL_MARGIN, Ink, Style, SymbolBox, check_canvas
from hmer_kit.ink.drawing.pens import MAX_TRACK, Tip, check_track, draw_with, reach
from hmer_kit.ink.drawing.placing import draw, draw_image
from hmer_kit.ink.drawing.raster import CHUNK, draw_strokes, pieces, stamp
from hmer_kit.ink.drawing.scale import stroke_height, symbol_height
from hmer_kit.ink.drawing.styles import STYLES, DrawingStyle, Measure, drawing_style

__all__ = [
    "CHUNK",
    "FINEST_PEN",
    "MAX_PIXELS",
    "MAX_TRACK",
    "NATURAL_MARGIN",
    "STYLES",
    "DrawingStyle",
    "Ink",
    "Measure",
    "Style",
    "SymbolBox",
    "Tip",
    "check_canvas",
    "check_track",
    "draw",
    "draw_image",
    "draw_strokes",
    "draw_with",
    "drawing_style",
    "pieces",
    "reach",
    "stamp",
    "stroke_height",
    "symbol_height",
]
