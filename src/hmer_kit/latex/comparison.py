r"""Whether two expressions have the same layout, or the same structure, however they are spelled.

``==`` of two nodes is exact: tokens and all. Here counts what is seen on paper. A tree becomes a *key*: a flat tuple
that can be compared, hashed, kept in a set and pickled at any depth, and is made in linear time. ``layout_key`` keeps

- symbols and commands (``label``), fonts, what an environment or ``\textcolor`` takes in its head;
- which row lies where, and the rows and columns of a matrix.

It leaves out what is spelling alone: braces, brackets, ``\limits`` (the place of the limits counts, not the word),
the order of scripts, ``\left`` and ``\big`` before a delimiter, spaces and switches, rows and groups without ink, a
last row of a matrix without ink. What stands in a group lies in the row around it, and scripts of the group hang on
its last node with ink, as in the label graphs of CROHME: ``{ a b } ^ 2`` is ``a b ^ 2``.

``structure_key`` keeps only which row lies where: LgEval's "structure", its layout tree with the labels ignored. Fonts
and whatever else has no ink of its own and but one row ``inside`` count there like groups.

What stands between the symbols without ink of its own leaves no trace, whatever it does to them: ``{ \bf x }`` is ``x``
here and ``\mathbf x`` is not, ``a \\ b`` is ``a b`` outside a matrix, and ``\hline`` is nothing. Where that counts,
compare what ``hmer_kit.latex.normalize`` makes of them: commands of font switches, and it keeps breaks and lines.

Primes and the script after them are one row: ``f ' ^ 2`` has the structure of ``f ^ { \prime 2 }``.

Two spellings of one symbol (``\le`` and ``\leq``, ``f '`` and ``f ^ { \prime }``) are different symbols here; they are
a matter of ``hmer_kit.latex.normalization``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from hmer_kit.latex._checks import require_node
from hmer_kit.latex.commands import COMMANDS, PRIME
from hmer_kit.latex.kinds import Kind, Relation
from hmer_kit.latex.spelling.labels import label

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from hmer_kit.latex.tree import LayoutNode, Slot

__all__ = ["TreeKey", "layout_key", "same_layout", "same_structure", "structure_key"]

TreeKey = tuple[str | int, ...]
"""A tree, flat: its labels as ``str``, numbers where rows begin and end. Made to be compared and hashed."""

_CLOSE: Final = 0
_OPEN: Final = {relation: number for number, relation in enumerate(Relation, start=1)}
_OPEN_ROW: Final = len(Relation) + 1
_SAME_LABEL: Final = "*"


def layout_key(node: LayoutNode) -> TreeKey:
    r"""Return what two expressions have in common if they have the same symbols at the same places.

    Args:
        node: Any node of a tree; the root for the whole expression.

    Raises:
        InputError: ``node`` is no node.

    Examples:
        >>> from hmer_kit.latex import parse
        >>> layout_key(parse(r"x^2_i")) == layout_key(parse(r"{ x } _ { i } ^ { 2 } \,"))
        True
        >>> len({layout_key(parse(latex)) for latex in ["x ^ 2", "x ^ { 2 }", "x _ 2"]})
        2
    """
    require_node(node)
    return _key(node, is_clear=_is_clear, name=_name)


def structure_key(node: LayoutNode) -> TreeKey:
    r"""Return what two expressions have in common if they have symbols, whatever they are, at the same places.

    Args:
        node: Any node of a tree; the root for the whole expression.

    Raises:
        InputError: ``node`` is no node.

    Examples:
        >>> from hmer_kit.latex import parse
        >>> structure_key(parse(r"\mathrm { d } x ^ 2")) == structure_key(parse(r"2 y ^ { n }"))
        True
    """
    require_node(node)
    return _key(node, is_clear=_is_clear_or_font, name=_same)


def same_layout(node: LayoutNode, other: LayoutNode) -> bool:
    r"""Return whether two expressions have the same symbols at the same places, see ``layout_key``.

    Args:
        node: Any node of a tree; the root for the whole expression.
        other: Another.

    Raises:
        InputError: One of them is no node.

    Examples:
        >>> from hmer_kit.latex import parse
        >>> same_layout(parse(r"\frac12"), parse(r"\frac { 1 } { 2 }")), same_layout(parse("x ^ 2"), parse("x _ 2"))
        (True, False)
    """
    return layout_key(node) == layout_key(other)


def same_structure(node: LayoutNode, other: LayoutNode) -> bool:
    r"""Return whether two expressions have symbols at the same places, whatever symbols, see ``structure_key``.

    Args:
        node: Any node of a tree; the root for the whole expression.
        other: Another.

    Raises:
        InputError: One of them is no node.

    Examples:
        >>> from hmer_kit.latex import parse
        >>> same_structure(parse("x ^ 2"), parse("y ^ n")), same_structure(parse("x ^ 2"), parse("x _ 2"))
        (True, False)
    """
    return structure_key(node) == structure_key(other)


# What counts


def _is_clear(node: LayoutNode) -> bool:
    """Return whether a node has no ink of its own, and what it holds lies in the row around it."""
    return node.kind in {Kind.ROOT, Kind.GROUP, Kind.SPACE} or not node.symbol


def _is_clear_or_font(node: LayoutNode) -> bool:
    if node.kind is not Kind.COMMAND or node.symbol not in COMMANDS:
        return _is_clear(node)
    known = COMMANDS[node.symbol]
    return not known.ink and [argument.relation for argument in known.arguments] == [Relation.INSIDE]


def _name(node: LayoutNode) -> str:
    r"""Return the label; of a delimiter, without the ``\left`` or ``\big`` before it."""
    is_sign = node.kind is Kind.SYMBOL and node.symbol not in COMMANDS
    return node.symbol if is_sign else label(node)


def _same(node: LayoutNode) -> str:
    return _SAME_LABEL if node.symbol else ""


# Keys


def _key(node: LayoutNode, *, is_clear: Callable[[LayoutNode], bool], name: Callable[[LayoutNode], str]) -> TreeKey:
    """Write a tree as a key: a label, then each row between an opening number and a closing one."""
    ink = _Ink(node, is_clear)
    key: list[str | int] = []
    pending: list[_Item] = [(node, None)]
    while pending:
        item = pending.pop()
        if isinstance(item, int):
            key.append(item)
            continue
        child, scripts = item
        if not is_clear(child):
            key.append(name(child))
            pending.extend(ink.rows(child.slots, scripts))
        elif inside := ink.inside(child):
            pending.extend(_spliced(inside, _Scripts(ink.around(child), scripts)))
        elif rows := ink.rows(ink.around(child), scripts):
            key.append("")
            pending.extend(rows)
    return tuple(key)


class _Scripts(NamedTuple):
    """Scripts of a group, and those of the groups around it, that hang on the last node with ink in it."""

    slots: Sequence[Slot]
    outer: _Scripts | None


_Item = int | tuple["LayoutNode", "_Scripts | None"]


class _Ink:
    """What of a tree has ink.

    Args:
        root: The node at its top.
        is_clear: Whether a node has no ink of its own.
    """

    __slots__ = ("seen",)

    def __init__(self, root: LayoutNode, is_clear: Callable[[LayoutNode], bool]) -> None:
        self.seen: set[int] = set()
        for node in reversed(list(root.walk())):
            if not is_clear(node) or any(map(self.of_row, node.slots)):
                self.seen.add(id(node))

    def of_row(self, slot: Slot) -> bool:
        """Return whether anything in a row has ink."""
        return any(id(node) in self.seen for node in slot.row)

    def inside(self, node: LayoutNode) -> list[LayoutNode]:
        """Return what with ink lies inside of a node without."""
        slots = (slot for slot in node.slots if slot.relation is Relation.INSIDE)
        return [child for slot in slots for child in slot.row if id(child) in self.seen]

    def around(self, node: LayoutNode) -> list[Slot]:
        """Return the scripts of a node without ink."""
        return [slot for slot in node.slots if slot.relation is not Relation.INSIDE]

    def rows(self, slots: Sequence[Slot], scripts: _Scripts | None) -> list[_Item]:
        """Return the rows of a node that show, sorted by relation, last to first."""
        every = list(slots)
        while scripts is not None:
            every += scripts.slots
            scripts = scripts.outer
        cells = [slot for slot in every if slot.relation is Relation.CELL]
        if cells and (cells[-1].starts_row or len(cells) == 1) and not self.of_row(cells[-1]):
            del cells[-1]
        others = [slot for slot in every if slot.relation is not Relation.CELL and self.of_row(slot)]
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
    return [_CLOSE, *((child, None) for child in reversed(slot.row)), number]


def _is_primes(slot: Slot) -> bool:
    """Return whether a script holds nothing but primes; TeX puts the script after them into the same row."""
    return slot.is_script and all(node.symbol == PRIME and not node.slots for node in slot.row)


def _spliced(nodes: Sequence[LayoutNode], scripts: _Scripts) -> Iterator[_Item]:
    """Yield the nodes of a group, last to first; the last has its scripts."""
    yield nodes[-1], scripts
    for node in reversed(nodes[:-1]):
        yield node, None


def _number(slot: Slot) -> int:
    return _OPEN[slot.relation]
