"""Draw strokes with a round pen into a grey picture."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

__all__ = ["CHUNK", "draw_strokes", "pieces", "stamp"]

CHUNK = 200_000
"""Places of the pen that are drawn at a time."""

_SUPERSAMPLING = 2


def draw_strokes(
    points: NDArray[np.floating],
    stroke_ends: Sequence[int],
    *,
    size: tuple[int, int],
    pen: float,
    anti_alias: bool = True,
) -> Image.Image:
    """Draw strokes in white on black.

    Args:
        points: Points of all strokes, ``(points, 2)``: x and y in pixels, y down.
        stroke_ends: One past the last point of each stroke; a stroke of one point is a dot.
        size: Width and height of the picture; what lies outside is cut.
        pen: Width of the pen in pixels.
        anti_alias: Whether the edges are grey; otherwise every pixel is 0 or 255.

    Returns:
        A picture of mode ``L``.

    Examples:
        >>> line = np.array([[2, 4], [12, 4]], dtype=np.float32)
        >>> draw_strokes(line, [2], size=(16, 9), pen=3).getpixel((7, 4))
        255
    """
    factor = _SUPERSAMPLING if anti_alias else 1
    width, height = size[0] * factor, size[1] * factor
    diameter = max(1, round(pen * factor))
    border = diameter + 2
    stride = width + 2 * border
    canvas = np.zeros((height + 2 * border, stride), dtype=np.uint8)
    if len(points):
        disc = _disc(diameter, stride)
        shift = border - (0.5 if diameter % 2 == 0 else 0.0)
        for track in _dense(points * factor, np.asarray(stroke_ends), step=max(0.6, 0.25 * diameter)):
            dense = track + shift
            x = np.clip(dense[0], border - diameter, width + border + diameter - 1).astype(np.int64)
            y = np.clip(dense[1], border - diameter, height + border + diameter - 1).astype(np.int64)
            stamp(canvas.reshape(-1), y * stride + x, disc)
    inside = (border, border, border + width, border + height)
    image = Image.fromarray(canvas)  # the whole of it shares its memory; the inside alone would be copied first
    return image.reduce(factor, box=inside) if anti_alias else image.crop(inside)


def stamp(flat: NDArray[np.uint8], cells: NDArray[np.int64], tip: NDArray[np.int64]) -> None:
    """Set a pen down at many places.

    Args:
        flat: The pixels, changed in place.
        cells: Index of each place.
        tip: What the pen covers, as offsets of the index.

    Examples:
        >>> row = np.zeros(6, np.uint8)
        >>> stamp(row, np.array([2]), np.array([-1, 0, 1]))
        >>> row.tolist()
        [0, 255, 255, 255, 0, 0]
    """
    for start in range(0, len(cells), CHUNK):
        flat[cells[start : start + CHUNK, None] + tip] = 255


def pieces(counts: NDArray[np.int64], *, most: int) -> Iterator[slice]:
    """Cut a list of counts into runs of a bounded sum, so that memory is bounded too.

    Args:
        counts: How many there are of each.
        most: Largest sum of a run of more than one.

    Examples:
        >>> list(pieces(np.array([3, 3, 9, 1]), most=6))
        [slice(0, 2, None), slice(2, 3, None), slice(3, 4, None)]
    """
    total = np.cumsum(counts)
    start, before = 0, 0
    while start < len(counts):
        end = max(start + 1, int(np.searchsorted(total, before + most, side="right")))
        yield slice(start, end)
        start, before = end, int(total[end - 1])


@lru_cache(maxsize=64)
def _disc(diameter: int, stride: int) -> NDArray[np.int64]:
    """Return the offsets of a disc in a flat picture; an even one lies around the lower corner of a pixel."""
    span = np.arange(diameter) - (diameter - 1) // 2
    centre = 0.5 if diameter % 2 == 0 else 0.0
    near = (span[:, None] - centre) ** 2 + (span[None, :] - centre) ** 2 <= (diameter / 2) ** 2 + 0.1
    dy, dx = np.nonzero(near)
    return np.asarray(span[dy] * stride + span[dx])


def _dense(points: NDArray[np.floating], ends: NDArray[np.int64], *, step: float) -> Iterator[NDArray[np.float64]]:
    """Yield points ``(2, n)`` along all strokes, at most ``step`` apart."""
    track = points.T.astype(np.float64)
    delta = np.diff(track, axis=1)
    counts = np.ceil(np.hypot(delta[0], delta[1]) / step).astype(np.int64)
    counts[ends[:-1] - 1] = 0
    yield track[:, ends - 1]
    for part in pieces(counts, most=CHUNK):
        count = counts[part]
        segment = np.repeat(np.arange(len(count)), count)
        share = (np.arange(len(segment)) - np.repeat(np.cumsum(count) - count, count)) / count[segment]
        yield track[:, part][:, segment] + share * delta[:, part][:, segment]
