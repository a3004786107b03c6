"""Where a blank helps the reader: what a token is where it stands, and the blank between it and the one before."""

from __future__ import annotations

from enum import Enum, auto
from typing import Final, NamedTuple

from hmer_kit.latex.commands import (
    COMMANDS,
    DELIMITER_SIZES,
    ENVIRONMENTS,
    INFIX_COMMANDS,
    LIMIT_CONTROLS,
    PRIME,
    ROW_BREAKS,
    SCRIPT_SIGNS,
    SPACES,
    TEXT_COMMANDS,
    Environment,
)
from hmer_kit.latex.spacing._operators import BINARY, FUNCTIONS, RELATIONS

__all__ = ["Spacer"]


class _Role(Enum):
    """What a token is for the blanks around it."""

    START = auto()
    SYMBOL = auto()
    FUNCTION = auto()
    RELATION = auto()
    BINARY = auto()
    SIGN = auto()
    COMMAND = auto()
    SCRIPT = auto()
    OPEN = auto()
    CLOSE = auto()
    COMMA = auto()
    WIDE = auto()
    FENCE = auto()
    """The delimiter after ``\\left`` or ``\\middle``."""
    RIGHT = auto()
    """``\\right``, and the delimiter after it."""
    BEGIN = auto()
    """``\\begin``, its name and the arguments of the environment."""
    END = auto()

    __hash__ = object.__hash__  # members are the same objects; an enumeration's own is slow


class _Group(NamedTuple):
    """What to go back to when a brace closes."""

    after: _Role
    tight: bool
    verbatim: bool
    nameless: bool


_R = _Role
_FENCES: Final = {"\\left": _R.FENCE, "\\middle": _R.FENCE, "\\right": _R.RIGHT}
_ENVIRONMENT_WORDS: Final = {"\\begin": _R.BEGIN, "\\end": _R.END}
_FUNCTION_MAKERS: Final = frozenset({"\\operatorname", "\\mathop"})
_OPERANDS: Final = frozenset({_R.SYMBOL, _R.CLOSE, _R.RIGHT, _R.END})
_GLUED_BEFORE: Final = frozenset({_R.SCRIPT, _R.CLOSE, _R.COMMA})
_GLUED_AFTER: Final = frozenset({_R.START, _R.OPEN, _R.SCRIPT, _R.COMMAND})
_LOOSE: Final = frozenset({_R.RELATION, _R.BINARY})
_WIDE_AFTER: Final = frozenset({_R.WIDE, _R.FENCE, _R.RIGHT, _R.END})
_WIDE_BEFORE: Final = frozenset({_R.WIDE, _R.RIGHT, _R.BEGIN})
_UNCLOSING: Final = frozenset({_R.SCRIPT, _R.COMMAND})
"""After a script sign: what is not yet all of the script."""
_SYMBOL, _FUNCTION, _BINARY, _SIGN, _SCRIPT = (
    _R.SYMBOL,
    _R.FUNCTION,
    _R.BINARY,
    _R.SIGN,
    _R.SCRIPT,
)  # a look into an enum is slow
_INDENT: Final = "  "
_DEEPEST_INDENT: Final = 8


def _roles() -> dict[str, _Role]:
    sets = {
        _R.COMMAND: COMMANDS.keys() | DELIMITER_SIZES,
        _R.FUNCTION: FUNCTIONS,
        _R.RELATION: RELATIONS | {"\\not"},
        _R.BINARY: BINARY,
        _R.SCRIPT: SCRIPT_SIGNS.keys() | LIMIT_CONTROLS.keys() | {PRIME},
        _R.OPEN: {"{", "(", "[", "\\{", "\\lbrace", "\\langle", "\\lfloor", "\\lceil"},
        _R.CLOSE: {"}", ")", "]", "\\}", "\\rbrace", "\\rangle", "\\rfloor", "\\rceil", "!"},
        _R.COMMA: {",", ";", "\\colon"},
        _R.WIDE: (SPACES - {"~"}) | INFIX_COMMANDS.keys() | ROW_BREAKS | {"&"},
    }
    return {text: role for role, tokens in sets.items() for text in tokens} | _FENCES | _ENVIRONMENT_WORDS


_ROLES: Final = _roles()


