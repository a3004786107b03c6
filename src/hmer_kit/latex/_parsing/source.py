"""The tokens of one string with their places, and what is wrong with them in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hmer_kit.exceptions import LatexError
from hmer_kit.latex._parsing.frames import ATOM, BRACE, BRACKET, END, INPUT, MATH_ENDS, RIGHT, WRAP
from hmer_kit.latex.commands import COMMANDS, SCRIPT_SIGNS
from hmer_kit.latex.kinds import Relation
from hmer_kit.latex.tokens import tokenize
from hmer_kit.latex.tree import Repair

if TYPE_CHECKING:
    from hmer_kit.latex._parsing.frames import Row

__all__ = ["Problem", "Source", "spans_of", "unexpected", "usage"]

_UNCLOSED = {
    BRACE: ("unclosed_group", "write } before it"),
    BRACKET: ("unclosed_bracket", "write ] before it, or \\lbrack for a bracket with ink"),
    END: ("unclosed_environment", "write \\end and the name before it"),
    **dict.fromkeys(
        MATH_ENDS, ("unclosed_math", "end the mathematics in the text before it, or write \\$ for the character")
    ),
    WRAP: ("missing_argument", "write braces around \\left and \\right"),
    ATOM: ("missing_argument", "write { a }"),
    RIGHT: ("missing_right", "write \\right and a delimiter before it; \\right . draws none"),
}
_UNEXPECTED = {
    BRACE: ("unexpected_brace", "'{' before '}'", "remove it, or write \\} for a brace with ink"),
    END: ("unexpected_end", "'\\begin' before '\\end'", "remove it, or write \\begin and the name in front"),
    RIGHT: ("unexpected_right", "'\\left' before '\\right'", "remove it, or write \\left . in front"),
}
_LETTERS = {Relation.INDEX: "n", Relation.BELOW: "b"}


class Problem(NamedTuple):
    """What is wrong at some token."""

    code: str
    """Machine-readable kind."""
    expected: str
    """What would have been accepted there."""
    hint: str
    """What to write instead."""


class Source:
    """One LaTeX string, its tokens and their places.

    Args:
        latex: The string.
    """

    __slots__ = ("latex", "spans", "texts")

    def __init__(self, latex: str) -> None:
        self.latex = latex
        self.texts = texts = tokenize(latex)
        self.spans = spans_of(latex, texts)

    def text(self, position: int) -> str:
        """Return the text of a token; an empty string past the last."""
        return self.texts[position] if position < len(self.texts) else ""

    def name(self, position: int) -> str:
        """Return a token in quotes with its number, for a message."""
        return f"'{self.texts[position]}' at token {position}" if position < len(self.texts) else INPUT

    def span(self, first: int, past: int) -> tuple[int, int]:
        """Return the characters from token ``first`` to before token ``past``."""
        if first < past:
            return self.spans[first][0], self.spans[past - 1][1]
        start = self.spans[first][0] if first < len(self.spans) else len(self.latex)
        return start, start

    def error(self, problem: Problem, position: int) -> LatexError:
        """Return the error for an unexpected token, or the end of the input, at a position."""
        code, expected, hint = problem
        start, end = self.span(position, min(position + 1, len(self.texts)))
        return LatexError(
            f"expected {expected}, got {self.name(position)}; {hint}",
            code=code,
            position=position,
            start=start,
            end=end,
            expected=expected,
            hint=hint,
            text=self.latex,
        )

    def repair(
        self, problem: Problem, position: int, *, done: str, removed: tuple[str, ...], inserted: tuple[str, ...]
    ) -> Repair:
        """Return the record of a repair: what was wrong, and what was done at a position."""
        at_end = position == len(self.texts)
        start, end = (len(self.latex),) * 2 if at_end else self.spans[position]
        message = f"expected {problem.expected}, got {INPUT if at_end else self.name(position)}; {done}"
        return Repair(problem.code, position, start, end, message, removed, inserted)

    def unclosed(self, row: Row) -> Problem:
        """Return what is wrong where the closer of a row did not come."""
        code, hint = _UNCLOSED[row.closer]
        return Problem(code, f"'{row.closer}' for {self.name(row.opener)}", hint)

    def missing_argument(self, opener: int) -> Problem:
        """Return what is wrong with a command or script sign without an argument."""
        hint = _HINTS[self.texts[opener]]
        return Problem("missing_argument", f"'{{' or a symbol after {self.name(opener)}", hint)


def spans_of(latex: str, texts: list[str]) -> list[tuple[int, int]]:
    """Return where each token of a string begins and ends."""
    return _blank_separated(texts) if " ".join(texts) == latex else _anywhere(latex, texts)


def _blank_separated(texts: list[str]) -> list[tuple[int, int]]:
    """Return the spans of tokens with one blank between them: half the time of looking for each."""
    spans = []
    end = -1
    for text in texts:
        start = end + 1
        end = start + len(text)
        spans.append((start, end))
    return spans


def _anywhere(latex: str, texts: list[str]) -> list[tuple[int, int]]:
    """Return the spans of tokens with any blanks between them."""
    spans = []
    end = 0
    for text in texts:
        start = latex.find(text, end)  # only blanks lie in between
        end = start + len(text)
        spans.append((start, end))
    return spans


def unexpected(closer: str) -> Problem:
    """Return what is wrong with a closer without an opener."""
    return Problem(*_UNEXPECTED[closer])


def usage(name: str) -> str:
    r"""Return how a command, a script sign or an environment is written.

    Examples:
        >>> print(usage("\\sqrt"))
        \sqrt [ n ] { a }
        >>> print(usage("\\root"))
        \root n \of { a }
    """
    if name in SCRIPT_SIGNS:
        return f"x {name} {{ a }}"
    if name not in COMMANDS:
        return f"{name} {{array}} {{ c c }}"
    command = COMMANDS[name]
    parts = [name, *["{ ... }"] * command.raw]
    for argument in command.arguments:
        letter = _LETTERS.get(argument.relation, "a")
        if argument.until:
            parts.append(f"{letter} {argument.until}")
        else:
            parts.append(f"[ {letter} ]" if argument.optional else f"{{ {letter} }}")
    return " ".join(parts)


_HINTS = {name: f"write {usage(name)}" for name in (*COMMANDS, *SCRIPT_SIGNS, "\\begin", "{")}
