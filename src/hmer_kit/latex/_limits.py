r"""Whether scripts lie above and below their base, or beside it: one rule for the parser and for canonical spelling."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.latex.commands import COMMANDS, LIMIT_OPERATORS
from hmer_kit.latex.kinds import Kind

if TYPE_CHECKING:
    from hmer_kit.latex.tree import LayoutNode

__all__ = ["takes_limits"]

_SYMBOL, _COMMAND = Kind.SYMBOL, Kind.COMMAND  # looked up once: a member of an enumeration is slow to get at


def takes_limits(node: LayoutNode) -> bool:
    r"""Return whether scripts of a node lie above and below it where no ``\limits`` or ``\nolimits`` says otherwise."""
    kind = node.kind
    if kind is _SYMBOL:
        return node.symbol in LIMIT_OPERATORS
    if kind is _COMMAND:
        known = COMMANDS.get(node.symbol)
        return known is not None and (known.limits or (known.star and "*" in node.head))
    return False
