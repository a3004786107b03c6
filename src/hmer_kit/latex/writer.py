r"""The symbol layout tree back to LaTeX.

Writing is exact: ``to_tokens(parse(s)) == tokenize(s)``. Script order, redundant braces and aliases are kept;
normalization is a separate step.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.latex._checks import require_node

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hmer_kit.latex.tree import LayoutNode

__all__ = ["to_latex", "to_tokens"]


def to_tokens(node: LayoutNode) -> list[str]:
    r"""Return the LaTeX tokens of a node with all it owns.

    Args:
        node: Any node of a tree; the root for the whole expression.

    Returns:
        The very tokens that it was parsed from.

    Raises:
        InputError: ``node`` is no node.

    Examples:
        >>> from hmer_kit.latex import parse
        >>> to_tokens(parse(r"\frac12^n"))
        ['\\frac', '1', '2', '^', 'n']
    """
    require_node(node)
    tokens: list[str] = []
    stack: list[Iterator[LayoutNode | tuple[str, ...]]] = [iter((node,))]
    while stack:
        for item in stack[-1]:
            if isinstance(item, tuple):
                tokens += item
                continue
            tokens += item.head
            if item.slots:
                stack.append(iter(_pieces(item)))
                break
        else:
            stack.pop()
    return tokens


def _pieces(node: LayoutNode) -> list[LayoutNode | tuple[str, ...]]:
    """Return what is written after the head of a node."""
    pieces: list[LayoutNode | tuple[str, ...]] = []
    for slot in node.slots:
        pieces.append(slot.open)
        pieces += slot.row
        pieces.append(slot.close)
    return pieces


def to_latex(node: LayoutNode) -> str:
    r"""Return the blank-separated LaTeX of a node with all it owns.

    Args:
        node: Any node of a tree; the root for the whole expression.

    Returns:
        Its tokens, joined with single blanks.

    Raises:
        InputError: ``node`` is no node.

    Examples:
        >>> from hmer_kit.latex import parse
        >>> to_latex(parse(r"x^{2}_1"))
        'x ^ { 2 } _ 1'
    """
    return " ".join(to_tokens(node))
