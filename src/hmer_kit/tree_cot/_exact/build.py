"""Rows with their tokens, as a text gave them, to an expression: the inverse of ``exact_rows_of``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.exceptions import LatexError
from hmer_kit.latex.kinds import Kind, Relation
from hmer_kit.latex.parser import parse
from hmer_kit.latex.spelling import GROUP_LABEL, label
from hmer_kit.latex.tree import LayoutNode, Slot
from hmer_kit.tree_cot._rows.build import build_spelled
from hmer_kit.tree_cot._rows.rows import EMPTY

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hmer_kit.latex.tree import LayoutTree
    from hmer_kit.tree_cot._exact.exact import ExactRow, Tokens
    from hmer_kit.tree_cot._rows.problems import Problems
    from hmer_kit.tree_cot._rows.rows import Row

__all__ = ["build_exact"]

_GROUP, _RIGHT = Kind.GROUP, Relation.RIGHT  # looked up once: an enumeration is slow
_NONE: Iterator[int] = iter(())


def build_exact(rows: Sequence[ExactRow], problems: Problems) -> str:
    """Return the expression of rows with the tokens that they have.

    Args:
        rows: Symbols and empty rows, each after its parent.
        problems: Takes what is wrong: what ``build`` finds, and tokens that make another layout than the rows say
            (``bad_tokens``).
    """
    plain = _with_bases([exact.row for exact in rows])
    latex, tree = build_spelled(plain, problems)
    if len(plain) == len(rows) and all(exact[1:] == (None, None, None) for exact in rows):
        return latex
    written = _Written(rows, tree)
    if written.wrong is None:
        return latex if written.is_canonical else " ".join(written.tokens)
    row = rows[written.wrong].row
    problems.report(
        "bad_tokens",
        line=row.line,
        text=row.text or row.label,
        expected=f"tokens that are read as the same tree at '{row.label}'",
        got="others",
        done="spelled all of it canonically",
    )
    return latex


def _with_bases(rows: Sequence[Row]) -> list[Row]:
    """Return the rows with an empty one inside each group that is the base of scripts that have none."""
    if not any(row.label == GROUP_LABEL for row in rows):
        return [*rows]
    inside = {row.parent for row in rows if row.relation is Relation.INSIDE}
    owners = {row.parent for row in rows if row.relation is not Relation.RIGHT}
    bases = [at for at, row in enumerate(rows) if row.label == GROUP_LABEL and at in owners and at not in inside]
    return [*rows, *(rows[at]._replace(label=EMPTY, parent=at, relation=Relation.INSIDE, row_break="") for at in bases)]


class _Written:
    """The canonical tree of rows, written with their own tokens.

    Args:
        rows: The rows.
        tree: The tree that they make; it is changed.
    """

    def __init__(self, rows: Sequence[ExactRow], tree: LayoutTree) -> None:
        self.tokens: list[str] = []
        self.wrong: int | None = None
        """A row that cannot be written so, if there is one."""
        self.is_canonical = True
        """Whether the rows have no tokens but those of the canonical spelling; there are no others to write then."""
        self._rows = rows
        self._right: dict[int, int] = {}
        self._below: dict[int, dict[Relation, list[int]]] = {}
        self._origins: dict[int, int] = {id(tree): 0}  # the row of each node by its id
        self._links()
        self._overlay(tree)
        if self.wrong is None and not self.is_canonical:
            self._read_back(tree, self._write(tree))

    def _links(self) -> None:
        for at, exact in enumerate(self._rows):
            if exact.row.relation is _RIGHT:
                self._right[exact.row.parent] = at
            else:
                self._below.setdefault(exact.row.parent, {}).setdefault(exact.row.relation, []).append(at)

    def _overlay(self, tree: LayoutTree) -> None:
        """Give the nodes and slots of the tree the tokens of their rows."""
        pending = [(tree.slots[0].row, 0)]
        while pending:
            nodes, at = pending.pop()
            for node in nodes:
                if self._rows[at].row.label != label(node):
                    self.wrong = at
                    return
                pending += self._slots(node, at)
                at = self._right.get(at, at)

    def _slots(self, node: LayoutNode, at: int) -> list[tuple[list[LayoutNode], int]]:
        """Write over one node; return its lists of nodes with the row that each begins with."""
        self._origins[id(node)] = at
        own = self._below.get(at)
        if own is None and not node.slots:  # most nodes
            node.head = self._own(self._rows[at].head, node.head)
            return []
        below = {relation: iter(rows) for relation, rows in (own or {}).items()}
        if node.kind is _GROUP and below and Relation.INSIDE not in below:
            node.kind, node.slots = Kind.SYMBOL, node.slots[1:]
            self.is_canonical = False
        node.head = self._own(self._rows[at].head, node.head)
        lists = []
        for slot in node.slots:
            first = next(below.get(slot.relation, _NONE), None)
            if first is None:
                continue  # it did not come
            exact = self._rows[first]
            slot.open = self._own(exact.open, slot.open)
            slot.close = self._own(exact.close, slot.close)
            if slot.row:
                lists.append((slot.row, first))
        return lists

    def _own(self, given: Tokens, canonical: tuple[str, ...]) -> tuple[str, ...]:
        """Return the tokens that a row has, or else the canonical ones."""
        if given is None or given == canonical:
            return canonical
        self.is_canonical = False
        return given

    def _write(self, tree: LayoutTree) -> list[int]:
        """Make the tokens; return the row that each comes from."""
        origins: list[int] = []
        stack: list[tuple[LayoutNode | tuple[str, ...], int]] = [(tree, 0)]
        while stack:
            item, at = stack.pop()
            tokens = item if isinstance(item, tuple) else item.head
            if isinstance(item, LayoutNode):
                at = self._origins.get(id(item), at)
                for slot in reversed(item.slots):
                    stack += [(slot.close, at), *((node, at) for node in reversed(slot.row)), (slot.open, at)]
            self.tokens += tokens
            origins += [at] * len(tokens)
        return origins

    def _read_back(self, tree: LayoutTree, origins: Sequence[int]) -> None:
        """Find the row at which the tokens are read as something else."""
        try:
            back = parse(" ".join(self.tokens))
        except LatexError as error:
            self.wrong = origins[min(error.position or 0, len(origins) - 1)] if origins else 0
            return
        if back == tree:
            return
        for ours, theirs in zip(tree.walk(), back.walk(), strict=False):  # up to the first that differs
            if _alone(ours) != _alone(theirs):
                self.wrong = self._origins.get(id(ours), 0)
                return


def _alone(node: LayoutNode) -> LayoutNode:
    """Return a node whose rows hold as many symbols, but none of theirs."""
    slots = [
        Slot(slot.relation, [LayoutNode("")] * len(slot.row), open=slot.open, close=slot.close) for slot in node.slots
    ]
    return LayoutNode(node.symbol, kind=node.kind, head=node.head, slots=slots)
