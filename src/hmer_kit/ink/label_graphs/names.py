r"""Names of relations and symbols in label graph files: data only.

The names are those of LgEval and CROHME (``R``, ``Right``, ``Sup`` ...), of the systems whose output LgEval is given
(``HOR``, ``SUPER``, ``SUBSC``, ``ULIMIT`` ...), and of InftyCDB as LgEval's table translates them (``HORIZONTAL``,
``RSUP``, ``UPPER`` ...). What lies before its base, ``LSUP`` and ``LSUB``, has no relation here, nor have the cells of
matrices.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from hmer_kit.latex.aliases import SYMBOL_ALIASES
from hmer_kit.latex.kinds import Relation
from hmer_kit.latex.spelling.labels import GROUP_LABEL

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "COMMA",
    "FRACTION_BAR",
    "LABELS",
    "MERGE",
    "NO_SYMBOL",
    "OBJECT_RELATION_NAMES",
    "RELATIONS",
    "STROKE_RELATION_NAMES",
]

_NAMES = {
    Relation.RIGHT: "R Right RIGHT right r HOR HORIZONTAL horizontal PUNC",
    Relation.SUP: "Sup SUP sup SUPER RSUP",
    Relation.SUB: "Sub SUB sub SUBSC RSUB",
    Relation.ABOVE: "Above ABOVE above A a UPPER ULIMIT",
    Relation.BELOW: "Below BELOW below B b UNDER LLIMIT",
    Relation.INSIDE: "Inside INSIDE inside I CONTAINS",
}

RELATIONS: Final[Mapping[str, Relation]] = MappingProxyType(
    {name: relation for relation, names in _NAMES.items() for name in names.split()}
)
"""Every relation by every name that files have for it."""

OBJECT_RELATION_NAMES: Final[Mapping[Relation, str]] = MappingProxyType(
    {
        Relation.RIGHT: "Right",
        Relation.SUP: "Sup",
        Relation.SUB: "Sub",
        Relation.ABOVE: "Above",
        Relation.BELOW: "Below",
        Relation.INSIDE: "Inside",
        Relation.INDEX: "Above",
    }
)
"""What CROHME's files write between objects; the index of a root lies above it there."""

STROKE_RELATION_NAMES: Final[Mapping[Relation, str]] = MappingProxyType({**OBJECT_RELATION_NAMES, Relation.RIGHT: "R"})
"""What CROHME's files write between strokes, and in paths."""

MERGE: Final = "*"
"""The edge between two strokes of one symbol; newer files have the label of the symbol in its place."""
NO_SYMBOL: Final = "_"
"""LgEval's label of a stroke that belongs to no symbol."""
COMMA: Final = "COMMA"
"""The label of a comma, which parts fields."""
FRACTION_BAR: Final = "-"
r"""The label of a fraction bar in files; in LaTeX it is ``\frac``."""

LABELS: Final[Mapping[str, str]] = MappingProxyType(
    {COMMA: ",", GROUP_LABEL: ""} | {other: usual for usual, *others in SYMBOL_ALIASES for other in others}
)
"""Labels of files that have another spelling in canonical LaTeX; ``{}`` is ours, for scripts without a base."""
