"""Symbol-level label graphs, whole or damaged, to an expression."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from hmer_kit.latex.commands import COMMANDS
from hmer_kit.latex.kinds import Relation
from hmer_kit.latex.spelling.labels import GROUP_LABEL
from hmer_kit.tree_cot._rows.build import build
from hmer_kit.tree_cot._rows.rows import EMPTY, START, Row
from hmer_kit.tree_cot._rows.text import split_lines
from hmer_kit.tree_cot._rows.whole import without_carriage_returns
from hmer_kit.tree_cot._symlg.direct import Child, read_direct
from hmer_kit.tree_cot._symlg.lines import Lines
from hmer_kit.tree_cot._symlg.text import BAR, CELL, NEXT_CELL, NEXT_LINE, RELATIONS, RIGHT, ROOTS, Step, last_step

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.tree_cot._rows.problems import Problems
    from hmer_kit.tree_cot._symlg.lines import Symbol

__all__ = ["read_symlg"]

_ROW_BREAK: Final = "\\\\"
_MOST_STEPS: Final = 64
"""How far up a path an object is looked for that another may hang on."""
_INSIDE: Final = RELATIONS[Relation.INSIDE]
_BY_NAME: dict[str, Relation] = {
    name: relation for relation, name in RELATIONS.items() if relation is not Relation.INDEX
}
_INSIDES: dict[str, int] = {
    name: sum(argument.relation is Relation.INSIDE for argument in command.arguments)
    for name, command in COMMANDS.items()
}
"""How many arguments of a command lie inside it; their numbers tell them apart where some are empty."""
_CELL_ORDER = {_INSIDE: 0, NEXT_CELL: 1, NEXT_LINE: 2}


def read_symlg(text: str, problems: Problems) -> str:
    """Return the LaTeX of a label graph.

    Args:
        text: The label graph, whole or damaged.
        problems: Takes what is wrong.
    """
    every = split_lines(without_carriage_returns(text, problems))
    direct = read_direct(every)
    if direct:
        tree = _Tree(*direct, problems)
    else:
        lines = Lines(problems)
        for number, line in enumerate(every, start=1):
            lines.read(line, number, may_be_cut=number == len(every) and not text.endswith("\n"))
        tree = _Tree(lines.symbols, [[] for _ in lines.symbols], problems)
        tree.hang()
        lines.check()
    latex = build(tree.rows(), problems, implied=True)
    if not latex:
        expected, done = "at least one line 'O, id, label, 1.0, path'", "gave an empty expression"
        problems.report("empty", line=1, text="", expected=expected, got="none", done=done)
    return latex


class _Visit(NamedTuple):
    """One object that is about to become a row."""

    at: int
    parent: int
    relation: Relation
    row_break: str = ""
    is_cell: bool = False
    """Whether it is the object of a cell, and ``parent`` the row of the matrix."""
    is_empty: bool = False
    """Whether it stands for an argument without an object, before that of ``at``."""


class _Tree:
    """Objects by their paths.

    Args:
        symbols: The objects.
        children: What hangs on each.
        problems: Takes what is wrong.
    """

    def __init__(self, symbols: Sequence[Symbol], children: list[list[Child]], problems: Problems) -> None:
        self._symbols = symbols
        self._children = children
        self._problems = problems
        self._paths: dict[str, int] = {}
        self._root = 0

    def hang(self) -> None:
        """Hang the objects on each other by their paths."""
        symbols = self._symbols
        for at, symbol in enumerate(symbols):
            self._paths.setdefault(symbol.path, at)
        self._root = self._paths.get("O", -1)
        if symbols and self._root < 0:
            self._root = min(range(len(symbols)), key=lambda at: len(symbols[at].path))
            self._report("missing_root", self._root, "an object with the path O", "took the one nearest to it")
        for at in range(len(symbols)):
            if at != self._root:
                self._hang(at)

    def rows(self) -> list[Row]:
        """Return the rows, each after its parent."""
        rows: list[Row] = []
        pending = [_Visit(self._root, START, Relation.INSIDE)] if self._symbols else []
        while pending:
            visit = pending.pop()
            if visit.is_empty:
                symbol = self._symbols[visit.at]
                rows.append(Row(EMPTY, visit.parent, visit.relation, "", symbol.line, symbol.text))
                continue
            below = self._cell(visit, rows) if visit.is_cell else self._symbol(visit, rows)
            pending.extend(reversed(below))
        return rows

    def _hang(self, at: int) -> None:
        """Hang an object on another by its path."""
        path = self._symbols[at].path
        step = last_step(path)
        if self._paths[path] != at:
            self._report("repeated_path", at, "each path once", "put it on the right of the first")
            self._children[self._paths[path]].append(Child(RIGHT, 1, at))
        elif step is not None and step.parent in self._paths:
            self._children[self._paths[step.parent]].append(Child(step.name, step.number, at))
        else:
            parent, step = self._nearest(step)
            code, done = ("bad_path", "a path of relations") if step is None else ("unknown_path", "its parent's path")
            expected = f"{done} that begins with O" if step is None else f"an object with {done}"
            self._report(code, at, expected, "hung it on the nearest")
            name, number = (step.name, step.number) if step else (RIGHT, 1)
            self._children[parent].append(Child(name, number, at))

    def _nearest(self, step: Step | None) -> tuple[int, Step | None]:
        """Return the nearest object up a path, and the relation that leads away from it."""
        first = step
        for _ in range(_MOST_STEPS):
            if step is None:
                break
            if step.parent in self._paths:
                return self._paths[step.parent], step
            step = last_step(step.parent)
        return self._root, first and first._replace(name=RIGHT, number=1)

    def _symbol(self, visit: _Visit, rows: list[Row]) -> list[_Visit]:
        """Add the row of a symbol; return what hangs on it."""
        symbol, children = self._symbols[visit.at], self._children[visit.at]
        label = symbol.label
        if label == CELL:
            self._report("misplaced_cell", visit.at, f"{CELL} inside a matrix or beside another", "took it for a group")
            label = GROUP_LABEL
        if label == BAR and any(child.name in {"Above", "Below"} and child.number == 1 for child in children):
            label = "\\frac"
        rows.append(Row(label, visit.parent, visit.relation, visit.row_break, symbol.line, symbol.text))
        visits = [self._visit(child, len(rows) - 1, label) for child in children]
        return visits if _INSIDES.get(label, 0) < 2 else _with_empty(visits, children, most=_INSIDES[label])

    def _visit(self, child: Child, parent: int, label: str) -> _Visit:
        if child.name == _INSIDE and self._symbols[child.at].label == CELL:
            return _Visit(child.at, parent, Relation.CELL, is_cell=True)
        if child.name not in _BY_NAME:
            self._report("misplaced_cell", child.at, f"the relation {child.name} from a {CELL}", "put it on the right")
        relation: Relation = _BY_NAME.get(child.name, Relation.RIGHT)
        if relation is Relation.ABOVE and child.number == 1 and label in ROOTS:
            relation = Relation.INDEX
        return _Visit(child.at, parent, relation)

    def _cell(self, visit: _Visit, rows: list[Row]) -> list[_Visit]:
        """Return what stands in a cell, and the cells after it; add an empty row if nothing stands in it."""
        symbol, matrix = self._symbols[visit.at], visit.parent
        children = sorted(self._children[visit.at], key=lambda child: _CELL_ORDER.get(child.name, 0))
        if not any(child.name == _INSIDE for child in children):
            rows.append(Row(EMPTY, matrix, Relation.CELL, visit.row_break, symbol.line, symbol.text))
        visits = []
        for child in children:
            is_cell = self._symbols[child.at].label == CELL
            if child.name == _INSIDE:
                visits.append(_Visit(child.at, matrix, Relation.CELL, visit.row_break))
            elif child.name in {NEXT_CELL, NEXT_LINE}:
                row_break = _ROW_BREAK if child.name == NEXT_LINE else ""
                visits.append(_Visit(child.at, matrix, Relation.CELL, row_break, is_cell=is_cell))
            else:
                done = "put it on the right of the matrix"
                self._report("misplaced_relation", child.at, f"relations that a {CELL} can take", done)
                visits.append(_Visit(child.at, matrix, Relation.RIGHT))
        return visits

    def _report(self, code: str, at: int, expected: str, done: str) -> None:
        symbol = self._symbols[at]
        got = f"'{symbol.label[:40]}' at {symbol.path[-40:]}"
        self._problems.report(code, line=symbol.line, text=symbol.text, expected=expected, got=got, done=done)


def _with_empty(visits: Sequence[_Visit], children: Sequence[Child], *, most: int) -> list[_Visit]:
    """Put an empty row wherever numbers leave one of ``most`` arguments out."""
    found: list[_Visit] = []
    inside = 0
    for visit, child in zip(visits, children, strict=True):
        if visit.relation is Relation.INSIDE:
            before = min(child.number, most) - inside - 1
            found += [visit._replace(is_empty=True)] * before
            inside += max(before, 0) + 1
        found.append(visit)
    return found
