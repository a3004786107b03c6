"""Which rows a node may own, and in what order LaTeX writes them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from hmer_kit.latex.commands import COMMANDS, INFIX_COMMANDS
from hmer_kit.latex.kinds import Kind, Relation
from hmer_kit.latex.tree import Slot

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.latex.commands import Argument
    from hmer_kit.latex.tree import LayoutNode

__all__ = ["SCRIPTS", "arguments_of", "arrange", "holds_text", "most_rows", "takes"]

SCRIPTS: Final = frozenset({Relation.SUB, Relation.SUP, Relation.BELOW, Relation.ABOVE})
"""What may hang on any node with ink."""

_ANY_NUMBER: Final = sys.maxsize
_INSIDE = COMMANDS["\\hat"].arguments
_CELLS = COMMANDS["\\substack"].arguments


def arguments_of(node: LayoutNode) -> tuple[Argument, ...]:
    """Return what a node takes beside scripts; one argument stands for all cells."""
    if node.kind is Kind.COMMAND:
        known = INFIX_COMMANDS.get(node.symbol) or COMMANDS.get(node.symbol)
        return known.arguments if known else ()
    if node.kind is Kind.ENVIRONMENT:
        return _CELLS
    return _INSIDE if node.kind is Kind.GROUP else ()


def takes(owner: LayoutNode, relation: Relation, *, owned: int) -> bool:
    """Return whether a node that owns so many rows of a relation may own one more."""
    return owned < most_rows(owner, relation)


def most_rows(owner: LayoutNode, relation: Relation) -> int:
    """Return how many rows of a relation a node may own."""
    if relation in SCRIPTS:
        return _ANY_NUMBER
    places = [argument.relation for argument in arguments_of(owner)].count(relation)
    return _ANY_NUMBER if places and relation is Relation.CELL else places


def holds_text(owner: LayoutNode, relation: Relation, *, around: bool) -> bool:
    """Return whether a row of a node is text, where ``_``, ``^`` and ``&`` are characters.

    Args:
        owner: The node.
        relation: Relation of the row.
        around: Whether the node itself stands in text.
    """
    if relation is not Relation.INSIDE:
        return False
    if owner.kind is Kind.GROUP:
        return around
    return any(argument.text for argument in arguments_of(owner))


def arrange(node: LayoutNode) -> list[Relation]:
    """Bring the slots of a node in the order of the source, arguments first; add those that it must have.

    Slots that stand in an order that LaTeX can write stay: a limit below an arrow comes after its argument.

    Returns:
        The relations of the slots that were added.
    """
    wanted = arguments_of(node)
    if _fits(wanted, node.slots):
        return []
    rest, node.slots = node.slots, []
    added = []
    for argument in wanted:
        found, rest = _taken(argument, rest)
        if not found and not argument.optional:
            found = [Slot(argument.relation, [])]
            added.append(argument.relation)
        node.slots += found
    node.slots += rest
    return added


def _taken(argument: Argument, slots: Sequence[Slot]) -> tuple[list[Slot], list[Slot]]:
    """Return the slots that are the argument, one or all cells, and the others."""
    found: list[Slot] = []
    rest: list[Slot] = []
    for slot in slots:
        fits = slot.relation is argument.relation and (not found or argument.relation is Relation.CELL)
        (found if fits else rest).append(slot)
    return found, rest


def _fits(wanted: Sequence[Argument], slots: Sequence[Slot]) -> bool:
    """Return whether slots are the arguments in order and then scripts."""
    at = 0
    for argument in wanted:
        first = at
        while at < len(slots) and slots[at].relation is argument.relation:
            at += 1
            if argument.relation is not Relation.CELL:
                break
        if at == first and not argument.optional:
            return False
    return at == len(slots) or all(slot.relation in SCRIPTS for slot in slots[at:])
