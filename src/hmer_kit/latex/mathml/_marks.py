"""Signs over and under a row, arrows with rows on them, strokes and frames: data only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ARROWS", "FRAMES", "LINES", "OVER", "STRETCHED", "UNDER"]


def _table(text: str) -> dict[str, str]:
    words = text.split()
    return {f"\\{name}": sign for name, sign in zip(words[::2], words[1::2], strict=True)}


OVER: Final[Mapping[str, str]] = _table(
    "hat ^ tilde ~ bar ¯ vec → dot ˙ ddot ¨ dddot ⃛ ddddot ⃜ acute ´ grave ` breve ˘ check ˇ mathring ˚ "
    "' ´ ` ` ^ ^ ~ ~ = ¯ . ˙ \" ¨ u ˘ r ˚ v ˇ H ˝ "
    "widehat \u0302 widetilde ~ widecheck \u030c overline ‾ overrightarrow → overleftarrow ← overleftrightarrow ↔ "
    "Overrightarrow ⇒ overparen ⏜ wideparen ⏜ overarc ⏜ overgroup ⏠ overlinesegment ‾ overleftharpoon ↼ "
    "overrightharpoon ⇀ overbrace ⏞ overbracket ⎴"
)
"""The sign over the argument of a command."""

UNDER: Final[Mapping[str, str]] = _table(
    "underline _ underbar _ underrightarrow → underleftarrow ← underleftrightarrow ↔ underparen ⏝ underarc ⏝ "
    "undergroup ⏡ underlinesegment _ utilde ~ underbrace ⏟ underbracket ⎵ c ¸"
)
"""The sign under it."""

STRETCHED: Final = frozenset(
    name for name in (*OVER, *UNDER) if name[1:].startswith(("wide", "over", "Over", "under", "uti"))
)
"""Those as wide as what they stand over or under."""

ARROWS: Final[Mapping[str, str]] = _table(
    "xrightarrow → xleftarrow ← xlongequal = xleftrightarrow ↔ xRightarrow ⇒ xLeftarrow ⇐ xLeftrightarrow ⇔ "
    "xmapsto ↦ xtofrom ⇄ xhookrightarrow ↪ xhookleftarrow ↩ xrightharpoonup ⇀ xrightharpoondown ⇁ xleftharpoonup ↼ "
    "xleftharpoondown ↽ xrightleftharpoons ⇌ xleftrightharpoons ⇋ xtwoheadrightarrow ↠ xtwoheadleftarrow ↞ "
    "xrightleftarrows ⇄ xrightequilibrium ⇌ xleftequilibrium ⇋"
)
"""Arrows as long as the rows above and below them."""

_BORDER = "0.06em solid"
LINES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("\\overline", "\\overlinesegment"), f"border-top:{_BORDER};padding-top:0.12em"),
    **dict.fromkeys(
        ("\\underline", "\\underlinesegment", "\\underbar"), f"border-bottom:{_BORDER};padding-bottom:0.12em"
    ),
}
"""How a row under or over a line is styled: few fonts have lines that stretch."""

_STROKE = "transparent calc(50% - 0.04em),currentColor calc(50% - 0.03em),currentColor calc(50% + 0.03em)"
_UP = f"linear-gradient(to top left,{_STROKE},transparent calc(50% + 0.04em))"
_DOWN = f"linear-gradient(to top right,{_STROKE},transparent calc(50% + 0.04em))"
_THROUGH = f"linear-gradient(to top,{_STROKE},transparent calc(50% + 0.04em))"
_BOX = f"border:{_BORDER};padding:0.2em"

FRAMES: Final[Mapping[str, str]] = {
    "\\boxed": _BOX,
    "\\fbox": _BOX,
    "\\fcolorbox": _BOX,
    "\\cancel": f"background:{_UP}",
    "\\bcancel": f"background:{_DOWN}",
    "\\xcancel": f"background:{_UP},{_DOWN}",
    "\\sout": f"background:{_THROUGH}",
    "\\textcircled": f"border:{_BORDER};border-radius:50%;padding:0.1em 0.25em",
    "\\angl": f"border-top:{_BORDER};border-right:{_BORDER};padding:0.1em 0.1em 0",
    "\\phase": f"border-bottom:{_BORDER};padding:0 0.1em 0.1em 0",
    "\\longdiv": f"border-top:{_BORDER};padding:0.1em 0.1em 0 0.3em",
    "box": _BOX,
    "roundedbox": f"{_BOX};border-radius:0.3em",
    "circle": f"border:{_BORDER};border-radius:50%;padding:0.2em 0.4em",
    "updiagonalstrike": f"background:{_UP}",
    "downdiagonalstrike": f"background:{_DOWN}",
    "horizontalstrike": f"background:{_THROUGH}",
    "top": f"border-top:{_BORDER};padding-top:0.1em",
    "bottom": f"border-bottom:{_BORDER};padding-bottom:0.1em",
    "left": f"border-left:{_BORDER};padding-left:0.15em",
    "right": f"border-right:{_BORDER};padding-right:0.15em",
    "actuarial": f"border-top:{_BORDER};border-right:{_BORDER};padding:0.1em 0.1em 0",
}
r"""How a row is framed or struck, by command, and by notation of ``\enclose``: MathML Core has no ``menclose``."""
