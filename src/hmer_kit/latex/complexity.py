r"""How complex an expression is.

Uni-MuMER's figure 5 sorts expressions by "structural complexity" and its text does not define it; ``complexity`` is our
definition. ``nesting_level`` is the measure behind MNE, the test set of nested expressions of PosFormer
(arXiv 2407.07764): its N1 is what of CROHME 2014, 2016 and 2019 has the level 1. The 1163 expressions of level 1 among
the 2133 of CROHME 2014 and 2016 are N1's first 1163, in order. N2 is level 2 of the same count; for N3, which counts
roots too, pass ``relations=SCRIPTS_AND_FRACTIONS | ROOTS``.
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
    from hmer_kit.latex.tree import LayoutNode, Slot

__all__ = [
    "ALL_RELATIONS",
    "ROOTS",
    "SCRIPTS_AND_FRACTIONS",
    "Complexity",
    "Structure",
    "complexity",
    "nesting_level",
]

Structure = Relation | tuple[str, Relation]
r"""What may count as structure: a relation, of whatever symbol, or of one alone: ``("\\sqrt", Relation.INSIDE)``."""

SCRIPTS_AND_FRACTIONS: Final = frozenset({Relation.ABOVE, Relation.BELOW, Relation.SUP, Relation.SUB})
"""Scripts, limits, fractions and what is written above or below: the nesting that MNE's N1 and N2 count."""
ROOTS: Final = frozenset({("\\sqrt", Relation.INSIDE), ("\\sqrt", Relation.INDEX)})
"""Radicands and degrees of roots, which MNE's N3 counts as well."""
ALL_RELATIONS: Final = SCRIPTS_AND_FRACTIONS | {Relation.INSIDE, Relation.INDEX, Relation.CELL}
r"""Scripts and fractions, and what is inside a ``\sqrt`` or under an accent, and the cells of a matrix."""

_SYMBOL = Kind.SYMBOL  # looked up once: a member of an enumeration is slow to get at
_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Complexity:
    """Four sizes of one expression.

    Examples:
        >>> Complexity(symbols=3, depth=1, structures=1, tokens=5).depth
        1
    """

    symbols: int
    """Symbols, and one for each command or environment that draws: a fraction bar, a root, an accent, fences."""
    depth: int
    """Counted rows around the most deeply nested row; 0 for an expression on one line."""
    structures: int
    """Nodes that own at least one counted row: a fraction, a root, a base with its scripts, a matrix."""
    tokens: int
    """Its length as LaTeX: tokens, braces and script signs among them."""


def complexity(node: LayoutNode, *, relations: Collection[Structure] = ALL_RELATIONS) -> Complexity:
    r"""Measure a tree.

    A row counts if its relation does, or the pair of its owner's symbol and its relation. What is inside of something
    without ink (redundant braces, a font command, the base of ``\overset``) is on the line of its surroundings and
    does not count, unless the pair is asked for.

    Args:
        node: Any node of a tree; the root for the whole expression.
        relations: What counts as structure: relations, pairs ``(symbol, relation)`` where only those of one symbol
            count, or both.

    Returns:
        Its sizes; all zero for an empty expression.

    Raises:
        InputError: If ``node`` is no node, or ``relations`` holds something else.

    Examples:
        >>> from hmer_kit.latex import Relation, parse
        >>> complexity(parse(r"\frac { x ^ { 2 } } { 3 } + 1"))
        Complexity(symbols=6, depth=2, structures=2, tokens=13)
        >>> complexity(parse(r"\hat { \sqrt { x } }"), relations={("\\sqrt", Relation.INSIDE)}).depth
        1
    """
    require_node(node)
    counted = _checked(relations)
    symbols = depth = structures = tokens = 0
    stack = [(node, 0)]
    push = stack.append
    while stack:
        owner, level = stack.pop()
        symbols += _has_ink(owner)
        tokens += len(owner.head)
        is_structure = False
        for slot in owner.slots:
            tokens += len(slot.open) + len(slot.close)
            inner = level
            if _counts(owner, slot, counted):
                is_structure = True
                inner += 1
                depth = max(depth, inner)
            for child in slot.row:
                if child.slots or child.kind is not _SYMBOL:
                    push((child, inner))
                    continue
                symbols += child.symbol != ""
                tokens += len(child.head)
        structures += is_structure
    return Complexity(symbols, depth, structures, tokens)


def nesting_level(node: LayoutNode, *, relations: Collection[Structure] = SCRIPTS_AND_FRACTIONS) -> int:
    r"""Return how deep structures are nested in each other, as MNE counts it.

    Args:
        node: Any node of a tree; the root for the whole expression.
        relations: What counts as structure, see ``complexity``; by default what MNE's N1 and N2 count: scripts, limits
            and fractions, not ``\sqrt``.

    Returns:
        0 for an expression on one line, 1 for ``x ^ { 2 } + \frac { 1 } { 2 }``.

    Raises:
        InputError: If ``node`` is no node, or ``relations`` holds something else.

    Examples:
        >>> from hmer_kit.latex import parse
        >>> tree = parse(r"\sqrt { e ^ { x _ { 1 } } }")
        >>> nesting_level(tree), nesting_level(tree, relations=SCRIPTS_AND_FRACTIONS | ROOTS)
        (2, 3)
    """
    return complexity(node, relations=relations).depth


def _counts(owner: LayoutNode, slot: Slot, counted: frozenset[Structure]) -> bool:
    """Return whether a row is one more level."""
    if slot.relation in counted and (slot.relation is not Relation.INSIDE or _has_ink(owner)):
        return True
    return (owner.symbol, slot.relation) in counted


def _has_ink(node: LayoutNode) -> bool:
    """Return whether a node draws something of its own."""
    if node.kind is Kind.SYMBOL:
        return bool(node.symbol)
    if node.kind is Kind.COMMAND:
        known = COMMANDS.get(node.symbol) or INFIX_COMMANDS.get(node.symbol)
        return known is None or known.ink
    if node.kind is Kind.ENVIRONMENT:
        return node.symbol in ENVIRONMENTS and any(ENVIRONMENTS[node.symbol].fences)
    return False


def _checked(relations: Collection[Structure]) -> frozenset[Structure]:
    """Return what counts as a set, after a look at each."""
    if relations is ALL_RELATIONS:
        return ALL_RELATIONS
    if not isinstance(relations, Collection) or isinstance(relations, (str, bytes)):
        raise _not_relations(relations)
    return frozenset(_structure(item, relations) for item in relations)


def _structure(item: object, relations: object) -> Structure:
    symbol, relation = item if isinstance(item, tuple) and len(item) == 2 else (None, item)
    if not isinstance(relation, str) or relation not in ALL_RELATIONS:
        raise _not_relations(relations)
    if symbol is None:
        return Relation(relation)
    if not isinstance(symbol, str):
        raise _not_relations(relations)
    return symbol, Relation(relation)


def _not_relations(relations: object) -> InputError:
    names = ", ".join(sorted(ALL_RELATIONS))
    return InputError(
        f"expected relations out of {names}, or pairs (symbol, relation), got {str(relations)[:_SHOWN]!r}; "
        "pass a set such as {Relation.SUP, ('\\\\sqrt', Relation.INSIDE)}"
    )
