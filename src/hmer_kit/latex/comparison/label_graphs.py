r"""The symbols of an expression and the relations between them, as CROHME's label graphs have them.

Each symbol with ink is a node with a label. It has one edge to the symbol that it follows: the first of a row hangs on
the owner of the row, by the relation of the row, and every other on its left neighbour, by ``right``. What is spelling
alone leaves no trace, see ``hmer_kit.latex.comparison.keys``, nor do fonts, which label graphs do not know.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hmer_kit.latex._checks import require_node
from hmer_kit.latex.comparison._ink import CLOSE, RELATIONS, is_clear_or_font, key_of, sign_of
from hmer_kit.latex.kinds import Relation

if TYPE_CHECKING:
    from hmer_kit.latex.tree import LayoutNode

__all__ = ["LabelGraph", "label_graph"]


@dataclass(frozen=True, slots=True)
class LabelGraph:
    """Symbols in reading order, each with its edge; the three tuples are of one length.

    Examples:
        >>> LabelGraph(("x",), (-1,), (Relation.RIGHT,)).labels
        ('x',)
    """

    labels: tuple[str, ...]
    r"""Labels, ``"x"`` or ``"\\frac"``; ``""`` where scripts have no base."""
    parents: tuple[int, ...]
    """Index of the symbol that each hangs on; -1 for the first of all."""
    relations: tuple[Relation, ...]
    """Relation to that symbol; ``right`` for the first of all. A matrix has a ``cell`` edge for each of its cells."""


def label_graph(node: LayoutNode) -> LabelGraph:
    r"""Return the symbols of a tree and the relations between them.

    Args:
        node: Any node of a tree; the root for the whole expression.

    Raises:
        InputError: ``node`` is no node.

    Examples:
        >>> from hmer_kit.latex import parse
        >>> graph = label_graph(parse(r"x ^ { 2 } + \frac { 1 } { y }"))
        >>> for label, parent, relation in zip(graph.labels, graph.parents, graph.relations, strict=True):
        ...     print(f"{graph.labels[parent] if parent >= 0 else '':5} {relation:6} {label}")
              right  x
        x     sup    2
        x     right  +
        +     right  \frac
        \frac above  1
        \frac below  y
    """
    require_node(node)
    labels: list[str] = []
    parents: list[int] = []
    relations: list[Relation] = []
    owners: list[int] = []
    last, relation = -1, Relation.RIGHT
    for item in key_of(node, clear=is_clear_or_font, name=sign_of):
        if isinstance(item, str):
            parents.append(last)
            relations.append(relation)
            last, relation = len(labels), Relation.RIGHT
            labels.append(item)
        elif item == CLOSE:
            last, relation = owners.pop(), Relation.RIGHT
        else:
            owners.append(last)
            relation = RELATIONS[item]
    return LabelGraph(tuple(labels), tuple(parents), tuple(relations))
