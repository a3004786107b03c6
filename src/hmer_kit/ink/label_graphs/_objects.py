"""Label graphs of objects, ``O`` and ``R``: symbols with their strokes, or with their paths where there is no ink."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from hmer_kit.ink.document import InkSymbol
from hmer_kit.ink.label_graphs._reduction import Edge, tree_of
from hmer_kit.ink.label_graphs.names import RELATIONS, STROKE_RELATION_NAMES
from hmer_kit.ink.label_graphs.symbol_graph import SymbolGraph

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hmer_kit.ink.label_graphs._lines import Line, Source

__all__ = ["ROOT_PATH", "read_objects"]

ROOT_PATH: Final = "O"
"""The path of the first symbol in files without ink; the others add the relations that lead to them."""

_STEPS: Final = tuple(dict.fromkeys(("Right", *STROKE_RELATION_NAMES.values())))


class _Object(NamedTuple):
    """One line ``O``."""

    number: int
    """Which of the objects it is."""
    line: Line

    @property
    def id(self) -> str:
        return self.line.fields[1]

    @property
    def label(self) -> str:
        return self.line.fields[2]

    @property
    def members(self) -> list[str]:
        return [member for member in self.line.fields[4:] if member]


def read_objects(lines: Iterable[Line], source: Source) -> SymbolGraph:
    """Return the graph of a file of objects.

    Raises:
        DataError: See ``load_label_graph``.
    """
    objects: dict[str, _Object] = {}
    related = []
    for line in lines:
        if line.kind == "R":
            related.append(line)
        elif line.fields[1] in objects:
            first = objects[line.fields[1]].line.number
            problem = f"expected each object once, got {line.fields[1][:40]!r} again, as in line {first}"
            source.refuse("duplicate_node", problem, line=line.number, column=2)
        else:
            objects[line.fields[1]] = _Object(len(objects), line)
    every = list(objects.values())
    edges = _edges(related, objects, source)
    is_inkless = any(each.members == [ROOT_PATH] for each in every)
    if is_inkless:
        edges = _path_edges(every, edges, source)
    strokes: dict[str, int] = {} if is_inkless else _strokes(every, source)
    symbols = tuple(
        InkSymbol(each.label, tuple(strokes[member] for member in each.members if member in strokes), each.id)
        for each in every
    )
    tree = tree_of(len(symbols), edges, source, named=lambda at: f"{every[at].label[:40]!r} ({every[at].id[:40]})")
    relations = tuple((edge.parent, edge.child, edge.relation) for edge in tree)
    return SymbolGraph(source.name or source.path, symbols, relations, tuple(strokes), source.all_problems())


def _edges(lines: Iterable[Line], objects: dict[str, _Object], source: Source) -> list[Edge]:
    found: dict[tuple[int, int], Edge] = {}
    for line in lines:
        _, one, other, name, *_ = line.fields
        for column, wanted in ((2, one), (3, other)):
            if wanted not in objects:
                problem = f"expected the id of an object, got {wanted[:40]!r}"
                source.refuse("unknown_object", problem, line=line.number, column=column)
        if one == other:
            problem = f"expected a relation of two objects, got one of {one[:40]!r} to itself"
            source.refuse("self_edge", problem, line=line.number, column=3)
        pair = objects[one].number, objects[other].number
        new = Edge(*pair, line.relation(source), line.number)
        edge = found.setdefault(pair, new)
        if edge.relation is not new.relation:
            problem = f"expected {edge.relation.value} again, as in line {edge.line}, got {name[:40]!r}"
            source.refuse("contradictory_edges", problem, line=line.number, column=4)
        if edge is not new:
            source.note(f"line {line.number}: the relation of line {edge.line} again")
    return list(found.values())


def _strokes(objects: Iterable[_Object], source: Source) -> dict[str, int]:
    """Return the place of each stroke, by numbers where all are numbers."""
    owners: dict[str, _Object] = {}
    for each in objects:
        if not each.members:
            source.note(f"line {each.line.number}: the object {each.id[:40]!r} has no strokes")
        for at, stroke in enumerate(each.members, start=5):
            first = owners.setdefault(stroke, each)
            if first is not each:
                problem = (
                    f"expected a stroke of one object, got {stroke[:40]!r}, which belongs to {first.id[:40]!r} too"
                )
                source.refuse("shared_stroke", problem, line=each.line.number, column=at)
    names = list(owners)
    if all(name.isascii() and name.isdigit() and len(name) < 10 for name in names):
        names.sort(key=int)
    return {name: at for at, name in enumerate(names)}


def _path_edges(objects: list[_Object], edges: list[Edge], source: Source) -> list[Edge]:
    """Return the relations that paths say; they must be those of the lines ``R``, if there are any."""
    paths: dict[str, _Object] = {}
    for each in objects:
        if len(each.members) != 1 or paths.setdefault(each.members[0], each) is not each:
            problem = "expected one path, which no other object has, as the last field"
            source.refuse("bad_path", problem, line=each.line.number, column=5)
    found = [_path_edge(each, paths, source) for path, each in paths.items() if path != ROOT_PATH]
    said = {edge[:2]: edge for edge in edges}
    for edge in found if edges else ():
        other = said.pop(edge[:2], None)
        if other is None or other.relation is not edge.relation:
            got = "none" if other is None else other.relation.value
            problem = f"expected {edge.relation.value} in the line R of this object, as its path has it, got {got}"
            source.refuse("contradictory_edges", problem, line=edge.line, column=5)
    for left in said.values():
        problem = f"expected the relations that the paths say, got {left.relation.value} beside them"
        source.refuse("contradictory_edges", problem, line=left.line)
    return found


def _path_edge(each: _Object, paths: dict[str, _Object], source: Source) -> Edge:
    path = each.members[0]
    step = next((name for name in _STEPS if path.endswith(name)), "")
    parent = paths.get(path[: len(path) - len(step)]) if step else None
    if parent is None:
        shown = path if len(path) <= 60 else f"... {path[-60:]}"
        problem = f"expected the path of another object and {', '.join(_STEPS)}, got {shown!r}"
        source.refuse("bad_path", problem, line=each.line.number, column=5)
    return Edge(parent.number, each.number, RELATIONS[step], each.line.number)
