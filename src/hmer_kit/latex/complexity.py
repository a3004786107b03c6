r"""How complex an expression is.

Uni-MuMER's figure 5 sorts expressions by "structural complexity" and its text does not define it; this is our
definition. MNE's levels N1 and N2 count scripts and fractions but no ``\sqrt``: pass
``relations=SCRIPTS_AND_FRACTIONS`` for those.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from hmer_kit.exceptions import InputError
from hmer_kit.latex._checks import require_node
from hmer_kit.latex.commands import COMMANDS, ENVIRONMENTS, INFIX_COMMANDS
from hmer_kit.latex.kinds import Kind, Relation

if TYPE_CHECKING:
    from hmer_kit.latex.tree import LayoutNode

__all__ = ["ALL_RELATIONS", "SCRIPTS_AND_FRACTIONS", "Complexity", "complexity"]

SCRIPTS_AND_FRACTIONS: Final = frozenset({Relation.ABOVE, Relation.BELOW, Relation.SUP, Relation.SUB})
"""Scripts, limits, fractions and what is written above or below: the nesting that MNE's N1 and N2 count."""
ALL_RELATIONS: Final = SCRIPTS_AND_FRACTIONS | {Relation.INSIDE, Relation.INDEX, Relation.CELL}
r"""The same, and what is inside a ``\sqrt`` or under an accent, and the cells of a matrix."""


@dataclass(frozen=True, slots=True)
class Complexity:
    """Three sizes of one expression.

    Examples:
        >>> Complexity(symbols=3, depth=1, structures=1).depth
        1
    """

    symbols: int
    """Symbols, and one for each command or environment that draws: a fraction bar, a root, an accent, fences."""
    depth: int
    """Counted rows around the most deeply nested row; 0 for an expression on one line."""
    structures: int
    """Nodes that own at least one counted row: a fraction, a root, a base with its scripts, a matrix."""


def complexity(node: LayoutNode, *, relations: Collection[Relation] = ALL_RELATIONS) -> Complexity:
    r"""Measure a tree.

    A row counts if its relation does. What is inside of nothing that has ink (redundant braces, a font command, the
    base of ``\overset``) is on the line of its surroundings and does not count.

    Args:
        node: Any node of a tree; the root for the whole expression.
        relations: The relations that count as structure.

    Returns:
        Its sizes; all zero for an empty expression.

    Raises:
        InputError: If ``node`` is no node, or ``relations`` holds something else.

    Examples:
        >>> from hmer_kit.latex import parse
        >>> complexity(parse(r"\frac { x ^ { 2 } } { 3 } + 1"))
        Complexity(symbols=6, depth=2, structures=2)
    """
    require_node(node)
    counted = _checked(relations)
    symbols = depth = structures = 0
    stack = [(node, 0)]
    while stack:
        owner, level = stack.pop()
        ink = _ink(owner)
        symbols += ink
        is_structure = False
        for slot in owner.slots:
            counts = slot.relation in counted and (ink or slot.relation is not Relation.INSIDE)
            is_structure |= counts
            depth = max(depth, level + counts)
            stack.extend((child, level + counts) for child in slot.row)
        structures += is_structure
    return Complexity(symbols, depth, structures)


def _ink(node: LayoutNode) -> bool:
    """Return whether a node draws something of its own."""
    if node.kind is Kind.SYMBOL:
        return bool(node.symbol)
    if node.kind is Kind.COMMAND:
        known = COMMANDS.get(node.symbol) or INFIX_COMMANDS.get(node.symbol)
        return known is None or known.ink
    if node.kind is Kind.ENVIRONMENT:
        return node.symbol in ENVIRONMENTS and any(ENVIRONMENTS[node.symbol].fences)
    return False


def _checked(relations: Collection[Relation]) -> frozenset[Relation]:
    """Return the relations as a set, after a look at each."""
    names = ", ".join(sorted(ALL_RELATIONS))
    known = isinstance(relations, Collection) and not isinstance(relations, (str, bytes))
    if not known or not all(isinstance(relation, str) and relation in ALL_RELATIONS for relation in relations):
        raise InputError(f"expected relations out of {names}, got {relations!r}; pass a set such as {{Relation.SUP}}")
    return frozenset(Relation(relation) for relation in relations)
