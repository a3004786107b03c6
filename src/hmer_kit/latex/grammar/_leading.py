r"""What may stand before the LaTeX of an answer.

A tree is told from the LaTeX after it by the relation at the end of each of its lines, ``2 (sup)``. Where engines look
at one terminal at a time (llguidance), the two have to have the same pieces up to there: a label, a blank.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hmer_kit.latex.grammar._expressions import Chars, Expression, Many, Name, optional, then
from hmer_kit.latex.grammar._words import other_than

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["LEADING", "leading_rules"]

_LINE_ENDS = (("\n", "\n"), ("\r", "\r"))

LEADING: Final[Mapping[str, Sequence[Expression]]] = {
    "none": (),
    "line": (Name("LINE"), Name("LINE_END")),
    "tree": (Name("LABEL"), Name("LINE_END"), Many(Name("tree_line"))),
}
"""What the start begins with, for each kind of leading text."""


def leading_rules() -> dict[str, Expression]:
    """Return the rules that the leading texts need."""
    return {
        "tree_line": then(optional(Name("TABS")), Name("LABEL"), " ", Name("RELATION"), Name("LINE_END")),
        "LINE": Many(Chars(_LINE_ENDS, excluded=True), 1),
        "LINE_END": then(optional(" "), "\n"),
        "TABS": Many(then("\t"), 1),
        "LABEL": Many(other_than(()), 1),
        "RELATION": then(Chars((("(", "("),)), Many(other_than("()"), 1), Chars(((")", ")"),))),
    }
