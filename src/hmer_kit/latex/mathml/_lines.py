"""One row of nodes: fences, switches, words and numbers, names of functions."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Protocol
from xml.etree.ElementTree import Element, SubElement

from hmer_kit.latex.commands import DELIMITER_SIZES, ROW_BREAKS
from hmer_kit.latex.kinds import Kind
from hmer_kit.latex.mathml._fonts import SWITCHED, UPRIGHT_FONT
from hmer_kit.latex.mathml._leaves import Leaf, delimiter, leaf_of, operator
from hmer_kit.latex.mathml._lengths import SPACE_WIDTHS, colour_of, length_of, raw_arguments, shown
from hmer_kit.latex.mathml._scripts import scripted
from hmer_kit.latex.mathml._slots import Holes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.latex.mathml._style import Style
    from hmer_kit.latex.tree import LayoutNode, Slot

__all__ = ["Line", "lines_of"]

_FENCES: Final = frozenset({"\\left", "\\middle", "\\right"}) | DELIMITER_SIZES
_NAMING: Final = frozenset({"\\operatorname", "\\operatornamewithlimits", "\\mathop"})
_APPLY: Final = "\u2061"
_BLANK: Final = "\u00a0"
_THIN: Final = {"width": "0.1667em"}
_BEFORE_SIGNS: Final = frozenset({"", "bin", "rel", "open", "punct", "op"})
_LEVELS: Final = {
    "\\displaystyle": {"displaystyle": "true", "scriptlevel": "0"},
    "\\textstyle": {"displaystyle": "false", "scriptlevel": "0"},
    "\\scriptstyle": {"displaystyle": "false", "scriptlevel": "1"},
    "\\scriptscriptstyle": {"displaystyle": "false", "scriptlevel": "2"},
}
_SIZES: Final = {
    "\\tiny": "50%",
    "\\scriptsize": "70%",
    "\\footnotesize": "80%",
    "\\small": "90%",
    "\\normalsize": "100%",
    "\\large": "120%",
    "\\Large": "144%",
    "\\LARGE": "173%",
    "\\huge": "207%",
    "\\Huge": "249%",
}


class _Builder(Holes, Protocol):
    def core(self, node: LayoutNode, style: Style) -> tuple[Element, list[Slot]]: ...


_SYMBOL, _SPACE = Kind.SYMBOL, Kind.SPACE  # looked up once: a member of an enumeration is slow to get at


def lines_of(row: Sequence[LayoutNode]) -> list[Sequence[LayoutNode]]:
    r"""Return the parts of a row between ``\\``, without empty ones; at least one."""
    if not any(node.kind is Kind.SPACE and node.symbol in ROW_BREAKS for node in row):
        return [row]
    lines: list[list[LayoutNode]] = [[]]
    for node in row:
        if node.kind is _SPACE and node.symbol in ROW_BREAKS:
            lines.append([])
        else:
            lines[-1].append(node)
    return list(filter(None, lines)) or [[]]


@dataclass(slots=True)
class _Frame:
    r"""Where elements go: the whole row, or what lies between ``\left`` and ``\right``."""

    base: Element
    out: Element
    """The base, or an ``mstyle`` at its end."""
    style: Style
    switches: dict[str, str]
    last: str = ""
    """Class of what was put there last; empty at the start."""


class Line:
    """Takes the nodes of a row one by one.

    Args:
        builder: What makes elements.
        owner: What the elements go into.
        style: How the row is drawn.
    """

    def __init__(self, builder: _Builder, owner: Element, style: Style) -> None:
        self._builder = builder
        self._frames = [_Frame(owner, owner, style, {})]
        self._word: Element | None = None
        """The element that the next letter or digit may become a part of."""
        self._letters: list[str] = []
        """What has become a part of it, and is yet to be written there."""
        self._negates = False
        self._spaces_name = False
        """Whether the name of a function stands last, and may need a space."""

    @property
    def _frame(self) -> _Frame:
        return self._frames[-1]

    def add(self, node: LayoutNode, following: LayoutNode | None) -> None:
        """Take a node.

        Args:
            node: The node.
            following: The one after it.
        """
        if node.head and node.head[0] in _FENCES:
            self._fence(node)
        elif node.kind is _SPACE:
            self._space(node)
        elif node.kind is not _SYMBOL or not node.symbol:
            core, scripts = self._builder.core(node, self._frame.style)
            is_name = node.symbol in _NAMING
            kind = "op" if is_name else "ord"
            self._put(Leaf(scripted(self._builder, core, scripts, self._frame.style), kind), is_name=is_name)
        elif node.symbol == "\\not" and not node.slots:
            self._not(following)
        elif not self._joins(node, following):
            self._symbol(node, following)

    def close(self) -> None:
        r"""End the row; a ``\left`` without its ``\right`` ends with it."""
        while len(self._frames) > 1:
            self._leave([])
        self._end_word()

    # Symbols

    def _symbol(self, node: LayoutNode, following: LayoutNode | None) -> None:
        style = self._frame.style
        symbol = "".join(node.head) if len(node.head) > 1 and node.head[0] == node.symbol else node.symbol
        leaf = self._negated(leaf_of(symbol, style, is_sign=self._frame.last in _BEFORE_SIGNS))
        element = leaf.element
        is_name = leaf.kind == "op" and (element.tag == "mi" or element.get("form") == "prefix")
        self._put(Leaf(scripted(self._builder, element, node.slots, style), leaf.kind), is_name=is_name)
        if is_name and element.tag == "mi" and following is not None:
            SubElement(self._frame.out, "mo").text = _APPLY
        if not node.slots and self._may_grow(element):
            self._word = element

    def _may_grow(self, element: Element) -> bool:
        style = self._frame.style
        if element.tag == "mi":
            return (style.is_name or style.font == UPRIGHT_FONT) and (element.text or "").isalpha()
        return element.tag in {"mn", "mtext"}

    def _joins(self, node: LayoutNode, following: LayoutNode | None) -> bool:
        """Make a digit part of the number before it, or a letter part of a word."""
        word = self._word
        if word is None or node.slots or self._negates:
            return False
        if node.symbol == "." and word.tag == "mn" and _is_digit(following):
            self._letters.append(".")
            return True
        leaf = leaf_of(node.symbol, self._frame.style)
        if leaf.element.tag != word.tag or leaf.kind != "ord" or not self._may_grow(leaf.element):
            return False
        self._letters.append(leaf.element.text or "")
        return True

    def _end_word(self) -> None:
        if self._word is not None:
            self._word.text = "".join((self._word.text or "", *self._letters))
        self._word, self._letters = None, []

    def _put(self, leaf: Leaf, *, is_name: bool = False) -> None:
        frame = self._frame
        needs_space = (self._spaces_name and leaf.kind in {"ord", "op"}) or (
            is_name and frame.last in {"ord", "close", "op"}
        )
        if needs_space and frame.last:
            SubElement(frame.out, "mspace", _THIN)
        frame.out.append(leaf.element)
        frame.last = leaf.kind
        self._spaces_name = is_name
        self._end_word()

    def _not(self, following: LayoutNode | None) -> None:
        is_plain = following is not None and following.kind is Kind.SYMBOL and following.head == (following.symbol,)
        if is_plain and following is not None and following.symbol != "\\not":
            self._negates = True
            return
        struck = Element("mpadded", {"width": "0"})
        struck.append(operator("/", is_tight=True))
        self._put(Leaf(struck, self._frame.last))

    def _negated(self, leaf: Leaf) -> Leaf:
        if self._negates:
            self._negates = False
            target = leaf.element[0] if len(leaf.element) else leaf.element
            target.text = unicodedata.normalize("NFC", f"{target.text}\u0338")
        return leaf

    # Fences

    def _fence(self, node: LayoutNode) -> None:
        command = node.head[0]
        element = None if node.kind is Kind.SPACE else delimiter(node.symbol, command)
        if command == "\\left":
            row = Element("mrow")
            self._frames.append(_Frame(row, row, self._frame.style, {}))
        if command == "\\right" and len(self._frames) > 1:
            if element is not None:
                self._frame.base.append(element.element)
            self._leave(node.slots)
        elif element is not None:
            kind = "open" if command in {"\\left", "\\middle"} else element.kind
            whole = scripted(self._builder, element.element, node.slots, self._frame.style)
            self._put(Leaf(whole, kind))
        self._end_word()

    def _leave(self, scripts: Sequence[Slot]) -> None:
        row = self._frames.pop().base
        self._spaces_name = False
        self._put(Leaf(scripted(self._builder, row, scripts, self._frame.style), "close"))

    # What has no ink

    def _space(self, node: LayoutNode) -> None:
        symbol = node.symbol
        if self._frame.style.is_text and symbol in {"~", "\\", "\\space"}:
            self._text_space()
            return
        self._end_word()
        if symbol in SWITCHED:
            self._frame.style = replace(self._frame.style, font=SWITCHED[symbol])
        elif symbol in _LEVELS:
            self._switch(**_LEVELS[symbol])
        elif symbol in _SIZES:
            self._switch(mathsize=_SIZES[symbol])
        elif symbol == "\\color":
            if colour := colour_of("".join(raw_arguments(node.head))):
                self._switch(mathcolor=colour)
        elif width := _width(node):
            SubElement(self._frame.out, "mspace", {"width": shown(width)})

    def _text_space(self) -> None:
        if self._word is not None and self._word.tag == "mtext":
            self._letters.append(_BLANK)
            return
        element = Element("mtext")
        element.text = _BLANK
        self._put(Leaf(element, "ord"))
        self._word = element

    def _switch(self, **attributes: str) -> None:
        """Draw all that follows in another way: in an ``mstyle`` beside the one before, not inside of it."""
        frame = self._frame
        frame.switches |= attributes
        if not len(frame.out) and frame.out is not frame.base:
            frame.out.attrib.update(attributes)
            return
        frame.out = SubElement(frame.base, "mstyle", dict(frame.switches))


def _is_digit(node: LayoutNode | None) -> bool:
    return node is not None and node.kind is Kind.SYMBOL and node.symbol.isdecimal() and len(node.symbol) == 1


def _width(node: LayoutNode) -> float:
    known = SPACE_WIDTHS.get(node.symbol)
    if known is not None:
        return known
    if node.symbol in {"\\hspace", "\\kern", "\\mkern", "\\hskip", "\\mskip"}:
        return length_of("".join(node.head[1:]).strip("{}*"))
    return 0.0
