r"""Which LaTeX commands and environments the layout can draw, and as what: data only.

Fonts, boxes of text and whatever else changes nothing in handwriting is taken from the table of the parser
(``hmer_kit.latex.commands``), so that a command which the parser learns is drawn too.
"""

from __future__ import annotations

from typing import Final

from hmer_kit.ink.synthetic.glyphs import ACCENTS, RARE_ACCENTS
from hmer_kit.latex.commands import COMMANDS
from hmer_kit.latex.tree import Relation

__all__ = [
    "ARROWS",
    "BESIDE",
    "BINOMIALS",
    "ENCLOSURES",
    "ENVIRONMENT_FENCES",
    "FENCED",
    "FRACTIONS",
    "FRAMES",
    "OVER",
    "OVERLAPPING",
    "PHANTOMS",
    "PLAIN",
    "STACKS",
    "TEXT_ACCENTS",
    "UNDER",
    "UNDRAWABLE",
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
    r"\widecheck": "wide_check",
    r"\overbrace": "brace",
    r"\overbracket": "bracket",
    r"\overrightarrow": r"\rightarrow",
    r"\overleftarrow": r"\leftarrow",
    r"\overleftrightarrow": r"\leftrightarrow",
    r"\Overrightarrow": r"\Rightarrow",
    r"\overrightharpoon": r"\rightharpoonup",
    r"\overleftharpoon": r"\leftharpoonup",
    r"\overparen": "arc",
    r"\wideparen": "arc",
    r"\overarc": "arc",
    r"\overgroup": "group",
    r"\overlinesegment": "segment",
}
"""What lies over a row and grows with it: a part or a glyph."""

UNDER: Final[dict[str, str]] = {
    r"\underline": "bar",
    r"\underbar": "bar",
    r"\underbrace": "brace",
    r"\underbracket": "bracket",
    r"\underrightarrow": r"\rightarrow",
    r"\underleftarrow": r"\leftarrow",
    r"\underleftrightarrow": r"\leftrightarrow",
    r"\underparen": "arc",
    r"\underarc": "arc",
    r"\undergroup": "group",
    r"\underlinesegment": "segment",
    r"\utilde": "wide_tilde",
    r"\c": "cedilla",
}
"""What lies under a row and grows with it."""

TEXT_ACCENTS: Final[dict[str, str]] = {
    r"\'": r"\acute",
    r"\`": r"\grave",
    r"\^": r"\hat",
    r"\~": r"\tilde",
    r"\=": r"\bar",
    r"\.": r"\dot",
    r"\"": r"\ddot",
    r"\u": r"\breve",
    r"\r": r"\mathring",
    r"\v": r"\check",
    r"\H": r"\H",
}
"""Accents of text, and the glyph that each draws."""

FRAMES: Final[dict[str, str]] = {
    r"\boxed": "box",
    r"\fbox": "box",
    r"\textcircled": "ring",
    r"\cancel": "slash",
    r"\bcancel": "backslash",
    r"\xcancel": "cross",
    r"\sout": "strike",
    r"\phase": "phase",
    r"\angl": "angl",
    r"\longdiv": "longdiv",
    r"\enclose": "box",
}
"""What is drawn around or across a row."""

ENCLOSURES: Final[tuple[tuple[str, str], ...]] = (
    ("updiagonalstrike", "slash"),
    ("downdiagonalstrike", "backslash"),
    ("horizontalstrike", "strike"),
    ("longdiv", "longdiv"),
    ("actuarial", "angl"),
    ("phasorangle", "phase"),
    ("circle", "ring"),
)
r"""What the first argument of ``\enclose`` may ask for, and the part that is drawn; a box for all else."""

FENCED: Final[dict[str, tuple[str, str, str]]] = {
    r"\pmod": ("(", ")", "mod"),
    r"\pod": ("(", ")", ""),
    r"\tag": ("(", ")", ""),
    r"\bra": (r"\langle", "|", ""),
    r"\Bra": (r"\langle", "|", ""),
    r"\ket": ("|", r"\rangle", ""),
    r"\Ket": ("|", r"\rangle", ""),
    r"\braket": (r"\langle", r"\rangle", ""),
    r"\Braket": (r"\langle", r"\rangle", ""),
    r"\Set": (r"\{", r"\}", ""),
}
"""Brackets that belong to one command, and letters after the first of them."""

