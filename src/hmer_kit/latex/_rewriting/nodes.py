"""Small questions about nodes, and small nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.latex.commands import INFIX_COMMANDS, PRIME, ROW_BREAKS, SWITCHES, TEXT_COMMANDS
from hmer_kit.latex.kinds import Kind, Relation
from hmer_kit.latex.tree import LayoutNode, Slot

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = [
    "as_command",
    "as_group",
    "braced",
    "group_of",
    "holds_scope",
    "is_infix",
    "is_prime",
    "is_switch",
    "rows_outside_text",
    "tokens_of",
]


def is_prime(node: LayoutNode) -> bool:
    """Return whether a node is a prime that stands in a row like a symbol."""
    return node.symbol == PRIME and node.kind is Kind.SYMBOL


def is_infix(node: LayoutNode) -> bool:
    r"""Return whether a node is written between its arguments, as ``\over`` is."""
    return node.kind is Kind.COMMAND and not node.head and node.symbol in INFIX_COMMANDS


def is_switch(node: LayoutNode) -> bool:
    """Return whether a node works on all that follows it in its braces."""
    return node.kind is Kind.SPACE and node.symbol in SWITCHES


def holds_scope(row: Sequence[LayoutNode]) -> bool:
    r"""Return whether a row needs what is around it: braces, or ``\left`` and ``\right``.

    Switches and infix commands reach to its end, and a line break must not become one between cells.
    """
    return any(
        (node.kind is Kind.SPACE and (node.symbol in SWITCHES or node.symbol in ROW_BREAKS)) or is_infix(node)
        for node in row
    )


def rows_outside_text(tree: LayoutNode) -> list[tuple[LayoutNode, Slot]]:
    """Return every row outside of text with its owner, after the row that the owner stands in."""
    rows: list[tuple[LayoutNode, Slot]] = []
    stack = [tree]
    while stack:
        owner = stack.pop()
        is_text = owner.kind is Kind.COMMAND and owner.symbol in TEXT_COMMANDS
        for slot in owner.slots:
            if not is_text or slot.is_script:
                rows.append((owner, slot))
                stack += [node for node in slot.row if node.slots]
    return rows


def braced(opened: tuple[str, ...]) -> tuple[str, ...]:
    """Return the tokens before a row with a brace at their end."""
    return opened if opened[-1:] == ("{",) else (*opened, "{")


def group_of(row: list[LayoutNode], *, span: tuple[int, int] | None = None) -> LayoutNode:
    """Return a group that holds a row."""
    return LayoutNode("", kind=Kind.GROUP, slots=[_braces(row)], span=span)


def as_group(node: LayoutNode) -> None:
    """Make a command with one argument the bare braces around it."""
    node.symbol, node.kind, node.head = "", Kind.GROUP, ()
    node.slots[0].open, node.slots[0].close = ("{",), ("}",)


def as_command(node: LayoutNode, symbol: str, row: list[LayoutNode]) -> None:
    """Make a node a command around a row; it keeps its scripts."""
    scripts = [slot for slot in node.slots if slot.is_script]
    node.symbol, node.kind, node.head = symbol, Kind.COMMAND, (symbol,)
    node.slots = [_braces(row), *scripts]


def tokens_of(row: Iterable[LayoutNode | str]) -> Iterator[str]:
    """Yield the tokens of a row one by one, at no cost for those that are not asked for."""
    stack: list[Iterator[LayoutNode | str]] = [iter(row)]
    while stack:
        item = next(stack[-1], None)
        if item is None:
            stack.pop()
        elif isinstance(item, str):
            yield item
        else:
            stack.append(_pieces(item))


def _braces(row: list[LayoutNode]) -> Slot:
    return Slot(Relation.INSIDE, row, open=("{",), close=("}",))


def _pieces(node: LayoutNode) -> Iterator[LayoutNode | str]:
    yield from node.head
    for slot in node.slots:
        yield from slot.open
        yield from slot.row
        yield from slot.close
