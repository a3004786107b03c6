"""From control points to pen strokes: one basis matrix a shape, made once, then a single product a drawing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Shape", "compile_shape"]

_SPACING = 9.0
"""Distance of the sampled points along a curve, in glyph units."""

_BEND = 14.0
"""A straight piece longer than this gets a control point in its middle, so that a shaky hand can bend it."""


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """Strokes of one variant of a glyph, ready to draw.

    Examples:
        >>> shape = compile_shape("0,0 50,0; 20,10 20,-10")
        >>> len(shape.stroke_ends), shape.basis.shape[1] == len(shape.control)
        (2, True)
    """

    control: NDArray[np.float64]
    """Control points, ``(controls, 2)``; ``x`` starts at 0, ``y`` points up from the baseline."""
    basis: NDArray[np.float64]
    """Matrix ``(points, controls)`` that maps control points to points on the curve."""
    stroke_ends: tuple[int, ...]
    """One past the last point of each stroke."""
    width: float
    """Extent in x of the curve."""
    top: float
    """Highest point."""
    bottom: float
    """Lowest point."""
    traced: bool = False
    """Whether the curve is a person's own ink, which has its slant and shakes already."""


def compile_shape(strokes: str) -> Shape:
    """Compile one variant of a glyph.

    Args:
        strokes: Strokes parted by ``;``, each control points ``x,y`` parted by blanks; a doubled point is a corner.

    Returns:
        The shape; its ``x`` is moved so that the curve starts at 0.

    Examples:
        >>> compile_shape("4,72 26,100 26,100 25,0").top
        100.0
    """
    controls: list[tuple[float, float]] = []
    rows: list[NDArray[np.float64]] = []
    columns: list[list[int]] = []
    ends: list[int] = []
    count = 0
    for stroke in strokes.split(";"):
        for piece in _split_at_corners(stroke, controls):
            block = _spline_basis(np.array([controls[index] for index in piece]))
            if count > (ends[-1] if ends else 0):
                block = block[1:]  # the corner is drawn already
            rows.append(block)
            columns.append(piece)
            count += len(block)
        ends.append(count)
    return _assemble(np.array(controls), rows, columns, tuple(ends))


def _assemble(
    control: NDArray[np.float64], rows: list[NDArray[np.float64]], columns: list[list[int]], ends: tuple[int, ...]
) -> Shape:
    basis = np.zeros((ends[-1], len(control)))
    start = 0
    for block, piece in zip(rows, columns, strict=True):
        basis[start : start + len(block), piece] = block
        start += len(block)
    curve = basis @ control
    left = float(curve[:, 0].min())
    control[:, 0] -= left
    return Shape(
        control=control,
        basis=basis,
        stroke_ends=ends,
        width=float(curve[:, 0].max()) - left,
        top=float(curve[:, 1].max()),
        bottom=float(curve[:, 1].min()),
    )


def _split_at_corners(stroke: str, controls: list[tuple[float, float]]) -> list[list[int]]:
    """Append the control points of a stroke and return its smooth pieces as lists of their indices."""
    points = [(float(x), float(y)) for x, y in (pair.split(",") for pair in stroke.split())]
    pieces: list[list[int]] = []
    piece: list[int] = []
    previous: tuple[float, float] | None = None
    for point in points:
        if point == previous:
            pieces.append(piece)
            piece = [piece[-1]]
            continue
        controls.append(point)
        piece.append(len(controls) - 1)
        previous = point
    pieces.append(piece)
    return [_bendable(piece, controls) for piece in pieces if len(piece) > 1]


def _bendable(piece: list[int], controls: list[tuple[float, float]]) -> list[int]:
    if len(piece) != 2:
        return piece
    (x0, y0), (x1, y1) = controls[piece[0]], controls[piece[1]]
    if abs(x1 - x0) + abs(y1 - y0) < _BEND:
        return piece
    controls.append(((x0 + x1) / 2, (y0 + y1) / 2))
    return [piece[0], len(controls) - 1, piece[1]]


def _spline_basis(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the matrix that samples a centripetal Catmull-Rom spline through the points."""
    lengths = np.hypot(*np.diff(points, axis=0).T)
    knots = np.sqrt(lengths)
    tangents = _tangents(knots)
    eye = np.eye(len(points))
    samples = [eye[:1]]
    for index, (length, step) in enumerate(zip(lengths, knots, strict=True)):
        u = np.linspace(0, 1, max(2, round(length / _SPACING) + 1))[1:, None]
        samples.append(
            (2 * u**3 - 3 * u**2 + 1) * eye[index]
            + (u**3 - 2 * u**2 + u) * step * tangents[index]
            + (3 * u**2 - 2 * u**3) * eye[index + 1]
            + (u**3 - u**2) * step * tangents[index + 1]
        )
    return np.concatenate(samples)


def _tangents(knots: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the matrix from points to tangents: parabolas inside, natural ends."""
    count = len(knots) + 1
    eye = np.eye(count)
    slopes = (eye[1:] - eye[:-1]) / knots[:, None]
    tangents = np.empty((count, count))
    before, after = knots[:-1, None], knots[1:, None]
    tangents[1:-1] = (slopes[:-1] * after + slopes[1:] * before) / (before + after)
    tangents[0] = slopes[0] if count == 2 else 1.5 * slopes[0] - 0.5 * tangents[1]
    tangents[-1] = slopes[-1] if count == 2 else 1.5 * slopes[-1] - 0.5 * tangents[-2]
    return tangents
