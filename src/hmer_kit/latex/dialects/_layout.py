r"""What is spelled with more than one token: primes, braces, script order, ``\over``, matrices.

These functions change the tree that they are given; ``convert`` gives them one of its own. The rules themselves are
those of normalization, from ``_rewriting``, and are repeated like those, until they leave the tree alone.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from hmer_kit.latex._rewriting.guards import brace_slot, lacks_braces, protect
from hmer_kit.latex._rewriting.infix import FORMS, unfold, unfolds
from hmer_kit.latex._rewriting.nodes import is_prime, rows_outside_text
from hmer_kit.latex._rewriting.primes import PRIME_SYMBOL, hang_prime, spell_primes
from hmer_kit.latex._rewriting.scripts import HIGH, LIMITS, LOW, is_ordered, sort_scripts, write_controls
from hmer_kit.latex.commands import LIMIT_CONTROLS, PRIME
from hmer_kit.latex.kinds import Kind, Relation

if TYPE_CHECKING:
    from hmer_kit.latex.dialects._symbols import Change
    from hmer_kit.latex.dialects.tables import Dialect
    from hmer_kit.latex.tree import LayoutNode, LayoutTree

__all__ = ["relayout"]


def relayout(tree: LayoutTree, target: Dialect) -> Counter[Change]:
    """Respell a tree in place; returns what was changed."""
    changes: Counter[Change] = Counter()
    while found := _one_round(tree, target):
        changes += found
        protect(rows_outside_text(tree))
    return changes


def _one_round(tree: LayoutTree, target: Dialect) -> Counter[Change]:
    changes: Counter[Change] = Counter()
    for owner, slot in rows_outside_text(tree):  # what a node owns comes after the node
        if lacks_braces(owner, slot):
            brace_slot(owner, slot)
            changes["braces", "", "{ }"] += 1
        for node in slot.row:
            if node.slots or is_prime(node):
                _respell(node, target, changes)
    return changes


def _respell(node: LayoutNode, target: Dialect, changes: Counter[Change]) -> None:
    _primes(node, changes)
    _infix(node, changes)
    _order(node, target, changes)
    _matrix(node, target, changes)


def _primes(node: LayoutNode, changes: Counter[Change]) -> None:
    if is_prime(node):
        hang_prime(node)
    count = spell_primes(node, first_in=HIGH | LOW)
    if count:
        changes["prime", PRIME, f"^ {{ {PRIME_SYMBOL} }}"] += count


def _infix(node: LayoutNode, changes: Counter[Change]) -> None:
    if unfolds(node):
        changes["infix", node.symbol, FORMS[node.symbol]] += 1
        unfold(node, into=node)


def _order(node: LayoutNode, target: Dialect, changes: Counter[Change]) -> None:
    scripts = [slot for slot in node.slots if slot.is_script]
    if len(scripts) != 2 or (scripts[0].relation in HIGH) is (scripts[1].relation in HIGH):
        return  # none, one, or two of a kind, which is an error that reordering would hide
    first = HIGH if target.superscript_first else LOW
    ordered, before = is_ordered(node, first=first), _controls(node)
    is_mixed = (scripts[0].relation in LIMITS) is not (scripts[1].relation in LIMITS)
    spare = not is_mixed and scripts[0].open[0] in LIMIT_CONTROLS
    sort_scripts(node, first=first)
    write_controls(node, spare=spare)
    if not ordered:
        changes["script order", *(("_ ^", "^ _") if target.superscript_first else ("^ _", "_ ^"))] += 1
        return
    for control, number in (before - _controls(node)).items():  # they would be lost on the way to another order
        changes["limits", control, ""] += number


def _controls(node: LayoutNode) -> Counter[str]:
    return Counter(token for slot in node.slots for token in slot.open if token in LIMIT_CONTROLS)


def _matrix(node: LayoutNode, target: Dialect, changes: Counter[Change]) -> None:
    if node.kind is not Kind.ENVIRONMENT or node.symbol not in {"matrix", "array"} or node.symbol == target.matrix:
        return
    columns = widest = 0
    for slot in node.slots:
        columns = 1 if slot.starts_row else columns + (slot.relation is Relation.CELL)
        widest = max(widest, columns)
    array = ("\\begin", "{array}", "{", *"c" * widest, "}")
    matrix = ("\\begin", "{matrix}")
    if node.head != (matrix if target.matrix == "array" else array):
        return  # other columns, or an option: no matrix
    changes["matrix", f"{{{node.symbol}}}", f"{{{target.matrix}}}"] += 1
    node.head, node.symbol = (array if target.matrix == "array" else matrix), target.matrix
    for slot in node.slots:
        if slot.close and slot.close[0] == "\\end":
            slot.close = ("\\end", f"{{{target.matrix}}}")
