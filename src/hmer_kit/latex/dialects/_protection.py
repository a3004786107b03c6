r"""Tokens that look like symbols and are none: text, lengths, column specifications, stars, brackets of an option."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hmer_kit.latex.commands import COMMANDS, DELIMITER_SIZES, ENVIRONMENTS, ROW_BREAKS, TEXT_COMMANDS, Environment

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["FENCE_WORDS", "protected"]

FENCE_WORDS: Final = frozenset({"\\left", "\\right", "\\middle"}) | DELIMITER_SIZES
"""Words that a delimiter follows."""
_BRACKETS: Final = frozenset({"[", "\\lbrack"})
_CLOSING: Final = frozenset({"]", "\\rbrack"})
_STARS: Final = frozenset({"*", "\\ast"})


def protected(texts: Sequence[str]) -> set[int]:
    r"""Return the positions of tokens that no alias may touch.

    Neither what is there may be respelled, ``|`` in ``\begin{array}{c|c}``, nor may a respelling put there what would
    be read otherwise, ``[`` for ``\lbrack`` after ``\sqrt``.
    """
    guard = _Guard()
    return {at for at, text in enumerate(texts) if guard.holds(text)}


class _Guard:
    """Goes along the tokens and knows what the last command still expects."""

    def __init__(self) -> None:
        self.before = ""
        self.open: list[tuple[str, bool, int]] = []
        """For each open brace or bracket: which, whether all in it is protected, groups still to come after it."""
        self.groups = 0
        self.option = False
        self.star = False

    def holds(self, text: str) -> bool:
        """Say whether the next token is protected, and go past it."""
        inside = bool(self.open) and self.open[-1][1]
        if text == "{":
            self.open.append(("{", inside or self.groups > 0, max(0, self.groups - 1)))
            self._expect_nothing()
        elif text == "}":
            self._close_brace()
        elif self.before in FENCE_WORDS:
            self._expect_nothing()
        else:
            inside = self._other(text) or inside
        self.before = text
        return inside

    def _close_brace(self) -> None:
        while self.open and self.open.pop()[0] != "{":
            pass  # brackets that were never closed
        self._expect_nothing()

    def _other(self, text: str) -> bool:
        in_option = bool(self.open) and self.open[-1][0] == "["
        if self.star and text in _STARS:
            return True
        if self.option and text in _BRACKETS:
            if text == "[":
                self.open.append(("[", False, self.groups))
                self._expect_nothing()
            return True
        if in_option and text in _CLOSING:
            if text == "]":
                self.groups = self.open.pop()[2]
            return True
        argument = self.groups > 0
        self._expect(text)
        return argument

    def _expect_nothing(self) -> None:
        self.groups, self.option, self.star = 0, False, False

    def _expect(self, text: str) -> None:
        self._expect_nothing()
        command = COMMANDS.get(text)
        if command is not None:
            self.groups = command.raw + (text in TEXT_COMMANDS)
            self.option = any(argument.optional for argument in command.arguments)
            self.star = command.star
        elif text in ROW_BREAKS:
            self.option = self.star = True
        elif self.before == "\\begin":
            environment = ENVIRONMENTS.get(text[1:-1], Environment())
            self.groups, self.option = environment.raw, environment.option
