"""Symbols that errors can be made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.latex import Kind
from hmer_kit.latex.commands import PRIME, SCRIPT_SIGNS

if TYPE_CHECKING:
    from hmer_kit.latex import LayoutNode

_NOT_MOVED = {"", "&", PRIME} | SCRIPT_SIGNS.keys()  # in text they are symbols, elsewhere they are not


def is_plain(node: LayoutNode) -> bool:
    """Return whether a node is a symbol that can be moved, and nothing more."""
    return node.kind is Kind.SYMBOL and node.head == (node.symbol,) and node.symbol not in _NOT_MOVED
