"""Which symbols are drawn as which: aliases, names written in letters, classes that decide on the space around them."""

from __future__ import annotations

from typing import Final

__all__ = ["ALIASES", "LIMIT_NAMES", "WORDS"]

ALIASES: Final[dict[str, str]] = {
    "'": r"\prime",
    r"\le": r"\leq",
    r"\leqslant": r"\leq",
    r"\ge": r"\geq",
    r"\geqslant": r"\geq",
    r"\ne": r"\neq",
    r"\lt": "<",
    r"\gt": ">",
    r"\to": r"\rightarrow",
    r"\longrightarrow": r"\rightarrow",
    r"\gets": r"\leftarrow",
    r"\longleftarrow": r"\leftarrow",
    r"\implies": r"\Rightarrow",
    r"\Longrightarrow": r"\Rightarrow",
    r"\iff": r"\Leftrightarrow",
    r"\Longleftrightarrow": r"\Leftrightarrow",
    r"\dots": r"\ldots",
    r"\dotsc": r"\ldots",
    r"\dotsb": r"\cdots",
    r"\lbrace": r"\{",
    r"\rbrace": r"\}",
    r"\lbrack": "[",
    r"\rbrack": "]",
    r"\lparen": "(",
    r"\rparen": ")",
    r"\vert": "|",
    r"\lvert": "|",
    r"\rvert": "|",
    r"\Vert": r"\|",
    r"\lVert": r"\|",
    r"\rVert": r"\|",
    r"\colon": ":",
    r"\varnothing": r"\emptyset",
    r"\land": r"\wedge",
    r"\lor": r"\vee",
    r"\lnot": r"\neg",
    r"\owns": r"\ni",
    r"\degree": r"\circ",
    r"\bigtriangleup": r"\triangle",
    r"\Box": r"\square",
    r"\centerdot": r"\cdot",
    r"\intop": r"\int",
    r"\varDelta": r"\Delta",
    r"\Alpha": "A",
    r"\Beta": "B",
    r"\Epsilon": "E",
    r"\Zeta": "Z",
    r"\Eta": "H",
    r"\Iota": "I",
    r"\Kappa": "K",
    r"\Mu": "M",
    r"\Nu": "N",
    r"\Omicron": "O",
    r"\Rho": "P",
    r"\Tau": "T",
    r"\Chi": "X",
}
"""Tokens drawn with the strokes of another."""

WORDS: Final[dict[str, str]] = {
    rf"\{name}": name
    for name in (
        "arccos", "arcsin", "arctan", "arg", "cos", "cosh", "cot", "coth", "csc", "deg", "det", "dim", "exp", "gcd",
        "hom", "inf", "ker", "lg", "lim", "liminf", "limsup", "ln", "log", "max", "min", "mod", "sec", "sin", "sinh",
        "sup", "tan", "tanh", "Pr",
    )
}  # fmt: skip
"""Names that are written in letters and count as one symbol."""

LIMIT_NAMES: Final[frozenset[str]] = frozenset(
    {r"\lim", r"\liminf", r"\limsup", r"\max", r"\min", r"\sup", r"\inf", r"\det", r"\gcd", r"\Pr"}
)
"""Names that may carry limits below."""