class Spacer:
    """Puts the right blank before each token of one expression.

    Args:
        break_rows: Whether the rows of an environment stand on lines of their own.
    """

    def __init__(self, *, break_rows: bool) -> None:
        self._break_rows = break_rows
        self._depth = 0
        self._groups: list[_Group] = []
        self._before = ""
        self._role = _R.START
        self._base = _R.SYMBOL
        """What the scripts hang on: the blank of a function stands behind them."""
        self._raw = 0
        """How many groups from here on are lengths or a column specification."""
        self._raw_of = _R.SYMBOL
        """What they belong to: a command or the beginning of an environment."""
        self._option = False
        """Whether a bracket may follow the name of the environment."""
        self._tight = False
        self._verbatim = False

    def place(self, text: str) -> tuple[str, str]:
        """Return the blank that stands before the next token, and the token."""
        role = self._role_of(text)
        gap = "" if self._verbatim else self._gap(text, role)
        if not gap and self._would_merge(text):
            gap = " "
        self._enter(text, role)
        if text != "*" or not self._is_star(text):
            self._before = text
        return gap, text

    def _role_of(self, text: str) -> _Role:
        before = self._before
        if before in _FENCES and text not in {"{", "}"}:
            return _FENCES[before]
        if len(text) > 1 and text[0] == "{":
            return _ENVIRONMENT_WORDS[before]
        if text == "*" and self._is_star(text):
            return _R.COMMAND
        role = _ROLES.get(text, _SYMBOL)
        return _SIGN if role is _BINARY and self._role not in _OPERANDS else role

    def _is_star(self, text: str) -> bool:
        return text == "*" and self._before in COMMANDS and COMMANDS[self._before].star

    def _gap(self, text: str, role: _Role) -> str:
        if self._belongs(text):
            return ""
        if self._role is _R.BEGIN or text == "\\end" or self._before in ROW_BREAKS:
            return self._line(text)
        if self._role in _GLUED_AFTER or (role in _GLUED_BEFORE and self._role is not _R.WIDE):
            return ""
        return " " if self._wants_blank(text, role) else ""

    def _belongs(self, text: str) -> bool:
        """Say whether the token is one piece with the one before: a name, a delimiter, a column specification."""
        if self._before in _ENVIRONMENT_WORDS or self._before in _FENCES or self._before == "\\not":
            return True
        return (text == "{" and self._raw > 0) or (text == "[" and self._option)

    def _wants_blank(self, text: str, role: _Role) -> bool:
        left, before = self._role, self._before
        if left in _WIDE_AFTER or role in _WIDE_BEFORE:
            return True
        if left in _LOOSE or role in _LOOSE:
            return not self._tight or (before if left in _LOOSE else text)[0] == "\\"
        if left is _R.COMMA:
            return not self._tight
        if left is _R.SIGN:
            return before[0] == "\\" and role is not _R.OPEN
        if role is _R.FUNCTION:
            return not before[-1].isdigit()
        return text == "\\middle" or (left is _R.FUNCTION and role is not _R.OPEN)

    def _line(self, text: str) -> str:
        """Return what stands between the rows of an environment."""
        if self._role is _R.START:
            return ""
        if not (self._break_rows and self._depth):
            return " "
        return "\n" + _INDENT * min(self._depth - (text == "\\end"), _DEEPEST_INDENT)

    def _would_merge(self, text: str) -> bool:
        r"""Say whether the token would be read as part of the one before: ``\alpha x``, ``\ x``, ``\begin { a }``."""
        before = self._before
        if before == "\\" or (before == "{" and self._groups[-1].nameless):
            return True
        is_word = len(before) > 1 and before[0] == "\\" and before[1].isascii() and before[1].isalpha()
        return is_word and text[0].isascii() and text[0].isalpha()

    def _enter(self, text: str, role: _Role) -> None:
        if text == "{":
            self._open()
        elif text == "}":
            self._close()
        elif text == PRIME or (self._role is _SCRIPT and role not in _UNCLOSING):
            self._role = self._base  # the script is complete, and its base with it
        else:
            self._role = role
            self._base = self._base if role is _SCRIPT else _FUNCTION if role is _FUNCTION else _SYMBOL
            self._expect(text)

    def _expect(self, text: str) -> None:
        """Note what has to follow a command or the name of an environment."""
        self._option = False
        if self._role is _R.BEGIN and text != "\\begin":
            known = ENVIRONMENTS.get(text[1:-1], Environment())
            self._raw, self._raw_of, self._option = known.raw, _R.BEGIN, known.option
            self._depth += 1
        elif text == "\\end":
            self._depth = max(0, self._depth - 1)
        elif text in COMMANDS and not self._is_star(text):
            self._raw, self._raw_of = COMMANDS[text].raw, _R.COMMAND
        elif self._raw_of is _R.COMMAND and self._role is not _R.COMMAND:
            self._raw = 0  # what it asked for did not come

    def _open(self) -> None:
        before, self._option = self._before, False
        raw, self._raw = self._raw > 0, max(0, self._raw - 1)
        prose = before in TEXT_COMMANDS
        if raw or prose or before in _FUNCTION_MAKERS:
            after = self._raw_of if raw else _R.RIGHT if prose else _R.FUNCTION
        else:
            after = self._base if self._role is _R.SCRIPT else _R.SYMBOL
        self._groups.append(_Group(after, self._tight, self._verbatim, nameless=before in _ENVIRONMENT_WORDS))
        self._tight = self._tight or self._role is _R.SCRIPT
        self._verbatim = self._verbatim or raw or prose
        self._role = _R.OPEN

    def _close(self) -> None:
        after = _R.SYMBOL
        if self._groups:
            after, self._tight, self._verbatim, _ = self._groups.pop()
        self._role = after
        self._base = _R.FUNCTION if after is _R.FUNCTION else _R.SYMBOL
