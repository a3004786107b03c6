r"""Spellings that draw the same symbol: data only.

One class is one symbol: a tuple of spellings, the most usual one first. A spelling is one token, or several with a
blank between them, ``\not =``. No spelling stands in two classes of a table. The members of a class draw one glyph of
TeX's Computer Modern fonts; only the space around it may differ, as between ``|`` and ``\mid``, and ``\stackrel`` sits
a hair lower than ``\overset``.

What merely looks alike is not here: ``\leqslant`` and ``\leq``, ``\varnothing`` and ``\emptyset``, ``\Delta`` and
``\triangle``, ``\cdots`` and ``\ldots`` are different symbols. Nor is ``\dots``, whose height hangs on what follows it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["COMMAND_ALIASES", "DELIMITER_ALIASES", "SIZE_VARIANTS", "SYMBOL_ALIASES"]


def _classes(*rows: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(spelling.strip() for spelling in row.split("  ")) for row in rows)


SYMBOL_ALIASES: Final[Sequence[tuple[str, ...]]] = _classes(
    # relations
    r"\leq  \le",
    r"\geq  \ge",
    r"\neq  \ne  \not =",
    r"<  \lt",
    r">  \gt",
    r"\ni  \owns",
    r"\notin  \not \in",
    r"\perp  \bot",
    r"\lll  \llless",
    r"\ggg  \gggtr",
    r"\doteqdot  \Doteq",
    # arrows
    r"\rightarrow  \to",
    r"\leftarrow  \gets",
    r"\Longrightarrow  \implies",
    r"\Longleftarrow  \impliedby",
    r"\Longleftrightarrow  \iff",
    r"\dashrightarrow  \dasharrow",
    r"\rightsquigarrow  \leadsto",
    r"\upharpoonright  \restriction",
    # operators
    r"\wedge  \land",
    r"\vee  \lor",
    r"\neg  \lnot",
    r"\cdot  \cdotp",
    r"*  \ast",
    r"/  \slash",
    r"\dagger  \dag",
    r"\ddagger  \ddag",
    r"\backslash  \setminus",
    r"\Cap  \doublecap",
    r"\Cup  \doublecup",
    # delimiters and punctuation
    r"|  \vert  \lvert  \rvert  \mid",
    r"\|  \Vert  \lVert  \rVert  \parallel",
    r"\{  \lbrace",
    r"\}  \rbrace",
    r"[  \lbrack",
    r"]  \rbrack",
    r":  \colon",
    r".  \ldotp",
    r"\ldots  \mathellipsis  \dotsc  \dotso  \hdots",
    r"\cdots  \dotsb  \dotsm",
    # other symbols
    r"\triangle  \bigtriangleup",
    r"\square  \Box",
    r"\lozenge  \Diamond",
    r"\S  \mathsection",
    r"\P  \mathparagraph",
    r"\pounds  \mathsterling",
    # scripts
    r"_  \sb",
    r"^  \sp",
)
"""Tokens without arguments that draw the same symbol."""

COMMAND_ALIASES: Final[Sequence[tuple[str, ...]]] = _classes(
    r"\overset  \stackrel",
    r"\mathbb  \Bbb",
    r"\boldsymbol  \bm",
)
"""Commands that draw the same with the same arguments."""

SIZE_VARIANTS: Final[Sequence[tuple[str, ...]]] = _classes(
    r"\frac  \dfrac  \tfrac",
    r"\binom  \dbinom  \tbinom",
)
"""Commands that draw the same with the same arguments, smaller or larger."""

DELIMITER_ALIASES: Final[Sequence[tuple[str, ...]]] = _classes(
    r"\langle  <  \lt",
    r"\rangle  >  \gt",
)
r"""What is the same delimiter right after ``\left``, ``\right``, ``\middle`` or ``\big``, and only there."""
