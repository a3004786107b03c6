r"""The normal form from the tokens alone, without a tree: the short way, for what is written as usual.

One pass over the tokens sees that braces, scripts, arguments, cells and fences stand as they do in a normal form, and
notes what is left to do: single tokens that change their name or are left out, plain braces, ``\limits``, arrays that
become matrices. Anything else is left to ``hmer_kit.latex.normalization.normalizer``: an error of any kind, arguments
without braces, scripts without a base or in another order, primes, text, infix commands, great depth, and more.
What comes out is what comes out there, with the same changes in the same order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hmer_kit.latex.commands import DELIMITERS, LIMIT_OPERATORS, NO_DELIMITER, ROW_BREAKS
from hmer_kit.latex.normalization._by_tokens.bases import nodes_before_scripts
from hmer_kit.latex.normalization._by_tokens.edits import SIGNS, Edit, OpenRow, apply, changes_of
from hmer_kit.latex.normalization._by_tokens.reader import BOTH, CELLS, DEEPEST, GROUP, Frame, OddError, Reader
from hmer_kit.latex.normalization._by_tokens.roles import LIMITED, ROLES, Role, Way
from hmer_kit.latex.normalization._tables import COLUMNS, GRID
from hmer_kit.latex.tokens import tokenize

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hmer_kit.latex.normalization.changes import Change

__all__ = ["direct_form"]

_BRACKETS = ("[", "]")
_UNUSUAL = (" { }", "\\\\ \\end", "\\\\ [")
"""What may come about where something is left out, and is for the long way: no row, a line without one, a length."""
_GRID, _ARRAY = f"{{{GRID}}}", "{array}"
_ENDS_RAW = ("{", "}", "")
_BASE_BRACES = Role(Way.GROUP, "base_braces")


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
    reader = Reader(tokens, roles)
    try:
        _read(reader, len(tokens))
    except OddError:
        return None
    if reader.opened:
        return None
    if not reader.edits:
        form = " ".join(tokens)
        return None if reader.has_cells and _is_unusual(form) else (form, ())
    stages = apply(tokens, reader.edits)
    form = " ".join(filter(None, stages.final))
    if _is_unusual(form) or _is_unusual(" ".join(filter(None, stages.braced))):
        return None
    return form, tuple(changes_of(latex, tokens, stages, reader.edits))


def _is_unusual(form: str) -> bool:
    return any(unusual in form for unusual in _UNUSUAL)


def _read(reader: Reader, size: int) -> None:
    """Read so many tokens."""
    tokens, role_of = reader.tokens, reader.roles.get
    at = 0
    while at < size:
        role = role_of(tokens[at])
        at += 1
        if role is not None:
            at = _READERS[role.way](reader, role, at)
        elif tokens[at] in SIGNS:
            at = reader.scripts(at - 1, at, BOTH)


# Readers of tokens that have a role; each returns the place to go on at


def _odd(_reader: Reader, _role: Role, _at: int) -> int:
    raise OddError


def _end(reader: Reader, _role: Role, at: int) -> int:
    frame = reader.opened.pop() if reader.opened else None
    if frame is None or frame.arguments == CELLS:
        raise OddError
    reader.row, owner, arguments, signs = frame
    if arguments == GROUP:
        return _end_group(reader, owner, at)
    return reader.arguments(owner, at, arguments) if arguments else reader.scripts(owner, at, signs)


def _group(reader: Reader, _role: Role, at: int) -> int:
    role = reader.roles.get(reader.tokens[at])
    if role is not None and role.way is Way.SWITCH:
        return _font(reader, role, at)
    if reader.tokens[at] == "}":
        raise OddError
    return reader.open(Frame(reader.row, at - 1, GROUP, BOTH), at - 1)


def _font(reader: Reader, switch: Role, at: int) -> int:
    """Read a switch to a font and plain symbols, up to the end of the braces: one command in braces."""
    past = at + 1
    while reader.tokens[past] and reader.tokens[past] not in reader.roles:
        past += 1
    if reader.tokens[past] != "}" or past == at + 1:
        raise OddError
    reader.edits.append(Edit(at, switch, OpenRow(reader.row, at - 1, at - 1)))
    reader.note(reader.roles["{"], at - 1)
    return reader.scripts(at - 1, past + 1, BOTH)


def _limits(reader: Reader, role: Role, at: int) -> int:
    r"""Read ``\limits`` between an operator, which is all that was read of its node, and a script."""
    base = reader.tokens[at - 2] if at > 1 else ""
    if reader.tokens[at] not in SIGNS or base in reader.roles or base not in LIMITED:
        raise OddError
    if base in LIMIT_OPERATORS:
        reader.note(role, at - 2)
    elif role.way is Way.SPARE:
        raise OddError
    return reader.scripts(at - 2, at, BOTH)


def _end_group(reader: Reader, group: int, at: int) -> int:
    """Note that braces can go; with scripts, where the last node in them takes these as the braces do."""
    role = reader.roles["{"]
    if role.rule and reader.tokens[at] in SIGNS:
        number = nodes_before_scripts(reader.tokens, reader.roles, group + 1)
        if not number:
            raise OddError
        role = _BASE_BRACES if number > 1 else role
    reader.note(role, group)
    return reader.scripts(group, at, BOTH)


def _raw(reader: Reader, role: Role, at: int) -> int:
    reader.note(role, at - 1)
    return _past_raw(reader, at)


def _past_raw(reader: Reader, at: int) -> int:
    """Return the token after braces that hold something, but no braces."""
    past = at + 1
    while reader.tokens[past] not in _ENDS_RAW:
        past += 1
    if reader.tokens[at] != "{" or reader.tokens[past] != "}" or past == at + 1:
        raise OddError
    return past + 1


def _begin(reader: Reader, role: Role, at: int) -> int:
    past = at + 1
    if reader.tokens[at] == _ARRAY:
        past = _past_raw(reader, past)
        if not COLUMNS.issuperset(reader.tokens[at + 2 : past - 1]):
            raise OddError
        reader.note(role, at - 1)
    elif reader.tokens[at] != _GRID:
        raise OddError
    reader.has_cells = True
    reader.open(Frame(reader.row, at - 1, CELLS, BOTH), at)
    return past


def _cell(reader: Reader, _role: Role, at: int) -> int:
    matrix = _matrix(reader)
    reader.row = OpenRow(matrix.row, matrix.owner, at)
    return at


def _end_cells(reader: Reader, role: Role, at: int) -> int:
    matrix = _matrix(reader)
    if reader.tokens[at] != reader.tokens[matrix.owner + 1]:
        raise OddError
    reader.opened.pop()
    reader.row = matrix.row
    if reader.tokens[at - 2] in ROW_BREAKS:
        reader.note(role, matrix.owner)
    return reader.scripts(matrix.owner, at + 1, BOTH)


def _matrix(reader: Reader) -> Frame:
    """Return the innermost thing that is open, a matrix."""
    frame = reader.opened[-1] if reader.opened else None
    if frame is None or frame.arguments != CELLS:
        raise OddError
    return frame


def _command(reader: Reader, role: Role, at: int) -> int:
    reader.note(role, at - 1)
    tokens, past = reader.tokens, at
    if role.option and tokens[at] == "[":
        if tokens[at + 1] in reader.roles or tokens[at + 1] in _BRACKETS or tokens[at + 2] != "]":
            raise OddError
        past = at + 3
    return reader.arguments(at - 1, past, role.arguments)


def _symbol(reader: Reader, role: Role, at: int) -> int:
    reader.note(role, at - 1)
    return reader.scripts(at - 1, at, BOTH)


def _alone(reader: Reader, role: Role, at: int) -> int:
    reader.note(role, at - 1)
    return at  # a script sign here is odd


def _left(reader: Reader, role: Role, at: int) -> int:
    past = _delimiter(reader, role, at)
    reader.opened.append(None)
    return past


def _middle(reader: Reader, role: Role, at: int) -> int:
    if not reader.opened or reader.opened[-1] is not None:
        raise OddError
    return _size(reader, role, at)


def _right(reader: Reader, role: Role, at: int) -> int:
    if not reader.opened or reader.opened.pop() is not None:
        raise OddError
    return _size(reader, role, at)


def _size(reader: Reader, role: Role, at: int) -> int:
    past = _delimiter(reader, role, at)
    return past if reader.tokens[at] == NO_DELIMITER else reader.scripts(at - 1, past, BOTH)


def _delimiter(reader: Reader, role: Role, at: int) -> int:
    if reader.tokens[at] not in DELIMITERS or len(reader.opened) > DEEPEST:
        raise OddError
    reader.note(role, at - 1)
    return at + 1


_READERS: Final[Mapping[Way, Callable[[Reader, Role, int], int]]] = {
    Way.ODD: _odd,
    Way.END: _end,
    Way.COMMAND: _command,
    Way.GROUP: _group,
    Way.LIMITS: _limits,
    Way.SPARE: _limits,
    Way.RAW: _raw,
    Way.SWITCH: _odd,
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
