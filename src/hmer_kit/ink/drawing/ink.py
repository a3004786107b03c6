"""Ink: the strokes of a written expression, what each belongs to, and its picture."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
from PIL import Image, ImageChops

from hmer_kit.exceptions import InputError
from hmer_kit.ink.drawing.pens import draw_with

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hmer_kit.ink.drawing.pens import Tip
    from hmer_kit.latex.tree import Relation

__all__ = ["FINEST_PEN", "MAX_PIXELS", "NATURAL_MARGIN", "Ink", "Style", "SymbolBox", "check_canvas"]

Style = Literal["white_on_black", "black_on_white"]
"""Polarity of a picture: the CROHME 2014 and 2016 release is white on black, 2019 black on white."""

MAX_PIXELS = 50_000_000
"""Largest picture that is drawn, in pixels."""

NATURAL_MARGIN = 12
"""Free pixels around the ink at natural size, as in the CROHME 2014 and 2016 release."""

FINEST_PEN = 1.3
"""Least width of the pen after shrinking, in pixels, so that no stroke fades away."""


@dataclass(frozen=True, slots=True)
class SymbolBox:
    """One symbol: where its ink lies and which strokes it is made of.

    Examples:
        >>> SymbolBox("x", (12.0, 12.0, 30.0, 34.5), (0, 1)).strokes
        (0, 1)
    """

    symbol: str
    r"""LaTeX token, such as ``x``, ``\frac`` (its bar) or ``\sqrt`` (its sign)."""
    box: tuple[float, float, float, float]
    """Left, top, right and bottom of its ink in pixels, the width of the pen included."""
    strokes: tuple[int, ...]
    """Indices of its strokes in ``Ink.strokes``."""


@dataclass(frozen=True, slots=True, eq=False)
class Ink:
    """A written expression.

    Examples:
        >>> from hmer_kit.ink import Writer, render
        >>> ink = render("x ^ { 2 }", writer=Writer.from_seed(0), seed=0)
        >>> [(ink.symbols[a].symbol, ink.symbols[b].symbol, relation.value) for a, b, relation in ink.relations]
        [('x', '2', 'sup')]
    """

    points: NDArray[np.float32]
    """Points of all strokes in writing order, ``(points, 2)``: x and y in pixels, y down."""
    stroke_ends: tuple[int, ...]
    """One past the last point of each stroke."""
    symbols: tuple[SymbolBox, ...]
    """Symbols in reading order."""
    relations: tuple[tuple[int, int, Relation], ...]
    """Parent, child (indices of ``symbols``), where the child lies; every symbol but one has one parent."""
    width: int
    """Width of the canvas in pixels."""
    height: int
    """Height of the canvas in pixels."""
    pen: float
    """Width of the pen in pixels."""
    tip: Tip = "round"
    """Tip of the pen; those of some published pictures are not round."""

    @property
    def strokes(self) -> list[NDArray[np.float32]]:
        """The strokes one by one, each ``(points, 2)``.

        Examples:
            >>> from hmer_kit.ink import Writer, render
            >>> len(render("+", writer=Writer.from_seed(0), seed=0).strokes)
            2
        """
        return np.split(self.points, self.stroke_ends[:-1]) if self.stroke_ends else []

    def fit(self, *, height: int, width: int, margin: int = 2, max_scale: float | None = 1.0) -> Ink:
        """Return the same ink on another canvas: aspect kept, at the left, vertically in the middle.

        Args:
            height: Height of the canvas in pixels.
            width: Width of the canvas in pixels.
            margin: Free pixels on each side.
            max_scale: Most that the ink is enlarged; 1 leaves short expressions at natural size, None fills the canvas.

        Raises:
            InputError: If the canvas does not hold its margins or exceeds ``MAX_PIXELS``.

        Examples:
            >>> from hmer_kit.ink import Writer, render
            >>> ink = render("x + 1", writer=Writer.from_seed(0), seed=0).fit(height=32, width=64)
            >>> (ink.height, ink.width)
            (32, 64)
        """
        scale, x, y, pen = self._place(height=height, width=width, margin=margin, max_scale=max_scale)
        symbols = [replace(symbol, box=_moved(symbol.box, scale, x=x, y=y)) for symbol in self.symbols]
        return replace(
            self, points=self._moved_points(scale, x, y), symbols=tuple(symbols), width=width, height=height, pen=pen
        )

    def to_image(
        self,
        *,
        height: int | None = None,
        width: int | None = None,
        style: Style = "white_on_black",
        margin: int = 2,
        max_scale: float | None = 1.0,
        anti_alias: bool = True,
    ) -> Image.Image:
        """Draw the ink.

        Args:
            height: Height of a fixed canvas, given together with ``width``; neither draws the natural size: symbols
                about 28 pixels high on average, pen 3, margin 12, as in the CROHME 2014 and 2016 release.
            width: Width of a fixed canvas.
            style: Polarity.
            margin: Free pixels around the ink on a fixed canvas.
            max_scale: Most that the ink is enlarged on a fixed canvas, see ``fit``.
            anti_alias: Whether the edges of a round pen are grey; otherwise every pixel is 0 or 255, as in CROHME's
                pictures.

        Returns:
            A picture of mode ``L``.

        Raises:
            InputError: If only one of ``height`` and ``width`` is given, the canvas does not hold its margins, the
                style is unknown, or the picture would exceed ``MAX_PIXELS``.

        Examples:
            >>> from hmer_kit.ink import Writer, render
            >>> render("x", writer=Writer.from_seed(0), seed=0).to_image(height=48, width=192).size
            (192, 48)
        """
        if style not in {"white_on_black", "black_on_white"}:
            raise InputError(f"expected style 'white_on_black' or 'black_on_white', got {style!r}")
        if (height is None) != (width is None):
            raise InputError(f"expected height and width together or neither, got height={height}, width={width}")
        points, size, pen = self.points, (self.width, self.height), self.pen
        if height is None or width is None:
            check_canvas(height=self.height, width=self.width, margin=0)
        else:
            scale, x, y, pen = self._place(height=height, width=width, margin=margin, max_scale=max_scale)
            points, size = self._moved_points(scale, x, y), (width, height)
        image = draw_with(self.tip, points, stroke_ends=self.stroke_ends, size=size, pen=pen, anti_alias=anti_alias)
        return image if style == "white_on_black" else ImageChops.invert(image)

    def _moved_points(self, scale: float, x: float, y: float) -> NDArray[np.float32]:
        return np.asarray(self.points * np.float32(scale) + np.array((x, y), np.float32), np.float32)

    def _place(
        self, *, height: int, width: int, margin: int, max_scale: float | None
    ) -> tuple[float, float, float, float]:
        """Return scale, shift in x, shift in y and the new width of the pen."""
        check_canvas(height=height, width=width, margin=margin)
        if not len(self.points):
            return 1.0, 0.0, 0.0, self.pen
        left, top = (self.points.min(axis=0) - self.pen / 2).tolist()
        right, bottom = (self.points.max(axis=0) + self.pen / 2).tolist()
        scale = min((width - 2 * margin) / (right - left), (height - 2 * margin) / (bottom - top))
        scale = scale if max_scale is None else min(scale, max_scale)
        pen = max(self.pen * scale, min(FINEST_PEN, self.pen))
        return scale, margin - left * scale, (height - (top + bottom) * scale) / 2, pen


def _moved(
    box: tuple[float, float, float, float], scale: float, *, x: float, y: float
) -> tuple[float, float, float, float]:
    return (box[0] * scale + x, box[1] * scale + y, box[2] * scale + x, box[3] * scale + y)


def check_canvas(*, height: int, width: int, margin: int) -> None:
    """Refuse a canvas without room or beyond all memory.

    Args:
        height: Height in pixels.
        width: Width in pixels.
        margin: Free pixels on each side.

    Raises:
        InputError: If it does not hold its margins or exceeds ``MAX_PIXELS``.

    Examples:
        >>> check_canvas(height=48, width=192, margin=2)
    """
    if margin < 0 or min(height, width) <= 2 * margin:
        raise InputError(f"expected a canvas larger than its margins of {margin} pixels, got {width} x {height}")
    if height * width > MAX_PIXELS:
        raise InputError(
            f"expected a picture of at most {MAX_PIXELS:,} pixels, got {width} x {height} = {height * width:,}; "
            "give height and width of a smaller canvas, or split the expression"
        )
