r"""The back end that needs no TeX: Computer Modern boxes, laid out after TeX's own rules.

It is an own layout and no renderer: it draws nothing but knows where the ink would be. On the symbols of CROHME its
boxes lie within a few pixels of those that pdflatex makes (``python -m benchmarks visual`` measures it), it takes some
tenths of a millisecond an expression, and its time is linear in the length of an expression at any depth.
"""

from __future__ import annotations

from hmer_kit.exceptions import InputError, RenderError
from hmer_kit.latex import parse, tokenize
from hmer_kit.visual._layout.engine import lay_out
from hmer_kit.visual.boxes import FONT_SIZE, GlyphBox

__all__ = ["BoxLayout"]

_VERSION = 1


class BoxLayout:
    r"""Glyph boxes from an own layout.

    LaTeX that does not parse is mended first, see ``hmer_kit.latex.parse``. A symbol that the fonts lack (a command
    that does not exist, a character of another script) is a box of its own like any other, so that it counts. ``\sin``
    is three letters, ``\ldots`` three dots, a fraction bar and a root sign are symbols.

    Args:
        size: Size of the font in pixels.
        max_tokens: Most tokens that an expression may have; the time of the matching grows with their third power.

    Raises:
        InputError: One of them is not positive.

    Examples:
        >>> for box in BoxLayout().boxes(r"\frac { a } { 2 }"):
        ...     print(box.token, round(box.left), round(box.top), round(box.right), round(box.bottom))
        \frac 3 -9 20 -8
        a 5 -37 20 -22
        2 5 1 18 23
    """

    def __init__(self, *, size: float = FONT_SIZE, max_tokens: int = 2048) -> None:
        if not 0 < size < float("inf") or max_tokens < 1:
            raise InputError(f"expected a positive size and max_tokens, got {size!r} and {max_tokens!r}")
        self.size = size
        self.max_tokens = max_tokens

    @property
    def name(self) -> str:
        """Name and version, for the signature of a score."""
        return f"layout/{_VERSION}"

    def boxes(self, latex: str) -> list[GlyphBox]:
        r"""Return the box of each symbol with ink, in the order of the LaTeX.

        Args:
            latex: One expression.

        Raises:
            RenderError: It has more than ``max_tokens`` tokens.
            InputError: It is no string.

        Examples:
            >>> [box.token for box in BoxLayout().boxes(r"\sqrt { x }")]
            ['\\sqrt', 'x']
        """
        count = len(tokenize(latex))
        if count > self.max_tokens:
            raise RenderError(
                f"expected at most {self.max_tokens} tokens to draw, got {count}; "
                "raise max_tokens or cut the prediction"
            )
        return [
            GlyphBox(ink.token, ink.left, -ink.top, ink.right, -ink.bottom, ink.font)
            for ink in lay_out(parse(latex, on_error="recover"), em=self.size)
        ]
