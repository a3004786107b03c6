"""One symbol as one element: which kind of element, which character, which space around it."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final, NamedTuple
from xml.etree.ElementTree import Element

from hmer_kit.latex._glyphs import GLYPH_CLASSES, GLYPHS, UPRIGHT
from hmer_kit.latex.commands import LIMIT_OPERATORS
from hmer_kit.latex.mathml._fonts import lettered
from hmer_kit.latex.spacing._operators import FUNCTIONS, SIGN_OPERATORS

if TYPE_CHECKING:
    from hmer_kit.latex.mathml._style import Style

__all__ = ["Leaf", "clean", "delimiter", "fenced", "leaf_of", "operator", "word"]

_NAMES: Final = {
    "\\limsup": "lim sup",
    "\\liminf": "lim inf",
    "\\varlimsup": "lim sup",
    "\\varliminf": "lim inf",
    "\\injlim": "inj lim",
    "\\projlim": "proj lim",
    "\\varinjlim": "inj lim",
    "\\varprojlim": "proj lim",
    "\\argmax": "arg max",
    "\\argmin": "arg min",
    "\\bmod": "mod",
    "\\mod": "mod",
    "\\idotsint": "∫⋯∫",
    "\\TeX": "TeX",
    "\\LaTeX": "LaTeX",
}
_CHARACTERS: Final = {"-": "−", "*": "∗", "'": "′", "`": "‘", "~": "\u00a0"}
_CLASSES: Final = {
    **dict.fromkeys("+-*−±×÷⋅∗", "bin"),
    **dict.fromkeys("=<>:≤≥≠≈→", "rel"),
    **dict.fromkeys("([⟨⌊⌈", "open"),
    **dict.fromkeys(")]!?⟩⌋⌉", "close"),
    **dict.fromkeys(",;、。", "punct"),
    **dict.fromkeys("∑∏∫", "op"),
    "\\bmod": "bin",
    "\\mod": "bin",
}
_WITHOUT_SPACE: Final = frozenset("/|‖.?\\@\"'`&#%$_")
"""Characters that TeX sets as it does letters, and MathML as operators, if they are that."""
_STRETCHY: Final = frozenset("()[]{}|‖⟨⟩⌈⌉⌊⌋⟮⟯⎰⎱⟦⟧⦃⦄")
_STRETCHY_ARROWS: Final = frozenset("←→↑↓↔↕⇐⇒⇑⇓⇔⇕⟵⟶⟷⟸⟹⟺↼↽⇀⇁⇌↦")
_DELIMITERS: Final = {"<": "⟨", ">": "⟩", "\\lt": "⟨", "\\gt": "⟩"}
_NONE: Final = {"lspace": "0", "rspace": "0"}


class Leaf(NamedTuple):
    """An element and what follows from it for its neighbours."""

    element: Element
    kind: str
    """A class of TeX: ``ord``, ``op``, ``bin``, ``rel``, ``open``, ``close``, ``punct``."""


def word(tag: str, text: str, **attributes: str) -> Element:
    """Return an element with a text."""
    element = Element(tag, attributes)
    element.text = clean(text)
    return element


def clean(text: str) -> str:
    """Return a text that XML can hold: control characters are replaced."""
    if text.isprintable():
        return text
    return "".join(
        sign if sign.isprintable() or sign == "\u00a0" or unicodedata.category(sign) in {"Zs", "Mn"} else "\ufffd"
        for sign in text
    )


def operator(text: str, *, is_tight: bool = False, **attributes: str) -> Element:
    """Return an ``mo``; a tight one has no space around it."""
    return word("mo", text, **(_NONE if is_tight else {}), **attributes)


def leaf_of(symbol: str, style: Style, *, is_sign: bool = False) -> Leaf:
    """Return the element of a symbol.

    Args:
        symbol: Its token.
        style: How the row around it is drawn.
        is_sign: Whether there is nothing before it that an operator could join.
    """
    if style.is_text and len(symbol) == 1:
        return Leaf(
            word("mtext", lettered(_CHARACTERS.get(symbol, symbol) if symbol in "~'`" else symbol, style.font)), "ord"
        )
    if (symbol in FUNCTIONS and symbol not in SIGN_OPERATORS) or symbol in _NAMES:
        return _name(symbol, style)
    glyph = GLYPHS.get(symbol) or _CHARACTERS.get(symbol, symbol)
    kind = _CLASSES.get(symbol) or GLYPH_CLASSES.get(symbol, "ord")
    if len(glyph) > 1 and glyph[0] == "\\":
        return Leaf(_unknown(glyph), "ord")
    if kind == "ord":
        return Leaf(_ordinary(symbol, glyph, style), "ord")
    return Leaf(_operator(glyph, kind, style, is_sign=is_sign), kind)


def _unknown(symbol: str) -> Element:
    """Return a command as it was written."""
    error = Element("merror", {"style": "background:transparent"})
    error.append(word("mtext", symbol))
    return error


def _name(symbol: str, style: Style) -> Leaf:
    text = _NAMES.get(symbol, symbol[1:])
    if symbol in {"\\TeX", "\\LaTeX"}:
        return Leaf(word("mtext", text), "ord")
    if symbol in {"\\bmod", "\\mod"}:
        return Leaf(operator(text, lspace="0.2222em", rspace="0.2222em"), "bin")
    if symbol not in LIMIT_OPERATORS:
        return Leaf(word("mi", text), "op")
    moves = "false" if style.fixes_limits else "true"
    return Leaf(operator(text, is_tight=True, form="prefix", movablelimits=moves), "op")


def _ordinary(symbol: str, glyph: str, style: Style) -> Element:
    character = lettered(glyph, style.font)
    if glyph.isdecimal():
        return word("mn", character)
    if glyph in _WITHOUT_SPACE or glyph in "′‵‘":
        return operator(glyph, is_tight=True, stretchy="false") if glyph in "|‖/\\" else operator(glyph, is_tight=True)
    if len(glyph) > 1:
        return word("mtext", glyph)
    is_upright = style.font != "" or symbol in UPRIGHT
    if is_upright or not glyph.isalpha():
        return word("mi", character, mathvariant="normal")
    return word("mi", character)


def _operator(glyph: str, kind: str, style: Style, *, is_sign: bool) -> Element:
    if kind in {"open", "close"} or glyph in _STRETCHY_ARROWS:
        form = {"open": "prefix", "close": "postfix"}.get(kind)
        tight = style.is_script and kind == "rel"
        fixed = {"form": form} if form and glyph in "|‖!?" else {}
        return operator(glyph, is_tight=tight or glyph in "!?", stretchy="false", **fixed)
    if kind == "bin" and is_sign:
        return operator(glyph, form="prefix") if glyph in "+−±∓" else operator(glyph, is_tight=True)
    if kind == "op" and style.fixes_limits:
        return operator(glyph, movablelimits="false")
    return operator(glyph, is_tight=style.is_script and kind in {"bin", "rel", "punct"})


_SIZES: Final = {"big": "1.2em", "Big": "1.8em", "bigg": "2.4em", "Bigg": "3em"}
_FORMS: Final = {"left": "prefix", "right": "postfix", "middle": "infix", "l": "prefix", "r": "postfix", "m": "infix"}


def delimiter(symbol: str, command: str) -> Leaf:
    r"""Return a delimiter that stretches, or has a size.

    Args:
        symbol: Its token.
        command: What stands before it: ``\left``, ``\right``, ``\middle``, ``\big``, ``\Biggl`` ...
    """
    glyph = _DELIMITERS.get(symbol) or GLYPHS.get(symbol, symbol)
    name = command[1:]
    size = _SIZES.get(name) or _SIZES.get(name[:-1])
    form = _FORMS.get(name) or (_FORMS.get(name[-1:]) if name not in _SIZES else None)
    attributes = {"minsize": size, "maxsize": size} if size else {}
    if form:
        attributes["form"] = form
    if glyph not in _STRETCHY or size or form == "infix":
        attributes |= {"stretchy": "true", "symmetric": "true"}
    kind = {"prefix": "open", "postfix": "close"}.get(form or "", "ord")
    return Leaf(operator(glyph, is_tight=name != "middle" and glyph in "/\\|‖", **attributes), kind)


def fenced(left: str, inner: Element, right: str) -> Element:
    """Return an element between two delimiters that stretch; an empty one or ``.`` is none."""
    row = Element("mrow")
    if left not in {"", "."}:
        row.append(delimiter(left, "\\left").element)
    row.append(inner)
    if right not in {"", "."}:
        row.append(delimiter(right, "\\right").element)
    return row
