"""Letters and digits of the fonts of LaTeX, as Unicode's mathematical alphanumeric symbols: data, and one lookup.

MathML Core knows no ``mathvariant`` but ``normal``; a letter of another font is another character.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["FONTS", "SWITCHED", "UPRIGHT_FONT", "lettered"]

UPRIGHT_FONT: Final = "upright"
"""The font of ``\\mathrm``: plain characters that are not slanted."""

_COMMANDS: Final = (
    (UPRIGHT_FONT, "mathrm mathnormal textrm textup textnormal text mbox hbox makebox intertext textsc textmd"),
    ("BOLD", "mathbf textbf bold"),
    ("ITALIC", "mathit textit textsl emph"),
    ("BOLD ITALIC", "boldsymbol bm pmb symbf"),
    ("SANS-SERIF", "mathsf textsf"),
    ("SANS-SERIF ITALIC", "mathsfit"),
    ("MONOSPACE", "mathtt texttt"),
    ("SCRIPT", "mathcal mathscr"),
    ("DOUBLE-STRUCK", "mathbb Bbb"),
    ("FRAKTUR", "mathfrak frak"),
)
FONTS: Final[Mapping[str, str]] = {f"\\{name}": font for font, names in _COMMANDS for name in names.split()}
"""The font of a command with an argument."""

_SWITCHES: Final = (
    (UPRIGHT_FONT, "rm rmfamily sc"),
    ("BOLD", "bf bfseries"),
    ("BOLD ITALIC", "boldmath"),
    ("ITALIC", "it itshape sl em"),
    ("SANS-SERIF", "sf"),
    ("MONOSPACE", "tt"),
    ("SCRIPT", "cal"),
    ("", "mit unboldmath"),
)
SWITCHED: Final[Mapping[str, str]] = {f"\\{name}": font for font, names in _SWITCHES for name in names.split()}
"""The font of all that follows a switch."""

_OTHER_NAMES: Final = {"FRAKTUR": "BLACK-LETTER"}
"""What letters are called that Unicode had before the mathematical ones, as ``BLACK-LETTER CAPITAL C``."""
_NARROWER: Final = {"BOLD ITALIC": "BOLD", "SANS-SERIF ITALIC": "SANS-SERIF"}
_NOT_IN_NAMES: Final = re.compile("^(LATIN |GREEK LUNATE |GREEK )(?!NUMERAL)|LETTER ")


def lettered(character: str, font: str) -> str:
    """Return a character in a font, or the character itself if Unicode has none."""
    if font in {"", UPRIGHT_FONT} or len(character) != 1:
        return character
    if font == "ITALIC" and character == "h":
        return "ℎ"
    name = _NOT_IN_NAMES.sub("", unicodedata.name(character, "")) or "NOTHING"
    wanted = (f"MATHEMATICAL {font} {name}", f"MATHEMATICAL {_NARROWER.get(font, font)} {name}")
    found = (_named(name) for name in (*wanted, f"{_OTHER_NAMES.get(font, font)} {name}"))
    return next(filter(None, found), character)


def _named(name: str) -> str:
    try:
        return unicodedata.lookup(name)
    except KeyError:
        return ""