ARROWS: Final[dict[str, str]] = {
    r"\xrightarrow": r"\rightarrow",
    r"\xleftarrow": r"\leftarrow",
    r"\xleftrightarrow": r"\leftrightarrow",
    r"\xRightarrow": r"\Rightarrow",
    r"\xLeftarrow": r"\Leftarrow",
    r"\xLeftrightarrow": r"\Leftrightarrow",
    r"\xmapsto": r"\mapsto",
    r"\xrightleftharpoons": r"\rightleftharpoons",
    r"\xleftrightharpoons": r"\leftrightharpoons",
    r"\xrightequilibrium": r"\rightleftharpoons",
    r"\xleftequilibrium": r"\leftrightharpoons",
    r"\xrightleftarrows": r"\rightleftarrows",
    r"\xtofrom": r"\rightleftarrows",
    r"\xlongequal": "=",
    r"\xhookrightarrow": r"\hookrightarrow",
    r"\xhookleftarrow": r"\hookleftarrow",
    r"\xrightharpoonup": r"\rightharpoonup",
    r"\xrightharpoondown": r"\rightharpoondown",
    r"\xleftharpoonup": r"\leftharpoonup",
    r"\xleftharpoondown": r"\leftharpoondown",
    r"\xtwoheadrightarrow": r"\twoheadrightarrow",
    r"\xtwoheadleftarrow": r"\twoheadleftarrow",
}
"""What grows under (and over) rows."""

STACKS: Final = frozenset({r"\overset", r"\stackrel", r"\underset", r"\overunderset", r"\buildrel"})
"""A row with others over or under it."""

BESIDE: Final = frozenset({r"\sideset"})
"""Rows that stand beside each other."""

PHANTOMS: Final[dict[str, bool]] = {r"\phantom": True, r"\hphantom": True, r"\vphantom": False}
"""What is not drawn, and whether it takes the width that it would have."""

OVERLAPPING: Final[dict[str, float]] = {
    r"\rlap": 0.0,
    r"\mathrlap": 0.0,
    r"\lefteqn": 0.0,
    r"\clap": 0.5,
    r"\mathclap": 0.5,
    r"\llap": 1.0,
    r"\mathllap": 1.0,
}
"""What takes no width: the share of its ink that lies to the left."""

_OWN_LAYOUT = STACKS | BESIDE | PHANTOMS.keys() | OVERLAPPING.keys() | BINOMIALS.keys() | {r"\mathchoice"}
PLAIN: Final = frozenset(
    name
    for name, command in COMMANDS.items()
    if not command.ink
    and name not in _OWN_LAYOUT
    and [argument.relation for argument in command.arguments] == [Relation.INSIDE]
) | {r"\vcenter"}
"""Fonts, colours, links and the like: a hand has one of each, so they change nothing."""

ENVIRONMENT_FENCES: Final[dict[str, tuple[str, str]]] = {
    "pmatrix": ("(", ")"),
    "bmatrix": ("[", "]"),
    "Bmatrix": (r"\{", r"\}"),
    "vmatrix": ("|", "|"),
    "Vmatrix": (r"\|", r"\|"),
    "pmatrix*": ("(", ")"),
    "bmatrix*": ("[", "]"),
    "Bmatrix*": (r"\{", r"\}"),
    "vmatrix*": ("|", "|"),
    "Vmatrix*": (r"\|", r"\|"),
    "cases": (r"\{", ""),
    "dcases": (r"\{", ""),
    "rcases": ("", r"\}"),
    "drcases": ("", r"\}"),
}
"""Brackets of environments; all others have none."""

_ELSEWHERE = "what it stands for is in another place than the expression"
UNDRAWABLE: Final[dict[str, str]] = {
    r"\ref": _ELSEWHERE,
    r"\eqref": _ELSEWHERE,
    r"\cite": _ELSEWHERE,
    r"\includegraphics": _ELSEWHERE,
    r"\url": "an address is no mathematics",
    r"\framebox": r"the parser reads no arguments of it, so its text would stand beside a name; write \fbox",
}
"""Commands of the parser that nobody can write by hand, and why."""


def covered_commands() -> frozenset[str]:
    r"""Return every command with arguments that can be drawn.

    Examples:
        >>> {r"\frac", r"\sqrt", r"\hat", r"\overline"} <= covered_commands()
        True
    """
    named = {r"\sqrt", r"\root", r"\substack", r"\genfrac", r"\mathchoice", r"\rule", r"\hdotsfor"}
    spaces = {name for name, command in COMMANDS.items() if not command.ink and not command.arguments}
    tables = (
        BINOMIALS,
        OVER,
        UNDER,
        FRAMES,
        ARROWS,
        FENCED,
        TEXT_ACCENTS,
        ACCENTS,
        RARE_ACCENTS,
        PHANTOMS,
        OVERLAPPING,
    )
    return frozenset(named | spaces | FRACTIONS | STACKS | BESIDE | PLAIN).union(*tables)
