"""The segmentation: which strokes make a symbol, and how symbols lie to each other."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from hmer_kit.exceptions import DataError
from hmer_kit.ink.document import InkSymbol
from hmer_kit.ink.inkml._elements import Group, InkElements
from hmer_kit.ink.inkml._refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.ink.inkml._problems import Problems
    from hmer_kit.latex.kinds import Relation


def symbols_of(elements: InkElements, problems: Problems) -> list[InkSymbol]:
    """Return the groups that have a label and strokes, and count what is wrong with the groups."""
    strokes = _References(elements, problems)
    names = {name for tree in elements.math for name in tree.names()}
    symbols: list[InkSymbol] = []
    for group in elements.groups:
        direct = [member for member in group.members if not isinstance(member, Group)]
        if not direct:
            if not group.members:
                problems.add("group without strokes", group.name)
            continue
        found = strokes.of(group, direct)
        if not group.labels:
            problems.add("group of strokes without a label", group.name)
        elif not found:
            problems.add("symbol without strokes", group.labels[0])
        else:
            symbols.append(InkSymbol(group.labels[0], found, _id(group, names, problems)))
        if len(group.labels) > 1:
            several = "group with several labels, of which the first is taken"
            problems.add(several, group.name, count=len(group.labels) - 1)
    _check_cover(symbols, elements, problems)
    return symbols


def _id(group: Group, names: set[str], problems: Problems) -> str:
    """Return the name by which MathML knows a group: what it refers to, or its own."""
    if not group.hrefs:
        return group.name
    href = group.hrefs[0]
    if names and href not in names:
        problems.add("reference to no element of MathML", href)
        return group.name if group.name in names else href
    return href


def _check_cover(symbols: Sequence[InkSymbol], elements: InkElements, problems: Problems) -> None:
    """Count strokes that stand in no symbol, or in several, where there is a segmentation."""
    if not symbols:
        return
    uses = Counter([stroke for symbol in symbols for stroke in symbol.strokes])
    for name, index in elements.traces.indices.items():
        if index >= 0 and uses[index] != 1:
            problems.add("stroke in several symbols" if uses[index] else "stroke outside any symbol", name)


def relations_of(
    elements: InkElements, symbols: Sequence[InkSymbol], problems: Problems
) -> tuple[tuple[int, int, Relation], ...]:
    """Return the relations that MathML tells, or none and a problem that says why."""
    if not symbols:
        return ()
    if len(elements.math) != 1:
        problems.add("no relations: " + ("MathML more than once" if elements.math else "no MathML"))
        return ()
    counts = Counter([symbol.id for symbol in symbols])
    twice = next((name for name, count in counts.items() if count > 1 or not name), None)
    if twice is not None:
        problems.add("no relations: symbols of one name" if twice else "no relations: symbol without a name", twice)
        return ()
    try:
        return elements.math[0].relations({symbol.id: index for index, symbol in enumerate(symbols)})
    except DataError as error:
        kind, _, name = str(error).partition(": ")
        problems.add(f"no relations: {kind}", name.strip("'"))
        return ()


class _References:
    """Follows references to traces and groups."""

    def __init__(self, elements: InkElements, problems: Problems) -> None:
        self.indices = elements.traces.indices
        self.problems = problems
        self.left = elements.limits.max_elements
        self.groups = {group.name: group for group in elements.groups if group.name}

    def of(self, group: Group, direct: Sequence[int | str]) -> tuple[int, ...]:
        """Return the strokes of a group itself, each once, in the order of the references, which are given.

        Those of groups inside of it are theirs alone, but count where a reference leads to a group.

        Raises:
            Refusal: References lead to references without end.
        """
        indices = [self.indices.get(member, -1) if isinstance(member, str) else member for member in direct]
        if min(indices) >= 0 and len(indices) <= self.left:
            self.left -= len(indices)
            return tuple(dict.fromkeys(indices))
        found: dict[int, None] = {}
        seen = {id(group)}
        pending: list[int | str | Group] = [*reversed(direct)]
        while pending:
            self.left -= 1
            if self.left < 0:
                raise Refusal("expected references that end", code="too_many_references")
            member = pending.pop()
            target = member if isinstance(member, (int, Group)) else self._target(member, group)
            if isinstance(target, int):
                found |= {target: None} if target >= 0 else {}
            elif target is not None and id(target) not in seen:
                seen.add(id(target))
                pending.extend(reversed(target.members))
        return tuple(found)

    def _target(self, name: str, group: Group) -> int | Group | None:
        index = self.indices.get(name)
        if index is not None:
            if index < 0:
                self.problems.add("reference to an empty trace", name)
            return index
        if name in self.groups:
            return self.groups[name]
        self.problems.add("reference to no trace", f"{name} in {group.name}")
        return None
