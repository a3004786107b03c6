r"""What is spelled with more than one token: primes, braces, script order, ``\over``, matrices.

These functions change the tree that they are given; ``convert`` gives them one of its own.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from hmer_kit.latex.commands import COMMANDS, PRIME, SCRIPT_SIGNS
from hmer_kit.latex.kinds import Kind, Relation
from hmer_kit.latex.normalization._nodes import is_switch
from hmer_kit.latex.tree import LayoutNode, Slot

if TYPE_CHECKING:
    from hmer_kit.latex.dialects._symbols import Change
    from hmer_kit.latex.dialects.tables import Dialect
    from hmer_kit.latex.tree import LayoutTree

__all__ = ["relayout"]

_PRIME_SYMBOL: Final = "\\prime"
_PREFIX_COMMANDS: Final = {"\\over": "\\frac", "\\choose": "\\binom"}
_SUPERSCRIPTS: Final = frozenset({Relation.SUP, Relation.ABOVE})


def relayout(tree: LayoutTree, target: Dialect) -> Counter[Change]:
    """Respell a tree in place; returns what was changed."""
    changes: Counter[Change] = Counter()
    prose: set[int] = set()
    for node in tree.walk():  # what a node owns is walked after it was changed
        _mark_prose(node, prose)
        if id(node) in prose:
            continue
        _primes(node, changes)
        _infix(node, changes)
        _braces(node, changes)
        _order(node, target, changes)
        _matrix(node, target, changes)
    return changes


def _mark_prose(node: LayoutNode, prose: set[int]) -> None:
    r"""Note what stands in an argument of ``\text`` and its like."""
    is_prose = id(node) in prose
    command = COMMANDS.get(node.symbol) if node.kind is Kind.COMMAND else None
    if is_prose or (command is not None and any(argument.text for argument in command.arguments)):
        rows = [slot.row for slot in node.slots if is_prose or not slot.is_script]
        prose.update(id(child) for row in rows for child in row)


def _primes(node: LayoutNode, changes: Counter[Change]) -> None:
    merged: list[Slot] = []
    primes: Slot | None = None
    for slot in node.slots:
        if primes is not None and slot.relation in _SUPERSCRIPTS and slot.open:
            slot.row[:0] = merged.pop().row
            if slot.open[-1] != "{":
                slot.open, slot.close = (*slot.open, "{"), ("}",)
        primes = slot if slot.is_script and not slot.open else None
        if primes is not None:
            changes["prime", PRIME, f"^ {{ {_PRIME_SYMBOL} }}"] += len(slot.row)
            slot.row = [LayoutNode(_PRIME_SYMBOL) for _ in slot.row]
        else:
            _quotes_in_row(slot, changes)
        merged.append(slot)
    for slot in merged:
        if slot.is_script and not slot.open:
            slot.open, slot.close = ("^", "{"), ("}",)
    node.slots = merged


def _quotes_in_row(slot: Slot, changes: Counter[Change]) -> None:
    """Respell quotes that stand first in a row: alone in a script, or as scripts of nothing."""
    first = slot.row[0] if slot.row else None
    if first is None or first.symbol != PRIME or any(own.open or not own.is_script for own in first.slots):
        return
    count = 1 + sum(len(own.row) for own in first.slots)
    primes = [LayoutNode(_PRIME_SYMBOL) for _ in range(count)]
    if slot.is_script and len(slot.row) == 1:
        slot.row = primes
        changes["prime", PRIME, _PRIME_SYMBOL] += count
        return
    script = Slot(Relation.SUP, primes, open=("^", "{"), close=("}",))
    slot.row[0] = LayoutNode("", slots=[script])
    changes["prime", PRIME, f"^ {{ {_PRIME_SYMBOL} }}"] += count


def _infix(node: LayoutNode, changes: Counter[Change]) -> None:
    prefix = _PREFIX_COMMANDS.get(node.symbol) if node.kind is Kind.COMMAND and not node.head else None
    if prefix is None or any(map(is_switch, node.row(Relation.ABOVE))):
        return  # a switch above the bar goes on below it
    if any(child.head[:1] == ("\\middle",) for slot in node.slots for child in slot.row):
        return  # its \left stands around the fraction, and no braces may come between them
    changes["infix", node.symbol, prefix] += 1
    node.symbol, node.head = prefix, (prefix,)
    for slot in node.slots:
        slot.open, slot.close = ("{",), ("}",)


def _braces(node: LayoutNode, changes: Counter[Change]) -> None:
    for slot in node.slots:
        if slot.is_script:
            lacks = bool(slot.open) and slot.open[-1] in SCRIPT_SIGNS
        else:
            lacks = node.kind is Kind.COMMAND and bool(node.head) and not slot.open and not slot.close
        if lacks:
            slot.open, slot.close = (*slot.open, "{"), ("}",)
            changes["braces", "", "{ }"] += 1


def _order(node: LayoutNode, target: Dialect, changes: Counter[Change]) -> None:
    scripts = [slot for slot in node.slots if slot.is_script]
    if len(scripts) != len({slot.relation in _SUPERSCRIPTS for slot in scripts}) or len(scripts) < len("^_"):
        return  # none, one, or two of a kind, which is an error that reordering would hide
    ordered = sorted(scripts, key=lambda slot: (slot.relation in _SUPERSCRIPTS) is not target.superscript_first)
    if ordered == scripts or ordered[0] is scripts[0]:
        return
    changes["script order", *(("_ ^", "^ _") if target.superscript_first else ("^ _", "_ ^"))] += 1
    controls = [text for slot in scripts for text in slot.open if text not in SCRIPT_SIGNS and text != "{"]
    for slot in ordered:
        slot.open = tuple(text for text in slot.open if text in SCRIPT_SIGNS or text == "{")
    ordered[0].open = (*controls, *ordered[0].open)
    node.slots = [slot for slot in node.slots if not slot.is_script] + ordered


def _matrix(node: LayoutNode, target: Dialect, changes: Counter[Change]) -> None:
    r"""Write ``matrix`` as ``array`` with centred columns, or such an array as ``matrix``."""
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
