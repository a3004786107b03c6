"""The rows that a node of the symbol layout tree owns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hmer_kit.latex.commands import LIMIT_CONTROLS, ROW_BREAKS, SCRIPT_SIGNS
from hmer_kit.latex.kinds import Relation
from hmer_kit.latex.tree._records import are_equal

if TYPE_CHECKING:
    from hmer_kit.latex.tree.node import LayoutNode

__all__ = ["Slot"]

_CELL = Relation.CELL  # looked up once: a member of an enumeration is slow to get at
_SCRIPT_RELATIONS = frozenset({Relation.SUB, Relation.SUP})
_SCRIPT_OPENERS = SCRIPT_SIGNS.keys() | LIMIT_CONTROLS.keys()


class Slot:
    r"""A row that a node owns, its relation, and the tokens written around it.

    Slots are equal if relation, tokens and rows are.

    Args:
        relation: Where the row lies, seen from the owner.
        row: Nodes from left to right; may be empty.
        open: Tokens written before the row: ``("_", "{")``, ``("\\limits", "_")``, ``("[",)``, ``("&",)``, ``()``.
        close: Tokens written after it: ``("}",)``, ``("]",)``, ``("\\end", "{cases}")``, ``()``.

    Examples:
        >>> from hmer_kit.latex import LayoutNode
        >>> Slot(Relation.SUP, [LayoutNode("2")], open=("^",)).is_script
        True
    """

    __slots__ = ("close", "open", "relation", "row")
    __hash__ = None  # type: ignore[assignment]

    def __init__(
        self,
        relation: Relation,
        row: list[LayoutNode],
        *,
        open: tuple[str, ...] = (),  # noqa: A002 - pairs with close
        close: tuple[str, ...] = (),
    ) -> None:
        self.relation = relation
        self.row = row
        self.open = open
        self.close = close

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Slot):
            return NotImplemented
        return _own(self) == _own(other) and all(map(are_equal, self.row, other.row))

    def __repr__(self) -> str:
        return f"<Slot {self.relation.value}[{len(self.row)}]>"

    @property
    def is_script(self) -> bool:
        r"""Whether the row was attached with ``_``, ``^`` or as a prime, and is no argument or cell."""
        return self.relation in _SCRIPT_RELATIONS or bool(self.open and self.open[0] in _SCRIPT_OPENERS)

    @property
    def starts_row(self) -> bool:
        r"""Whether the slot is a cell after ``\\``: the first of a further row of its matrix."""
        return self.relation is _CELL and bool(self.open and self.open[0] in ROW_BREAKS)


def _own(slot: Slot) -> tuple[Any, ...]:
    return slot.relation, slot.open, slot.close, len(slot.row)
