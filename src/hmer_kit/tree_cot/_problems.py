"""What to do about a problem in a tree text: refuse the text, or note the repair and go on.

Whoever reads a text reports a problem and then repairs it; to a strict reader the report is the end.
"""

from __future__ import annotations

from typing import Protocol

from hmer_kit.tree_cot._text import format_error, shorten
from hmer_kit.tree_cot.base import Flaw

__all__ = ["FlawLog", "Problems", "Refusal"]


class Problems(Protocol):
    """Takes the problems of a text as they are found."""

    def report(self, code: str, *, line: int, text: str, expected: str, got: str, done: str) -> None:
        """Take one problem.

        Args:
            code: Machine-readable kind.
            line: Number of the line, counted from 1.
            text: The line, or the piece of it that is wrong.
            expected: What would have been right.
            got: What came instead.
            done: What the repair does, such as ``"left it out"``.
        """
        ...


class Refusal:
    """Refuses a text at its first problem."""

    __slots__ = ()

    def report(self, code: str, *, line: int, text: str, expected: str, got: str, done: str) -> None:  # noqa: ARG002
        """Raise the ``FormatError``."""
        raise format_error(code, expected, got, line=line, text=text)


class FlawLog:
    """Notes every problem as a flaw.

    Args:
        flaws: Those found before.
    """

    __slots__ = ("flaws",)

    def __init__(self, flaws: list[Flaw] | None = None) -> None:
        self.flaws = [] if flaws is None else flaws

    def report(self, code: str, *, line: int, text: str, expected: str, got: str, done: str) -> None:
        """Note the flaw."""
        message = f"expected {expected} in line {line} of the tree, got {got}: {shorten(text)!r}; {done}"
        self.flaws.append(Flaw(code, line, shorten(text), message))
