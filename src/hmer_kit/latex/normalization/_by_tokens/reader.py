"""The state of the short way of normalization: a place in the tokens, what is open, and what was noted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from hmer_kit.latex.normalization._by_tokens.edits import SIGNS, Edit, OpenRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hmer_kit.latex.normalization._by_tokens.roles import Role

__all__ = ["BOTH", "CELLS", "DEEPEST", "GROUP", "Frame", "OddError", "Reader"]

_PAST_THE_END = ("",) * 4
"""As many tokens as are looked at behind the last: a sign, its brace, a symbol, and what may close at once."""
BOTH: Final = "".join(SIGNS)
"""The signs of scripts in the order of a normal form."""
DEEPEST: Final = 100
CELLS, GROUP = -1, -2
"""In place of a number of arguments: for a matrix, and for braces that nothing asked for."""


class OddError(Exception):
    """The short way ends here."""


class Frame(NamedTuple):
    """What goes on when a row in braces ends."""

    row: OpenRow | None
    owner: int
    arguments: int
    """How many the owner still takes; ``CELLS`` or ``GROUP`` for what is no command."""
    signs: str
    """Signs of the scripts that may follow where it takes none."""


class Reader:
    """Reads tokens as long as all is usual; a stack holds what is open: rows in braces, and fences as None."""

    __slots__ = ("edits", "has_cells", "opened", "roles", "row", "tokens")

    def __init__(self, tokens: Sequence[str], roles: Mapping[str, Role]) -> None:
        self.tokens = [*tokens, *_PAST_THE_END]
        self.roles = roles
        self.row: OpenRow | None = None
        self.opened: list[Frame | None] = []
        self.edits: list[Edit] = []
        self.has_cells = False

    def scripts(self, owner: int, at: int, signs: str) -> int:
        """Read the scripts that may follow, and return the place after them, or in the first that holds more."""
        tokens = self.tokens
        for sign in signs:
            if tokens[at] != sign:
                continue
            first = tokens[at + 2]
            if tokens[at + 1] != "{" or first == "}":
                raise OddError
            if tokens[at + 3] != "}" or first in self.roles:
                return self.open(Frame(self.row, owner, 0, "^" if sign == "_" else ""), at + 1)
            at += 4
        if tokens[at] in SIGNS:
            raise OddError
        return at

    def arguments(self, owner: int, at: int, left: int) -> int:
        """Read so many arguments, and scripts after them; return the place as ``scripts`` does."""
        tokens = self.tokens
        while left:
            if tokens[at] != "{":
                raise OddError
            left -= 1
            first = tokens[at + 1]
            if first == "}":
                at += 2
            elif tokens[at + 2] == "}" and first not in self.roles:
                at += 3
            else:
                return self.open(Frame(self.row, owner, left, BOTH), at)
        return self.scripts(owner, at, BOTH) if tokens[at] in SIGNS else at

    def note(self, role: Role, at: int) -> None:
        """Note what a token becomes, if it changes."""
        if role.rule:
            self.edits.append(Edit(at, role, self.row))

    def open(self, frame: Frame, at: int) -> int:
        """Begin a row at the token that opens it."""
        if len(self.opened) > DEEPEST:
            raise OddError
        self.opened.append(frame)
        self.row = OpenRow(self.row, frame.owner, at)
        return at + 1
