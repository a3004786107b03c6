"""Lengths and colours of LaTeX, as far as a page may take them from whoever wrote the expression."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["LONGEST", "SPACE_WIDTHS", "colour_of", "length_of", "raw_arguments", "shown"]

LONGEST: Final = 20.0
"""The longest length that is kept, in em."""

SPACE_WIDTHS: Final[Mapping[str, float]] = {
    "\\,": 1 / 6,
    "\\thinspace": 1 / 6,
    "\\:": 2 / 9,
    "\\>": 2 / 9,
    "\\medspace": 2 / 9,
    "\\;": 5 / 18,
    "\\thickspace": 5 / 18,
    "\\!": -1 / 6,
    "\\negthinspace": -1 / 6,
    "\\negmedspace": -2 / 9,
    "\\negthickspace": -5 / 18,
    "\\quad": 1.0,
    "\\qquad": 2.0,
    "\\enspace": 0.5,
    "\\enskip": 0.5,
    "\\ ": 0.25,
    "\\": 0.25,
    "~": 0.25,
    "\\space": 0.25,
    "\\nobreakspace": 0.25,
    "\\hfill": 1.0,
    "\\hfil": 1.0,
}
"""Width of spacing commands, in em."""

_EM_OF_UNITS: Final = {
    "em": 1.0,
    "ex": 0.431,
    "mu": 1 / 18,
    "pt": 0.1,
    "bp": 0.1,
    "px": 0.1,
    "dd": 0.107,
    "cc": 1.284,
    "pc": 1.2,
    "mm": 0.2845,
    "cm": 2.845,
    "in": 7.227,
    "sp": 0.0,
}
"""Units, where the letters are of ten points."""
_LENGTH: Final = re.compile(r"([+-]?(?:\d*[.,])?\d+\.?)(?:true)?([a-z]{2})")
_COLOUR: Final = re.compile(r"[A-Za-z]{3,20}|#(?:[0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})")
_LONGEST_NUMBER: Final = 12


def raw_arguments(tokens: Sequence[str]) -> list[str]:
    r"""Return what stands in braces or brackets in a head, or alone: ``["\\hspace", "{", "2", "p", "t", "}"]``."""
    openers = "{" if tokens[0] == "\\genfrac" else "{["
    found: list[list[str]] = []
    depth = 0
    for piece in tokens[1:]:
        is_opener, is_closer = piece in openers, piece in "}]" and depth > 0
        depth -= is_closer
        if depth:
            found[-1].append(piece)
        elif is_opener:
            found.append([])
        elif not is_closer:
            found.append([piece])
        depth += is_opener
    return ["".join(pieces) for pieces in found]


def length_of(text: str) -> float:
    """Return a length in em, 0 where it is none, cut to what is kept."""
    match = _LENGTH.fullmatch(text.replace(" ", ""))
    if match is None or match[2] not in _EM_OF_UNITS:
        return 0.0
    number = float(match[1][:_LONGEST_NUMBER].replace(",", "."))
    return max(-LONGEST, min(LONGEST, number * _EM_OF_UNITS[match[2]]))


def colour_of(text: str) -> str:
    """Return a colour for CSS: a name or hexadecimal digits; empty for all else."""
    text = text.replace(" ", "")
    return text if _COLOUR.fullmatch(text) else ""


def shown(length: float) -> str:
    """Return a length as an attribute has it."""
    return f"{round(length, 4):g}em"
