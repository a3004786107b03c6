r"""Scripts: what a node has of them, their order, ``\limits``, and how they are written."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from hmer_kit.latex._limits import takes_limits
from hmer_kit.latex.commands import LIMIT_CONTROLS
from hmer_kit.latex.kinds import Relation
from hmer_kit.latex.tree import Slot

if TYPE_CHECKING:
    from collections.abc import Collection

    from hmer_kit.latex.tree import LayoutNode

__all__ = [
    "HIGH",
    "LIMITS",
    "LOW",
    "has_limits",
    "has_scripts",
    "has_side_scripts",
    "holds_spare_control",
    "is_ordered",
    "sign_primes",
    "sort_scripts",
    "write_controls",
]

HIGH: Final = frozenset({Relation.SUP, Relation.ABOVE})
LOW: Final = frozenset({Relation.SUB, Relation.BELOW})
_CONTROLS = {is_on: control for control, is_on in LIMIT_CONTROLS.items()}
LIMITS: Final = frozenset({Relation.ABOVE, Relation.BELOW})


def has_scripts(node: LayoutNode) -> bool:
    """Return whether a node owns scripts or primes; they come after its arguments."""
    return bool(node.slots) and node.slots[-1].is_script


def has_limits(node: LayoutNode) -> bool:
    """Return whether a node owns scripts above or below it; a bare prime is one where its base takes limits."""
    if any(slot.relation in LIMITS for slot in _signed(node)):
        return True
    return has_scripts(node) and takes_limits(node) and not has_side_scripts(node)


def has_side_scripts(node: LayoutNode) -> bool:
    """Return whether a node owns scripts beside it, other than bare primes."""
    return any(slot.relation not in LIMITS for slot in _signed(node))


def sign_primes(node: LayoutNode) -> None:
    """Write bare primes as a script with its sign, where all but the first are scripts of that."""
    for slot in node.slots:
        if slot.is_script and not slot.open:
            slot.open, slot.close = ("^", "{"), ("}",)
            first, further = slot.row[0], slot.row[1:]
            if further:
                first.slots = [Slot(Relation.SUP, further)]
                slot.row = [first]


def holds_spare_control(node: LayoutNode) -> bool:
    r"""Return whether a ``\limits`` or ``\nolimits`` of a node says what would be so without it."""
    limits = takes_limits(node)
    for slot in _signed(node):
        controls = _number_of_controls(slot)
        above_and_below = slot.relation in LIMITS
        if controls > 1 or (controls and above_and_below is limits):
            return True
        limits = above_and_below
    return False


def write_controls(node: LayoutNode, *, spare: bool) -> None:
    r"""Write ``\limits`` and ``\nolimits`` where the places of the scripts ask for them, and primes in one piece.

    Args:
        node: Owner of the scripts.
        spare: Whether the first script gets one that it does not need.
    """
    limits = takes_limits(node)
    for slot in _signed(node):
        wanted = slot.relation in LIMITS
        control = (_CONTROLS[wanted],) if spare or wanted is not limits else ()
        slot.open = control + slot.open[_number_of_controls(slot) :]
        limits, spare = wanted, False
    _join_primes(node)


def is_ordered(node: LayoutNode, *, first: Collection[Relation]) -> bool:
    """Return whether scripts with the given relations come before the others."""
    if len(node.slots) < 2:  # most nodes that own any
        return True
    ranks = [_rank(slot, first) for slot in node.slots]
    return all(left <= right for left, right in pairwise(ranks))


def sort_scripts(node: LayoutNode, *, first: Collection[Relation]) -> None:
    """Put scripts with the given relations before the others."""
    spare = holds_spare_control(node)
    node.slots.sort(key=lambda slot: _rank(slot, first))
    write_controls(node, spare=spare)


def _rank(slot: Slot, first: Collection[Relation]) -> int:
    return slot.is_script and 1 + (slot.relation not in first)


def _signed(node: LayoutNode) -> list[Slot]:
    """Return the scripts of a node that were written with a sign, which primes are not."""
    return [slot for slot in node.slots if slot.open and slot.is_script]


def _number_of_controls(slot: Slot) -> int:
    return sum(token in LIMIT_CONTROLS for token in slot.open)


def _join_primes(node: LayoutNode) -> None:
    """Make primes in a row one script, as they are read."""
    slots: list[Slot] = []
    for slot in node.slots:
        if slots and slot.is_script and not slot.open and slots[-1].is_script and not slots[-1].open:
            slots[-1].row += slot.row
        else:
            slots.append(slot)
    node.slots = slots
