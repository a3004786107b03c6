"""Rows, as a text gave them, to an expression.

The inverse of ``rows_of``, for every format whose rows are symbols of the layout tree. Rows may come in any order that
has each after its parent. Linear in the number of rows, at any depth.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.exceptions import InputError
from hmer_kit.latex.commands import ROW_BREAKS
from hmer_kit.latex.kinds import Kind, Relation
from hmer_kit.latex.parser import parse
from hmer_kit.latex.spelling import node_of, spell
from hmer_kit.latex.tokens import tokenize
from hmer_kit.latex.tree import LayoutNode, LayoutTree, Slot
from hmer_kit.tree_cot._rows.rows import EMPTY, START
from hmer_kit.tree_cot._rows.slots import SCRIPTS, arrange, holds_text, takes
from hmer_kit.tree_cot._rows.spelled import Spelled, spelled_latex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.tree_cot._rows.problems import Problems
    from hmer_kit.tree_cot._rows.rows import Row

__all__ = ["build", "build_spelled"]

_WITHOUT_ARGUMENTS = frozenset({Kind.SYMBOL, Kind.SPACE, Kind.ROOT})


def build(rows: Sequence[Row], problems: Problems, *, implied: bool = False) -> str:
    """Return the expression of rows in canonical spelling.

    Args:
        rows: Symbols, and empty rows where the format shows them.
        problems: Takes what is wrong: labels of no node (``bad_symbol``), rows that hang on none (``unknown_parent``)
            or begin a second expression (``second_root``), relations that the parent cannot take
            (``misplaced_relation``), row breaks where none can be (``misplaced_row``, ``bad_row_break``), arguments
            that did not come (``missing_row``), layouts that LaTeX cannot write (``no_layout``, or a code of
            ``LatexError``).
        implied: Whether an argument that did not come is an empty one, and no problem.

    Returns:
        Blank-separated LaTeX that parses to the layout that the rows say; if they say none, to one near it.
    """
    return build_spelled(rows, problems, implied=implied).latex


def build_spelled(rows: Sequence[Row], problems: Problems, *, implied: bool = False) -> Spelled:
    """Do as ``build``, and return the tree of the LaTeX as well."""
    builder = _Builder(rows, problems)
    for at in range(len(rows)):
        builder.place(at)
    return builder.finish(implied=implied)


class _Builder:
    """The tree that grows.

    Args:
        rows: All rows.
        problems: Takes what is wrong.
    """

    __slots__ = ("known", "nodes", "places", "problems", "rows", "taken", "texts", "tree")

    def __init__(self, rows: Sequence[Row], problems: Problems) -> None:
        self.rows = rows
        self.problems = problems
        self.tree = LayoutTree()
        self.nodes: list[LayoutNode | None] = []  # of each row; none for an empty one
        self.places: list[list[LayoutNode]] = []  # the list that each stands in
        self.texts: list[bool] = []  # whether that list is text
        self.taken: dict[tuple[int, Relation], int] = {}  # how many rows of a relation hang on a row
        self.known: dict[tuple[str, bool], LayoutNode] = {}

    def place(self, at: int) -> None:
        """Put the next row where it says."""
        row = self.rows[at]
        parent = row.parent
        if not START <= parent < at or (parent == START and at):
            parent = at - 1
            row = self._orphan(row, parent)
        if parent == START:
            self._add(row, self.tree.slots[0].row, text=False)
        elif row.relation is Relation.RIGHT:
            self._right(row, parent)
        else:
            self._hang(row, parent)

    # Places

    def _orphan(self, row: Row, before: int) -> Row:
        code, expected = ("second_root", "one expression") if row.parent == START else ("unknown_parent", "a parent")
        done = "put it after the symbol before" if before >= 0 else "read it as the first"
        self._report(row, code, expected=expected, got="a row that hangs on none", done=done)
        return row._replace(relation=Relation.RIGHT, row_break="")

    def _right(self, row: Row, parent: int) -> None:
        place = self.places[parent]
        if not place or place[-1] is not self.nodes[parent]:
            expected = f"no further symbol right of '{self.rows[parent].label}'"
            self._report(row, "misplaced_relation", expected=expected, got="one", done="put it at the end of the row")
        self._add(row, place, text=self.texts[parent])

    def _hang(self, row: Row, parent: int) -> None:
        owner = self.nodes[parent]
        if owner is not None and owner.kind is Kind.SPACE and row.relation in SCRIPTS:
            self._misplaced(row, parent, done="read it as that of an empty group")
            owner = self.nodes[parent] = LayoutNode("", kind=Kind.GROUP, slots=[Slot(Relation.INSIDE, [])])
            self._take(parent, Relation.INSIDE)
            self.places[parent].append(owner)
        if owner is None or not takes(owner, row.relation, owned=self.taken.get((parent, row.relation), 0)):
            self._misplaced(row, parent, done="read it as right")
            self._add(row, self.places[parent], text=self.texts[parent])
            return
        slot = Slot(row.relation, [], open=self._row_break(row, parent))
        owner.slots.append(slot)
        self._take(parent, row.relation)
        self._add(row, slot.row, text=holds_text(owner, row.relation, around=self.texts[parent]))

    def _row_break(self, row: Row, parent: int) -> tuple[str, ...]:
        if not row.row_break:
            return ()
        tokens = tuple(tokenize(row.row_break))
        if (parent, Relation.CELL) not in self.taken or row.relation is not Relation.CELL:
            expected = "a row break at a cell but the first"
            self._report(row, "misplaced_row", expected=expected, got=f"'{row.row_break}'", done="left the break out")
            return ()
        if tokens[:1] and tokens[0] in ROW_BREAKS:
            return tokens
        done = "took \\\\ for it"
        self._report(row, "bad_row_break", expected="\\\\ or \\\\[2pt]", got=f"'{row.row_break}'", done=done)
        return ("\\\\",)

    # Symbols

    def _add(self, row: Row, place: list[LayoutNode], *, text: bool) -> None:
        at = len(self.nodes)
        nodes = [] if row.label == EMPTY else self._nodes(row, text=text)
        place.extend(nodes)
        self.nodes.append(nodes[-1] if nodes else None)
        self.places.append(place)
        self.texts.append(text)
        for slot in nodes[-1].slots if nodes else ():
            self._take(at, slot.relation)

    def _take(self, at: int, relation: Relation) -> None:
        self.taken[at, relation] = self.taken.get((at, relation), 0) + 1

    def _nodes(self, row: Row, *, text: bool) -> list[LayoutNode]:
        """Return the node of a label; where it is none, the nodes of the LaTeX that it is instead."""
        known = self.known.get((row.label, text))
        if known is None:
            try:
                known = self.known[row.label, text] = node_of(row.label, in_text=text)
            except InputError:
                expected = "one symbol, such as x, \\frac, \\left( or {}"
                self._report(row, "bad_symbol", expected=expected, got=f"'{row.label}'", done="read it as LaTeX")
                return spell(parse(row.label, on_error="recover")).row(Relation.INSIDE) or [
                    LayoutNode("", kind=Kind.GROUP)
                ]
        return [LayoutNode(known.symbol, kind=known.kind, head=known.head)]

    # The whole

    def finish(self, *, implied: bool) -> Spelled:
        """Return the LaTeX and its tree."""
        if not self.rows:
            return Spelled("", self.tree)
        origins = {id(node): row for node, row in zip(self.nodes, self.rows, strict=True) if node is not None}
        open_at_end = self._open_at_end()
        row = self.rows[0]
        for node in self.tree.walk():
            row = origins.setdefault(id(node), row)
            if node.kind in _WITHOUT_ARGUMENTS:
                continue
            for relation in arrange(node):
                if not implied:
                    expected, at_end = f"a row {relation.value} of '{row.label}'", id(node) in open_at_end
                    self._report(row, "missing_row", expected=expected, got="none", done="left it empty", at_end=at_end)
        return spelled_latex(self.tree, origins, self.problems)

    def _open_at_end(self) -> set[int]:
        """Return the ``id`` of the last node and of those that own it: more of their rows may be about to come."""
        found = {id(self.nodes[-1])}
        at = len(self.rows) - 1
        while at > START:
            parent = self.rows[at].parent
            if self.rows[at].relation is not Relation.RIGHT and START < parent < at:
                found.add(id(self.nodes[parent]))
            at = min(parent, at - 1)
        return found

    # Problems

    def _misplaced(self, row: Row, parent: int, *, done: str) -> None:
        expected = f"a relation that '{self.rows[parent].label}' can take"
        self._report(row, "misplaced_relation", expected=expected, got=f"({row.relation.value})", done=done)

    def _report(self, row: Row, code: str, *, expected: str, got: str, done: str, at_end: bool = False) -> None:
        text = row.text or row.label
        self.problems.report(code, line=row.line, text=text, expected=expected, got=got, done=done, at_end=at_end)
