"""Rows, as a text gave them, to an expression.

The inverse of ``rows_of``, for every format whose rows are symbols of the layout tree. Rows may come in any order that
has each after its parent. Linear in the number of rows, at any depth.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.exceptions import InputError
from hmer_kit.latex._common_words import COMMON_TOKENS
from hmer_kit.latex.commands import ROW_BREAKS
from hmer_kit.latex.kinds import Kind, Relation
from hmer_kit.latex.parser import SPECIAL_TOKENS, parse
from hmer_kit.latex.spelling import node_of, spell
from hmer_kit.latex.tokens import tokenize
from hmer_kit.latex.tree import LayoutNode, LayoutTree, Slot
from hmer_kit.latex.writer import to_latex
from hmer_kit.tree_cot._rows.plain import spell_plain
from hmer_kit.tree_cot._rows.rows import EMPTY, START
from hmer_kit.tree_cot._rows.slots import SCRIPTS, arrange, holds_text, most_rows
from hmer_kit.tree_cot._rows.spelled import Spelled, spelled_latex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.tree_cot._rows.problems import Problems
    from hmer_kit.tree_cot._rows.rows import Row

__all__ = ["build", "build_spelled"]

_PLAIN = COMMON_TOKENS - SPECIAL_TOKENS
"""Labels that are symbols of one token wherever they stand."""
_SPACE, _GROUP, _RIGHT = Kind.SPACE, Kind.GROUP, Relation.RIGHT  # looked up once: an enumeration is slow
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

    __slots__ = ("known", "nodes", "offers", "places", "problems", "rows", "taken", "texts", "tree")

    def __init__(self, rows: Sequence[Row], problems: Problems) -> None:
        self.rows = rows
        self.problems = problems
        self.tree = LayoutTree()
        self.nodes: list[LayoutNode | None] = []  # of each row; none for an empty one
        self.places: list[list[LayoutNode]] = []  # the list that each stands in
        self.texts: list[bool] = []  # whether that list is text
        self.taken: dict[tuple[int, Relation], int] = {}  # how many rows of a relation hang on a row
        self.known: tuple[dict[str, LayoutNode], ...] = {}, {}  # the node of each label, in mathematics and in text
        self.offers: dict[tuple[str, Kind, Relation], tuple[int, bool, bool]] = {}  # what was asked before

    def place(self, at: int) -> None:
        """Put the next row where it says."""
        row = self.rows[at]
        parent = row.parent
        if row.relation is _RIGHT and row.label in _PLAIN and START < parent < at:
            place = self.places[parent]
            if place and place[-1] is self.nodes[parent]:  # most symbols: as below, with less to ask
                node = LayoutNode(row.label)
                place.append(node)
                self.nodes.append(node)
                self.places.append(place)
                self.texts.append(self.texts[parent])
                return
        if not START <= parent < at or (parent == START and at):
            parent = at - 1
            row = self._orphan(row, parent)
        if parent == START:
            self._add(row, self.tree.slots[0].row, text=False)
        elif row.relation is _RIGHT:
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
        relation = row.relation
        owner = self.nodes[parent]
        if owner is not None and owner.kind is _SPACE and relation in SCRIPTS:
            self._misplaced(row, parent, done="read it as that of an empty group")
            owner = self.nodes[parent] = LayoutNode("", kind=_GROUP, slots=[Slot(Relation.INSIDE, [])])
            self._take(parent, Relation.INSIDE)
            self.places[parent].append(owner)
        key = parent, relation
        owned = self.taken.get(key, 0)
        most, in_text, outside = (0, False, False) if owner is None else self._offer(owner, relation)
        if owner is None or owned >= most:
            self._misplaced(row, parent, done="read it as right")
            self._add(row, self.places[parent], text=self.texts[parent])
            return
        slot = Slot(relation, [], open=self._row_break(row, parent) if row.row_break else ())
        owner.slots.append(slot)
        self.taken[key] = owned + 1
        self._add(row, slot.row, text=in_text if self.texts[parent] else outside)

    def _offer(self, owner: LayoutNode, relation: Relation) -> tuple[int, bool, bool]:
        """Return how many rows of a relation a node may own, and whether they are text, in text and outside."""
        asked = owner.symbol, owner.kind, relation
        offer = self.offers.get(asked)
        if offer is None:
            in_text, outside = (holds_text(owner, relation, around=around) for around in (True, False))
            offer = self.offers[asked] = most_rows(owner, relation), in_text, outside
        return offer

    def _row_break(self, row: Row, parent: int) -> tuple[str, ...]:
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
        node = None if row.label == EMPTY else self._put(row, place, text=text)
        self.nodes.append(node)
        self.places.append(place)
        self.texts.append(text)

    def _take(self, at: int, relation: Relation) -> None:
        self.taken[at, relation] = self.taken.get((at, relation), 0) + 1

    def _put(self, row: Row, place: list[LayoutNode], *, text: bool) -> LayoutNode:
        """Put the node of a label where it belongs; where it is none, the nodes of the LaTeX that it is instead."""
        if row.label in _PLAIN:  # most labels
            node = LayoutNode(row.label)
            place.append(node)
            return node
        known = self.known[text].get(row.label)
        if known is None:
            try:
                known = self.known[text][row.label] = node_of(row.label, in_text=text)
            except InputError:
                return self._put_latex(row, place)
        node = LayoutNode(known.symbol, kind=known.kind, head=known.head)
        place.append(node)
        return node

    def _put_latex(self, row: Row, place: list[LayoutNode]) -> LayoutNode:
        expected = "one symbol, such as x, \\frac, \\left( or {}"
        self._report(row, "bad_symbol", expected=expected, got=f"'{row.label}'", done="read it as LaTeX")
        nodes = spell(parse(row.label, on_error="recover")).row(Relation.INSIDE) or [LayoutNode("", kind=_GROUP)]
        place.extend(nodes)
        for slot in nodes[-1].slots:
            self._take(len(self.nodes), slot.relation)
        return nodes[-1]

    # The whole

    def finish(self, *, implied: bool) -> Spelled:
        """Return the LaTeX and its tree."""
        if not self.rows:
            return Spelled("", self.tree)
        if spell_plain(self.tree):
            return Spelled(to_latex(self.tree), self.tree)
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
