"""The pens: how the tip of each covers pixels, and how far it reaches beyond a point."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
from PIL import Image, ImageDraw

from hmer_kit.exceptions import InputError
from hmer_kit.ink.drawing.raster import CHUNK, draw_strokes, pieces, stamp

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

__all__ = ["MAX_TRACK", "Tip", "check_track", "draw_with", "reach"]

Tip = Literal["round", "square", "capped"]
"""Tip of a pen. ``"round"``: a disc, whose edges may be grey. ``"square"``: a square of whole pixels led along the line
of Bresenham. ``"capped"``: Pillow's wide line with a disc at either end of a stroke."""

MAX_TRACK = 100_000_000
"""Longest way, in pixels, that the pen goes in one picture."""


def draw_with(
    tip: Tip,
    points: NDArray[np.floating],
    *,
    stroke_ends: Sequence[int],
    size: tuple[int, int],
    pen: float,
    anti_alias: bool = True,
) -> Image.Image:
    """Draw strokes in white on black with a pen of a certain tip.

    Args:
        tip: Which pen.
        points: Points of all strokes, ``(points, 2)``: x and y in pixels, y down, a pixel's centre at half.
        stroke_ends: One past the last point of each stroke.
        size: Width and height of the picture; what lies outside is cut.
        pen: Width of the pen in pixels; rounded to a whole number where the tip is not round.
        anti_alias: Whether the edges of a round pen are grey.

    Returns:
        A picture of mode ``L``.

    Raises:
        InputError: The tip is unknown, or the pen would go further than ``MAX_TRACK``.

    Examples:
        >>> picture = draw_with("square", np.array([[2.5, 4.5], [5.5, 4.5]]), stroke_ends=[2], size=(9, 9), pen=3)
        >>> picture.getbbox()
        (1, 3, 7, 6)
    """
    if tip not in {"round", "square", "capped"}:
        raise InputError(f"expected the tip 'round', 'square' or 'capped', got {tip!r}")
    check_track(points, stroke_ends)
    if tip == "round":
        return draw_strokes(points, stroke_ends, size=size, pen=pen, anti_alias=anti_alias)
    width = max(1, round(pen))
    if tip == "square":
        return _square(points, stroke_ends, size=size, width=width)
    return _capped(points, stroke_ends, size=size, width=width)


def check_track(points: NDArray[np.floating], stroke_ends: Sequence[int]) -> None:
    """Refuse strokes whose drawing would take for ever: millions of points that each cross the whole picture.

    Args:
        points: Points in pixels.
        stroke_ends: One past the last point of each stroke.

    Raises:
        InputError: They are longer than ``MAX_TRACK`` altogether.

    Examples:
        >>> check_track(np.array([[0.0, 0.0], [9.0, 0.0]]), [2])
    """
    steps = np.abs(np.diff(points.astype(np.float64), axis=0)).max(axis=1, initial=0.0)
    steps[np.asarray(stroke_ends[:-1], np.int64) - 1] = 0
    length = float(steps.sum())
    if not length <= MAX_TRACK:
        raise InputError(
            f"expected strokes of at most {MAX_TRACK:,} pixels altogether, got {length:,.0f} in {len(points):,} points;"
            " draw the ink smaller, or leave the file out"
        )


def reach(tip: Tip, pen: float) -> tuple[float, float]:
    """Return how far the pen covers pixels to the left or top of a point, and to the right or bottom.

    Args:
        tip: Which pen.
        pen: Its width in pixels.

    Examples:
        >>> reach("round", 3), reach("square", 3), reach("capped", 3)
        ((1.5, 1.5), (1.5, 1.5), (2.0, 2.5))
    """
    if tip == "round":
        return pen / 2, pen / 2
    width = max(1, round(pen))
    if tip == "square":
        return width // 2 + 0.5, (width - 1) // 2 + 0.5
    return width / 2 + 0.5, width / 2 + 1


def _square(
    points: NDArray[np.floating], stroke_ends: Sequence[int], *, size: tuple[int, int], width: int
) -> Image.Image:
    """Draw with a square of whole pixels."""
    border = width + 1
    stride = size[0] + 2 * border
    canvas = np.zeros((size[1] + 2 * border, stride), np.uint8)
    low, high = np.array([[-width], [-width]]), np.array([[size[0] + width - 1], [size[1] + width - 1]])
    span = np.arange(width) - width // 2
    tile = (span[:, None] * stride + span[None, :]).ravel()
    for track in _tracks(np.floor(points).astype(np.int64), np.asarray(stroke_ends, np.int64)):
        x, y = np.clip(track, low, high) + border
        stamp(canvas.reshape(-1), y * stride + x, tile)
    return Image.fromarray(np.ascontiguousarray(canvas[border : border + size[1], border : border + size[0]]))


def _tracks(cells: NDArray[np.int64], ends: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    """Yield the pixels ``(2, n)`` along all strokes: Bresenham's line as scikit-image's ``draw.line`` takes it.

    It goes in the direction of the pen; where two pixels are equally near, it takes the one further on.
    """
    cells = np.ascontiguousarray(cells.T)
    yield cells[:, ends - 1]
    starts = np.delete(np.arange(cells.shape[1]), ends - 1)
    begin = cells[:, starts]
    delta = cells[:, starts + 1] - begin
    length = np.abs(delta).max(axis=0, initial=0)
    for part in pieces(length, most=CHUNK):
        count, way = length[part], delta[:, part]
        line = np.repeat(np.arange(len(count)), count)
        step = np.arange(len(line)) - (np.cumsum(count) - count)[line]
        long = count[line]
        gone = (2 * np.abs(way)[:, line] * step + long) // (2 * long)
        yield begin[:, part][:, line] + np.sign(way)[:, line] * gone


def _capped(
    points: NDArray[np.floating], stroke_ends: Sequence[int], *, size: tuple[int, int], width: int
) -> Image.Image:
    """Draw with Pillow's wide line, and a disc at either end of each stroke."""
    image = Image.new("L", size)
    canvas = ImageDraw.Draw(image)
    radius = width / 2
    for stroke in np.split(points, stroke_ends[:-1]) if len(stroke_ends) else []:
        canvas.line(stroke.ravel().tolist(), fill=255, width=width)
        for x, y in stroke[[0, -1]].tolist():
            canvas.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
    return image
