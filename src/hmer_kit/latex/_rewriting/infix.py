r"""Infix commands: ``a \over b`` draws what ``\frac { a } { b }`` does."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from hmer_kit.latex._rewriting.nodes import is_infix, is_switch
from hmer_kit.latex.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hmer_kit.latex.tree import LayoutNode

__all__ = ["FORMS", "unfold", "unfolds"]

FORMS: Final[Mapping[str, str]] = MappingProxyType({"\\over": "\\frac", "\\choose": "\\binom"})
"""The command that draws the same with its arguments behind it."""


def unfolds(node: LayoutNode) -> bool:
    r"""Return whether a node is an infix command that can be written before its arguments.

    A switch in the first argument reaches the second, and ``\middle`` belongs to a ``\left`` outside of them.
    """
    if not is_infix(node) or node.symbol not in FORMS or any(map(is_switch, node.slots[0].row)):
        return False
    return not any(_holds_lone_middle(slot.row) for slot in node.slots[:2])


def unfold(infix: LayoutNode, *, into: LayoutNode) -> None:
    """Make a node, the infix command itself or the group around it, the command before its arguments."""
    arguments, scripts = infix.slots[:2], infix.slots[2:]
    if into is not infix:
        scripts = into.slots[1:]
        into.slots[0].row = []
    for slot in arguments:
        slot.open, slot.close = ("{",), ("}",)
    symbol = FORMS[infix.symbol]
    into.symbol, into.kind, into.head, into.slots = symbol, Kind.COMMAND, (symbol,), arguments + scripts


def _holds_lone_middle(row: Iterable[LayoutNode]) -> bool:
    depth = 0
    for node in row:
        first = node.head[0] if node.head else ""
        if first == "\\middle" and not depth:
            return True
        depth += (first == "\\left") - (first == "\\right")
    return False
