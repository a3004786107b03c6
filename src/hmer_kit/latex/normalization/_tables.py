r"""What the rules know: data only. Spellings of one and the same symbol stand in ``hmer_kit.latex.aliases``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hmer_kit.latex.aliases import (
    COMMAND_ALIASES,
    DELIMITER_ALIASES,
    SIZE_VARIANTS,
    SYMBOL_ALIASES,
)
from hmer_kit.latex.commands import (
    DIMENSION_COMMANDS,
    ENVIRONMENTS,
    LIMIT_CONTROLS,
    SPACES,
    SWITCHES,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = [
    "ACCENTS",
    "CLASSES",
    "COMMAND_SPELLINGS",
    "DELIMITER_SPELLINGS",
    "DOTS",
    "DRAWN_SWITCHES",
    "FENCED",
    "FONTS",
    "FONT_SWITCHES",
    "FUNCTIONS",
    "GRID",
    "HOLDERS",
    "INTEGRALS",
    "LARGER",
    "MARKED_FORMS",
    "NAMED",
    "OPERATOR",
    "PAIR_SPELLINGS",
    "PLAIN_FONTS",
    "SIZES",
    "SPACING",
    "STYLES",
    "SYMBOL_SPELLINGS",
    "VARIANTS",
]


def _words(names: str) -> frozenset[str]:
    return frozenset(f"\\{name}" for name in names.split())


def _first(classes: Iterable[tuple[str, ...]]) -> dict[str, str]:
    """Return for every spelling but the first of its class that first one."""
    return {spelling: usual for usual, *others in classes for spelling in others}


_ALIASES = _first(SYMBOL_ALIASES)

SYMBOL_SPELLINGS: Final[Mapping[str, str]] = {old: new for old, new in _ALIASES.items() if " " not in old}
"""Rule ``aliases``: spelling of a symbol, or of a script sign, to the usual one."""
PAIR_SPELLINGS: Final[Mapping[tuple[str, str], str]] = {
    (old.split()[0], old.split()[1]): new for old, new in _ALIASES.items() if " " in old
}
r"""The same for two symbols in a row that draw one: ``\not =``."""
COMMAND_SPELLINGS: Final[Mapping[str, str]] = _first(COMMAND_ALIASES)
"""The same for commands with arguments."""
DELIMITER_SPELLINGS: Final[Mapping[str, str]] = _first(DELIMITER_ALIASES)
r"""The same for what follows ``\left`` and its like; goes before ``SYMBOL_SPELLINGS`` there."""
LARGER: Final[Mapping[str, str]] = _first(SIZE_VARIANTS) | {"\\cfrac": "\\frac"}
"""Rule ``sizes``: a command that draws the same larger or smaller."""

MARKED_FORMS: Final[Mapping[str, tuple[str, str, str]]] = {
    "\\root": ("\\sqrt", "[", "]"),
    "\\buildrel": ("\\overset", "{", "}"),
}
"""Rule ``infix``: commands with a mark between their arguments, and what is around the first argument there."""

DOTS: Final[Mapping[str, str]] = dict.fromkeys(
    _words("cdots dots dotsb dotsc dotsm dotsi dotso mathellipsis hdots"), "\\ldots"
)
"""Rule ``dots``: every row of dots."""
VARIANTS: Final[Mapping[str, str]] = {
    "\\varepsilon": "\\epsilon",
    "\\varphi": "\\phi",
    "\\vartheta": "\\theta",
    "\\varrho": "\\rho",
    "\\varkappa": "\\kappa",
    "\\varnothing": "\\emptyset",
    "\\leqslant": "\\leq",
    "\\geqslant": "\\geq",
}
"""Rule ``variants``: another form of the same letter or sign."""
ACCENTS: Final[Mapping[str, str]] = {
    "\\overline": "\\bar",
    "\\widehat": "\\hat",
    "\\widetilde": "\\tilde",
    "\\widecheck": "\\check",
    "\\overrightarrow": "\\vec",
    "\\underbar": "\\underline",
}
"""Rule ``accents``: the wide form of an accent."""
INTEGRALS: Final[Mapping[str, int]] = {"\\iint": 2, "\\iiint": 3, "\\iiiint": 4}
r"""Rule ``integrals``: how many ``\int`` it is."""

FUNCTIONS: Final[Mapping[str, str]] = {
    name: name[1:]
    for name in sorted(
        _words(
            "sin cos tan cot sec csc sinh cosh tanh coth arcsin arccos arctan arccot log ln lg exp lim max min sup inf "
            "limsup liminf det gcd deg dim ker hom arg Pr argmax argmin tg ctg"
        )
    )
}
"""Rule ``names``: the letters of a function."""
NAMED: Final = _words("operatorname operatornamewithlimits")
"""Rule ``names``: commands that hold the letters of one."""
OPERATOR: Final = "\\mathop"
CLASSES: Final = _words("mathord mathbin mathrel mathopen mathclose mathpunct mathinner ensuremath")
"""Rule ``classes``: commands that change only the space around what they hold."""

FONT_SWITCHES: Final[Mapping[str, str]] = {
    "\\rm": "\\mathrm",
    "\\bf": "\\mathbf",
    "\\it": "\\mathit",
    "\\sf": "\\mathsf",
    "\\tt": "\\mathtt",
    "\\cal": "\\mathcal",
    "\\mit": "\\mathnormal",
    "\\rmfamily": "\\mathrm",
    "\\bfseries": "\\mathbf",
    "\\itshape": "\\mathit",
}
"""Rule ``font_switches``: the command for the font that a switch starts."""
_FURTHER_SWITCHES = _words("sl sc em")
PLAIN_FONTS: Final = _words("mathrm mathbf mathit mathsf mathtt mathnormal boldsymbol bm pmb bold symbf mathsfit")
"""Rule ``fonts``: fonts whose letters are the same by hand; ``\\mathbb``, ``\\mathcal`` are other letters."""
HOLDERS: Final = PLAIN_FONTS | CLASSES | NAMED | {OPERATOR}
"""Commands that draw nothing of their own, and that some rule may make bare braces."""
FONTS: Final[Mapping[str, str]] = {
    **{switch: "" if font in PLAIN_FONTS else font for switch, font in FONT_SWITCHES.items()},
    **dict.fromkeys(_FURTHER_SWITCHES, ""),
}
"""The same for switches; an empty string where the font is dropped."""
DRAWN_SWITCHES: Final = _words("boldmath unboldmath")
"""Switches that rule ``fonts`` drops and that do not end another font."""

SIZES: Final = _words("displaystyle tiny scriptsize footnotesize small normalsize large Large LARGE huge Huge")
"""Rule ``sizes``: switches to larger or smaller symbols."""
STYLES: Final = _words("textstyle scriptstyle scriptscriptstyle")
"""Rule ``styles``: switches that also move limits beside their operator, in print."""

SPACING: Final = (
    (SPACES - SWITCHES - _words("hline hdashline newline par"))
    | (DIMENSION_COMMANDS - _words("raise lower moveleft moveright"))
    | {"\\hspace", "\\vspace", "\\label"}
    | LIMIT_CONTROLS.keys()
)
"""Rule ``spaces``: what leaves no ink and starts no line."""

GRID: Final = "matrix"
"""The environment that draws its cells and nothing else."""
COLUMNS: Final = frozenset("lcr")
"""Letters of columns that say where cells stand, and draw nothing."""
FENCED: Final[Mapping[str, tuple[str, str]]] = {
    name: ENVIRONMENTS[name].fences
    for name in ENVIRONMENTS
    if name != GRID and (any(ENVIRONMENTS[name].fences) or name in {"smallmatrix", "matrix*", "smallmatrix*", "array"})
}
"""Rule ``environments``: environments that draw such cells between two fences; empty for none."""
