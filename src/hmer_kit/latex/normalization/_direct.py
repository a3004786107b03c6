r"""The normal form from the tokens alone, without a tree: the short way, for what is written as usual.

One pass over the tokens sees that braces, scripts, arguments and fences stand as they do in a normal form, and notes
what is left to do to single tokens: names to change, spaces and the signs of fences to leave out. Anything else is left
to ``hmer_kit.latex.normalization.normalizer``: an error of any kind, braces that nothing asked for, arguments without
braces, scripts without a base or in another order, primes, switches, text, environments, infix commands, great depth.
What comes out is what comes out there, with the same changes in the same order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from hmer_kit.latex.commands import DELIMITERS, NO_DELIMITER
from hmer_kit.latex.normalization._bases import nodes_before_scripts
from hmer_kit.latex.normalization._edits import SIGNS, Edit, OpenRow, apply, changes_of
from hmer_kit.latex.normalization._roles import ROLES, Role, Way
from hmer_kit.latex.normalization._tables import GRID
from hmer_kit.latex.tokens import tokenize

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from hmer_kit.latex.normalization.changes import Change

__all__ = ["direct_form"]

_PAST_THE_END = ("",) * 4
"""As many tokens as are looked at behind the last: a sign, its brace, a symbol, and what may close at once."""
_BOTH = "_^"
_BRACKETS = ("[", "]")
_DEEPEST = 100
_UNUSUAL = (" { }", "\\\\ \\end", "\\\\ [")
"""What may come about where something is left out, and is for the long way: no row, a line without one, a length."""
_GRID = f"{{{GRID}}}"
_CELLS, _GROUP = -1, -2
_BASE_BRACES = Role(Way.GROUP, "base_braces")


class _OddError(Exception):
    """The short way ends here."""


class _Frame(NamedTuple):
    """What goes on when a row in braces ends."""

    row: OpenRow | None
    owner: int
    arguments: int
    """How many the owner still takes; ``_CELLS`` for a matrix, ``_GROUP`` for braces that nothing asked for."""
    signs: str
    """Signs of the scripts that may follow where it takes none."""


def direct_form(latex: str, rules: frozenset[str]) -> tuple[str, tuple[Change, ...]] | None:
    """Return the normal form of an expression and the changes that lead to it; None where the long way has to be taken.

    Args:
        latex: One expression.
        rules: Those of a profile; other sets of rules have no short way.

    Raises:
        InputError: ``latex`` is no string.
    """
    roles = ROLES.get(rules)
    if roles is None:
        return None
    tokens = tokenize(latex)
    reader = _Reader(tokens, roles)
    try:
        reader.read(len(tokens))
    except _OddError:
        return None
    if reader.opened:
        return None
    if not reader.edits:
        form = " ".join(tokens)
        return None if reader.has_cells and _is_unusual(form) else (form, ())
    edited, bare = apply(tokens, reader.edits)
    form = " ".join(filter(None, bare))
    if _is_unusual(form) or _is_unusual(" ".join(filter(None, edited))):
        return None
    return form, tuple(changes_of(latex, tokens, edited, reader.edits))


def _is_unusual(form: str) -> bool:
    return any(unusual in form for unusual in _UNUSUAL)


class _Reader:
    """Reads tokens as long as all is usual; a stack holds what is open: rows in braces, and fences as None."""

    __slots__ = ("edits", "has_cells", "opened", "roles", "row", "tokens")

    def __init__(self, tokens: Sequence[str], roles: Mapping[str, Role]) -> None:
        self.tokens = [*tokens, *_PAST_THE_END]
        self.roles = roles
        self.row: OpenRow | None = None
        self.opened: list[_Frame | None] = []
        self.edits: list[Edit] = []
        self.has_cells = False

    def read(self, size: int) -> None:
        """Read so many tokens."""
        tokens, role_of = self.tokens, self.roles.get
        at = 0
        while at < size:
            role = role_of(tokens[at])
            at += 1
            if role is not None:
                at = _READERS[role.way](self, role, at)
            elif tokens[at] in SIGNS:
                at = self.scripts(at - 1, at, _BOTH)

    def scripts(self, owner: int, at: int, signs: str) -> int:
        """Read the scripts that may follow, and return the place after them, or in the first that holds more."""
        tokens = self.tokens
        for sign in signs:
            if tokens[at] != sign:
                continue
            first = tokens[at + 2]
            if tokens[at + 1] != "{" or first == "}":
                raise _OddError
            if tokens[at + 3] != "}" or first in self.roles:
                return self.open(_Frame(self.row, owner, 0, "^" if sign == "_" else ""), at + 1)
            at += 4
        if tokens[at] in SIGNS:
            raise _OddError
        return at

    def arguments(self, owner: int, at: int, left: int) -> int:
        """Read so many arguments, and scripts after them; return the place as ``scripts`` does."""
        tokens = self.tokens
        while left:
            if tokens[at] != "{":
                raise _OddError
            left -= 1
            first = tokens[at + 1]
            if first == "}":
                at += 2
            elif tokens[at + 2] == "}" and first not in self.roles:
                at += 3
            else:
                return self.open(_Frame(self.row, owner, left, _BOTH), at)
        return self.scripts(owner, at, _BOTH) if tokens[at] in SIGNS else at

    def note(self, role: Role, at: int) -> None:
        """Note what a token becomes, if it changes."""
        if role.rule:
            self.edits.append(Edit(at, role, self.row))

    def open(self, frame: _Frame, at: int) -> int:
        """Begin a row at the token that opens it."""
        if len(self.opened) > _DEEPEST:
            raise _OddError
        self.opened.append(frame)
        self.row = OpenRow(self.row, frame.owner, at)
        return at + 1


# Readers of tokens that have a role; each returns the place to go on at


def _odd(_reader: _Reader, _role: Role, _at: int) -> int:
    raise _OddError


def _end(reader: _Reader, _role: Role, at: int) -> int:
    frame = reader.opened.pop() if reader.opened else None
    if frame is None or frame.arguments == _CELLS:
        raise _OddError
    reader.row, owner, arguments, signs = frame
    if arguments == _GROUP:
        return _end_group(reader, owner, at)
    return reader.arguments(owner, at, arguments) if arguments else reader.scripts(owner, at, signs)


def _group(reader: _Reader, _role: Role, at: int) -> int:
    if reader.tokens[at] == "}":
        raise _OddError
    return reader.open(_Frame(reader.row, at - 1, _GROUP, _BOTH), at - 1)


def _end_group(reader: _Reader, group: int, at: int) -> int:
    """Note that braces can go; with scripts, where the last node in them takes these as the braces do."""
    role = reader.roles["{"]
    if role.rule and reader.tokens[at] in SIGNS:
        number = nodes_before_scripts(reader.tokens, reader.roles, group + 1)
        if not number:
            raise _OddError
        role = _BASE_BRACES if number > 1 else role
    reader.note(role, group)
    return reader.scripts(group, at, _BOTH)


def _begin(reader: _Reader, _role: Role, at: int) -> int:
    if reader.tokens[at] != _GRID:
        raise _OddError
    reader.has_cells = True
    return reader.open(_Frame(reader.row, at - 1, _CELLS, _BOTH), at)


def _cell(reader: _Reader, _role: Role, at: int) -> int:
    matrix = _matrix(reader)
    reader.row = OpenRow(matrix.row, matrix.owner, at)
    return at


def _end_cells(reader: _Reader, _role: Role, at: int) -> int:
    matrix = _matrix(reader)
    if reader.tokens[at] != _GRID:
        raise _OddError
    reader.opened.pop()
    reader.row = matrix.row
    return reader.scripts(matrix.owner, at + 1, _BOTH)


def _matrix(reader: _Reader) -> _Frame:
    """Return the innermost thing that is open, a matrix."""
    frame = reader.opened[-1] if reader.opened else None
    if frame is None or frame.arguments != _CELLS:
        raise _OddError
    return frame


def _command(reader: _Reader, role: Role, at: int) -> int:
    reader.note(role, at - 1)
    tokens, past = reader.tokens, at
    if role.option and tokens[at] == "[":
        if tokens[at + 1] in reader.roles or tokens[at + 1] in _BRACKETS or tokens[at + 2] != "]":
            raise _OddError
        past = at + 3
    return reader.arguments(at - 1, past, role.arguments)


def _symbol(reader: _Reader, role: Role, at: int) -> int:
    reader.note(role, at - 1)
    return reader.scripts(at - 1, at, _BOTH)


def _alone(reader: _Reader, role: Role, at: int) -> int:
    reader.note(role, at - 1)
    return at  # a script sign here is odd


def _left(reader: _Reader, role: Role, at: int) -> int:
    past = _delimiter(reader, role, at)
    reader.opened.append(None)
    return past


def _middle(reader: _Reader, role: Role, at: int) -> int:
    if not reader.opened or reader.opened[-1] is not None:
        raise _OddError
    return _size(reader, role, at)


def _right(reader: _Reader, role: Role, at: int) -> int:
    if not reader.opened or reader.opened.pop() is not None:
        raise _OddError
    return _size(reader, role, at)


def _size(reader: _Reader, role: Role, at: int) -> int:
    past = _delimiter(reader, role, at)
    return past if reader.tokens[at] == NO_DELIMITER else reader.scripts(at - 1, past, _BOTH)


def _delimiter(reader: _Reader, role: Role, at: int) -> int:
    if reader.tokens[at] not in DELIMITERS or len(reader.opened) > _DEEPEST:
        raise _OddError
    reader.note(role, at - 1)
    return at + 1


_READERS: Final[Mapping[Way, Callable[[_Reader, Role, int], int]]] = {
    Way.ODD: _odd,
    Way.END: _end,
    Way.COMMAND: _command,
    Way.GROUP: _group,
    Way.BEGIN: _begin,
    Way.CELL: _cell,
    Way.END_CELLS: _end_cells,
    Way.SYMBOL: _symbol,
    Way.ALONE: _alone,
    Way.LEFT: _left,
    Way.MIDDLE: _middle,
    Way.RIGHT: _right,
    Way.SIZE: _size,
}
