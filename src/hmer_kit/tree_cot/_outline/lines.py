"""Text that comes in pieces, cut anywhere, to lines: the reader of the formats with tabs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, Self

from hmer_kit.tree_cot._rows.text import require_text

if TYPE_CHECKING:
    from hmer_kit.tree_cot.base import Reading

__all__ = ["LineReader", "LineSink"]


class LineSink(Protocol):
    """Takes the lines of one text."""

    def line(self, text: str, *, cut: bool) -> None:
        """Take the next line.

        Args:
            text: The line without its end.
            cut: Whether no newline came after it, so that it may be a part of a line only.
        """
        ...

    def copy(self) -> Self:
        """Return a sink that has taken the same lines; what it takes from now on is its own."""
        ...

    def reading(self) -> Reading:
        """Return the best expression of the lines so far."""
        ...


class LineReader:
    """A forgiving reader for a format with lines. A line is given on as soon as it is whole.

    Args:
        sink: Takes the lines.
    """

    __slots__ = ("_pieces", "_sink")

    def __init__(self, sink: LineSink) -> None:
        self._sink = sink
        self._pieces: list[str] = []  # of the line that is not whole yet

    def feed(self, text: str) -> None:
        """Read the next piece of the text, cut anywhere.

        Raises:
            InputError: ``text`` is no string.
        """
        first, *others = require_text(text).split("\n")
        self._pieces.append(first)
        for other in others:
            self._sink.line("".join(self._pieces), cut=False)
            self._pieces = [other]

    def result(self) -> Reading:
        """Return the best expression of what came so far; reading may go on after it."""
        line = "".join(self._pieces)
        if not line:
            return self._sink.reading()
        sink = self._sink.copy()
        sink.line(line, cut=True)
        return sink.reading()
