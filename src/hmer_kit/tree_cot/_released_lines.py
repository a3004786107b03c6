"""The forgiving reader of the released Tree-CoT text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.tree_cot._outline import RIGHT, Outline
from hmer_kit.tree_cot._problems import FlawLog
from hmer_kit.tree_cot._released_rows import released_latex
from hmer_kit.tree_cot._table import BEGIN, BEGIN_RELATION, END, END_RELATION, NEXT_LINE, PARTS, RELATIONS, SCRIPTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.tree_cot.base import Reading

__all__ = ["ReleasedLines", "ReleasedVocabulary"]

_ENVIRONMENT = (BEGIN_RELATION, END_RELATION)
_SUP_FIRST = tuple(part.relation for part in reversed(SCRIPTS))


class ReleasedVocabulary:
    """The relations of the released format."""

    __slots__ = ()

    names: Sequence[str] = (RIGHT, *sorted(RELATIONS - {RIGHT}), f"{BEGIN_RELATION}name", f"{END_RELATION}name")

    def knows(self, relation: str) -> bool:
        """Return whether the format has such a relation."""
        return relation in RELATIONS or relation.startswith(_ENVIRONMENT)

    def takes(self, symbol: str, relation: str, *, again: bool) -> bool:
        """Return whether a symbol may own a row of that relation; ``again`` if it owns one already."""
        if again or symbol == END:
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


class ReleasedLines:
    """Lines of a released text, well-formed or not; see ``hmer_kit.tree_cot._lines.LineSink``.

    Args:
        log: Flaws found so far.
        outline: Lines read so far.
    """

    __slots__ = ("log", "outline")

    def __init__(self, log: FlawLog | None = None, outline: Outline | None = None) -> None:
        self.log = log or FlawLog()
        self.outline = outline or Outline(ReleasedVocabulary(), self.log)

    def line(self, text: str, *, cut: bool) -> None:
        """Take the next line."""
        self.outline.line(text, cut=cut)

    def copy(self) -> ReleasedLines:
        """Return the same, to go on with on its own."""
        log = self.log.copy()
        return ReleasedLines(log, self.outline.copy(log))

    def reading(self) -> Reading:
        """Return the best expression of the lines so far."""
        log = self.log.copy()
        latex = released_latex(self.outline.rows, log)
        return log.reading(latex)
