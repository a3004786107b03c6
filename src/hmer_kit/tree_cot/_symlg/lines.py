"""The lines of a symbol-level label graph, and whether they agree with each other."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from hmer_kit.tree_cot._rows.text import is_fence
from hmer_kit.tree_cot._symlg.text import label_of, last_step

if TYPE_CHECKING:
    from hmer_kit.tree_cot._rows.problems import Problems

__all__ = ["Lines", "Symbol"]

_OBJECT = re.compile(r"O,[ \t]*([^\s,]+),[ \t]*(\S+),[ \t]*[0-9.]+,[ \t]*(O[A-Za-z0-9]*)[ \t]*")
_EDGE = re.compile(r"(?:R|EO),[ \t]*([^\s,]+),[ \t]*([^\s,]+),[ \t]*([A-Za-z0-9]+),[ \t]*[0-9.]+[ \t]*")
_COUNT = re.compile(r"# Objects\(([0-9]{1,9})\):\s*")
_BEGINNING = re.compile(r"O(?:,|$)|R(?:,|$)|EO?(?:,|$)|#")


class Symbol(NamedTuple):
    """One object."""

    id: str
    """Its id."""
    label: str
    """What it is."""
    path: str
    """Where it is."""
    line: int
    """Number of its line, counted from 1."""
    text: str
    """The line."""


class _Edge(NamedTuple):
    """One line of a relation."""

    parent: str
    child: str
    relation: str
    line: int
    text: str


class Lines:
    """Reads lines.

    Args:
        problems: Takes what is wrong.
    """

    def __init__(self, problems: Problems) -> None:
        self.symbols: list[Symbol] = []
        self._problems = problems
        self._edges: list[_Edge] = []
        self._paths: set[str] = set()
        self._count: tuple[int, int, str] | None = None

    def read(self, text: str, line: int, *, may_be_cut: bool) -> None:
        """Read one line; one that may be cut is left out if it says nothing new."""
        symbol, edge, count = _OBJECT.fullmatch(text), _EDGE.fullmatch(text), _COUNT.fullmatch(text)
        path = symbol[3].replace("Right", "R") if symbol else ""
        is_cut = may_be_cut and symbol is not None and (path in self._paths or not (last_step(path) or path == "O"))
        if symbol and not is_cut:
            self._paths.add(path)
            self.symbols.append(Symbol(symbol[1], label_of(symbol[2]), path, line, text))
        elif edge:
            self._edges.append(_Edge(edge[1], edge[2], edge[3], line, text))
        elif count:
            self._count = int(count[1]), line, text
        elif is_cut or (text.strip() and not text.startswith("#")):
            self._refuse(text, line, is_cut=is_cut or (may_be_cut and _BEGINNING.match(text) is not None))

    def check(self) -> None:
        """Compare the relations with the paths, and the number of objects with the one at the top."""
        symbols: dict[str, Symbol] = {}
        for symbol in self.symbols:
            if symbol.id in symbols:
                self._report("repeated_id", symbol, "each id once", f"{symbol.id[:20]} again", "went by the paths")
            symbols.setdefault(symbol.id, symbol)
        children = {self._checked(edge, symbols) for edge in self._edges}
        bare = next((symbol for symbol in self.symbols if symbol.path != "O" and symbol.id not in children), None)
        if bare is not None:
            done = "went by the paths"
            self._report("missing_relation", bare, "a line 'R, parent, child, relation'", "none", done, at_end=True)
        if self._count and self._count[0] != len(self.symbols):
            number, line, text = self._count
            at_end = len(self.symbols) < number
            expected, got, done = f"{number} objects", f"{len(self.symbols)}", "took those that are there"
            report = self._problems.report
            report("wrong_count", line=line, text=text, expected=expected, got=got, done=done, at_end=at_end)

    def _checked(self, edge: _Edge, symbols: dict[str, Symbol]) -> str:
        """Return the child of a relation."""
        parent, child = symbols.get(edge.parent), symbols.get(edge.child)
        if parent is None or child is None:
            expected, got = "ids of two objects", f"{edge.parent[:20]} and {edge.child[:20]}"
            self._report("unknown_object", edge, expected, got, "left the relation out")
            return edge.child
        step, said = last_step(child.path), last_step(edge.relation)
        if step is None or said is None or (step.parent, *step[1:]) != (parent.path, *said[1:]):
            expected = f"the last relation of the path {child.path[-40:]} and the object before it"
            self._report("wrong_relation", edge, expected, f"({edge.relation[:20]})", "went by the path")
        return edge.child

    def _refuse(self, text: str, line: int, *, is_cut: bool) -> None:
        code, got = ("code_fence", "a code fence") if is_fence(text) else ("malformed_line", "something else")
        if is_cut:
            code, got = "cut_line", "the beginning of one"
        expected, done = "'O, id, label, 1.0, path' or 'R, parent, child, relation, 1.0'", "left it out"
        self._problems.report(code, line=line, text=text, expected=expected, got=got, done=done, at_end=is_cut)

    def _report(
        self, code: str, at: Symbol | _Edge, expected: str, got: str, done: str, *, at_end: bool = False
    ) -> None:
        self._problems.report(code, line=at.line, text=at.text, expected=expected, got=got, done=done, at_end=at_end)
