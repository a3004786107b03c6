"""The state of one parse: a place in the source and a stack of open rows and calls."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NoReturn

from hmer_kit.latex._parsing.frames import BRACE, END, RIGHT, Call, Row
from hmer_kit.latex.commands import INFIX_COMMANDS, LIMIT_CONTROLS, MATH_DELIMITERS, ROW_BREAKS, SCRIPT_SIGNS
from hmer_kit.latex.kinds import Kind, Relation
from hmer_kit.latex.tree import LayoutNode, Slot

if TYPE_CHECKING:
    from hmer_kit.latex._parsing.source import Source

__all__ = ["NO_ARGUMENT", "State"]

NO_ARGUMENT = (
    frozenset({BRACE, "&", "\\left", "\\middle", RIGHT, END})
    | SCRIPT_SIGNS.keys()
    | LIMIT_CONTROLS.keys()
    | INFIX_COMMANDS.keys()
    | ROW_BREAKS
    | MATH_DELIMITERS
)
"""Tokens that cannot stand where an argument without braces is due."""

_DIMENSION = re.compile(r"[+-]?\d*\.?\d+(?:pt|em|ex|mu|mm|cm|in|pc|bp|px|sp)")
_LONGEST_DIMENSION = 12


class State:
    """Where a parse stands.

    Args:
        source: What is parsed.
    """

    __slots__ = ("at", "source", "stack", "texts")

    def __init__(self, source: Source) -> None:
        self.source = source
        self.texts = source.texts
        self.at = 0
        self.stack: list[Row | Call] = []

    def add(self, row: Row, node: LayoutNode, first: int) -> LayoutNode:
        """Append a node to a row; it reaches from token ``first`` to before the present one."""
        node.tokens = (first, self.at)
        node.span = self.source.span(first, self.at)
        row.row.append(node)
        return node

    def extend(self, node: LayoutNode) -> None:
        """Let a node reach to before the present token."""
        first = node.tokens[0] if node.tokens else 0
        node.tokens = (first, self.at)
        node.span = self.source.span(first, self.at)

    def base(self, row: Row) -> LayoutNode:
        """Return the node that a script belongs to: the last one, or a new one without ink."""
        if len(row.row) > row.start and row.row[-1].kind is not Kind.SPACE:
            return row.row[-1]
        return self.add(row, LayoutNode(""), self.at)

    def close(self, row: Row) -> None:
        """End the innermost row before the present token."""
        self.end_infix(row)
        self.stack.pop()

    def end_infix(self, row: Row) -> None:
        """Make what stands on both sides of an infix command its arguments."""
        if row.infix is None:
            return
        text, above = row.infix
        below = row.row[row.start :]
        del row.row[row.start :]
        slots = [Slot(Relation.ABOVE, above), Slot(Relation.BELOW, below, open=(text,))]
        self.add(row, LayoutNode(text, kind=Kind.COMMAND, head=(), slots=slots), row.first)
        row.infix = None

    def refuse(self, closer: str) -> NoReturn:
        """Raise the error for a closer that does not close the innermost row."""
        top = self.stack[-1]
        is_open = any(isinstance(frame, Row) and frame.closer is closer for frame in self.stack)
        if is_open and isinstance(top, Row):
            raise self.source.unclosed(top, self.at)
        raise self.source.unexpected(closer, self.at)

    def head(self, first: int) -> tuple[str, ...]:
        """Return the tokens from ``first`` to before the present one."""
        return tuple(self.texts[first : self.at])

    def skip_raw(self, opener: int) -> None:
        """Read an argument that is no row: balanced braces or one token."""
        first, depth = self.at, 0
        while True:
            text = self.source.text(self.at)
            if depth and not text:
                expected = f"'}}' for {self.source.name(first)}"
                raise self.source.error("unclosed_group", self.at, expected=expected, hint="write } before it")
            if not depth and (not text or text in NO_ARGUMENT):
                raise self.source.missing_argument(opener, self.at)
            depth += (text == "{") - (text == "}")
            self.at += 1
            if not depth:
                return

    def skip_dimension(self) -> bool:
        """Read a bare length such as ``-2pt``, if there is one."""
        match = _DIMENSION.match("".join(self.texts[self.at : self.at + _LONGEST_DIMENSION]))
        if match:
            self.at += match.end()
        return match is not None

    def skip_length(self) -> None:
        """Read a length in brackets, if there is one."""
        first = self.at
        if self.source.text(first) != "[":
            return
        self.at += 1
        if self.skip_dimension() and self.source.text(self.at) == "]":
            self.at += 1
        else:
            self.at = first
