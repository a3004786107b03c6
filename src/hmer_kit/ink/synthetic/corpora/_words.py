"""What a grammar of a corpus is made of: nodes without their rows, the rows that they may own, places of rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from hmer_kit.latex.commands import INFIX_COMMANDS, LIMIT_OPERATORS, MARKED_COMMANDS
from hmer_kit.latex.tree import Kind, Relation

if TYPE_CHECKING:
    from hmer_kit.latex.tree import LayoutNode, Slot

__all__: list[str] = []

START: Final = -1
"""Stands before the first node of a row."""
LAST_POSITION: Final = 40
"""Positions in a row from here on are one."""
DEEPEST: Final = 3
"""Depths from here on are one."""

_OPENERS: Final = frozenset({"(", "[", r"\{", r"\langle", r"\lfloor", r"\lceil", r"\lbrace"})
_CLOSERS: Final = frozenset({")", "]", r"\}", r"\rangle", r"\rfloor", r"\rceil", r"\rbrace"})
_BIG: Final = LIMIT_OPERATORS | {r"\int", r"\oint", r"\iint", r"\iiint"}


class Entry(NamedTuple):
    """A node without its rows."""

    kind: str
    symbol: str
    head: tuple[str, ...]

    @property
    def bracket(self) -> str:
        r"""``"open"`` or ``"close"``, followed by ``" left"`` for ``\left`` and ``\right``; ``"middle"``; or empty."""
        first = self.head[0] if len(self.head) > 1 else ""
        if first in {r"\left", r"\right"}:
            return "open left" if first == r"\left" else "close left"
        if first == r"\middle":
            return "middle"
        if self.kind != Kind.SYMBOL:
            return ""
        return "open" if self.symbol in _OPENERS else "close" if self.symbol in _CLOSERS else ""

    @property
    def group(self) -> str:
        """The class whose scripts a rare symbol may have; empty where it has none but its own."""
        if self.kind != Kind.SYMBOL or not self.symbol or self.symbol in _BIG:
            return ""
        if self.bracket == "close":
            return "close"
        if self.symbol.isdigit():
            return "digit"
        return "letter" if self.symbol.isalpha() or (self.symbol[0] == "\\" and self.symbol[1:].isalpha()) else ""

    @property
    def is_plain(self) -> bool:
        """Whether it is a symbol that may stand anywhere."""
        return self.kind == Kind.SYMBOL and bool(self.symbol) and not self.bracket and len(self.head) == 1

    @property
    def is_infix(self) -> bool:
        r"""Whether it stands between its rows, ``a \over b``, and takes all of the row that it is in."""
        return self.symbol in INFIX_COMMANDS

    @property
    def counts(self) -> bool:
        """Whether it counts as a symbol."""
        return self.kind in {Kind.COMMAND, Kind.ENVIRONMENT} or (self.kind == Kind.SYMBOL and bool(self.symbol))


class FrameSlot(NamedTuple):
    """A row that a node owns, and the tokens around it."""

    relation: str
    open: tuple[str, ...]
    close: tuple[str, ...]


Frame = tuple[FrameSlot, ...]
"""The rows that a node owns."""


def entry_of(node: LayoutNode) -> Entry:
    """Return a node without its rows."""
    return Entry(str(node.kind.value), node.symbol, node.head)


def frame_of(node: LayoutNode) -> Frame:
    """Return the rows of a node without what stands in them."""
    return tuple(FrameSlot(str(slot.relation.value), slot.open, slot.close) for slot in node.slots)


def place_of(entry: Entry, slot: FrameSlot) -> str:
    """Return the place of a row: its relation, its owner where that is a construct, and whether it is one node.

    A row without braces holds one token; a row of primes holds nothing else.
    """
    is_construct = entry.kind in {Kind.COMMAND, Kind.ENVIRONMENT} or entry.symbol in _BIG
    owner = entry.symbol if is_construct else ""
    free = entry.symbol in INFIX_COMMANDS or entry.symbol in MARKED_COMMANDS or slot.relation == Relation.CELL
    if slot.close or free or entry.kind in {Kind.ROOT, Kind.GROUP}:
        return f"{slot.relation} {owner}"
    return f"{slot.relation} {owner} {'token' if slot.open or owner else 'primes'}"


def is_one_token(place: str) -> bool:
    """Return whether a row of that place holds one token."""
    return place.endswith(" token")


def is_closed(place: str) -> bool:
    """Return whether a row of that place holds nothing but what was seen there."""
    return place.endswith(" primes")


def slot_rows(node: LayoutNode) -> list[tuple[FrameSlot, Slot]]:
    """Return the slots of a node with their frames."""
    return list(zip(frame_of(node), node.slots, strict=True))
