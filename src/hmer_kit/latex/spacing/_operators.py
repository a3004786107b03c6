"""Which symbols stand between two operands, and which names are set before one: data only."""

from __future__ import annotations

from typing import Final

from hmer_kit.latex.commands import LIMIT_OPERATORS

__all__ = ["BINARY", "FUNCTIONS", "RELATIONS", "SIGN_OPERATORS"]


def _words(names: str) -> frozenset[str]:
    return frozenset(f"\\{name}" for name in names.split())


RELATIONS: Final = frozenset("=<>:") | _words(
    "le leq leqslant leqq ge geq geqslant geqq ne neq lt gt ll gg lll ggg equiv approx sim simeq cong doteq asymp "
    "propto in ni owns notin subset subseteq supset supseteq subsetneq supsetneq sqsubset sqsubseteq prec preceq succ "
    "succeq mid nmid parallel nparallel perp vdash dashv models vDash triangleq coloneqq because therefore "
    "to gets rightarrow leftarrow leftrightarrow Rightarrow Leftarrow Leftrightarrow longrightarrow longleftarrow "
    "longleftrightarrow Longrightarrow Longleftarrow Longleftrightarrow implies impliedby iff mapsto longmapsto "
    "hookrightarrow hookleftarrow rightharpoonup rightharpoondown leftharpoonup leftharpoondown rightleftharpoons "
    "nearrow searrow swarrow nwarrow leadsto rightsquigarrow"
)
"""Symbols between two sides; blanks around them."""

BINARY: Final = frozenset("+-*") | _words(
    "pm mp times div cdot ast star circ bullet cap cup sqcap sqcup wedge vee land lor oplus ominus otimes oslash odot "
    "setminus uplus amalg dagger ddagger dag ddag wr diamond bigcirc bmod ltimes rtimes"
)
"""Operators between two operands; without an operand before them they are signs."""

SIGN_OPERATORS: Final = _words(
    "int iint iiint iiiint oint oiint idotsint smallint sum prod coprod bigcup bigcap bigsqcup bigvee bigwedge "
    "bigoplus bigotimes bigodot biguplus"
)
"""Operators that are one large sign and stand before what they act on."""

FUNCTIONS: Final = (
    _words(
        "sin cos tan cot sec csc sinh cosh tanh coth arcsin arccos arctan arccot exp log ln lg arg deg dim hom ker "
        "tg ctg arctg sh ch th"
    )
    | SIGN_OPERATORS
    | LIMIT_OPERATORS
)
"""All that stands before what it acts on: names and large signs, with limits or not."""
