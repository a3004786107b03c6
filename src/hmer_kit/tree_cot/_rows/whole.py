"""A forgiving reader that looks at all the text that came, whenever it is asked for its result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.tree_cot._rows.problems import FlawLog, without_mark
from hmer_kit.tree_cot._rows.text import require_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from hmer_kit.tree_cot._rows.problems import Problems
    from hmer_kit.tree_cot.base import Reading

__all__ = ["WholeReader", "without_carriage_returns"]


class WholeReader:
    """Keeps the pieces; ``feed`` takes no time, ``result`` that of the whole text.

    Args:
        read: Returns the LaTeX of a whole text.
    """

    __slots__ = ("_pieces", "_read")

    def __init__(self, read: Callable[[str, Problems], str]) -> None:
        self._read = read
        self._pieces: list[str] = []

    def feed(self, text: str) -> None:
        """Take the next piece of the text, cut anywhere.

        Raises:
            InputError: ``text`` is no string.
        """
        self._pieces.append(require_text(text))

    def result(self) -> Reading:
        """Return the best expression of what came so far; reading may go on after it."""
        self._pieces = ["".join(self._pieces)]
        log = FlawLog()
        text = without_mark(self._pieces[0], log)
        return log.reading(self._read(text, log))


def without_carriage_returns(text: str, problems: Problems) -> str:
    """Return a text whose lines end in line feeds alone; those that do not are one problem for all of them."""
    if "\r" not in text:  # one character is looked for at ten times the speed of two
        return text
    first = text.find("\r\n")
    if first < 0:
        return text
    problems.report(
        "carriage_return",
        line=text.count("\n", 0, first) + 1,
        text="\\r\\n",
        expected="lines that end in a line feed alone",
        got="carriage returns before it",
        done="left out all of them",
    )
    return text.replace("\r\n", "\n")
