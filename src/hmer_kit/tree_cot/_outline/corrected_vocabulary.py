"""What the corrected format knows of relations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hmer_kit.exceptions import InputError
from hmer_kit.latex.commands import LIMIT_OPERATORS
from hmer_kit.latex.kinds import Relation
from hmer_kit.latex.spelling import node_of
from hmer_kit.tree_cot._rows.slots import arguments_of, takes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.latex.tree import LayoutNode

__all__ = ["EMPTY_SYMBOL", "ROW", "CorrectedVocabulary"]

EMPTY_SYMBOL: Final = "empty"
"""Stands in a row without symbols; the label of no node, for those are one character or begin with a backslash."""
ROW: Final = "row"
"""The relation of the first cell of every row of a matrix but the first, and how one with another break begins."""


_NAMES: Final = frozenset({*(relation.value for relation in Relation), ROW})


class CorrectedVocabulary:
    """The relations of the layout tree; the shape is ``hmer_kit.tree_cot._outline.rows.Vocabulary``."""

    __slots__ = ("_known", "_nodes")

    names: Sequence[str] = (*(relation.value for relation in Relation), ROW)

    def __init__(self) -> None:
        self._nodes: dict[str, LayoutNode | None] = {}
        self._known: dict[tuple[str, str, int], bool] = {}  # what was asked before

    def knows(self, relation: str) -> bool:
        r"""Return whether the format has such a relation; one of a row may go on with its break, ``row\cr``."""
        return relation in _NAMES or relation.startswith(f"{ROW}\\")

    def takes(self, symbol: str, relation: str, *, owned: int) -> bool:
        """Return whether a symbol that owns so many rows of that relation may own one more."""
        asked = symbol, relation, owned
        if asked not in self._known:
            self._known[asked] = symbol != EMPTY_SYMBOL and self._takes(*asked)
        return self._known[asked]

    def _takes(self, symbol: str, relation: str, owned: int) -> bool:
        node = self._node(symbol)
        wanted = Relation.CELL if relation.startswith(ROW) else Relation(relation)
        return node is None or takes(node, wanted, owned=owned)

    def natural(self, symbol: str) -> Sequence[str]:
        """Return the relations that a symbol is likely to own, in the order in which they come."""
        node = self._node(symbol)
        required = [each.relation.value for each in arguments_of(node) if not each.optional] if node else []
        return [*required, *(("below", "above") if symbol in LIMIT_OPERATORS else ("sup", "sub"))]

    def closed(self, symbol: str) -> bool:
        """Return whether nothing may stand right of a symbol: never, for an empty row is looked at with its symbols."""
        del symbol
        return False

    def _node(self, symbol: str) -> LayoutNode | None:
        """Return the node that a symbol names, or nothing if it names none."""
        if symbol not in self._nodes:
            try:
                self._nodes[symbol] = node_of(symbol)
            except InputError:
                self._nodes[symbol] = None
        return self._nodes[symbol]
