"""Which LaTeX commands and environments the layout can draw, and as what: data only."""

from __future__ import annotations

from typing import Final

from hmer_kit.ink.synthetic.glyphs import ACCENTS

__all__ = [
    "ARROWS",
    "BINOMIALS",
    "ENVIRONMENT_FENCES",
    "FRACTIONS",
    "FRAMES",
    "OVER",
    "PLAIN",
    "STACKS",
    "UNDER",
    "covered_commands",
]

FRACTIONS: Final = frozenset({r"\frac", r"\dfrac", r"\tfrac", r"\cfrac", r"\over"})
"""Two rows with a bar between them."""

BINOMIALS: Final[dict[str, tuple[str, str]]] = {
    r"\binom": ("(", ")"),
    r"\dbinom": ("(", ")"),
    r"\tbinom": ("(", ")"),
    r"\choose": ("(", ")"),
    r"\brack": ("[", "]"),
    r"\brace": (r"\{", r"\}"),
    r"\atop": ("", ""),
}
"""Two rows without a bar, between brackets."""

OVER: Final[dict[str, str]] = {
    r"\overline": "bar",
    r"\widehat": "wide_hat",
    r"\widetilde": "wide_tilde",
    r"\overbrace": "brace",
    r"\overrightarrow": r"\rightarrow",
    r"\overleftarrow": r"\leftarrow",
    r"\overleftrightarrow": r"\leftrightarrow",
}
"""What lies over a row and grows with it: a part or a glyph."""

UNDER: Final[dict[str, str]] = {
    r"\underline": "bar",
    r"\underbar": "bar",
    r"\underbrace": "brace",
    r"\underrightarrow": r"\rightarrow",
    r"\underleftarrow": r"\leftarrow",
    r"\underleftrightarrow": r"\leftrightarrow",
}
"""What lies under a row and grows with it."""

FRAMES: Final[dict[str, str]] = {
    r"\boxed": "box",
    r"\fbox": "box",
    r"\textcircled": "ring",
    r"\cancel": "slash",
}
"""What is drawn around or across a row."""

ARROWS: Final[dict[str, str]] = {
    r"\xrightarrow": r"\rightarrow",
    r"\xleftarrow": r"\leftarrow",
    r"\xleftrightarrow": r"\leftrightarrow",
    r"\xRightarrow": r"\Rightarrow",
    r"\xLeftarrow": r"\Leftarrow",
    r"\xLeftrightarrow": r"\Leftrightarrow",
    r"\xmapsto": r"\mapsto",
    r"\xrightleftharpoons": r"\rightleftharpoons",
    r"\xlongequal": "=",
}
"""What grows under (and over) rows."""

STACKS: Final = frozenset({r"\overset", r"\stackrel", r"\underset"})
"""A row with another one over or under it."""

_PLAIN_NAMES = (
    "mathrm mathbf mathit mathsf mathtt mathcal mathbb mathfrak mathscr mathnormal boldsymbol bm pmb Bbb mathord "
    "mathbin mathrel mathopen mathclose mathpunct mathinner ensuremath text textrm textbf textit textsf texttt "
    "textup textnormal textsc textmd emph mbox hbox operatorname mathop textcolor"
)
PLAIN: Final = frozenset(f"\\{name}" for name in _PLAIN_NAMES.split())
"""Fonts and the like: a hand has one, so they change nothing."""

ENVIRONMENT_FENCES: Final[dict[str, tuple[str, str]]] = {
    "pmatrix": ("(", ")"),
    "bmatrix": ("[", "]"),
    "Bmatrix": (r"\{", r"\}"),
    "vmatrix": ("|", "|"),
    "Vmatrix": (r"\|", r"\|"),
    "cases": (r"\{", ""),
    "dcases": (r"\{", ""),
    "rcases": ("", r"\}"),
}
"""Brackets of environments; all others have none."""


def covered_commands() -> frozenset[str]:
    r"""Return every command with arguments that can be drawn.

    Examples:
        >>> {r"\frac", r"\sqrt", r"\hat", r"\overline"} <= covered_commands()
        True
    """
    named = {r"\sqrt", r"\substack"}
    return frozenset(named | FRACTIONS | set(BINOMIALS) | set(OVER) | set(UNDER) | set(FRAMES) | set(ARROWS)) | (
        STACKS | PLAIN | frozenset(ACCENTS)
    )
