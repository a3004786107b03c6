"""How high the symbols of written ink are: by its segmentation, or estimated from the strokes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hmer_kit.ink.document import InkDocument
    from hmer_kit.ink.strokes import Strokes

__all__ = ["stroke_height", "symbol_height"]

_FLAT = 0.1
"""A stroke lower than this share of the highest one is a bar or a dot, which says nothing of the size."""

_MERGED_AHEAD = 3
"""How many strokes back one may belong to the same symbol."""

_BIAS = 0.972
"""The estimate over the true mean height, in the middle of CROHME's expressions."""


def symbol_height(document: InkDocument) -> float:
    """Return the mean height of the symbols.

    Without a segmentation it is estimated from the strokes: the geometric mean of ``stroke_height`` and of the mean
    height of strokes whose boxes touch, taken together. On CROHME's expressions the estimate is half the time within
    8 % of the true one, and nine times of ten within 24 %.

    Args:
        document: Ink with at least one stroke.

    Returns:
        The height in the unit of the device; 0 for ink without any height.

    Examples:
        >>> from hmer_kit.ink import InkDocument, InkSymbol, Strokes
        >>> strokes = Strokes.of([[(0, 0), (4, 30)], [(9, 10), (9, 30)]])
        >>> symbol_height(InkDocument("a", strokes, symbols=(InkSymbol("1", (0,)), InkSymbol("1", (1,)))))
        25.0
        >>> round(symbol_height(InkDocument("a", strokes)), 1)
        25.7
    """
    low, high = _extents(document.strokes)
    groups = [list(symbol.strokes) for symbol in document.symbols if symbol.strokes]
    if groups:
        tops, bottoms = low[:, 1].tolist(), high[:, 1].tolist()
        heights = [max([bottoms[at] for at in group]) - min([tops[at] for at in group]) for group in groups]
        return float(np.mean(heights))
    merged = _merged_heights(low, high)
    return float(np.sqrt(stroke_height(document.strokes)) * np.sqrt(merged.mean()) / _BIAS)


def stroke_height(strokes: Strokes) -> float:
    """Return the mean height of the strokes, without those flatter than a tenth of the highest.

    It needs no segmentation; the pictures of CROHME 2014 and 2016 were scaled by it, where all coordinates are whole
    numbers by its whole part. On CROHME's expressions it is half the time within 9 % of the mean height of symbols, and
    nine times of ten within 30 %.

    Args:
        strokes: At least one stroke.

    Returns:
        The height in the unit of the device; 0 for ink without any height.

    Examples:
        >>> from hmer_kit.ink import Strokes
        >>> stroke_height(Strokes.of([[(0, 0), (4, 30)], [(9, 10), (9, 31)], [(9, 9), (12, 9)]]))
        25.5
    """
    low, high = _extents(strokes)
    heights = high[:, 1] - low[:, 1]
    kept = heights[heights > _FLAT * heights.max()]
    return float(kept.mean()) if len(kept) else 0.0


def _extents(strokes: Strokes) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the left top and the right bottom corner of each stroke, ``(strokes, 2)``."""
    starts = [0, *strokes.ends[:-1]]
    return np.minimum.reduceat(strokes.points, starts), np.maximum.reduceat(strokes.points, starts)


def _merged_heights(low: NDArray[np.float64], high: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the heights of groups of strokes whose boxes overlap."""
    group = np.arange(len(low))
    for back in range(1, _MERGED_AHEAD + 1):
        touch = (np.minimum(high[back:], high[:-back]) > np.maximum(low[back:], low[:-back])).all(axis=1)
        for later in (np.nonzero(touch)[0] + back).tolist():
            group[later] = min(group[later], group[later - back])
    top, bottom = np.full(len(low), np.inf), np.full(len(low), -np.inf)
    np.minimum.at(top, group, low[:, 1])
    np.maximum.at(bottom, group, high[:, 1])
    heights = bottom - top
    return np.asarray(heights[np.isfinite(heights)])
