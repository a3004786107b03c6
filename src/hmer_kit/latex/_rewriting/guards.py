r"""What a rewritten tree needs so that it is read again as the tree it is.

TeX reads some tokens by what stands before them: a script without a base goes to the symbol before it, ``]`` ends the
index of a root, ``[`` after ``\\`` starts a length. A rule that moves or drops nodes may bring such tokens together.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from hmer_kit.latex._rewriting.nodes import braced, group_of, is_prime, tokens_of
from hmer_kit.latex._rewriting.scripts import has_scripts
from hmer_kit.latex.commands import (
    COMMANDS,
    DELIMITER_SIZES,
    DIMENSION,
    DIMENSION_COMMANDS,
    ENVIRONMENTS,
    LIMIT_CONTROLS,
    MARKED_COMMANDS,
    ROW_BREAKS,
)
from hmer_kit.latex.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hmer_kit.latex.tree import LayoutNode, Slot

__all__ = [
    "brace_slot",
    "closes_bracket",
    "is_start",
    "lacks_braces",
    "opens_option",
    "protect",
    "takes_bare_scripts",
]

_LENGTH = re.compile(rf"\[{DIMENSION.pattern}\]")
_PLACE = re.compile(r"\[[tbclr]\]")
_LONGEST = 18
_NO_ARGUMENT = LIMIT_CONTROLS.keys() | ROW_BREAKS | DIMENSION_COMMANDS


def protect(rows: Iterable[tuple[LayoutNode, Slot]]) -> None:
    """Make the rows of a tree readable as what they are; those of a tree that was read from LaTeX stay as they are."""
    for owner, slot in rows:
        if slot.is_script and not slot.open:
            continue  # primes
        if not _is_argument(owner, slot):
            brace_slot(owner, slot)
        if any(node.kind is Kind.SPACE and node.symbol in DIMENSION_COMMANDS for node in slot.row):
            slot.row = [node for at, node in enumerate(slot.row) if not _takes_length(slot, at)]
        for at in range(len(slot.row)):
            _protect_node(owner, slot, at)


def _protect_node(owner: LayoutNode, slot: Slot, at: int) -> None:
    node = slot.row[at]
    if node.kind is not Kind.SYMBOL:
        return
    if not node.symbol:
        if not takes_bare_scripts(slot.row, at, scripts=node.slots):
            slot.row[at] = _with_base(node)
    elif is_prime(node):
        if not is_start(slot.row, at):
            slot.row[at] = _with_base(node)
    elif node.head == ("]",) and closes_bracket(slot):
        node.symbol, node.head = "\\rbrack", ("\\rbrack",)
    elif node.head == ("[",) and opens_option(owner, slot, at):
        node.symbol, node.head = "\\lbrack", ("\\lbrack",)


def brace_slot(owner: LayoutNode, slot: Slot) -> None:
    """Put a row into braces if it is an argument or a script without them."""
    if lacks_braces(owner, slot):
        slot.open, slot.close = braced(slot.open), ("}",)


def lacks_braces(node: LayoutNode, slot: Slot) -> bool:
    """Return whether a row is an argument or a script that was written without braces."""
    if slot.is_script:
        return bool(slot.open) and slot.open[-1] not in {"{", "["}
    is_written = bool(slot.open or slot.close)  # in braces, in brackets, or up to a token such as \of
    return node.kind is Kind.COMMAND and bool(node.head) and not is_written  # an infix command has no head


def _with_base(node: LayoutNode) -> LayoutNode:
    """Return a node without ink, or a prime, in braces of its own; its scripts are those of the braces."""
    row = [node] if node.symbol else []
    group = group_of(row, span=node.span)
    group.slots += node.slots
    node.slots = []
    return group


def closes_bracket(slot: Slot) -> bool:
    """Return whether ``]`` would end a row."""
    return slot.open[-1:] == ("[",)


def opens_option(owner: LayoutNode, slot: Slot, at: int) -> bool:
    r"""Return whether ``[`` at a place in a row would open a length after ``\\`` or an option of an environment."""
    if at:
        before = slot.row[at - 1]
        is_break = before.kind is Kind.SPACE and before.symbol in ROW_BREAKS and len(before.head) == 1
        return is_break and _LENGTH.match("[" + _after(slot, at)) is not None
    if slot.starts_row:
        return len(slot.open) == 1 and _LENGTH.match("[" + _after(slot, at)) is not None
    if owner.kind is not Kind.ENVIRONMENT or slot is not owner.slots[0] or len(owner.head) > 2:
        return False
    known = ENVIRONMENTS.get(owner.symbol)
    return known is not None and known.option and _PLACE.match("[" + _after(slot, at)) is not None


def _after(slot: Slot, at: int) -> str:
    """Return the tokens after the first of a node in a row, without blanks, as far as they could be a length."""
    return "".join(islice(tokens_of([*islice(slot.row, at, at + _LONGEST), *slot.close]), 1, _LONGEST))


def is_start(row: Sequence[LayoutNode], at: int) -> bool:
    """Return whether a place is one where a prime is a symbol and a script has no base before it."""
    if not at:
        return True
    before = row[at - 1]
    is_mark = before.kind is Kind.SYMBOL and before.symbol in MARKED_COMMANDS
    return is_mark or before.kind is Kind.SPACE or before.head[:1] == ("\\left",)


def takes_bare_scripts(row: Sequence[LayoutNode], at: int, *, scripts: Sequence[Slot]) -> bool:
    """Return whether scripts at a place in a row may be written without a base; a bare prime would be a symbol."""
    is_signed = bool(scripts) and bool(scripts[0].open)
    return is_signed and is_start(row, at) and not (at and row[at - 1].symbol in LIMIT_CONTROLS)


def _takes_length(slot: Slot, at: int) -> bool:
    r"""Return whether a ``\kern`` without a length would take what follows it for one; so written it does nothing."""
    node = slot.row[at]
    if node.kind is not Kind.SPACE or node.symbol not in DIMENSION_COMMANDS or len(node.head) > 1:
        return False
    return DIMENSION.match(_after(slot, at)) is not None


def _is_argument(owner: LayoutNode, slot: Slot) -> bool:
    """Return whether a row can be an argument without braces: one symbol, or one command with its arguments."""
    if len(slot.row) != 1 or has_scripts(slot.row[0]):
        return False
    [node] = slot.row
    if node.kind is Kind.COMMAND:
        return bool(node.head)
    if node.kind is Kind.GROUP or not node.symbol or node.symbol in _NO_ARGUMENT:
        return False
    if len(node.head) > 1:
        return node.kind is Kind.ENVIRONMENT or node.head[0] in DELIMITER_SIZES
    return slot.is_script or owner.symbol not in COMMANDS or node.symbol not in {"[", "*"}
