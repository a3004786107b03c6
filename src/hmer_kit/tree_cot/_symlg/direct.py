"""Symbol-level label graphs as ``dumps`` writes them, to symbols in one pass; any other is a matter of ``Lines``.

Paths are as long as the way to the symbol, so text is quadratic in the depth: here each is compared with the path of
its parent and the relation that its line says, at the speed of memory, and is neither searched nor hashed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from hmer_kit.tree_cot._symlg.lines import Symbol
from hmer_kit.tree_cot._symlg.text import OBJECTS, RELATIONS_TITLE, label_of, last_step, relation_text

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Child", "read_direct"]

_OBJECT = re.compile(r"O, ([0-9]+), (\S+), 1\.0, O")
_EDGE = re.compile(r"R, ([0-9]+), ([0-9]+), ([A-Za-z0-9]+), 1\.0")


class Child(NamedTuple):
    """One object that hangs on another."""

    name: str
    number: int
    at: int


class _Edge(NamedTuple):
    """One line of a relation."""

    parent: int
    step: str
    """The relation as a path has it."""
    child: Child


def read_direct(lines: Sequence[str]) -> tuple[list[Symbol], list[list[Child]]] | None:
    """Return the objects, the root first, and what hangs on each.

    Args:
        lines: All lines.

    Returns:
        What ``Lines`` and the paths say; nothing if the text is not just as ``dumps`` writes it.
    """
    count = len(lines) // 2 - 1
    titles = (0, OBJECTS.format(count)), (count + 1, ""), (count + 2, RELATIONS_TITLE)
    if count < 1 or len(lines) % 2 or any(lines[at] != title for at, title in titles):
        return None
    edges = _edges(lines[count + 3 :])
    symbols = None if edges is None else _symbols(lines[1 : count + 1], edges)
    if edges is None or symbols is None:
        return None
    children: list[list[Child]] = [[] for _ in symbols]
    for edge in edges:
        children[edge.parent].append(edge.child)
    return symbols, children


def _edges(lines: Sequence[str]) -> list[_Edge] | None:
    """Return the relations, one for each object but the first, if each object hangs on one before it."""
    numbers = {str(at + 1): at for at in range(len(lines) + 1)}
    names: dict[str, tuple[str, str, int] | None] = {}
    edges = []
    for at, line in enumerate(lines, start=1):
        match = _EDGE.fullmatch(line)
        if match is None or match[2] != str(at + 1):
            return None
        owner, name = numbers.get(match[1], at), match[3]
        if name not in names:
            names[name] = _named(name)
        known = names[name]
        if known is None or owner >= at:
            return None
        edges.append(_Edge(owner, known[0], Child(*known[1:], at)))
    return edges if len({edge[:2] for edge in edges}) == len(edges) else None


def _named(name: str) -> tuple[str, str, int] | None:
    """Return a relation as a path has it, its name and its number; nothing if it is not written so."""
    step = last_step(name)
    if step is None or step.parent:
        return None
    written = f"{step.name}{step.number if step.number > 1 else ''}"
    return (written, step.name, step.number) if relation_text(written) == name else None


def _symbols(lines: Sequence[str], edges: Sequence[_Edge]) -> list[Symbol] | None:
    """Return the objects, if their paths are those that the relations make."""
    symbols: list[Symbol] = []
    path = "O"
    for at, line in enumerate(lines):
        if at:
            edge = edges[at - 1]
            path = symbols[edge.parent].path + edge.step
        match = _OBJECT.match(line)
        if match is None or match[1] != str(at + 1) or line[match.end() - 1 :] != path:
            return None
        symbols.append(Symbol(match[1], label_of(match[2]), path, at + 2, line))
    return symbols
