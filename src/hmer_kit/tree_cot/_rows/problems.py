"""What to do about a problem in a tree text: refuse the text, or note the repair and go on.

Whoever reads a text reports a problem and then repairs it; to a strict reader the report is the end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from hmer_kit.tree_cot._rows.text import describe, format_error, shorten
from hmer_kit.tree_cot.base import Flaw, Reading

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["FlawLog", "Problems", "Refusal", "report_empty", "without_mark"]

_BYTE_ORDER_MARK = "\ufeff"
_LONGEST_REPAIR = 120


class Problems(Protocol):
    """Takes the problems of a text as they are found."""

    def report(
        self, code: str, *, line: int, text: str, expected: str, got: str, done: str, at_end: bool = False
    ) -> None:
        """Take one problem.

        Args:
            code: Machine-readable kind.
            line: Number of the line, counted from 1.
            text: The line, or the piece of it that is wrong.
            expected: What would have been right.
            got: What came instead.
            done: What the repair does, such as ``"left it out"``.
            at_end: Whether it looks as if the text ended in the middle there.
        """
        ...


class Refusal:
    """Refuses a text at its first problem."""

    __slots__ = ()

    def report(
        self, code: str, *, line: int, text: str, expected: str, got: str, done: str, at_end: bool = False
    ) -> None:
        """Raise the ``FormatError``."""
        del done, at_end  # nothing is repaired
        raise format_error(code, expected, got, line=line, text=text)


class FlawLog:
    """Notes every problem as a flaw.

    Args:
        flaws: Those found before.
        cut: Whether the text is known to end in the middle.
    """

    __slots__ = ("cut", "flaws")

    def __init__(self, flaws: Iterable[Flaw] = (), *, cut: bool = False) -> None:
        self.flaws = [*flaws]
        self.cut = cut

    def report(
        self, code: str, *, line: int, text: str, expected: str, got: str, done: str, at_end: bool = False
    ) -> None:
        """Note the flaw."""
        message = f"{describe(expected, got, line=line, text=text)}; {shorten(done, most=_LONGEST_REPAIR)}"
        self.flaws.append(Flaw(code, line, shorten(text), message))
        self.cut |= at_end

    def copy(self) -> FlawLog:
        """Return a log with the same flaws, to go on with on its own."""
        return FlawLog(self.flaws, cut=self.cut)

    def reading(self, latex: str) -> Reading:
        """Return what was read, with the flaws in the order of the text; nothing at all is not complete."""
        flaws = sorted(self.flaws, key=lambda flaw: flaw.line)
        return Reading(latex, tuple(flaws), complete=bool(latex) and not self.cut)


def without_mark(text: str, problems: Problems) -> str:
    """Return a text without the byte order mark that some editors put before it."""
    if not text.startswith(_BYTE_ORDER_MARK):
        return text
    wanted, got = "the tree at the beginning", "a byte order mark"
    problems.report("byte_order_mark", line=1, text="\\ufeff", expected=wanted, got=got, done="left it out")
    return text[1:]


def report_empty(problems: Problems) -> None:
    """Report that a text with one symbol a line holds none."""
    expected, done = "a tree, one symbol a line", "gave an empty expression"
    problems.report("empty", line=1, text="", expected=expected, got="no symbol", done=done)
