r"""The symbol layout tree back to LaTeX, and to a line that shows its structure.

Writing is exact: ``to_tokens(parse(s)) == tokenize(s)``. Script order, redundant braces and aliases are kept;
normalization is a separate step.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.latex._checks import require_node
from hmer_kit.latex.kinds import Kind

if TYPE_CHECKING:
    from hmer_kit.latex.tree import LayoutNode, Slot

__all__ = ["outline", "to_latex", "to_tokens"]


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
    stack: list[LayoutNode | tuple[str, ...]] = [node]
    while stack:
        item = stack.pop()
        if isinstance(item, tuple):
            tokens.extend(item)
            continue
        tokens.extend(item.head)
        for slot in reversed(item.slots):
            stack.append(slot.close)
            stack.extend(reversed(slot.row))
            stack.append(slot.open)
    return tokens


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


def outline(node: LayoutNode) -> str:
    r"""Return the structure of a node with all it owns on one line, to look at.

    A symbol stands for itself, anything without ink in angle brackets (``<group>``, ``<nothing>``, ``<\,>``,
    ``<matrix>``), and each row as ``{relation: symbols}`` after its owner; ``{row: ...}`` is a cell after ``\\``.

    Args:
        node: Any node of a tree; for the root, what is inside of it.

    Returns:
        One line; no format to read back.

    Raises:
        InputError: ``node`` is no node.

    Examples:
        >>> from hmer_kit.latex import parse
        >>> outline(parse(r"\sum_{i=1} x^2"))
        '\\sum{below: i = 1} x{sup: 2}'
    """
    require_node(node)
    pieces: list[str] = []
    stack: list[LayoutNode | str] = _in_row(node.slots[0].row) if node.kind is Kind.ROOT else [node]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            pieces.append(item)
            continue
        pieces.append(_name(item))
        for slot in reversed(item.slots):
            stack.append("}")
            stack.extend(_in_row(slot.row))
            stack.append(f"{{{_relation(slot)}:{' ' * bool(slot.row)}")
    return "".join(pieces)


def _in_row(row: list[LayoutNode]) -> list[LayoutNode | str]:
    """Return a row with blanks in between, last to first."""
    reverse: list[LayoutNode | str] = []
    for node in reversed(row):
        reverse += (node, " ")
    return reverse[:-1]


def _name(node: LayoutNode) -> str:
    if node.kind in {Kind.SYMBOL, Kind.COMMAND}:
        return node.symbol or "<nothing>"
    return f"<{node.symbol or node.kind.value}>"


def _relation(slot: Slot) -> str:
    return "row" if slot.starts_row else slot.relation.value
