"""The tokens of an expression after its repairs, each with its place in the string as it was given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.latex._parsing.source import Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.latex.tree import LayoutNode, Repair

__all__ = ["RepairedSource"]


class RepairedSource(Source):
    """A source whose tokens are those of another after repairs; what was put in has an empty span.

    Args:
        source: The tokens as they were given.
        repairs: The repairs in the order of their places.
    """

    __slots__ = ("_firsts", "_pasts")

    def __init__(self, source: Source, repairs: Sequence[Repair]) -> None:
        self.latex = source.latex
        self.texts = []
        self.spans = []
        self._firsts: list[int] = []
        self._pasts: list[int] = [0]
        at = 0
        for repair in repairs:
            self._copy(source, at, repair.position)
            at = max(at, repair.position)
            for text in repair.inserted:
                self._put_in(source, text, at)
            at += len(repair.removed)
        self._copy(source, at, len(source.texts))
        self._firsts.append(len(source.texts))

    def restore_places(self, tree: LayoutNode) -> None:
        """Let all nodes of a tree of these tokens say where they stood in the tokens as they were given."""
        for node in tree.walk():
            first, past = node.tokens or (0, 0)
            start = self._firsts[first]
            node.tokens = (start, max(start, self._pasts[past]))

    def _copy(self, source: Source, first: int, past: int) -> None:
        self.texts += source.texts[first:past]
        self.spans += source.spans[first:past]
        self._firsts += range(first, past)
        self._pasts += range(first + 1, past + 1)

    def _put_in(self, source: Source, text: str, at: int) -> None:
        place = source.spans[at - 1][1] if at else 0
        self.texts.append(text)
        self.spans.append((place, place))
        self._firsts.append(at)
        self._pasts.append(at)
