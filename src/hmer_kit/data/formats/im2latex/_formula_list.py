"""The formulas of Im2LaTeX, by the number of their line."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

from hmer_kit.data.formats.captioned._lines import MAX_LINE_BYTES, text_of
from hmer_kit.data.formats.captioned._places import whole_text

if TYPE_CHECKING:
    from hmer_kit.data._json import Broken
    from hmer_kit.data.formats.captioned._places import Place

MAX_BYTES = 2**28
"""Largest file of formulas that is read: 256 MiB. It is held in memory, with eight bytes a line."""


class FormulaList:
    r"""The lines of a file, where only a line feed ends one; a carriage return within LaTeX counts as a blank.

    ``im2latex_formulas.lst`` has both, and bytes that are no UTF-8 but Latin-1: reading it with universal line ends
    gives a formula to the wrong picture, from that line on.
    """

    def __init__(self, place: Place, name: str) -> None:
        self.path = place.where(name)
        self._data = whole_text(place, name, max_bytes=MAX_BYTES)
        self._starts = array("Q", [0])
        end = self._data.find(b"\n")
        while end >= 0:
            self._starts.append(end + 1)
            end = self._data.find(b"\n", end + 1)
        if self._starts[-1] < len(self._data):
            self._starts.append(len(self._data) + 1)

    def __len__(self) -> int:
        return len(self._starts) - 1

    def text(self, index: int) -> str | Broken:
        """Return a formula, or what is wrong with its line."""
        start, end = self._starts[index], self._starts[index + 1] - 1
        raw = self._data[start:end] if end - start <= MAX_LINE_BYTES else None
        text = text_of(raw, path=self.path, number=index + 1, encoding="latin-1")
        return text.replace("\r", " ").strip() if isinstance(text, str) else text
