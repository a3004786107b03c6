"""The two vocabularies of the symbol layout tree: relations and kinds of nodes."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Kind", "Relation"]


class Relation(StrEnum):
    """Spatial relation of a row to the node that owns it (CROHME / LgEval terms, and two of ours).

    Examples:
        >>> Relation("sup") is Relation.SUP
        True
    """

    RIGHT = "right"
    """The next node of the same row; no slot has this relation."""
    ABOVE = "above"
    BELOW = "below"
    SUP = "sup"
    SUB = "sub"
    INSIDE = "inside"
    INDEX = "index"
    """Degree of a root, up left of its sign (TDv2 calls it ``leftup``)."""
    CELL = "cell"
    """One cell of a matrix, row by row."""

    __hash__ = str.__hash__  # that of its value, to which it is equal; an enumeration's own is slow


class Kind(StrEnum):
    """What sort of node it is.

    Examples:
        >>> Kind("root") is Kind.ROOT
        True
    """

    ROOT = "root"
    """The whole expression: one ``inside`` slot, no ink of its own."""
    SYMBOL = "symbol"
    r"""One symbol, or nothing (``symbol == ""``) where scripts lack a base. A fence, ``\left (``, is ``(``."""
    COMMAND = "command"
    r"""A command with arguments: ``\frac``, ``\sqrt``, ``\hat``, ``\overset``, ``\mathrm``, infix ``\over`` ..."""
    GROUP = "group"
    """Braces that no command asked for, ``{ a }``: one ``inside`` slot, no ink of its own."""
    ENVIRONMENT = "environment"
    r"""``\begin {name} ... \end {name}``; ``symbol`` is the bare name; ``cell`` slots."""
    SPACE = "space"
    r"""Spacing or a switch, no ink: ``\,``, ``\displaystyle``, ``\hline``, ``\\`` outside a matrix, ``\right .``."""

    __hash__ = str.__hash__  # as that of a relation
