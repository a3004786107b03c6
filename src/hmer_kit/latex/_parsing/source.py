"""The tokens of one string with their places, and errors that point into them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.exceptions import LatexError
from hmer_kit.latex._parsing.frames import BRACE, BRACKET, END, INPUT, RIGHT
from hmer_kit.latex.commands import COMMANDS, SCRIPT_SIGNS
from hmer_kit.latex.kinds import Relation
from hmer_kit.latex.tokens import scan

if TYPE_CHECKING:
    from hmer_kit.latex._parsing.frames import Row

__all__ = ["Source", "usage"]

_UNCLOSED = {
    BRACE: ("unclosed_group", "write } before it"),
    BRACKET: ("unclosed_bracket", "write ] before it, or \\lbrack for a bracket with ink"),
    END: ("unclosed_environment", "write \\end and the name before it"),
    RIGHT: ("missing_right", "write \\right and a delimiter before it; \\right . draws none"),
}
_UNEXPECTED = {
    BRACE: ("unexpected_brace", "'{' before '}'", "remove it, or write \\} for a brace with ink"),
    END: ("unexpected_end", "'\\begin' before '\\end'", "remove it, or write \\begin and the name in front"),
    RIGHT: ("unexpected_right", "'\\left' before '\\right'", "remove it, or write \\left . in front"),
}
_LETTERS = {Relation.INDEX: "n", Relation.BELOW: "b"}


class Source:
    """One LaTeX string, its tokens and their places.

    Args:
        latex: The string.
    """

    __slots__ = ("latex", "spans", "texts")

    def __init__(self, latex: str) -> None:
        self.latex = latex
        tokens = scan(latex)
        self.texts = [text for text, _, _ in tokens]
        self.spans = [(start, end) for _, start, end in tokens]

    def text(self, position: int) -> str:
        """Return the text of a token; an empty string past the last."""
        return self.texts[position] if position < len(self.texts) else ""

    def name(self, position: int) -> str:
        """Return a token in quotes with its number, for a message."""
        return f"'{self.texts[position]}' at token {position}"

    def span(self, first: int, past: int) -> tuple[int, int]:
        """Return the characters from token ``first`` to before token ``past``."""
        if first < past:
            return self.spans[first][0], self.spans[past - 1][1]
        start = self.spans[first][0] if first < len(self.spans) else len(self.latex)
        return start, start

    def error(self, code: str, position: int, *, expected: str, hint: str) -> LatexError:
        """Return the error for an unexpected token, or the end of the input, at a position."""
        is_token = position < len(self.texts)
        start, end = self.span(position, position + is_token)
        return LatexError(
            f"expected {expected}, got {self.name(position) if is_token else INPUT}; {hint}",
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
        return self.error(code, position, expected=f"'{row.closer}' for {self.name(row.opener)}", hint=hint)

    def unexpected(self, closer: str, position: int) -> LatexError:
        """Return the error for a closer without an opener."""
        code, expected, hint = _UNEXPECTED[closer]
        return self.error(code, position, expected=expected, hint=hint)

    def missing_argument(self, opener: int, position: int) -> LatexError:
        """Return the error for a command or script sign without an argument."""
        expected = f"'{{' or a symbol after {self.name(opener)}"
        return self.error("missing_argument", position, expected=expected, hint=f"write {usage(self.texts[opener])}")


def usage(name: str) -> str:
    r"""Return how a command, a script sign or an environment is written.

    Examples:
        >>> print(usage("\\sqrt"))
        \sqrt [ n ] { a }
    """
    if name in SCRIPT_SIGNS:
        return f"x {name} {{ a }}"
    if name not in COMMANDS:
        return f"{name} {{array}} {{ c c }}"
    command = COMMANDS[name]
    parts = [name, *["{ ... }"] * command.raw]
    for argument in command.arguments:
        letter = _LETTERS.get(argument.relation, "a")
        parts.append(f"[ {letter} ]" if argument.optional else f"{{ {letter} }}")
    return " ".join(parts)
