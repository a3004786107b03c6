"""Links, as a text gave them, to an expression: the inverse of ``links_of``."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hmer_kit.latex.kinds import Relation
from hmer_kit.tree_cot._chain.chain import ROW_BREAK, SEPARATOR, command_of
from hmer_kit.tree_cot._chain.lines import Record
from hmer_kit.tree_cot._rows.build import build
from hmer_kit.tree_cot._rows.rows import EMPTY, START, Row
from hmer_kit.tree_cot._rows.text import nearest, shorten

if TYPE_CHECKING:
    from hmer_kit.tree_cot._chain.chain import Dialect
    from hmer_kit.tree_cot._rows.problems import Problems

__all__ = ["ChainReader"]

_LONGEST_ID = 9
_RIGHT = Relation.RIGHT  # looked up once: an enumeration is slow
_new = tuple.__new__  # half the time of the classes themselves


class _Place(NamedTuple):
    """Where the symbol of a record stands."""

    row: int
    """Index of its row."""
    matrix: int
    """Index of the row of the matrix in whose cells it stands; -1 for none."""
    waits: bool
    """Whether the row is empty so far, and the symbol to the right fills it."""


class ChainReader:
    """Reads one expression, record by record; ``finish`` gives the LaTeX.

    Args:
        dialect: How things are named.
        problems: Takes what is wrong.
    """

    __slots__ = (
        "_dialect",
        "_filled",
        "_followed",
        "_ids",
        "_latest",
        "_names",
        "_next_id",
        "_places",
        "_problems",
        "_record",
        "_rows",
        "_symbols",
    )

    def __init__(self, dialect: Dialect, problems: Problems) -> None:
        self._dialect = dialect
        self._problems = problems
        self._names = {name: relation for relation, name in dialect.relations.items()}
        self._rows: list[Row] = []
        self._symbols: list[str] = []  # of each record
        self._places: list[_Place] = []  # of each record
        self._ids: dict[str, int] = {}  # the record of each id
        self._latest: dict[str, int] = {}  # the last record of each symbol
        self._followed: set[int] = set()  # records that something stands to the right of
        self._filled: set[int] = set()  # rows of commands and matrices that have their first row
        self._next_id = 1
        self._record = Record("", "", "", "", "", 1, "")

    @property
    def last(self) -> Record:
        """The record that was read last."""
        return self._record

    @property
    def next_id(self) -> str:
        """The number that the next record should have."""
        return str(self._next_id)

    def read(self, record: Record) -> None:
        """Read one record."""
        self._record = record
        is_start = not self._places or record.parent_id == "0"
        if is_start and record.id == "1":
            self._ids, self._next_id = {}, 1  # the list begins anew
        expected = self.next_id
        self._check_id()
        if not self._places:
            self._check_start()
        place = self._add(START, Relation.INSIDE) if is_start else self._hang(self._parent())
        self._latest[record.symbol] = at = len(self._places)
        self._ids[expected if record.id in self._ids else record.id] = at
        self._places.append(place)
        self._symbols.append(record.symbol)

    def finish(self) -> str:
        """Return the LaTeX."""
        return build(self._rows, self._problems)

    # What a record says

    def _check_id(self) -> None:
        given = self._record.id
        if given != str(self._next_id):
            self._report("wrong_id", f"the id {self._next_id}", given[:20], "kept the row in its place")
        readable = given.isascii() and given.isdigit() and len(given) <= _LONGEST_ID
        self._next_id = int(given) + 1 if readable else self._next_id + 1

    def _check_start(self) -> None:
        record, dialect = self._record, self._dialect
        if (record.parent, record.parent_id, record.relation) != (dialect.root, "0", dialect.start):
            expected = f"the first row on {dialect.root} with the id 0 and the relation {dialect.start}"
            got = f"({shorten(record.relation)}) on '{shorten(record.parent)}' with the id {record.parent_id[:20]}"
            self._report("wrong_start", expected, got, "read it as the first symbol")

    def _parent(self) -> int:
        """Return the record that the present one hangs on."""
        record = self._record
        symbol = shorten(record.parent)
        parent = self._ids.get(record.parent_id)
        if parent is None:
            parent = self._latest.get(record.parent)
            done = "hung it on the row before" if parent is None else f"hung it on the last '{symbol}'"
            got = f"'{symbol}' with the id {record.parent_id[:20]}"
            self._report("unknown_parent", "a parent in a line before", got, done)
            return len(self._places) - 1 if parent is None else parent
        if self._symbols[parent] != record.parent:
            expected = f"'{shorten(self._symbols[parent])}', which has the id {record.parent_id},"
            self._report("wrong_parent", expected, f"'{symbol}'", "went by the id")
        return parent

    def _relation(self, parent: int) -> Relation:
        """Return the relation by its name."""
        name = self._record.relation
        row = self._places[parent].row
        if self._dialect.insides.get(command_of(self._symbols[parent])) == name and row not in self._filled:
            self._filled.add(row)
            return Relation.INSIDE
        known = self._names.get(name)
        if known is None:
            lower = {each.lower(): relation for each, relation in self._names.items()}
            known = lower.get(nearest(name, [*lower]), Relation.RIGHT)
            names = ", ".join([*self._names, self._dialect.first_cell, self._dialect.next_line])
            done = f"read it as {self._dialect.relations[known]}"
            self._report("unknown_relation", f"a relation ({names})", f"({shorten(name)})", done)
        return known

    def _report(self, code: str, expected: str, got: str, done: str) -> None:
        record = self._record
        self._problems.report(code, line=record.line, text=record.text, expected=expected, got=got, done=done)

    # Its place

    def _hang(self, parent: int) -> _Place:
        name = self._record.relation
        place = self._places[parent]
        if name == self._dialect.first_cell:
            if place.row in self._filled:
                self._misplaced(parent, "read it as a further cell")
            self._filled.add(place.row)
            return self._cell(place.row, "")
        if name.startswith(self._dialect.next_line):
            return self._next_line(parent, name.removeprefix(self._dialect.next_line))
        relation = self._relation(parent)
        if relation is _RIGHT:
            return self._right(parent)
        if place.waits:
            self._misplaced(parent, "read it as right")
            return self._right(parent)
        return self._add(place.row, relation)

    def _right(self, parent: int) -> _Place:
        symbol, place = self._record.symbol, self._places[parent]
        if symbol == self._dialect.nothing:
            self._misplaced(parent, "left it out")
            return place
        is_separator = symbol == SEPARATOR and place.matrix >= 0
        if is_separator or place.waits:
            self._follow(parent)
        if is_separator:
            return self._reserve(place.matrix, "")
        row = self._rows[place.row]
        if not place.waits or row.label != EMPTY:
            return self._add(place.row, _RIGHT, matrix=place.matrix)
        if self._symbols[parent] != SEPARATOR:
            self._misplaced(parent, "put it there")
        self._rows[place.row] = row._replace(label=symbol, line=self._record.line, text=self._record.text)
        return place._replace(waits=False)

    def _next_line(self, parent: int, rest: str) -> _Place:
        place = self._places[parent]
        if place.matrix < 0:
            self._misplaced(parent, f"wrote {ROW_BREAK} between them")
            self._rows.append(Row(ROW_BREAK, place.row, Relation.RIGHT))
            return self._add(len(self._rows) - 1, Relation.RIGHT)
        self._follow(parent)
        return self._cell(place.matrix, rest if rest.startswith("\\") else ROW_BREAK + rest)

    def _cell(self, matrix: int, row_break: str) -> _Place:
        """Begin a line of a matrix; a separator there has an empty cell before it."""
        if self._record.symbol == SEPARATOR:
            self._reserve(matrix, row_break)
            return self._reserve(matrix, "")
        return self._add(matrix, Relation.CELL, matrix=matrix, row_break=row_break)

    def _reserve(self, matrix: int, row_break: str) -> _Place:
        """Add an empty cell, which the symbol to the right may fill."""
        record = self._record
        self._rows.append(Row(EMPTY, matrix, Relation.CELL, row_break, record.line, record.text))
        return _Place(len(self._rows) - 1, matrix, waits=True)

    def _add(self, parent: int, relation: Relation, *, matrix: int = -1, row_break: str = "") -> _Place:
        record = self._record
        label = EMPTY if record.symbol == self._dialect.nothing else record.symbol
        self._rows.append(_new(Row, (label, parent, relation, row_break, record.line, record.text)))
        return _new(_Place, (len(self._rows) - 1, matrix, label == EMPTY))

    def _follow(self, parent: int) -> None:
        if parent in self._followed:
            self._misplaced(parent, "put it at the end")
        self._followed.add(parent)

    def _misplaced(self, parent: int, done: str) -> None:
        expected = f"a relation that '{shorten(self._symbols[parent])}' can take"
        self._report("misplaced_relation", expected, f"({shorten(self._record.relation)})", done)
