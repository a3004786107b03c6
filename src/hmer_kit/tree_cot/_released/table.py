r"""What the released Tree-CoT format knows: which commands own rows, and under which relation. Data only.

The released code knows these commands and no others. A symbol that is not listed takes ``_ { }`` and then ``^ { }``.
"""

from __future__ import annotations

from typing import Final, NamedTuple

__all__ = [
    "BEGIN",
    "BEGIN_RELATION",
    "END",
    "END_RELATION",
    "INFIX_BINOMIAL",
    "NEXT_LINE",
    "PARTS",
    "RELATIONS",
    "RIGHT",
    "ROW_BREAK",
    "SCRIPTS",
    "Part",
]


class Part(NamedTuple):
    """One row that a symbol owns."""

    relation: str
    """Relation as the text has it."""
    sign: str
    """Token before the bracket, or nothing."""
    opener: str
    """Opening bracket."""
    closer: str
    """Closing bracket."""
    required: bool
    """Whether the part is written with nothing in it; the others are left out when empty."""


RIGHT: Final = "right"
NEXT_LINE: Final = "nextline"
ROW_BREAK: Final = "\\\\"
BEGIN: Final = "\\begin"
END: Final = "\\end"
BEGIN_RELATION: Final = "begin_"
END_RELATION: Final = "end_"
INFIX_BINOMIAL: Final = "\\choose"
"""LaTeX writes it between its arguments; the released code takes it for a command before one."""

_ABOVE = Part("above", "", "{", "}", required=True)
_BELOW = Part("below", "", "{", "}", required=True)
_INDEX = Part("below", "", "[", "]", required=False)
_FRACTION = (_ABOVE, _BELOW)
_ROOT = (_INDEX, _ABOVE)
_OPERATOR = (Part("below", "_", "{", "}", required=False), Part("above", "^", "{", "}", required=False))

SCRIPTS: Final = (Part("sub", "_", "{", "}", required=False), Part("sup", "^", "{", "}", required=False))

PARTS: Final[dict[str, tuple[Part, ...]]] = {
    **dict.fromkeys(
        ("\\frac", "\\cfrac", "\\dfrac", "\\tfrac", "\\binom", "\\dbinom", "\\tbinom"),
        _FRACTION,
    ),
    **dict.fromkeys(("\\sqrt", "\\xrightarrow", "\\xleftarrow"), _ROOT),
    **dict.fromkeys(("\\sum", "\\prod", "\\coprod", "\\int", "\\iint", "\\oint", "\\lim"), _OPERATOR),
    **dict.fromkeys(("\\hat", "\\check", "\\grave", "\\acute", "\\tilde", "\\breve", "\\bar", "\\vec"), (_ABOVE,)),
    **dict.fromkeys(("\\dot", "\\ddot", "\\widehat", "\\widetilde", "\\overline", "\\underline"), (_ABOVE,)),
    **dict.fromkeys(("\\overbrace", "\\underbrace", "\\overleftarrow", "\\overrightarrow", INFIX_BINOMIAL), (_ABOVE,)),
    BEGIN: (),
    END: (),
}

RELATIONS: Final = frozenset(
    {RIGHT, NEXT_LINE} | {part.relation for parts in (*PARTS.values(), SCRIPTS) for part in parts}
)
