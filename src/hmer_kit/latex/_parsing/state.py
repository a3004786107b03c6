"""The state of one parse: a place in the source and a stack of open rows and calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.latex._parsing.frames import BRACE, END, RIGHT, Call, Row
from hmer_kit.latex._parsing.pairs import Pairs
from hmer_kit.latex._parsing.source import Problem
from hmer_kit.latex.commands import (
    DIMENSION,
    INFIX_COMMANDS,
    LIMIT_CONTROLS,
    MARKED_COMMANDS,
    MATH_DELIMITERS,
    ROW_BREAKS,
    SCRIPT_SIGNS,
)
from hmer_kit.latex.kinds import Kind, Relation
from hmer_kit.latex.tree import LayoutNode, Repair, Slot

if TYPE_CHECKING:
    from collections.abc import Callable, Container

    from hmer_kit.latex._parsing.source import Source

__all__ = ["NO_ARGUMENT", "State"]

NO_ARGUMENT = (
    frozenset({BRACE, "&", "\\left", "\\middle", "\\of", RIGHT, END})
    | SCRIPT_SIGNS.keys()
    | LIMIT_CONTROLS.keys()
    | INFIX_COMMANDS.keys()
    | ROW_BREAKS
    | MATH_DELIMITERS
)
"""Tokens that cannot stand where an argument without braces is due."""

_NO_RAW_ARGUMENT = NO_ARGUMENT | {"\\begin"}
_new = object.__new__
_SYMBOL, _SPACE = Kind.SYMBOL, Kind.SPACE  # looked up once: a member of an enumeration is slow to get at
_OPENED, _CLOSED = ("{",), (BRACE,)
_COLUMNS = frozenset("lcr|")
_NO_OPTION = frozenset({"{", BRACE, "\\begin", END})
_LONGEST_DIMENSION = 16
_LONGEST_OPTION = 24


class State:
    """Where a parse stands.

    Args:
        source: What is parsed.
        special: Tokens that are more than a symbol.
        recover: Whether a problem is repaired instead of raised.
    """

    __slots__ = ("_pairs", "at", "recover", "repairs", "source", "spans", "special", "stack", "texts")

    def __init__(self, source: Source, *, special: Container[str], recover: bool = False) -> None:
        self.source = source
        self.special = special
        self.texts = source.texts
        self.spans = source.spans
        self.recover = recover
        self.repairs: list[Repair] = []
        self.at = 0
        self.stack: list[Row | Call] = []
        self._pairs: Pairs | None = None

    @property
    def pairs(self) -> Pairs:
        """Which tokens of the source belong together, as far as they do; asked for in recovery only."""
        if self._pairs is None:
            self._pairs = Pairs(self.texts)
        return self._pairs

    def problem(
        self,
        problem: Problem,
        position: int,
        *,
        done: str,
        removed: tuple[str, ...] = (),
        inserted: tuple[str, ...] = (),
    ) -> None:
        """Raise the error for a problem, or note what the caller goes on to do about it."""
        if not self.recover:
            raise self.source.error(problem, position)
        self.repairs.append(self.source.repair(problem, position, done=done, removed=removed, inserted=inserted))

    def drop(self, problem: Problem, count: int = 1) -> None:
        """Leave out the present token, or several from it on."""
        removed = tuple(self.texts[self.at : self.at + count])
        self.problem(problem, self.at, done=f"left out {' '.join(removed)}", removed=removed)
        self.at += count

    def symbol(self, at: int) -> LayoutNode:
        """Return the node of a token that is a symbol, filled here, in half the time."""
        node = _new(LayoutNode)
        node.symbol = text = self.texts[at]
        node.kind = _SYMBOL
        node.slots = []
        node.head = (text,)
        node.tokens = (at, at + 1)
        node.span = self.spans[at]
        return node

    def short_argument(self, owner: LayoutNode, relation: Relation, prefix: tuple[str, ...]) -> bool:
        """Read an argument that is one symbol in braces, as most are, with no row on the stack.

        Args:
            owner: Node that gets the argument.
            relation: Relation of the argument.
            prefix: Tokens before the argument.

        Returns:
            Whether there was one; nothing is read if not.
        """
        at, texts = self.at, self.texts
        last = at + 2
        if last >= len(texts) or texts[last] != BRACE or texts[at] != "{" or texts[at + 1] in self.special:
            return False
        slot = _new(Slot)
        slot.relation = relation
        slot.row = [self.symbol(at + 1)]
        slot.open = (*prefix, "{") if prefix else _OPENED
        slot.close = _CLOSED
        owner.slots.append(slot)
        self.at = last + 1
        return True

    def add(self, row: Row, node: LayoutNode, first: int) -> LayoutNode:
        """Append a node to a row; it reaches from token ``first`` to before the present one."""
        node.tokens = (first, self.at)
        node.span = self.source.span(first, self.at)
        row.row.append(node)
        return node

    def extend(self, node: LayoutNode, past: int | None = None) -> None:
        """Let a node reach to before the present token, or another one."""
        first = node.tokens[0] if node.tokens else 0
        past = self.at if past is None else past
        node.tokens = (first, past)
        node.span = (self.spans[first][0], self.spans[past - 1][1]) if first < past else self.source.span(first, past)

    def base(self, row: Row) -> LayoutNode:
        """Return the node that a script belongs to: the last one, or a new one without ink."""
        return self.last(row) or self.add(row, LayoutNode(""), self.at)

    def last(self, row: Row) -> LayoutNode | None:
        r"""Return the node that a prime belongs to: the last one, if it has ink and is no ``\root`` that waits."""
        if len(row.row) == row.start:
            return None
        node = row.row[-1]
        is_mark = row.marks is not None and node.kind is _SYMBOL and node.symbol in MARKED_COMMANDS
        return None if is_mark or node.kind is _SPACE else node

    def close(self, row: Row) -> None:
        """End the innermost row before the present token."""
        if row.infix is not None:
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

    def head(self, first: int) -> tuple[str, ...]:
        """Return the tokens from ``first`` to before the present one."""
        return tuple(self.texts[first : self.at])

    def raw(self, opener: int, *, option: bool = False) -> tuple[str, ...]:
        """Read an argument that is no row, balanced braces or one token, and return its tokens.

        Args:
            opener: The token that asks for it.
            option: Whether a bracket here, since it does not close, is no argument.
        """
        first = self.at
        text = self.source.text(first)
        if not text or text in _NO_RAW_ARGUMENT or (text == "[" and option):
            self.problem(self.source.missing_argument(opener), first, done="put in an empty one", inserted=("{", "}"))
            return "{", "}"
        past = self.pairs.past_raw(first) if self.recover else _past_group(self.texts, first)
        self.at = past or len(self.texts)
        if past:
            return self.head(first)
        return self._unclosed_raw(first, opener)

    def _unclosed_raw(self, first: int, opener: int) -> tuple[str, ...]:
        """Close an argument that is no row after a length, or the letters of columns, or else any letters."""
        hint = "write } before it"
        problem = Problem("unclosed_group", f"'}}' for {self.source.name(first)}", hint)
        if self.recover:
            self.at = first + 1
            if not self.skip_dimension():
                self._skip(_COLUMNS.__contains__ if self.texts[opener] == "\\begin" else str.isalpha)
        self.problem(problem, self.at, done="put in }", inserted=(BRACE,))
        return (*self.head(first), BRACE)

    def _skip(self, belongs: Callable[[str], bool]) -> None:
        """Read the tokens that belong to something."""
        while self.at < len(self.texts) and belongs(self.texts[self.at]):
            self.at += 1

    def option(self) -> tuple[str, ...]:
        """Read an argument in brackets that is no row, if there is one, and return its tokens."""
        first = self.at
        if self.source.text(first) != "[":
            return ()
        window = self.texts[first : first + _LONGEST_OPTION]
        past = window.index("]") + 1 if "]" in window else 0
        if not past or not _NO_OPTION.isdisjoint(window[:past]):
            return ()
        self.at += past
        return self.head(first)

    def skip_dimension(self) -> bool:
        """Read a bare length such as ``-2pt``, if there is one."""
        match = DIMENSION.match("".join(self.texts[self.at : self.at + _LONGEST_DIMENSION]))
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


def _past_group(texts: list[str], first: int) -> int:
    """Return the token after balanced braces, or after one token that is none; 0 where braces do not close."""
    depth = 0
    for at in range(first, len(texts)):
        depth += (texts[at] == "{") - (texts[at] == BRACE)
        if not depth:
            return at + 1
    return 0
