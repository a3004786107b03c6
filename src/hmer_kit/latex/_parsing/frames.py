"""What the parser keeps on its stack: rows that are being read and nodes that wait for arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from hmer_kit.latex.commands import Argument
    from hmer_kit.latex.tree import LayoutNode, Slot

__all__ = ["ATOM", "BRACE", "BRACKET", "END", "INPUT", "MATH_ENDS", "RIGHT", "WRAP", "Call", "Row"]

INPUT: Final = "the end of the input"
ATOM: Final = "one symbol or command"
WRAP: Final = "one pair of \\left and \\right"
BRACE: Final = "}"
BRACKET: Final = "]"
END: Final = "\\end"
MATH_ENDS: Final = ("$", "\\)")
RIGHT: Final = "\\right"


class Row:
    r"""A row that is being read.

    A row of cells moves on to a new slot at each separator. What stands between ``\left`` and ``\right`` is a row of
    its own here, so that scripts and infix commands stay within, but it fills the list of the row around it.

    Args:
        node: Owner of the row.
        slot: Slot that the row fills.
        closer: What ends it: one of the constants of this module.
        opener: Index of the token that opened it.
        first: Index of its first token.
        text: Whether it is text, where primes, ``_`` and ``^`` are characters.
        cells: Whether ``\\`` starts a new slot.
    """

    __slots__ = (
        "cells",
        "closer",
        "first",
        "has_middle",
        "infix",
        "limits",
        "marks",
        "node",
        "opener",
        "row",
        "slot",
        "start",
        "text",
    )

    def __init__(
        self,
        node: LayoutNode,
        slot: Slot,
        *,
        closer: str,
        opener: int,
        first: int,
        text: bool = False,
        cells: bool = False,
    ) -> None:
        self.node = node
        self.slot = slot
        self.row = slot.row
        self.start = len(slot.row)
        self.closer = closer
        self.opener = opener
        self.first = first
        self.text = text
        self.cells = cells
        self.infix: tuple[str, list[LayoutNode]] | None = None
        self.limits: tuple[LayoutNode, bool] | None = None
        self.marks: dict[str, list[int]] | None = None
        self.has_middle = False

    def next_slot(self, slot: Slot, *, first: int) -> None:
        """Go on to the next cell, whose first token is ``first``."""
        self.node.slots.append(slot)
        self.slot, self.row, self.start, self.first = slot, slot.row, 0, first
        self.marks = None


class Call:
    """A node that waits for its arguments.

    Args:
        node: The node; a slot is added to it for each argument.
        arguments: What it takes.
        opener: Index of the token to name in an error.
        prefix: Tokens to write before the first argument, such as ``("^",)``.
    """

    __slots__ = ("arguments", "done", "node", "opener", "prefix")

    def __init__(
        self, node: LayoutNode, arguments: tuple[Argument, ...], *, opener: int, prefix: tuple[str, ...] = ()
    ) -> None:
        self.node = node
        self.arguments = arguments
        self.done = 0
        self.opener = opener
        self.prefix = prefix
