"""The match table: where each group, bracket and environment of a token list ends; and errors that point at a token."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hmer_kit.exceptions import LatexError
from hmer_kit.latex.tokens import scan
from hmer_kit.tree_cot._released.table import BEGIN, END

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Brackets"]

_MATCHED = frozenset({"{", "}", "[", "]", BEGIN, END})
_NAME = re.compile(r"\{[^\s{}]+\}")


class Brackets:
    r"""Matching closers of one token list, found in one pass.

    Braces and environments nest strictly. A square bracket is often an interval, so an unmatched one is no error here;
    those that match are counted over braces, as the released code does, and if one so ends in another group, its place
    is stored as a negative number.

    Args:
        latex: The string, for errors.
        tokens: Its tokens.

    Raises:
        LatexError: Braces or environments do not match.
    """

    __slots__ = ("closers", "latex", "tokens")

    def __init__(self, latex: str, tokens: Sequence[str]) -> None:
        self.latex = latex
        self.tokens = tokens
        self.closers: dict[int, int] = {}
        self._match()

    def _match(self) -> None:
        openers: list[int] = []
        squares: list[tuple[int, int]] = []
        for at, text in enumerate(self.tokens):
            if text not in _MATCHED:
                continue
            if text == "{" or text == BEGIN:  # noqa: PLR1714 - the inner loop
                if text == BEGIN:
                    self._check_name(at)
                openers.append(at)
            elif text == "[":
                squares.append((at, openers[-1] if openers else -1))
            elif text == "]":
                if squares:
                    opener, around = squares.pop()
                    self.closers[opener] = at if around == (openers[-1] if openers else -1) else -at
            else:
                self._check_closer(openers, at)
                self.closers[openers.pop()] = at
        if openers:
            raise self._unclosed(openers[-1], len(self.tokens))

    def _check_name(self, at: int) -> None:
        if not _NAME.fullmatch(self.token(at + 1)):
            command = self.tokens[at]
            raise self.error(
                at + 1,
                code="missing_name",
                expected=f"a name in braces after {command} at token {at}",
                hint=f"write {command} {{matrix}}",
            )

    def _check_closer(self, openers: list[int], at: int) -> None:
        closer = self.tokens[at]
        wanted = "{" if closer == "}" else BEGIN
        if not openers or self.tokens[openers[-1]] != wanted:
            if any(self.tokens[opener] == wanted for opener in openers):
                raise self._unclosed(openers[-1], at)
            hint = "remove it, or write \\} for a brace with ink" if closer == "}" else "remove it"
            raise self.error(
                at,
                code=f"unexpected_{'brace' if closer == '}' else 'end'}",
                expected=f"'{wanted}' before '{closer}'",
                hint=hint,
            )
        if closer == END:
            self._check_end(openers[-1], at)

    def _check_end(self, opener: int, at: int) -> None:
        self._check_name(at)
        name = self.tokens[opener + 1]
        if self.tokens[at + 1] != name:
            raise self.error(
                at + 1,
                code="mismatched_end",
                expected=f"{END} {name} for {BEGIN} at token {opener}",
                hint="use the same name twice",
            )

    def _unclosed(self, opener: int, at: int) -> LatexError:
        if self.tokens[opener] == "{":
            code, closer, hint = "unclosed_group", "}", "write } before it"
        else:
            code, closer = "unclosed_environment", f"{END} {self.tokens[opener + 1]}"
            hint = f"write {closer} before it"
        return self.error(
            at, code=code, expected=f"'{closer}' for '{self.tokens[opener]}' at token {opener}", hint=hint
        )

    def token(self, at: int) -> str:
        """Return a token; an empty string past the last."""
        return self.tokens[at] if at < len(self.tokens) else ""

    def error(self, at: int, *, code: str, expected: str, hint: str) -> LatexError:
        """Return the error for an unexpected token, or the end of the input."""
        spans = self._spans()
        start, end = spans[at] if at < len(spans) else (len(self.latex), len(self.latex))
        got = f"'{self.tokens[at]}' at token {at}" if at < len(spans) else "the end of the input"
        return LatexError(
            f"expected {expected}, got {got}; {hint}",
            code=code,
            position=at,
            start=start,
            end=end,
            expected=expected,
            hint=hint,
            text=self.latex,
        )

    def _spans(self) -> list[tuple[int, int]]:
        """Places of the tokens, which are the chunks between blanks or, in tight LaTeX, the lexical tokens."""
        chunks = [(match.start(), match.end()) for match in re.finditer(r"\S+", self.latex)]
        if len(chunks) == len(self.tokens):
            return chunks
        return [(token.start, token.end) for token in scan(self.latex)]
