"""What the released format knows of relations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.tree_cot._outline.rows import RIGHT
from hmer_kit.tree_cot._released.table import (
    BEGIN,
    BEGIN_RELATION,
    END,
    END_RELATION,
    NEXT_LINE,
    PARTS,
    RELATIONS,
    SCRIPTS,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["ReleasedVocabulary"]

_ENVIRONMENT = (BEGIN_RELATION, END_RELATION)
_SUP_FIRST = tuple(part.relation for part in reversed(SCRIPTS))


class ReleasedVocabulary:
    """The relations of the released format; the shape is ``hmer_kit.tree_cot._outline.rows.Vocabulary``."""

    __slots__ = ()

    names: Sequence[str] = (RIGHT, *sorted(RELATIONS - {RIGHT}), BEGIN_RELATION, END_RELATION)

    def knows(self, relation: str) -> bool:
        """Return whether the format has such a relation."""
        return relation in RELATIONS or relation.startswith(_ENVIRONMENT)

    def takes(self, symbol: str, relation: str, *, owned: int) -> bool:
        """Return whether a symbol that owns so many rows of that relation may own one more."""
        if owned or symbol == END:
            return False
        if relation == NEXT_LINE:
            return True
        if symbol == BEGIN or relation.startswith(_ENVIRONMENT):
            return symbol == BEGIN and relation.startswith(_ENVIRONMENT)
        return any(part.relation == relation for part in PARTS.get(symbol, SCRIPTS))

    def natural(self, symbol: str) -> Sequence[str]:
        """Return the relations that a symbol is likely to own, in the order in which they come."""
        if symbol not in PARTS:
            return _SUP_FIRST
        required = [part.relation for part in PARTS[symbol] if part.required]
        return required + [part.relation for part in PARTS[symbol] if not part.required]

    def closed(self, symbol: str) -> bool:
        """Return whether nothing may stand right of a symbol."""
        return symbol == END
