"""What a row inherits from what is around it."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Style"]


@dataclass(frozen=True, slots=True)
class Style:
    """How the symbols of a row are drawn."""

    font: str = ""
    """One of ``hmer_kit.latex.mathml._fonts.FONTS``; empty for the usual one, slanted letters."""
    is_text: bool = False
    """Whether it is text, where each symbol is a character."""
    is_name: bool = False
    """Whether letters that follow one another are one word."""
    is_script: bool = False
    """Whether it is a script, where TeX sets operators without space."""
    fixes_limits: bool = False
    r"""Whether limits stay above and below even in running text, as by ``\underset``."""
    display: bool = False
    r"""Whether the expression stands on a line of its own, for ``\mathchoice``."""
