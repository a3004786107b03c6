"""An expression as the objects of a symbol-level label graph."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from hmer_kit.exceptions import LatexError
from hmer_kit.latex.kinds import Relation
from hmer_kit.latex.normalization.normalizer import normalized_tree
from hmer_kit.tree_cot._rows.rows import EMPTY, START, rows_of, rows_of_tree
from hmer_kit.tree_cot._symlg.text import BAR, CELL, NEXT_CELL, NEXT_LINE, RELATIONS, ROOTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.latex.normalization import Profile
    from hmer_kit.tree_cot._rows.rows import Row

__all__ = ["Object", "objects_of", "paths_of"]

_MOST_CHARACTERS: Final = 2**26
_FRACTION: Final = "\\frac"


class Object(NamedTuple):
    """One symbol."""

    label: str
    """What it is."""
    parent: int
    """Index of the object that it hangs on; ``START`` for the first."""
    relation: str
    """The last relation of its path."""


def objects_of(latex: str, profile: Profile) -> list[Object]:
    """Return the objects of an expression, depth first.

    Args:
        latex: LaTeX.
        profile: Rules by which it is normalized first, if it has ink then.

    Raises:
        LatexError: It does not parse, or holds no symbol at all.
        InputError: ``latex`` is no string.
    """
    tree = normalized_tree(latex, profile=profile)
    rows = rows_of_tree(tree, latex) if tree.row(Relation.INSIDE) else rows_of(latex)
    graph = _Graph(rows)
    for row in rows:
        graph.add(row)
    return graph.objects


def paths_of(latex: str, objects: Sequence[Object]) -> list[str]:
    """Return the path of each object.

    Raises:
        LatexError: They would be too long.
    """
    lengths: list[int] = []
    for each in objects:
        lengths.append(lengths[each.parent] + len(each.relation) if lengths else 1)
    if sum(lengths) > _MOST_CHARACTERS:
        expected = f"paths of at most {_MOST_CHARACTERS} characters"
        hint = "take a format without paths, such as gtd or json"
        raise LatexError(
            f"expected {expected}, got {sum(lengths)} for {len(objects)} symbols; {hint}",
            code="too_long",
            position=0,
            start=0,
            end=len(latex),
            expected=expected,
            hint=hint,
            text=latex,
        )
    paths: list[str] = []
    for each in objects:
        paths.append(paths[each.parent] + each.relation if paths else "O")
    return paths


class _Graph:
    """The objects that grow.

    Args:
        rows: All rows.
    """

    def __init__(self, rows: Sequence[Row]) -> None:
        self.objects: list[Object] = []
        self._rows = rows
        self._numbers: list[int] = []  # the object of each row; START for an empty one
        self._used: dict[tuple[int, str], int] = {}  # how often an object has a relation
        self._lines: dict[int, int] = {}  # the first cell of the last line of each matrix
        self._cells: dict[int, int] = {}  # the last cell of each matrix
        self._bars = _fractions(rows)

    def add(self, row: Row) -> None:
        """Add the object of a row."""
        parent = START if row.parent == START else self._numbers[row.parent]
        if row.relation is Relation.CELL:
            cell = self._cell(row, parent)
            self._numbers.append(START if row.label == EMPTY else self._append(row.label, cell, "Inside"))
            return
        name = "" if parent == START else self._name(row, parent)
        if row.label == EMPTY:
            self._numbers.append(START)
        else:
            label = BAR if len(self._numbers) in self._bars else row.label
            self._numbers.append(self._append(label, parent, name))

    def _append(self, label: str, parent: int, name: str) -> int:
        self.objects.append(Object(label, parent, name))
        return len(self.objects) - 1

    def _name(self, row: Row, parent: int) -> str:
        """Return the relation, with a number if the parent has it already or means something else by it."""
        name = RELATIONS[row.relation]
        label = self._rows[row.parent].label
        reserved = (label == BAR and name in {"Above", "Below"}) or (label in ROOTS and row.relation is Relation.ABOVE)
        number = max(self._used.get((parent, name), 0) + 1, 1 + reserved)
        self._used[parent, name] = number
        return name if number == 1 else f"{name}{number}"

    def _cell(self, row: Row, matrix: int) -> int:
        """Add the object of a cell."""
        if matrix not in self._cells:
            cell = self._append(CELL, matrix, "Inside")
        elif row.row_break:
            cell = self._append(CELL, self._lines[matrix], NEXT_LINE)
        else:
            cell = self._append(CELL, self._cells[matrix], NEXT_CELL)
        if row.row_break or matrix not in self._cells:
            self._lines[matrix] = cell
        self._cells[matrix] = cell
        return cell


def _fractions(rows: Sequence[Row]) -> set[int]:
    """Return the rows of fractions with anything above or below the bar; without, it is not to be told from a minus."""
    seen: set[tuple[int, Relation]] = set()
    found: set[int] = set()
    for row in rows:
        is_argument = (row.parent, row.relation) not in seen
        seen.add((row.parent, row.relation))
        if row.relation in {Relation.ABOVE, Relation.BELOW} and is_argument and row.label != EMPTY:
            found.add(row.parent)
    return {at for at in found if rows[at].label == _FRACTION}
