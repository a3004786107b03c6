r"""The tokens of a node before its rows, in canonical spelling, also where it was built without any."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.latex.commands import INFIX_COMMANDS
from hmer_kit.latex.kinds import Kind

if TYPE_CHECKING:
    from hmer_kit.latex.tree import LayoutNode

__all__ = ["head_of"]


def head_of(node: LayoutNode) -> tuple[str, ...]:
    r"""Return the tokens of a node before its rows; none for an infix command, which stands between its rows.

    The name of an environment is one token, ``{array}``, whether it was read as one or as letters between braces.
    """
    if node.kind is Kind.COMMAND and node.symbol in INFIX_COMMANDS:
        return ()
    if node.kind is not Kind.ENVIRONMENT:
        return node.head
    begin = ("\\begin", f"{{{node.symbol}}}")
    if node.head[:1] != begin[:1]:
        return begin
    past_name = node.head.index("}") + 1 if node.head[1:2] == ("{",) and "}" in node.head else 2
    return begin + node.head[past_name:]
