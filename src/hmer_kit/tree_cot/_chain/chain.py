r"""An expression as links: each symbol hangs on its left neighbour or on the symbol that owns its row.

What GTD and TDv2 have in common; a ``Dialect`` says how they name relations. The cells of a matrix are one chain as in
its LaTeX: the first symbol hangs on the matrix, ``&`` is a symbol, and what follows ``\\`` hangs on the symbol before.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from hmer_kit.latex.kinds import Relation
from hmer_kit.tree_cot._rows.rows import EMPTY, START, rows_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hmer_kit.tree_cot._rows.rows import Row

__all__ = ["ROW_BREAK", "SEPARATOR", "Dialect", "Link", "command_of", "links_of"]

SEPARATOR: Final = "&"
ROW_BREAK: Final = "\\\\"
_COMMAND = re.compile(r"\\[A-Za-z]+")
_RIGHT, _INSIDE, _CELL = Relation.RIGHT, Relation.INSIDE, Relation.CELL  # looked up once: an enumeration is slow
_link = tuple.__new__  # half the time of the class itself


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a format of links names things."""

    root: str
    """What the first symbol hangs on; its id is 0."""
    nothing: str
    """Stands for a row without symbols."""
    relations: Mapping[Relation, str]
    """The name of each relation but that of cells."""
    start: str
    """Relation of the first symbol."""
    first_cell: str
    """Relation of the first symbol of a matrix to it."""
    next_line: str
    r"""Relation across ``\\``; what else it is, such as ``[2pt]`` or ``\cr``, stands behind the name."""
    insides: Mapping[str, str]
    """Commands whose one argument is not named as what lies inside."""
    reversed: frozenset[str]
    """Commands whose first two rows are written in reverse."""


class Link(NamedTuple):
    """One symbol and what it hangs on."""

    symbol: str
    """Its label; that for nothing, for an empty row."""
    parent: int
    """Number of the link that it hangs on, counted from 1; 0 for the first."""
    relation: str
    """The relation as the dialect names it."""


def command_of(label: str) -> str:
    r"""Return the command at the head of a label: ``\operatorname`` of ``\operatorname*``."""
    if len(label) == 1:
        return label
    match = _COMMAND.match(label)
    return match[0] if match else label


def links_of(latex: str, dialect: Dialect) -> list[Link]:
    """Return the links of an expression, depth first.

    Raises:
        LatexError: It does not parse, or holds no symbol at all.
        InputError: ``latex`` is no string.
    """
    rows = rows_of(latex)
    chain = _Chain(dialect)
    for row, is_joined in zip(rows, _joined(rows), strict=True):
        chain.add(row, is_joined=is_joined)
    return _reordered(chain.links, dialect.reversed) if dialect.reversed else chain.links


def _joined(rows: Sequence[Row]) -> list[bool]:
    """Return which rows are cells that another cell of the same line follows."""
    following: dict[int, bool] = {}
    joined = []
    for row in reversed(rows):
        is_cell = row.relation is _CELL
        joined.append(is_cell and following.get(row.parent, False))
        if is_cell:
            following[row.parent] = not row.row_break
    return joined[::-1]


class _Chain:
    """The links that grow.

    Args:
        dialect: How things are named.
    """

    __slots__ = ("cells", "dialect", "holes", "links", "numbers", "tails")

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.links: list[Link] = []
        self.numbers: list[int] = []  # of the link of each row; 0 for a row that has none
        self.cells: list[int] = [0]  # for each link, the matrix in whose cells it stands; 0 for none
        self.tails: dict[int, int] = {}  # the last link in the cells of each matrix
        self.holes: dict[int, tuple[int, str]] = {}  # where the first cell of a line would be, if it is empty

    def add(self, row: Row, *, is_joined: bool) -> None:
        """Add the link of a row."""
        parent = 0 if row.parent == START else self.numbers[row.parent]
        if row.relation is not _CELL:
            cell = self.cells[parent] if row.relation is _RIGHT else 0
            self.numbers.append(self._append(row.label or self.dialect.nothing, parent, self._name(row, parent), cell))
            return
        place, name = self._cell(row, parent)
        if row.label == EMPTY and (is_joined or name == self.dialect.relations[_RIGHT]):
            if name != self.dialect.relations[_RIGHT]:
                self.holes[parent] = place, name
            self.numbers.append(0)
        else:
            self.numbers.append(self._append(row.label or self.dialect.nothing, place, name, parent))

    def _append(self, symbol: str, parent: int, name: str, cell: int) -> int:
        self.links.append(_link(Link, (symbol, parent, name)))
        self.cells.append(cell)
        if cell:
            self.tails[cell] = len(self.links)
        return len(self.links)

    def _name(self, row: Row, parent: int) -> str:
        if not parent:
            return self.dialect.start
        name = self.dialect.relations[row.relation]
        if row.relation is not _INSIDE:
            return name
        return self.dialect.insides.get(command_of(self.links[parent - 1].symbol), name)

    def _cell(self, row: Row, matrix: int) -> tuple[int, str]:
        """Return where the first symbol of a cell stands, after the separator before it."""
        if matrix not in self.tails and matrix not in self.holes:
            return matrix, self.dialect.first_cell
        if row.row_break:
            return self.tails[matrix], self.dialect.next_line + row.row_break.removeprefix(ROW_BREAK)
        right = self.dialect.relations[_RIGHT]
        place, name = self.holes.pop(matrix) if matrix in self.holes else (self.tails[matrix], right)
        return self._append(SEPARATOR, place, name, matrix), right


def _reordered(links: Sequence[Link], turned: frozenset[str]) -> list[Link]:
    """Return the links depth first, with the first two rows of some commands in reverse."""
    children: list[list[int]] = [[] for _ in range(len(links) + 1)]
    for number, link in enumerate(links, start=1):
        children[link.parent].append(number)
    ordered: list[Link] = []
    numbers = [0] * (len(links) + 1)
    stack = children[0][::-1]
    while stack:
        number = stack.pop()
        link = links[number - 1]
        ordered.append(_link(Link, (link.symbol, numbers[link.parent], link.relation)))
        numbers[number] = len(ordered)
        below = children[number]
        if command_of(link.symbol) in turned:
            below[:2] = below[1::-1]
        stack.extend(reversed(below))
    return ordered
