"""Names in a symbol-level label graph: of symbols, of relations, of the parent of a path."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final, NamedTuple

from hmer_kit.latex.kinds import Relation

__all__ = [
    "BAR",
    "CELL",
    "NEXT_CELL",
    "NEXT_LINE",
    "OBJECTS",
    "RELATIONS",
    "RELATIONS_TITLE",
    "RIGHT",
    "ROOTS",
    "Step",
    "label_of",
    "label_text",
    "last_step",
    "relation_text",
]

OBJECTS: Final = "# Objects({}):"
"""The line before the objects, but for their number."""
RELATIONS_TITLE: Final = "# Relations from SRT:"
RIGHT: Final = "R"
NEXT_CELL: Final = "NcellR"
NEXT_LINE: Final = "Nrow"
RELATIONS: Final = MappingProxyType(
    {
        Relation.RIGHT: RIGHT,
        Relation.SUB: "Sub",
        Relation.SUP: "Sup",
        Relation.ABOVE: "Above",
        Relation.BELOW: "Below",
        Relation.INSIDE: "Inside",
        Relation.INDEX: "Above",
    }
)
"""The name of each relation but that of cells."""
CELL: Final = "*Cell"
BAR: Final = "-"
ROOTS: Final = frozenset({"\\sqrt", "\\root"})
"""Labels whose index lies above them."""

_NAMES = (NEXT_CELL, NEXT_LINE, *dict.fromkeys(RELATIONS.values()), "Right")
_COMMA = "COMMA"
_DIGITS = "0123456789"
_MOST_DIGITS = 9


class Step(NamedTuple):
    """The last relation of a path."""

    parent: str
    """The path without it."""
    name: str
    """Its name without a number."""
    number: int
    """Its number, 1 if it has none."""


def label_text(label: str) -> str:
    """Return a label as it is written."""
    return _COMMA if label == "," else label


def label_of(text: str) -> str:
    """Return the label that is written so."""
    return "," if text == _COMMA else text


def relation_text(name: str) -> str:
    """Return the relation of a path as it stands in the line of a relation."""
    return "Right" if name == RIGHT else name


def last_step(path: str) -> Step | None:
    """Return the last relation of a path, or of a relation alone; nothing if there is none."""
    body = path.rstrip(_DIGITS)
    digits = path[len(body) :]
    if len(digits) > _MOST_DIGITS or digits[:1] == "0":
        return None
    name = next((name for name in _NAMES if body.endswith(name)), None)
    if name is None:
        return None
    return Step(body[: len(body) - len(name)], RIGHT if name == "Right" else name, int(digits or 1))
