"""What is drawn on the pad as ink, and the picture of it that a model is asked about."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

from hmer_kit.demo.limits import DemoLimits
from hmer_kit.exceptions import DataError
from hmer_kit.ink import InkDocument, Strokes, draw_image

if TYPE_CHECKING:
    from PIL import Image

    from hmer_kit.ink import DrawingStyle

__all__ = ["draw_strokes", "read_strokes"]

_FARTHEST = 100_000
"""A coordinate farther out than this, in pixels of the pad, is none."""
_LIMITS = DemoLimits()


def read_strokes(text: str | None, *, limits: DemoLimits = _LIMITS) -> Strokes:
    """Read the strokes that the pad sends.

    Args:
        text: A JSON list of strokes, each a list of points, each a list of x and y in pixels, y down; nothing for an
            empty pad.
        limits: How many strokes and points there may be.

    Raises:
        DataError: It is something else, or too much; ``code`` is ``no_ink`` where there is no stroke.

    Examples:
        >>> read_strokes("[[[0, 0], [4, 30]], [[9, 10]]]").bounds
        (0.0, 0.0, 9.0, 30.0)
        >>> read_strokes("[]")
        Traceback (most recent call last):
        ...
        hmer_kit.exceptions.DataError: expected a drawing, got an empty pad; write an expression on it first
    """
    strokes = _parsed(text, limits=limits)
    if not strokes:
        raise DataError("expected a drawing, got an empty pad; write an expression on it first", code="no_ink")
    if not isinstance(strokes, list) or len(strokes) > limits.max_strokes:
        raise _bad(f"a list of at most {limits.max_strokes} strokes")
    points = 0
    for stroke in strokes:
        if not isinstance(stroke, list) or not stroke:
            raise _bad("a list of points in each stroke")
        points += len(stroke)
        if points > limits.max_points:
            raise _bad(f"at most {limits.max_points} points")
        if not all(map(_is_point, stroke)):
            raise _bad(f"two numbers of at most ±{_FARTHEST} in each point")
    return Strokes.of(strokes)


def draw_strokes(strokes: Strokes, *, style: DrawingStyle | str = "smooth") -> Image.Image:
    """Draw strokes as the pictures that models of this library are trained on are drawn.

    However large somebody writes, the symbols come out as high as those of the style.

    Args:
        strokes: At least one stroke.
        style: A style, or its name in ``hmer_kit.ink.STYLES``.

    Raises:
        InputError: There is no stroke, or no such style.

    Examples:
        >>> small, large = (read_strokes(f"[[[0, 0], [0, {height}]]]") for height in (20, 400))
        >>> draw_strokes(small).size == draw_strokes(large).size
        True
    """
    return draw_image(InkDocument("drawing", strokes), style=style)


def _parsed(text: object, *, limits: DemoLimits) -> object:
    if text is None or text == "":
        return []
    if not isinstance(text, str) or len(text) > 64 * limits.max_points:
        raise _bad("a text of bounded length")
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _bad("JSON") from error


def _is_point(point: object) -> bool:
    return (
        isinstance(point, list)
        and len(point) == 2
        and all(type(value) in {int, float} and math.isfinite(value) and abs(value) <= _FARTHEST for value in point)
    )


def _bad(expected: str) -> DataError:
    return DataError(
        f"expected {expected} of the drawing pad, got something else; clear it and draw anew", code="bad_drawing"
    )
