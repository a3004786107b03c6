r"""Trees that need no check: they get canonical spelling in place, and it is sure to be read as the same tree.

The usual way is to ``spell`` a tree, write it, and ``parse`` that to see whether the same tree comes back, for a tree
that was built may say what LaTeX cannot. It can where all nodes are plain: symbols of one token that means nothing to
the parser, groups, commands whose arguments are mathematics in braces or brackets, and scripts where the node takes
them without ``\limits``. What such tokens mean does not hang on their neighbours: each argument and script has its
braces, no ``]`` stands in brackets, and no text, cell or fence is around.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from hmer_kit.latex.commands import COMMANDS, LIMIT_OPERATORS
from hmer_kit.latex.kinds import Kind, Relation
from hmer_kit.latex.parser import SPECIAL_TOKENS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hmer_kit.latex.commands import Argument, Command
    from hmer_kit.latex.tree import LayoutNode, LayoutTree, Slot

__all__ = ["spell_plain"]

_SYMBOL, _COMMAND, _GROUP = Kind.SYMBOL, Kind.COMMAND, Kind.GROUP  # looked up once: an enumeration is slow


class _Place(NamedTuple):
    """One argument in canonical spelling."""

    relation: Relation
    optional: bool
    open: tuple[str, ...]
    close: tuple[str, ...]


class _Shape(NamedTuple):
    """How a node is written."""

    arguments: tuple[_Place, ...]
    scripts: Mapping[Relation, tuple[str, ...]]
    """The tokens before each script that it takes without a control."""


_CLOSE: Final = ("}",)
_BESIDE: Final = {Relation.SUB: ("_", "{"), Relation.SUP: ("^", "{")}
_LIMITS: Final = {Relation.BELOW: ("_", "{"), Relation.ABOVE: ("^", "{")}
_PLAIN_SYMBOL: Final = _Shape((), _BESIDE)
_OPERATOR: Final = _Shape((), _LIMITS)
_PLAIN_GROUP: Final = _Shape((_Place(Relation.INSIDE, optional=False, open=("{",), close=_CLOSE),), _BESIDE)


def _is_plain(command: Command) -> bool:
    """Return whether all that a command takes is mathematics in braces, perhaps with one argument in brackets first."""
    if command.raw or command.option or command.star or not command.arguments:
        return False
    if any(each.text or each.until or each.relation is Relation.CELL for each in command.arguments):
        return False
    return not any(each.optional for each in command.arguments[1:]) and not command.arguments[-1].optional


def _shape(command: Command) -> _Shape:
    return _Shape((*map(_place, command.arguments),), _LIMITS if command.limits else _BESIDE)


def _place(argument: Argument) -> _Place:
    opened, closed = (("[",), ("]",)) if argument.optional else (("{",), _CLOSE)
    return _Place(argument.relation, argument.optional, opened, closed)


_PLAIN_COMMANDS: Final = {name: _shape(command) for name, command in COMMANDS.items() if _is_plain(command)}


def spell_plain(tree: LayoutTree) -> bool:
    """Give a tree the tokens of its canonical spelling, if all of its nodes are plain.

    Args:
        tree: A tree that is ours, every node with the head that ``node_of`` gives it. Tokens around its rows are
            changed, of some rows also where not all is plain.

    Returns:
        Whether they are: ``spell`` makes an equal tree of it then, and so does ``parse`` of what ``to_latex`` writes.
    """
    pending = [tree.slots[0].row]
    while pending:
        for node in pending.pop():
            slots = node.slots
            if not slots and node.kind is _SYMBOL:  # most nodes
                if node.symbol in SPECIAL_TOKENS or len(node.head) != 1:
                    return False
                continue
            shape = _shape_of(node)
            if shape is None or not _spell_slots(slots, shape):
                return False
            pending += [slot.row for slot in slots if slot.row]
    return True


def _shape_of(node: LayoutNode) -> _Shape | None:
    """Return how a node is written, or nothing if it is not plain."""
    kind, symbol = node.kind, node.symbol
    if kind is _GROUP:
        return _PLAIN_GROUP
    if len(node.head) != 1:
        return None
    if kind is _COMMAND:
        return _PLAIN_COMMANDS.get(symbol)
    if kind is not _SYMBOL or symbol in SPECIAL_TOKENS:
        return None
    return _OPERATOR if symbol in LIMIT_OPERATORS else _PLAIN_SYMBOL


def _spell_slots(slots: Sequence[Slot], shape: _Shape) -> bool:
    """Give slots their tokens, if they are the arguments in order and then scripts."""
    at = 0
    for relation, optional, opened, closed in shape.arguments:
        if at < len(slots) and slots[at].relation is relation:
            slots[at].open, slots[at].close = opened, closed
            at += 1
        elif not optional:
            return False
    for slot in slots[at:]:
        sign = shape.scripts.get(slot.relation)
        if sign is None:
            return False
        slot.open, slot.close = sign, _CLOSE
    return True
