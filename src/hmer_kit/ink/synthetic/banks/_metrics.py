"""Where a symbol stands over the baseline and how tall it is, by the alphabet: ``p`` hangs, ``'`` is high."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

from hmer_kit.ink.synthetic.alphabet import find_glyph
from hmer_kit.ink.synthetic.glyphs import ALIASES, WORDS

__all__: list[str] = []

_UNKNOWN = (-8.0, 92.0, 90.0)
_SMALL = 30.0
"""Symbols smaller than this are dots and commas, whose size says nothing; in glyph units."""


class Stand(NamedTuple):
    """The box that a symbol should fill, in glyph units: baseline 0, capital 100."""

    bottom: float
    top: float
    width: float

    @property
    def is_small(self) -> bool:
        """Whether it is a dot, a comma or the like."""
        return max(self.top - self.bottom, self.width) < _SMALL

    @property
    def extent(self) -> float:
        """Its height, or its width where it lies flat."""
        height = self.top - self.bottom
        return height if height >= 0.5 * self.width else self.width


def bank_label(label: str) -> str:
    r"""Return the name under which a symbol is kept: that of its strokes, ``<`` for ``\lt``."""
    return ALIASES.get(label, label)


def stand_of(label: str, *, width: float, height: float) -> Stand:
    """Return the box of that variant of a symbol whose shape is nearest to ink of that width and height.

    Args:
        label: What ``bank_label`` returns.
        width: Width of the ink, in any unit.
        height: Height of the ink.
    """
    aspect = log_aspect(width, height)
    return min(_stands(label), key=lambda stand: abs(log_aspect(stand.width, stand.top - stand.bottom) - aspect))


def log_aspect(width: float, height: float) -> float:
    """Return the logarithm of width over height, damped so that bars and dots have one."""
    margin = 0.1 * max(width, height, 1e-9)
    return math.log((width + margin) / (height + margin))


@lru_cache(maxsize=4096)
def _stands(label: str) -> tuple[Stand, ...]:
    if label in WORDS:
        shapes = [glyph.shapes[0] for letter in WORDS[label] if (glyph := find_glyph(letter)) is not None]
        bottom, top = min(shape.bottom for shape in shapes), max(shape.top for shape in shapes)
        return (Stand(bottom, top, sum(shape.width + 15 for shape in shapes)),)
    glyph = find_glyph(label)
    if glyph is None:
        bottom, top, width = _UNKNOWN
        return (Stand(bottom, top, width),)
    return tuple(Stand(shape.bottom, shape.top, shape.width) for shape in glyph.shapes)
