r"""LaTeX tokens straight to the released Tree-CoT text, in one pass: the short way, for what is written as usual.

Anything else is left to ``hmer_kit.tree_cot._released.writer``, which says what is wrong and where: an error of any
kind, an index of more than one token, and a tree so deep that its text should not be begun before it is known that all
ends well. What is written here is what is written there, to the byte.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from hmer_kit.tree_cot._released.table import (
    BEGIN,
    BEGIN_RELATION,
    END,
    END_RELATION,
    NEXT_LINE,
    PARTS,
    RIGHT,
    ROW_BREAK,
    SCRIPTS,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hmer_kit.tree_cot._released.table import Part

__all__ = ["direct_text"]

_TAB = "\t"
_RIGHT = f" ({RIGHT})"
_NEXT_LINE = f" ({NEXT_LINE})"
_PAST_THE_END = ("", "", "")
"""As many tokens as are looked at behind the last: a sign, its bracket, and what may close at once."""
_SHORTEST_NAME = len("{a}")
_DEEPEST = 100


class _OddError(Exception):
    """The short way ends here."""


class _Step(NamedTuple):
    """A part that a symbol may own, as ``table.Part``, ready to be written; and those after it."""

    ending: str
    """What its first line ends with."""
    head: str
    """The token that it begins with: its sign, or its bracket."""
    width: int
    """Tokens before its row."""
    opener: str
    closer: str
    required: bool
    rest: _Step | None


class _Row(NamedTuple):
    """A row that ends with a closer."""

    name: str | None
    """The braced name if it is the body of an environment; nothing for a part."""
    depth: int
    """Of its owner."""
    steps: _Step | None
    """The parts of its owner that may still come."""


def _chain(parts: Iterable[Part]) -> _Step | None:
    steps = None
    for part in reversed([*parts]):
        head, width = (part.sign, 2) if part.sign else (part.opener, 1)
        steps = _Step(f" ({part.relation})", head, width, part.opener, part.closer, part.required, steps)
    return steps


_SCRIPTS: Final = _chain(SCRIPTS)
_STEPS: Final = {symbol: _chain(parts) for symbol, parts in PARTS.items()}
_SPECIAL: Final = frozenset({*PARTS, "{", "}", "[", "]"})
_FOLLOWERS: Final = frozenset({ROW_BREAK, *(part.sign for part in SCRIPTS)})
_WHOLE: Final = _Row("the whole", 0, None)
"""What nothing closes: no token is its name."""


def direct_text(tokens: Sequence[str]) -> str | None:
    """Return the text of an expression; None where the long way has to be taken.

    Args:
        tokens: What ``hmer_kit.latex.split_tokens`` returns.
    """
    writer = _DirectWriter(tokens)
    try:
        writer.write(len(tokens))
    except _OddError:
        return None
    is_whole = writer.lines and writer.opened == [_WHOLE]
    return "\n".join(writer.lines) if is_whole else None


class _DirectWriter:
    """Writes lines as the tokens come; a stack holds what is open: rows, and braces that are plain symbols as None."""

    __slots__ = ("depth", "lines", "opened", "tokens")

    def __init__(self, tokens: Sequence[str]) -> None:
        self.tokens = [*tokens, *_PAST_THE_END]
        self.depth = 0
        self.lines: list[str] = []
        self.opened: list[_Row | None] = [_WHOLE]

    def write(self, size: int) -> None:
        """Write so many tokens."""
        tokens, add = self.tokens, self.lines.append
        at, tabs, ending = 0, "", ""
        while at < size:
            symbol = tokens[at]
            at += 1
            line = f"{tabs}{symbol}{ending}"
            if symbol in _SPECIAL:
                at, ending = self._special(symbol, at, line)
            else:
                add(line)
                if tokens[at] not in _FOLLOWERS:
                    ending = _RIGHT
                    continue
                at, ending = self._parts(at, _SCRIPTS)
            if ending is _RIGHT and tokens[at] == ROW_BREAK:
                at += 1
                self.depth += 1
                ending = _NEXT_LINE
            if self.depth > _DEEPEST:
                raise _OddError
            tabs = _TAB * self.depth

    def _special(self, symbol: str, at: int, line: str) -> tuple[int, str]:
        """Take a bracket or a command with parts; return the place after it and how the next line ends."""
        if symbol == END:
            return self._end(at)
        if symbol == "}":
            row = self.opened.pop()
            if row is not None:
                return self._part_ends(at, row)
        self.lines.append(line)
        if symbol == BEGIN:
            return self._begin(at)
        if symbol == "{":
            self.opened.append(None)
        return self._parts(at, _STEPS.get(symbol, _SCRIPTS))

    def _parts(self, at: int, steps: _Step | None) -> tuple[int, str]:
        """Write parts of one symbol at once, and open the first one that holds more."""
        tokens = self.tokens
        while steps is not None:
            ending, head, width, opener, closer, required, steps = steps
            if tokens[at] != head:
                if required:
                    raise _OddError
                continue
            at += width
            if tokens[at - 1] != opener:
                raise _OddError
            first = tokens[at]
            if first == closer:
                at += 1
            elif tokens[at + 1] == closer and first not in _SPECIAL:
                self.lines.append(f"{_TAB * self.depth}{_TAB}{first}{ending}")
                at += 2
            else:
                return self._open(at, closer, steps, ending)
        return at, _RIGHT

    def _open(self, at: int, closer: str, steps: _Step | None, ending: str) -> tuple[int, str]:
        if closer != "}":  # square brackets need to be counted over braces
            raise _OddError
        self.opened.append(_Row(None, self.depth, steps))
        self.depth += 1
        return at, ending

    def _part_ends(self, at: int, row: _Row) -> tuple[int, str]:
        if row.name is not None:
            raise _OddError
        self.depth = row.depth
        return self._parts(at, row.steps)

    def _begin(self, at: int) -> tuple[int, str]:
        name = self.tokens[at]
        if len(name) < _SHORTEST_NAME or name[0] != "{":
            raise _OddError
        self.opened.append(_Row(name, self.depth, None))
        self.depth += 1
        return at + 1, f" ({BEGIN_RELATION}{name[1:-1]})"

    def _end(self, at: int) -> tuple[int, str]:
        name, row = self.tokens[at], self.opened.pop()
        if row is None or row.name != name:
            raise _OddError
        self.depth = row.depth
        self.lines.append(f"{_TAB * self.depth}{_TAB}{END} ({END_RELATION}{name[1:-1]})")
        return at + 1, _RIGHT
