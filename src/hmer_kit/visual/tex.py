r"""The faithful back end: pdflatex draws each symbol in a colour of its own, and the colours are found in the picture.

As the official CDM does it: 12 pt, 200 dots an inch. It takes about half a second an expression.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hmer_kit.exceptions import InputError, RenderError
from hmer_kit.latex import parse, tokenize
from hmer_kit.visual._tex import programs
from hmer_kit.visual._tex.coloured import Mark, colour_of, coloured
from hmer_kit.visual.boxes import GlyphBox

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["TexBackend"]


class TexBackend:
    r"""Glyph boxes from a TeX installation.

    Nothing in an expression can read or write files, define commands or run programs: what is not known to draw is
    refused before TeX sees it, and TeX runs with ``-no-shell-escape`` and ``openin_any=p`` in a folder of its own.

    Args:
        timeout: Most seconds for each of the two programs.
        max_tokens: Most tokens that an expression may have.

    Raises:
        MissingExtraError: pdflatex or pdftocairo is not there; the message says what to install.
        InputError: ``timeout`` or ``max_tokens`` is not positive.

    Examples:
        >>> from hmer_kit.exceptions import MissingExtraError
        >>> try:
        ...     tokens = [box.token for box in TexBackend().boxes("x + 1")]
        ... except MissingExtraError:  # no TeX here
        ...     tokens = ["x", "+", "1"]
        >>> tokens
        ['x', '+', '1']
    """

    def __init__(self, *, timeout: float = 20.0, max_tokens: int = 1024) -> None:
        if not timeout > 0 or max_tokens < 1:
            raise InputError(f"expected a positive timeout and max_tokens, got {timeout!r} and {max_tokens!r}")
        self.programs = programs.find_programs()
        self.timeout = timeout
        self.max_tokens = max_tokens

    @property
    def name(self) -> str:
        """Name and version, for the signature of a score."""
        return "tex/1"

    def boxes(self, latex: str) -> list[GlyphBox]:
        """Return the box of each symbol with ink, in the order of the LaTeX.

        Args:
            latex: One expression.

        Raises:
            RenderError: It is too long, holds a command that is not known to draw, or TeX refuses it.
            InputError: It is no string.
        """
        count = len(tokenize(latex))
        if count > self.max_tokens:
            raise RenderError(f"expected at most {self.max_tokens} tokens to draw, got {count}; raise max_tokens")
        written, marks = coloured(parse(latex, on_error="recover"))
        if not marks:
            return []
        return _found(programs.draw(written, self.programs, timeout=self.timeout), marks)


def _found(picture: NDArray[np.uint8], marks: list[Mark]) -> list[GlyphBox]:
    """Return the box of each colour in a picture; of none that something else hides."""
    codes = picture.astype(np.int64) @ np.array([1 << 16, 1 << 8, 1])
    rows, columns = np.nonzero(codes != 0xFFFFFF)
    found = codes[rows, columns]
    boxes: list[GlyphBox] = []
    for number, mark in enumerate(marks):
        red, green, blue = colour_of(number)
        at = np.flatnonzero(found == (red << 16 | green << 8 | blue))
        if len(at):
            left, top = int(columns[at].min()), int(rows[at].min())
            right, bottom = int(columns[at].max()) + 1, int(rows[at].max()) + 1
            boxes.append(GlyphBox(mark.token, float(left), float(top), float(right), float(bottom), mark.font))
    return boxes
