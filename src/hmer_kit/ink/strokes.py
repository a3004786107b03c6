"""Strokes: what a pen drew between touching the paper and leaving it, in the unit of the device."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

__all__ = ["Strokes"]


@dataclass(frozen=True, slots=True, eq=False)
class Strokes:
    """Strokes in writing order; all points in one array, so that a whole expression is transformed at once.

    Examples:
        >>> strokes = Strokes.of([[(0, 0), (4, 3)], [(10, 1)]])
        >>> len(strokes), strokes.bounds
        (2, (0.0, 0.0, 10.0, 3.0))
    """

    points: NDArray[np.float64]
    """Points of all strokes, ``(points, 2)``: x and y, y down, in the unit of the device; all finite."""
    ends: tuple[int, ...]
    """One past the last point of each stroke; a stroke has one point (a dot) or more."""
    times: NDArray[np.float64] | None = None
    """Time of each point, ``(points,)``, in the unit of the device, where it is known."""

    @classmethod
    def of(cls, strokes: Sequence[ArrayLike]) -> Strokes:
        """Put strokes together.

        Args:
            strokes: One ``(points, 2)`` or ``(points, 3)`` array or list a stroke: x, y and, in all or in none, time.

        Raises:
            InputError: A stroke is empty, of another shape, or holds a number that is not finite.

        Examples:
            >>> Strokes.of([[(0, 0, 5), (4, 3, 6)]]).times.tolist()
            [5.0, 6.0]
        """
        arrays = [_checked(stroke, number) for number, stroke in enumerate(strokes, start=1)]
        if not arrays:
            return cls(np.empty((0, 2)), ())
        widths = {array.shape[1] for array in arrays}
        if len(widths) > 1:
            raise InputError("expected x, y or x, y, time in all strokes alike, got some of each")
        table = np.concatenate(arrays)
        ends = tuple(np.cumsum([len(array) for array in arrays]).tolist())
        return cls(np.ascontiguousarray(table[:, :2]), ends, table[:, 2].copy() if widths == {3} else None)

    def __len__(self) -> int:
        return len(self.ends)

    def split(self) -> list[NDArray[np.float64]]:
        """Return the strokes one by one, each ``(points, 2)``.

        Examples:
            >>> [len(stroke) for stroke in Strokes.of([[(0, 0), (4, 3)], [(10, 1)]]).split()]
            [2, 1]
        """
        return np.split(self.points, self.ends[:-1]) if self.ends else []

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of all points.

        Raises:
            InputError: There are no strokes.

        Examples:
            >>> Strokes.of([[(2, 8), (4, 3)]]).bounds
            (2.0, 3.0, 4.0, 8.0)
        """
        if not self.ends:
            raise InputError("expected strokes, got none; ink without strokes has no bounds")
        left, top = self.points.min(axis=0).tolist()
        right, bottom = self.points.max(axis=0).tolist()
        return left, top, right, bottom

    def select(self, indices: Sequence[int]) -> Strokes:
        """Return some of the strokes, in the order given.

        Args:
            indices: Numbers of strokes, from 0.

        Raises:
            InputError: There is no such stroke.

        Examples:
            >>> Strokes.of([[(0, 0), (4, 3)], [(10, 1)]]).select([1]).points.tolist()
            [[10.0, 1.0]]
        """
        starts = (0, *self.ends[:-1])
        wrong = next((index for index in indices if not 0 <= index < len(self)), None)
        if wrong is not None:
            raise InputError(f"expected numbers of strokes from 0 to {len(self) - 1}, got {wrong}")
        spans = [np.arange(starts[index], self.ends[index]) for index in indices]
        rows = np.concatenate(spans) if spans else np.empty(0, np.int64)
        ends = tuple(np.cumsum([len(span) for span in spans]).tolist())
        return Strokes(self.points[rows], ends, None if self.times is None else self.times[rows])

    def moved(self, matrix: ArrayLike, shift: ArrayLike = (0.0, 0.0)) -> Strokes:
        """Return the strokes under an affine map.

        Args:
            matrix: ``(2, 2)``, applied to each point as a column.
            shift: Added afterwards.

        Raises:
            InputError: The matrix or the shift has another shape.

        Examples:
            >>> Strokes.of([[(1, 2)]]).moved([[2, 0], [0, 3]], shift=(10, 0)).points.tolist()
            [[12.0, 6.0]]
        """
        table, offset = np.asarray(matrix, np.float64), np.asarray(shift, np.float64)
        if table.shape != (2, 2) or offset.shape != (2,):
            raise InputError(f"expected a 2 x 2 matrix and a shift of 2 numbers, got {table.shape} and {offset.shape}")
        return replace(self, points=self.points @ table.T + offset)


def _checked(stroke: ArrayLike, number: int) -> NDArray[np.float64]:
    array = np.asarray(stroke, np.float64)
    if array.ndim != 2 or array.shape[1] not in {2, 3} or not len(array):
        raise InputError(f"expected (points, 2) or (points, 3) as stroke {number}, got the shape {array.shape}")
    if not np.isfinite(array).all():
        raise InputError(f"expected finite numbers in stroke {number}, got NaN or infinity")
    return array
