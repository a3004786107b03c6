"""Turn, shear, stretch and bend a picture, and keep its ink inside."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

__all__ = ["bent"]

_CELL = 24
"""Pixels between the knots of the elastic mesh."""

_TURN, _SHEAR, _STRETCH, _WARP = 0.105, 0.4, 0.25, 4.0
"""What a strength of 1 is: radians, a tangent, a logarithm, pixels."""

_MOST_CELLS = 4000
"""Cells of the mesh; larger pictures have larger cells."""


def bent(ink: Image.Image, strengths: Mapping[str, float], rng: np.random.Generator) -> Image.Image:
    """Return a picture, light on dark, bent; all of its ink stays inside, and what comes in is ground."""
    turn, shear, stretch = rng.choice([-1.0, 1.0], 3) * [strengths[name] for name in ("rotation", "slant", "stretch")]
    reach = _WARP * strengths["warp"]
    if not (turn or shear or stretch or reach):
        return ink
    ground = _ground(ink)
    box = _ink_box(ink, ground)
    matrix = _matrix(turn * _TURN, shear * _SHEAR, stretch * _STRETCH)
    matrix, centre = _inside(matrix, box, ink.size, 1.5 * reach + 1)  # the map stretches bends too
    knots_x, knots_y = _knots(ink.size)
    displaced = _smooth(rng, (len(knots_y), len(knots_x)), reach)
    place = np.stack(np.meshgrid(knots_x, knots_y), axis=-1).astype(np.float64)
    middle = np.array([(box[0] + box[2]) / 2, (box[1] + box[3]) / 2])
    source = (place - centre) @ np.linalg.inv(matrix).T + middle + displaced
    cells = [(x0, y0, x1, y1) for y0, y1 in pairwise(knots_y) for x0, x1 in pairwise(knots_x)]
    mesh = list(zip(cells, _quads(source), strict=True))
    return ink.transform(ink.size, Image.Transform.MESH, mesh, resample=Image.Resampling.BILINEAR, fillcolor=ground)


def _matrix(turn: float, shear: float, stretch: float) -> NDArray[np.float64]:
    turned = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    return np.asarray(turned @ np.array([[np.exp(stretch / 2), -shear], [0.0, np.exp(-stretch / 2)]]))


def _inside(
    matrix: NDArray[np.float64], box: tuple[int, int, int, int], size: tuple[int, int], margin: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Scale a map down until its ink fits, and return it with the place of the middle of the ink."""
    half = np.array([box[2] - box[0], box[3] - box[1]]) / 2
    extent = np.abs(matrix) @ half
    room = np.maximum(np.array(size) / 2 - margin, np.array(size) / 4)
    scale = min(1.0, float((room / np.maximum(extent, 1e-9)).min()))
    margins = np.minimum(margin, np.array(size) / 4)
    low, high = extent * scale + margins, np.array(size) - extent * scale - margins
    middle = np.array([(box[0] + box[2]) / 2, (box[1] + box[3]) / 2])
    return matrix * scale, np.where(low > high, np.array(size) / 2, np.clip(middle, low, np.maximum(low, high)))


def _knots(size: tuple[int, int]) -> tuple[list[int], list[int]]:
    cell = max(_CELL, round((size[0] * size[1] / _MOST_CELLS) ** 0.5))
    return [*range(0, size[0], cell), size[0]], [*range(0, size[1], cell), size[1]]


def _smooth(rng: np.random.Generator, shape: tuple[int, int], reach: float) -> NDArray[np.float64]:
    """Return displacements ``(rows, columns, 2)`` of at most ``reach`` that change slowly from knot to knot."""
    coarse = rng.uniform(-1, 1, (2, shape[0] // 3 + 2, shape[1] // 3 + 2)).astype(np.float32)
    size = (shape[1], shape[0])
    fields = [np.asarray(Image.fromarray(part).resize(size, Image.Resampling.BILINEAR)) for part in coarse]
    return np.asarray(reach * np.stack(fields, axis=-1), np.float64)


def _quads(source: NDArray[np.float64]) -> list[tuple[float, ...]]:
    """Return the corners of every cell as Pillow wants them: left top, left bottom, right bottom, right top."""
    corners = np.stack([source[:-1, :-1], source[1:, :-1], source[1:, 1:], source[:-1, 1:]], axis=2)
    return list(map(tuple, corners.reshape(-1, 8).tolist()))


def _ground(ink: Image.Image) -> int | tuple[int, ...]:
    channels = np.asarray(ink).reshape(ink.height * ink.width, -1)
    ground = np.median(channels[:: max(1, len(channels) // 20_000)], axis=0).astype(int).tolist()
    return ground[0] if ink.mode == "L" else tuple(ground)


def _ink_box(ink: Image.Image, ground: int | tuple[int, ...]) -> tuple[int, int, int, int]:
    """Return the box of what is lighter than the ground, all of the picture where nothing is."""
    grey = ink if ink.mode == "L" else ink.convert("L")
    ground = ground if ink.mode == "L" else _ground(grey)
    low, high = grey.getextrema()
    level = int(ground) + max(8, (int(high) - int(low)) // 8)  # type: ignore[arg-type]
    return grey.point(lambda value: 255 * (value > level)).getbbox() or (0, 0, *ink.size)
