r"""Primes: ``f '``, ``f ^ { ' }`` and ``f ^ { \prime }`` are one; they share a script with what else is up there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.latex._limits import takes_limits
from hmer_kit.latex.commands import PRIME
from hmer_kit.latex.kinds import Kind, Relation
from hmer_kit.latex.normalization._nodes import braced, group_of, holds_scope
from hmer_kit.latex.normalization._scripts import (
    has_scripts,
    has_side_scripts,
    holds_spare_control,
    write_controls,
)
from hmer_kit.latex.normalization._work import excerpt
from hmer_kit.latex.tree import LayoutNode, Slot

if TYPE_CHECKING:
    from hmer_kit.latex.normalization._work import Work

__all__ = ["unify_primes"]

_SIGN = "\\prime"
_HIGH = frozenset({Relation.SUP, Relation.ABOVE})


def unify_primes(work: Work) -> None:
    r"""Write every prime as ``\prime`` in a script, together with what follows it there."""
    for node in work.owners():
        if not has_scripts(node):
            continue
        spare = holds_spare_control(node)
        before = excerpt([node])
        if _rewrite(node):
            write_controls(node, spare=spare)
            work.record("primes", before, excerpt([node]), node)


def _rewrite(node: LayoutNode) -> bool:
    changed = False
    for slot in node.slots:
        if not slot.open and slot.is_script:
            slot.relation = Relation.ABOVE if takes_limits(node) and not has_side_scripts(node) else Relation.SUP
            slot.open, slot.close = ("^", "{"), ("}",)
            slot.row = [_prime(each) for each in slot.row]
            changed = True
        elif slot.open and slot.is_script and slot.relation in _HIGH and _starts_with_prime(slot.row):
            slot.row[:1] = _primes(slot.row[0])
            changed = True
    return _merge(node) or changed


def _starts_with_prime(row: list[LayoutNode]) -> bool:
    return bool(row) and row[0].symbol == PRIME and row[0].kind is Kind.SYMBOL


def _prime(node: LayoutNode) -> LayoutNode:
    return LayoutNode(_SIGN, span=node.span)


def _primes(node: LayoutNode) -> list[LayoutNode]:
    """Return the primes of a script that starts with one: further primes are scripts of the first."""
    primes = [_prime(node)]
    rest = node.slots
    while rest and not rest[0].open:
        primes += [_prime(each) for each in rest[0].row]
        rest = rest[1:]
    primes[-1].slots = rest
    return primes


def _merge(node: LayoutNode) -> bool:
    """Put primes into the script that follows them, as TeX does with those written bare."""
    merged: list[Slot] = []
    waiting: dict[Relation, Slot] = {}
    for slot in node.slots:
        is_high = slot.is_script and slot.open and slot.relation in _HIGH
        primes = waiting.get(slot.relation) if is_high else None
        if primes is None:
            merged.append(slot)
        else:
            primes.row += [group_of(slot.row)] if holds_scope(slot.row) else slot.row
            primes.open, primes.close = braced(primes.open), ("}",)
        if is_high and _all_primes(slot.row):
            waiting.setdefault(slot.relation, slot)
        elif is_high:
            waiting.pop(slot.relation, None)
    changed = len(merged) < len(node.slots)
    node.slots = merged
    return changed


def _all_primes(row: list[LayoutNode]) -> bool:
    return bool(row) and all(node.symbol == _SIGN and node.kind is Kind.SYMBOL and not node.slots for node in row)
