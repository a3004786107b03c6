"""What stands in the box of a node, and how wide that is."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final, NamedTuple

from hmer_kit.latex._glyphs import GLYPHS
from hmer_kit.latex.drawing._names import name_of
from hmer_kit.latex.kinds import Kind
from hmer_kit.latex.spelling.labels import label

if TYPE_CHECKING:
    from hmer_kit.latex.tree import LayoutNode

__all__ = ["BOX_HEIGHT", "Box", "box_of", "visible", "width_of"]

BOX_HEIGHT: Final = 42
_LEAST_WIDTH = 34
_MARGIN = 18
_LONGEST = 28
# Looked up once: a member of an enumeration is slow to get at.
_SYMBOL, _GROUP, _SPACE, _ENVIRONMENT = Kind.SYMBOL, Kind.GROUP, Kind.SPACE, Kind.ENVIRONMENT
_WITHOUT_INK = frozenset({_GROUP, Kind.ROOT, _SPACE})


class Box(NamedTuple):
    """The box of one node."""

    text: str
    """What it shows in the middle."""
    caption: str
    """What it shows small below: the command whose character is in the middle; often nothing."""
    title: str
    """All of it, for a pointer that rests on the box."""
    style: str
    """One of ``symbol``, ``command``, ``clear`` (no ink of its own)."""
    is_glyph: bool
    """Whether the text is a character to be drawn large, and no word."""
    width: int


def box_of(node: LayoutNode) -> Box:
    """Return the box of a node."""
    kind = node.kind
    if kind in _WITHOUT_INK or not node.symbol:
        text = {_GROUP: "{ }", _SPACE: node.symbol}.get(kind, "") or "∅"
        return _box(text, "", title=name_of(node), style="clear")
    style = "symbol" if kind is _SYMBOL else "command"
    title = label(node)
    glyph = GLYPHS.get(node.symbol, node.symbol if len(node.symbol) == 1 else "")
    if not glyph or kind is _ENVIRONMENT:
        text = node.symbol if kind is _ENVIRONMENT else title
        return _box(text, "", title=title, style=style)
    return _box(glyph, _caption(node), title=title, style=style, is_glyph=True)


def _caption(node: LayoutNode) -> str:
    r"""Return the command behind a character: ``\alpha``, and ``\left`` for a delimiter that has it."""
    if node.head and node.head[0] != node.symbol:
        return node.head[0]
    return node.symbol if node.symbol[1:].isalpha() else ""


def width_of(text: str, size: float) -> int:
    """Return how wide a text is at most in a monospace font of that size; full-width characters count twice."""
    cells = len(text)
    if not text.isascii():
        cells += sum(unicodedata.east_asian_width(sign) in "WF" for sign in text)
    return round(cells * size * 0.61)


def visible(text: str, *, longest: int = _LONGEST) -> str:
    """Return a text that XML can hold, cut where it is too long."""
    if len(text) <= longest and text.isprintable():
        return text
    shown = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text[: longest + 1])
    return shown if len(shown) <= longest else f"{shown[:longest]}…"


def _box(text: str, caption: str, *, title: str, style: str, is_glyph: bool = False) -> Box:
    text, caption = visible(text), visible(caption)
    needed = max(width_of(text, 20 if is_glyph else 14), width_of(caption, 10)) + _MARGIN
    width = max(_LEAST_WIDTH, needed)
    return Box(text, caption, visible(title, longest=200), style, is_glyph, width + width % 2)
