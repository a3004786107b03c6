"""The tokens of one string with their places, and errors that point into them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.exceptions import LatexError
from hmer_kit.latex._frames import ATOM, BRACE, BRACKET, END, INPUT, RIGHT
from hmer_kit.latex.commands import COMMANDS, LIMIT_CONTROLS, SCRIPT_SIGNS
from hmer_kit.latex.kinds import Relation
from hmer_kit.latex.tokens import scan

if TYPE_CHECKING:
    from hmer_kit.latex._frames import Row

__all__ = ["Source", "usage"]

_UNCLOSED = {
    BRACE: ("unclosed_group", "write } before it"),
    BRACKET: ("unclosed_bracket", "write ] before it, or \\lbrack for a bracket that stays open"),
    END: ("unclosed_environment", "write \\end and the name before it"),
    RIGHT: ("missing_right", "write \\right and a delimiter before it; \\right . draws none"),
}
_UNEXPECTED = {
    BRACE: ("unexpected_brace", "'{' before '}'", "remove it, or write \\} for a brace with ink"),
    END: ("unexpected_end", "\\begin before \\end", "remove it"),
    RIGHT: ("unexpected_right", "\\left before \\right", "remove \\right, or write \\left . in front"),
}
_LETTERS = {Relation.INDEX: "n", Relation.INSIDE: "a", Relation.ABOVE: "a", Relation.BELOW: "b", Relation.CELL: "a"}


class Source:
    """One LaTeX string, its tokens and their places.

    Args:
        latex: The string.
    """

    __slots__ = ("latex", "spans", "texts")

    def __init__(self, latex: str) -> None:
        self.latex = latex
        tokens = scan(latex)
        self.texts = [token.text for token in tokens]
        self.spans = [(token.start, token.end) for token in tokens]

    def text(self, position: int) -> str:
        """Return the text of a token; an empty string past the last."""
        return self.texts[position] if position < len(self.texts) else ""

    def span(self, first: int, past: int) -> tuple[int, int]:
        """Return the characters from token ``first`` to before token ``past``."""
        spans = self.spans
        if first < past:
            return spans[first][0], spans[past - 1][1]
        start = spans[first][0] if first < len(spans) else len(self.latex)
        return start, start

    def error(self, code: str, position: int, *, expected: str, hint: str) -> LatexError:
        """Return the error for an unexpected token, or the end of the input, at a position."""
        if position < len(self.texts):
            got = f"{self.texts[position]!r} at token {position}".replace("\\\\", "\\")
            start, end = self.spans[position]
        else:
            got, start, end = INPUT, len(self.latex), len(self.latex)
        return LatexError(
            f"expected {expected}, got {got}; {hint}",
            code=code,
            position=position,
            start=start,
            end=end,
            expected=expected,
            hint=hint,
            text=self.latex,
        )

    def unclosed(self, row: Row, position: int) -> LatexError:
        """Return the error for a row whose closer did not come."""
        code, hint = _UNCLOSED[row.closer]
        opener = self.texts[row.opener]
        return self.error(
            code,
            position,
            expected=f"{row.closer!r} for {opener!r} at token {row.opener}".replace("\\\\", "\\"),
            hint=hint,
        )

    def unexpected(self, closer: str, position: int) -> LatexError:
        """Return the error for a closer without an opener."""
        code, expected, hint = _UNEXPECTED[closer]
        return self.error(code, position, expected=expected, hint=hint)

    def missing_argument(self, opener: int, position: int) -> LatexError:
        """Return the error for a command or script sign without an argument."""
        name = self.texts[opener]
        expected = f"'{{' or a symbol after {name} at token {opener}"
        return self.error("missing_argument", position, expected=expected, hint=f"write {usage(name)}")


def usage(name: str) -> str:
    r"""Return how a command or script sign is written.

    Example:
        >>> print(usage("\\sqrt"))
        \sqrt [ n ] { a }
    """
    if name in LIMIT_CONTROLS:
        return f"{name} _ {{ a }}"
    if name in SCRIPT_SIGNS:
        return f"x {name} {{ a }}"
    if name not in COMMANDS:
        return f"{name} {{ a }}"
    command = COMMANDS[name]
    parts = [name] + ["{ ... }"] * command.raw
    for argument in command.arguments:
        letter = _LETTERS[argument.relation]
        parts.append(f"[ {letter} ]" if argument.optional else f"{{ {letter} }}")
    return " ".join(parts)
