"""Looking for nodes below a node: by what they are, and by where they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hmer_kit.exceptions import InputError
from hmer_kit.latex.kinds import Kind, Relation
from hmer_kit.latex.tree.paths import Step, TreePath

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hmer_kit.latex.tree.node import LayoutNode

__all__ = ["Wanted", "follow", "path_to", "wanted"]

_SHOWN = 60
_ROWS = frozenset(Relation) - {Relation.RIGHT}


class Wanted(NamedTuple):
    """What is looked for; None where anything will do."""

    symbol: str | None
    kind: Kind | None
    relation: Relation | None
    where: Callable[[LayoutNode], bool] | None

    def below(self, root: LayoutNode) -> Iterator[LayoutNode]:
        """Yield what fits among the nodes below another, depth first, left to right."""
        stack = list(_rows_of(root))
        while stack:
            relation, node = stack.pop()
            if self._fits(relation, node):
                yield node
            stack.extend(_rows_of(node))

    def _fits(self, relation: Relation, node: LayoutNode) -> bool:
        return (
            (self.symbol is None or node.symbol == self.symbol)
            and (self.kind is None or node.kind is self.kind)
            and (self.relation is None or relation is self.relation)
            and (self.where is None or bool(self.where(node)))
        )


def wanted(
    symbol: str | None, *, kind: Kind | None, relation: Relation | None, where: Callable[[LayoutNode], bool] | None
) -> Wanted:
    """Check what is looked for."""
    if symbol is not None and not isinstance(symbol, str):
        raise InputError(f"expected the symbol as a str such as '\\\\frac', got {type(symbol).__name__}")
    if kind is not None and kind not in frozenset(Kind):
        raise InputError(f"expected a kind out of {', '.join(Kind)}, got {str(kind)[:_SHOWN]!r}")
    if relation is not None and relation not in _ROWS:
        names = ", ".join(each for each in Relation if each in _ROWS)
        raise InputError(f"expected the relation of a row out of {names}, got {str(relation)[:_SHOWN]!r}")
    if where is not None and not callable(where):
        raise InputError(f"expected a function of a node as where=, got {type(where).__name__}")
    return Wanted(symbol, kind and Kind(kind), relation and Relation(relation), where)


def path_to(root: LayoutNode, node: LayoutNode) -> TreePath:
    """Return the way from a node down to the very object ``node``."""
    owners: dict[int, LayoutNode] = {}
    for owner in root.walk():
        if owner is node:
            break
        owners.update((id(child), owner) for slot in owner.slots for child in slot.row)
    else:
        raise InputError(
            f"expected a node of this tree, got {node!r}, which is not in it; an equal node elsewhere is another one: "
            "take it from this tree with walk() or find()"
        )
    steps: list[Step] = []
    while node is not root:
        owner = owners[id(node)]
        steps.append(_step(owner, node))
        node = owner
    return TreePath(tuple(reversed(steps)))


def follow(root: LayoutNode, path: TreePath | str) -> LayoutNode:
    """Return the node at the end of a path."""
    if isinstance(path, str):
        path = TreePath.parse(path)
    if not isinstance(path, TreePath):
        raise InputError(f"expected a TreePath or its text such as 'inside[0]/sup[0]', got {type(path).__name__}")
    node = root
    for number, step in enumerate(path.steps):
        rows = [slot.row for slot in node.slots if slot.relation is step.relation]
        if not (0 <= step.row < len(rows) and 0 <= step.index < len(rows[step.row])):
            raise InputError(f"expected a path within the tree, got '{step}' as step {number}, where {_offer(node)}")
        node = rows[step.row][step.index]
    return node


def _rows_of(node: LayoutNode) -> Iterator[tuple[Relation, LayoutNode]]:
    """Yield the nodes that a node owns with the relations of their rows, last to first."""
    for slot in reversed(node.slots):
        for child in reversed(slot.row):
            yield slot.relation, child


def _step(owner: LayoutNode, node: LayoutNode) -> Step:
    slot, at, index = next(
        (slot, at, index)
        for at, slot in enumerate(owner.slots)
        for index, child in enumerate(slot.row)
        if child is node
    )
    return Step(slot.relation, sum(each.relation is slot.relation for each in owner.slots[:at]), index)


def _offer(node: LayoutNode) -> str:
    return f"there is {node!r}" if node.slots else f"{node!r} owns no row"
