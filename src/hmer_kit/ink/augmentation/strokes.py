"""Written strokes moved a little, as if someone else had written them, or the same one again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from hmer_kit.ink.augmentation._strengths import check_strengths, rng_of
from hmer_kit.ink.drawing.scale import symbol_height
from hmer_kit.ink.strokes import Strokes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hmer_kit.ink.document import InkDocument
    from hmer_kit.ink.drawing.styles import DrawingStyle

__all__ = ["StrokeAugmentation"]

_WAVES = 3
"""Waves that the smooth warp is made of."""

_SHORTEST = 4.0
"""Shortest wave of the smooth warp, in heights of a symbol: longer than a symbol, so that none is torn."""

_PEN_STREAM = 0x70656E
"""Sets the draw of the pen apart from those of the strokes."""


@dataclass(frozen=True, slots=True)
class StrokeAugmentation:
    """How much strokes are changed: standard deviations of what is drawn for each expression, symbol or point.

    The number of strokes, their order, the segmentation and the relations stay, so that the truth stays true.

    Raises:
        InputError: A strength is negative, or beyond what still is handwriting.

    Examples:
        >>> from hmer_kit.ink import InkDocument, Strokes
        >>> document = InkDocument("a", Strokes.of([[(0, 0), (4, 30)], [(9, 10)]]), truth="i")
        >>> other = StrokeAugmentation().apply(document, seed=1)
        >>> other.strokes.ends, other.truth
        ((2, 3), 'i')
    """

    slant: float = 0.12
    """Shear of the whole expression, as a tangent."""
    stretch: float = 0.1
    """Logarithm of its width over its height."""
    rotation: float = 0.02
    """Turn of the whole expression, in radians."""
    symbol_shift: float = 0.04
    """Shift of each symbol, in mean heights of a symbol."""
    symbol_size: float = 0.06
    """Logarithm of the size of each symbol."""
    symbol_rotation: float = 0.03
    """Turn of each symbol, in radians."""
    warp: float = 0.04
    """Smooth displacement of all points, in mean heights of a symbol."""
    noise: float = 0.004
    """Displacement of each point by itself, in mean heights of a symbol."""
    drop: float = 0.05
    """Share of the inner points of strokes that are left out."""
    pen: float = 0.1
    """Logarithm of the width of the pen, see ``restyle``."""

    def __post_init__(self) -> None:
        check_strengths(self, {"slant": 0.5, "stretch": 0.5, "rotation": 0.3, "symbol_rotation": 0.5, "drop": 0.5})

    def apply(self, document: InkDocument, *, seed: int) -> InkDocument:
        """Return the ink as it might have been written instead.

        Symbols are moved by themselves only where there is a segmentation.

        Args:
            document: Any ink.
            seed: The same seed gives the same ink.

        Examples:
            >>> from hmer_kit.ink import InkDocument, Strokes
            >>> document = InkDocument("a", Strokes.of([[(0, 0), (4, 30)]]))
            >>> one, same, other = (StrokeAugmentation().apply(document, seed=seed) for seed in (1, 1, 2))
            >>> (one.strokes.points == same.strokes.points).all(), (one.strokes.points == other.strokes.points).all()
            (np.True_, np.False_)
        """
        if not len(document.strokes):
            return document
        rng = rng_of(seed)
        left, top, right, bottom = document.strokes.bounds
        unit = symbol_height(document) or max(right - left, bottom - top)
        middle = np.array([(left + right) / 2, (top + bottom) / 2])
        points = (document.strokes.points - middle) / (unit or 1.0)
        points = self._symbols(points, document, rng)
        points = points @ self._matrix(rng).T
        points = points + self._warped(points, rng) + self.noise * rng.standard_normal(points.shape)
        strokes = replace(document.strokes, points=points * (unit or 1.0) + middle)
        return replace(document, strokes=_thinned(strokes, self.drop, rng))

    def restyle(self, style: DrawingStyle, *, seed: int) -> DrawingStyle:
        """Return a style with a pen a little wider or narrower.

        Args:
            style: Any style.
            seed: The same seed gives the same pen.

        Examples:
            >>> from hmer_kit.ink import STYLES
            >>> StrokeAugmentation(pen=0).restyle(STYLES["smooth"], seed=0).pen
            3.0
        """
        rng = np.random.default_rng([seed, _PEN_STREAM])
        factor = float(np.exp(np.clip(self.pen * rng.standard_normal(), -0.7, 0.7)))
        return replace(style, pen=style.pen * factor)

    def _matrix(self, rng: np.random.Generator) -> NDArray[np.float64]:
        shear, width, turn = rng.standard_normal(3).clip(-2.5, 2.5) * (self.slant, self.stretch, self.rotation)
        turned = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
        return np.asarray(turned @ np.array([[np.exp(width / 2), -shear], [0.0, np.exp(-width / 2)]]))

    def _symbols(
        self, points: NDArray[np.float64], document: InkDocument, rng: np.random.Generator
    ) -> NDArray[np.float64]:
        """Shift, turn and scale each symbol about its own middle."""
        points = points.copy()
        starts = (0, *document.strokes.ends[:-1])
        drawn = rng.standard_normal((len(document.symbols), 4))
        shifts, turns = self.symbol_shift * drawn[:, :2], self.symbol_rotation * drawn[:, 3]
        cosines, sines = np.cos(turns), np.sin(turns)
        sizes = np.exp(self.symbol_size * drawn[:, 2])[:, None, None]
        matrices = sizes * np.array([[cosines, sines], [-sines, cosines]]).T
        for symbol, shift, matrix in zip(document.symbols, shifts, matrices, strict=True):
            spans = [(starts[i], document.strokes.ends[i]) for i in symbol.strokes]
            rows = slice(*spans[0]) if len(spans) == 1 else np.concatenate([np.arange(*span) for span in spans])
            own = points[rows]
            middle = (own.min(axis=0) + own.max(axis=0)) / 2
            points[rows] = (own - middle) @ matrix.T + middle + shift
        return points

    def _warped(self, points: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
        """Return a displacement of each point that changes slowly from place to place."""
        moved = np.zeros_like(points)
        for _ in range(_WAVES):
            angle, phase = rng.uniform(0, 2 * np.pi, 2)
            frequency = 2 * np.pi / (_SHORTEST * rng.uniform(1, 4))
            along = points @ np.array([np.cos(angle), np.sin(angle)])
            moved += np.sin(frequency * along + phase)[:, None] * rng.standard_normal(2)
        return np.asarray(self.warp / np.sqrt(_WAVES / 2) * moved)


def _thinned(strokes: Strokes, share: float, rng: np.random.Generator) -> Strokes:
    """Leave out a share of the points, never the first or the last of a stroke."""
    kept = rng.random(len(strokes.points)) >= share
    ends = np.asarray(strokes.ends)
    kept[ends - 1] = kept[np.concatenate([[0], ends[:-1]])] = True
    counts = tuple(np.cumsum(kept)[ends - 1].tolist())
    return Strokes(strokes.points[kept], counts, None if strokes.times is None else strokes.times[kept])
