"""Keys of trees: labels of what has ink, and numbers where its rows begin and end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, Union

from hmer_kit.latex.commands import COMMANDS, PRIME
from hmer_kit.latex.kinds import Kind, Relation
from hmer_kit.latex.spelling.labels import label

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from hmer_kit.latex.tree import LayoutNode, Slot

__all__ = ["CLOSE", "RELATIONS", "TreeKey", "is_clear", "is_clear_or_font", "key_of", "no_name", "sign_of"]

TreeKey = tuple[str | int, ...]
"""A tree, flat: its labels as ``str``, numbers where rows begin and end. Made to be compared and hashed."""

# Looked up once: a member of an enumeration is slow to get at.
_SYMBOL, _COMMAND, _CELL, _INSIDE = Kind.SYMBOL, Kind.COMMAND, Relation.CELL, Relation.INSIDE
_CLEAR: Final = frozenset({Kind.ROOT, Kind.GROUP, Kind.SPACE})

CLOSE: Final = 0
"""Ends a row."""
_OPEN: Final = {relation: number for number, relation in enumerate(Relation, start=1)}
_OPEN_ROW: Final = len(Relation) + 1
RELATIONS: Final = {number: relation for relation, number in _OPEN.items()} | {_OPEN_ROW: Relation.CELL}
"""What the other numbers begin: a row of that relation; the last of them a cell in a further row of its matrix."""
_SAME_LABEL: Final = "*"


def is_clear(node: LayoutNode) -> bool:
    """Return whether a node has no ink of its own, and what it holds lies in the row around it."""
    return node.kind in _CLEAR or not node.symbol


def is_clear_or_font(node: LayoutNode) -> bool:
    """Return whether it is so for a node or a font command."""
    if node.kind is not _COMMAND or node.symbol not in COMMANDS:
        return is_clear(node)
    known = COMMANDS[node.symbol]
    return not known.ink and [argument.relation for argument in known.arguments] == [Relation.INSIDE]


def sign_of(node: LayoutNode) -> str:
    r"""Return the label; of a delimiter, without the ``\left`` or ``\big`` before it."""
    is_sign = node.kind is _SYMBOL and node.symbol not in COMMANDS
    return node.symbol if is_sign else label(node)


def no_name(node: LayoutNode) -> str:
    """Return the same for all symbols."""
    return _SAME_LABEL if node.symbol else ""


# Keys


def key_of(node: LayoutNode, *, clear: Callable[[LayoutNode], bool], name: Callable[[LayoutNode], str]) -> TreeKey:
    """Write a tree as a key: a label, then each row between an opening number and a closing one."""
    ink = _Ink(node, clear)
    key: list[str | int] = []
    add = key.append
    pending: list[_Item] = [node]
    while pending:
        item = pending.pop()
        if isinstance(item, int):
            add(item)
            continue
        child, scripts = item if isinstance(item, tuple) else (item, None)
        if (child.kind is _SYMBOL and child.symbol) or not clear(child):  # a symbol is never clear
            add(name(child))
            if child.slots or scripts is not None:
                pending.extend(ink.rows(child.slots, scripts))
        elif inside := ink.inside(child):
            pending.extend(_spliced(inside, _Scripts(ink.around(child), scripts)))
        elif rows := ink.rows(ink.around(child), scripts):
            add("")
            pending.extend(rows)
    return tuple(key)


class _Scripts(NamedTuple):
    """Scripts of a group, and those of the groups around it, that hang on the last node with ink in it."""

    slots: Sequence[Slot]
    outer: _Scripts | None


_Item = Union[int, "LayoutNode", tuple["LayoutNode", "_Scripts"]]
"""A number, or a node, with the scripts of groups around it that hang on it."""


class _Ink:
    """What of a tree has ink.

    Args:
        root: The node at its top.
        clear: Whether a node has no ink of its own.
    """

    __slots__ = ("blank",)

    def __init__(self, root: LayoutNode, clear: Callable[[LayoutNode], bool]) -> None:
        self.blank: set[int] = set()
        """The ``id`` of each node without ink: there are few."""
        # A symbol is never clear; what a node owns comes before it here.
        others = [node for node in root.walk() if node.kind is not _SYMBOL or not node.symbol]
        for node in reversed(others):
            if clear(node) and not any(map(self.of_row, node.slots)):
                self.blank.add(id(node))

    def of_row(self, slot: Slot) -> bool:
        """Return whether anything in a row has ink."""
        return bool(slot.row) and (not self.blank or not self.blank.issuperset(map(id, slot.row)))

    def inside(self, node: LayoutNode) -> list[LayoutNode]:
        """Return what with ink lies inside of a node without."""
        nodes = [child for slot in node.slots if slot.relation is _INSIDE for child in slot.row]
        return [child for child in nodes if id(child) not in self.blank] if self.blank else nodes

    def around(self, node: LayoutNode) -> list[Slot]:
        """Return the scripts of a node without ink."""
        return [slot for slot in node.slots if slot.relation is not _INSIDE]

    def rows(self, slots: Sequence[Slot], scripts: _Scripts | None) -> list[_Item]:
        """Return the rows of a node that show, sorted by relation, last to first."""
        if scripts is None and len(slots) == 1 and slots[0].relation is not _CELL:
            return _row(slots[0], _number(slots[0])) if self.of_row(slots[0]) else []
        every = list(slots)
        while scripts is not None:
            every += scripts.slots
            scripts = scripts.outer
        cells = [slot for slot in every if slot.relation is _CELL]
        if cells and (cells[-1].starts_row or len(cells) == 1) and not self.of_row(cells[-1]):
            del cells[-1]
        others = [slot for slot in every if slot.relation is not _CELL and self.of_row(slot)]
        others.sort(key=_number)
        reverse: list[_Item] = []
        for slot in reversed(others):
            row = _row(slot, _number(slot))
            joins = _is_primes(slot) and reverse[-1:] == [_number(slot)]
            reverse[-1:] = row[1:] if joins else [*reverse[-1:], *row]
        for at, slot in reversed(list(enumerate(cells))):
            reverse += _row(slot, _OPEN_ROW if at and slot.starts_row else _number(slot))
        return reverse


def _row(slot: Slot, number: int) -> list[_Item]:
    """Return a row between its numbers, last to first."""
    return [CLOSE, *reversed(slot.row), number]


def _is_primes(slot: Slot) -> bool:
    """Return whether a script holds nothing but primes; TeX puts the script after them into the same row."""
    return slot.is_script and all(node.symbol == PRIME and not node.slots for node in slot.row)


def _spliced(nodes: Sequence[LayoutNode], scripts: _Scripts) -> Iterator[_Item]:
    """Yield the nodes of a group, last to first; the last has its scripts."""
    yield nodes[-1], scripts
    yield from reversed(nodes[:-1])


def _number(slot: Slot) -> int:
    return _OPEN[slot.relation]
