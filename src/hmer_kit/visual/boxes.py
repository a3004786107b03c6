r"""Glyph boxes: where each symbol of an expression has its ink, and who says so.

A *back end* draws LaTeX and returns one box for each symbol with ink. ``BoxLayout`` needs nothing but this library;
``TexBackend`` asks a TeX installation. Whatever has the two members of ``GlyphBoxes`` can stand in their place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

__all__ = ["FONT_SIZE", "GlyphBox", "GlyphBoxes"]

FONT_SIZE = 12 / 72.27 * 200
"""Size of the font in pixels: 12 pt at 200 dots an inch, as in the official CDM."""


@dataclass(frozen=True, slots=True)
class GlyphBox:
    r"""The ink of one symbol.

    Examples:
        >>> GlyphBox("x", 0.0, -14.0, 18.0, 0.0).center
        (9.0, -7.0)
    """

    token: str
    r"""The symbol in its usual spelling: ``x``, ``\leq``; ``\frac`` for a fraction bar, ``\sqrt`` for a root sign."""
    left: float
    """Left edge in pixels."""
    top: float
    """Upper edge in pixels; ``y`` grows downwards, the baseline of the expression is 0."""
    right: float
    """Right edge in pixels."""
    bottom: float
    """Lower edge in pixels."""
    font: str = ""
    r"""The font of a letter that is not in the one it has by itself: ``\mathbf``, ``\mathrm``, ``\mathbb`` ..."""

    @property
    def center(self) -> tuple[float, float]:
        """Middle of the box, ``(x, y)`` in pixels."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2


class GlyphBoxes(Protocol):
    """What a back end offers.

    Examples:
        >>> from hmer_kit.visual import BoxLayout
        >>> backend: GlyphBoxes = BoxLayout()
        >>> [box.token for box in backend.boxes("x + 1")]
        ['x', '+', '1']
    """

    @property
    def name(self) -> str:
        """Name and version, for the signature of a score."""

    def boxes(self, latex: str) -> list[GlyphBox]:
        """Return the box of each symbol with ink, in the order of the LaTeX.

        Raises:
            RenderError: It cannot be drawn.
        """
