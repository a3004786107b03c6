r"""Symbols that are several glyphs, and fonts: data only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__: list[str] = []


def _words(names: str) -> tuple[str, ...]:
    return tuple(f"\\{name}" for name in names.split())


NAMES: Final[Mapping[str, str]] = {
    **{
        name: name[1:]
        for name in _words(
            "sin cos tan cot sec csc sinh cosh tanh coth arcsin arccos arctan arccot log ln lg exp lim max min sup inf "
            "limsup liminf det gcd deg dim ker hom arg Pr argmax argmin tg ctg arctg sh ch th cth bmod"
        )
    },
    "\\bmod": "mod",
    "\\mod": "mod",
}
"""Functions and their letters."""
DOTS: Final[Mapping[str, bool]] = {
    "\\ldots": False,
    "\\dots": False,
    "\\cdots": True,
    "\\dotsi": True,
}
"""Three dots, and whether they stand in the middle of the line."""
INTEGRALS: Final[Mapping[str, tuple[str, ...]]] = {
    name: ("\\int",) * count for name, count in (("\\iint", 2), ("\\iiint", 3), ("\\iiiint", 4))
}
GREEK_CAPITALS: Final = frozenset(_words("Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega"))

_UPRIGHT = "mathrm text textrm textup textnormal mbox hbox operatorname operatornamewithlimits makebox intertext"
_BOLD = "mathbf textbf boldsymbol bm pmb bold symbf"
FONTS: Final[Mapping[str, str]] = {
    "\\mathnormal": "",
    **dict.fromkeys(_words(_UPRIGHT), "\\mathrm"),
    **dict.fromkeys(_words(_BOLD), "\\mathbf"),
    **dict.fromkeys(_words("mathit textit emph textsl"), "\\mathit"),
    **dict.fromkeys(_words("mathsf textsf mathsfit"), "\\mathsf"),
    **dict.fromkeys(_words("mathtt texttt"), "\\mathtt"),
    **dict.fromkeys(_words("mathbb Bbb"), "\\mathbb"),
    **dict.fromkeys(_words("mathfrak frak"), "\\mathfrak"),
    "\\mathcal": "\\mathcal",
    "\\mathscr": "\\mathscr",
}
"""Commands of fonts, and the font that they set letters in."""
