"""The state of one normalization: a tree that is being rewritten, and what was changed in it."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from hmer_kit.latex._rewriting.nodes import rows_outside_text, tokens_of
from hmer_kit.latex.normalization.changes import Change

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from hmer_kit.latex.tree import LayoutNode, LayoutTree

__all__ = ["Work", "excerpt", "shown", "without_braces"]

_SHOWN = 8
_CUT = "..."


class Work:
    """A tree that belongs to us, its rows outside of text, and the changes so far.

    Args:
        tree: What ``parse`` made; it is changed in place.
        rules: Names of the rules that are on.
    """

    __slots__ = ("changes", "rows", "rules", "symbols", "tree")

    def __init__(self, tree: LayoutTree, rules: Collection[str]) -> None:
        self.tree = tree
        self.rules = rules
        self.changes: list[Change] = []
        self.collect()

    def collect(self) -> None:
        """Take stock: every row outside of text after the row of its owner, and the symbols and tokens in them."""
        self.rows = rows_outside_text(self.tree)
        self.symbols: set[str] = set()
        add = self.symbols.add
        for _, slot in self.rows:
            self.symbols.update(slot.open)
            for node in slot.row:
                symbol, head = node.symbol, node.head
                add(symbol)
                if head and head[0] is not symbol:
                    add(head[0])

    def nodes(self) -> Iterator[LayoutNode]:
        """Yield every node outside of text."""
        for _, slot in self.rows:
            yield from slot.row

    def owners(self) -> Iterator[LayoutNode]:
        """Yield every node outside of text that owns rows."""
        for _, slot in self.rows:
            for node in slot.row:
                if node.slots:
                    yield node

    def record(self, rule: str, before: str, after: str, node: LayoutNode) -> None:
        """Note a change; its place is that of a node."""
        self.changes.append(Change(rule, before, after, node.span))


def excerpt(row: Iterable[LayoutNode | str]) -> str:
    """Return the LaTeX of a row, cut after eight tokens, at a cost that does not hang on its length."""
    return shown(tokens_of(row))


def shown(of: Iterable[str]) -> str:
    """Return tokens with blanks between them, cut after eight."""
    tokens = list(islice(of, _SHOWN + 1))
    return " ".join(tokens) if len(tokens) <= _SHOWN else " ".join([*tokens[:_SHOWN], _CUT])


def without_braces(group: LayoutNode) -> Iterator[LayoutNode | str]:
    """Yield what a group owns but the braces."""
    yield from group.slots[0].row
    for slot in group.slots[1:]:
        yield from slot.open
        yield from slot.row
        yield from slot.close
