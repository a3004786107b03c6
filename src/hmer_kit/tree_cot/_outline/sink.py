"""The forgiving reader of a format with tabs: lines in, a reading out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.tree_cot._outline.outline import Outline
from hmer_kit.tree_cot._rows.problems import FlawLog, report_empty

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hmer_kit.tree_cot._outline.rows import OutlineRow, Vocabulary
    from hmer_kit.tree_cot._rows.problems import Problems
    from hmer_kit.tree_cot.base import Reading

__all__ = ["OutlineSink"]


class OutlineSink:
    """Lines of a text with tabs, well-formed or not; the shape is ``hmer_kit.tree_cot._outline.lines.LineSink``.

    Args:
        vocabulary: Relations of the format.
        latex_of: Makes LaTeX of rows, whatever is wrong with them.
    """

    __slots__ = ("_latex_of", "_log", "_outline", "_vocabulary")

    def __init__(self, vocabulary: Vocabulary, latex_of: Callable[[Sequence[OutlineRow], Problems], str]) -> None:
        self._vocabulary = vocabulary
        self._latex_of = latex_of
        self._log = FlawLog()
        self._outline = Outline(vocabulary, self._log)

    def line(self, text: str, *, cut: bool) -> None:
        """Take the next line."""
        self._outline.line(text, cut=cut)

    def copy(self) -> OutlineSink:
        """Return the same, to go on with on its own."""
        copy = OutlineSink(self._vocabulary, self._latex_of)
        copy._log = self._log.copy()
        copy._outline = self._outline.copy(copy._log)
        return copy

    def reading(self) -> Reading:
        """Return the best expression of the lines so far."""
        log = self._log.copy()
        rows = self._outline.rows
        if not rows:
            report_empty(log)
        return log.reading(self._latex_of(rows, log))
