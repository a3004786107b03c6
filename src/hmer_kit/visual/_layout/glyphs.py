"""Ink boxes of single glyphs, read from the table of Computer Modern beside this file."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import NamedTuple

__all__: list[str] = []


class Glyph(NamedTuple):
    """One glyph; lengths in thousandths of an em, ``y`` up from the baseline."""

    atom: str
    """Class of the symbol: ``ord``, ``op``, ``bin``, ``rel``, ``open``, ``close`` or ``punct``."""
    width: int
    italic: int
    """How far an upper script moves to the right, and a lower one does not."""
    left: int
    bottom: int
    right: int
    top: int


UNKNOWN = Glyph("ord", 600, 0, 50, 0, 550, 650)
"""What stands for a symbol that the fonts lack."""

_TABLES = {
    "\\mathrm": "roman",
    "\\mathbf": "roman",
    "\\mathsf": "roman",
    "\\mathtt": "roman",
    "\\mathcal": "script",
    "\\mathscr": "script",
    "\\mathbb": "blackboard",
}
"""Font to the table that holds its letters; bold, sans serif and typewriter letters measure as upright ones do."""


@cache
def _tables() -> dict[str, dict[str, Glyph]]:
    tables: dict[str, dict[str, Glyph]] = {}
    text = files(__package__).joinpath("computer_modern.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if not line.startswith("# "):
            table, symbol, atom, *numbers = line.split("\t")
            tables.setdefault(table, {})[symbol] = Glyph(atom, *map(int, numbers))
    return tables


def find_glyph(symbol: str, font: str = "", *, in_display: bool = False) -> Glyph | None:
    """Return the glyph of a symbol, in a font or in display style, or None if the fonts lack it."""
    tables = _tables()
    if in_display and symbol in tables["display"]:
        return tables["display"][symbol]
    table = tables.get(_TABLES.get(font, ""), {})
    return table.get(symbol) or tables["math"].get(symbol)
