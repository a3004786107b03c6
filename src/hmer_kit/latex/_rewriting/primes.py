r"""Primes: ``f '``, ``f ^ { ' }`` and ``f ^ { \prime }`` are one; they share a script with what else is up there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hmer_kit.latex._limits import takes_limits
from hmer_kit.latex._rewriting.nodes import braced, group_of, holds_scope, is_prime
from hmer_kit.latex._rewriting.scripts import HIGH, has_side_scripts, holds_spare_control, write_controls
from hmer_kit.latex.commands import PRIME
from hmer_kit.latex.kinds import Kind, Relation
from hmer_kit.latex.tree import LayoutNode, Slot

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

__all__ = ["PRIME_SYMBOL", "are_primes", "hang_prime", "join_primes", "spell_primes"]

PRIME_SYMBOL: Final = "\\prime"


def spell_primes(node: LayoutNode, *, first_in: Collection[Relation] = HIGH) -> int:
    r"""Write the primes of a node as ``\prime`` in a script, together with the script that follows them.

    Args:
        node: Owner of the primes.
        first_in: Relations of the scripts in which primes that stand first are those of the node, as in ``f ^ { ' }``.

    Returns:
        How many there were.
    """
    spare, count = holds_spare_control(node), 0
    bare: set[int] = set()
    for slot in node.slots:
        if not slot.is_script:
            continue
        if not slot.open:
            count += len(slot.row)
            _sign(node, slot)
            bare.add(id(slot))
        elif slot.relation in first_in and slot.row and is_prime(slot.row[0]):
            primes = _primes(slot.row[0])
            slot.row[:1] = primes
            count += len(primes)
    if count:
        join_primes(node, waits=lambda slot: id(slot) in bare)
        write_controls(node, spare=spare)
    return count


def join_primes(node: LayoutNode, *, waits: Callable[[Slot], bool]) -> bool:
    """Put primes into the script that follows them, as TeX does with those written bare.

    Args:
        node: Owner of the scripts.
        waits: Whether a script joins the next that is as high.

    Returns:
        Whether there was one that did.
    """
    merged: list[Slot] = []
    waiting: dict[Relation, Slot] = {}
    for slot in node.slots:
        is_high = slot.is_script and slot.open and slot.relation in HIGH
        primes = waiting.get(slot.relation) if is_high else None
        if primes is None:
            merged.append(slot)
        else:
            primes.row += [group_of(slot.row)] if holds_scope(slot.row) else slot.row
            primes.open, primes.close = braced(primes.open), ("}",)
        if is_high and waits(slot):
            waiting.setdefault(slot.relation, slot)
        elif is_high:
            waiting.pop(slot.relation, None)
    changed = len(merged) < len(node.slots)
    node.slots = merged
    return changed


def are_primes(slot: Slot) -> bool:
    r"""Return whether a row holds ``\prime`` and nothing else."""
    return bool(slot.row) and all(
        node.symbol == PRIME_SYMBOL and node.kind is Kind.SYMBOL and not node.slots for node in slot.row
    )


def hang_prime(node: LayoutNode) -> None:
    """Make a prime that stands in a row like a symbol a bare prime on nothing."""
    prime = Slot(Relation.SUP, [LayoutNode(PRIME, span=node.span)])
    node.symbol, node.head, node.slots = "", (), [prime, *node.slots]


def _sign(node: LayoutNode, slot: Slot) -> None:
    slot.relation = Relation.ABOVE if takes_limits(node) and not has_side_scripts(node) else Relation.SUP
    slot.open, slot.close = ("^", "{"), ("}",)
    slot.row = [_prime(each) for each in slot.row]


def _prime(node: LayoutNode) -> LayoutNode:
    return LayoutNode(PRIME_SYMBOL, span=node.span)


def _primes(node: LayoutNode) -> list[LayoutNode]:
    """Return the primes of a script that starts with one: further primes are scripts of the first."""
    primes = [_prime(node)]
    rest = node.slots
    while rest and not rest[0].open:
        primes += [_prime(each) for each in rest[0].row]
        rest = rest[1:]
    primes[-1].slots = rest
    return primes
