"""Checks of arguments that more than one file needs."""

from __future__ import annotations

from hmer_kit.exceptions import InputError
from hmer_kit.latex.tree import LayoutNode

__all__ = ["require_node"]

_SHOWN = 40


def require_node(node: object) -> None:
    """Reject what is no node; a string of LaTeX is what is given most often in its place."""
    if not isinstance(node, LayoutNode):
        raise InputError(
            f"expected a LayoutNode, got {type(node).__name__} {str(node)[:_SHOWN]!r}; "
            "parse a string of LaTeX first, take the nodes of a row one by one"
        )
