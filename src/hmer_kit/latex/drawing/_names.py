"""What a drawing calls nodes and rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.latex.kinds import Kind

if TYPE_CHECKING:
    from hmer_kit.latex.tree import LayoutNode, Slot

__all__ = ["name_of", "relation_of"]

_WITH_INK = frozenset({Kind.SYMBOL, Kind.COMMAND})


def name_of(node: LayoutNode) -> str:
    """Return the symbol of a node; in angle brackets what has no ink, and the name of an environment."""
    if node.kind in _WITH_INK:
        return node.symbol or "<nothing>"
    return f"<{node.symbol or node.kind.value}>"


def relation_of(slot: Slot) -> str:
    """Return the relation of a row; ``row`` for the first cell of a further row of a matrix."""
    return "row" if slot.starts_row else slot.relation._value_
