"""Rows: blocks from left to right with the space that TeX puts between classes of symbols, and lines below lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.visual._layout.blocks import Block

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.visual._layout.styles import Style

__all__: list[str] = []

_CLASSES = ("ord", "op", "bin", "rel", "open", "close", "punct", "inner")
_SPACES = {
    "ord": ".tMK...T",
    "op": "tt.K...T",
    "bin": "MM..M..M",
    "rel": "KK..K..K",
    "open": "........",
    "close": ".tMK...T",
    "punct": "TT.TTTTT",
    "inner": "TtMKT.TT",
}
"""The table of The TeXbook, chapter 18: thin, medium, thick; capitals stand for none in scripts."""
_WIDTHS = {".": 0.0, "t": 3 / 18, "m": 4 / 18, "k": 5 / 18}
"""Spaces in em."""
_LINE_SKIP = 1.2
_BINARY_BECOMES_ORDINARY_AFTER = frozenset({"", "bin", "op", "rel", "open", "punct"})
_ENDS_BINARY = frozenset({"rel", "close", "punct"})


def lay_row(blocks: Sequence[Block | None], style: Style) -> Block:
    """Put blocks beside each other; None starts a new line."""
    lines: list[list[Block]] = [[]]
    for block in blocks:
        if block is None:
            lines.append([])
        elif block.has_ink or block.width:
            lines[-1].append(block)
    if len(lines) == 1:
        return _lay_line(lines[0], style)
    return _stack([_lay_line(line, style) for line in lines], style)


def _lay_line(blocks: Sequence[Block], style: Style) -> Block:
    if len(blocks) == 1:
        return blocks[0]
    row = Block()
    x, before = 0.0, ""
    for block, atom in zip(blocks, _atoms(blocks), strict=True):
        x += style.em * space_between(before, atom, is_script=style.is_script)
        row.put(block, x, 0.0)
        x += block.width
        before = atom
    row.width = x
    return row


def _stack(lines: Sequence[Block], style: Style) -> Block:
    stack = Block(max(line.width for line in lines))
    y = 0.0
    for index, line in enumerate(lines):
        if index:
            y -= max(_LINE_SKIP * style.em, lines[index - 1].depth + line.height)
        stack.put(line, 0.0, y)
    return stack


def _atoms(blocks: Sequence[Block]) -> list[str]:
    """Return the classes of blocks in a row: a sign without a left or a right side is ordinary."""
    atoms: list[str] = []
    before = ""
    for block in blocks:
        atom = block.atom
        if atom == "bin" and before in _BINARY_BECOMES_ORDINARY_AFTER:
            atom = "ord"
        if atom in _ENDS_BINARY and before == "bin":
            atoms[-1] = "ord"
        atoms.append(atom)
        before = atom
    if before == "bin":
        atoms[-1] = "ord"
    return atoms


def space_between(left: str, right: str, *, is_script: bool) -> float:
    """Return the space between two classes in em."""
    if not left:
        return 0.0
    code = _SPACES[left][_CLASSES.index(right)]
    if code.isupper() and is_script:
        return 0.0
    return _WIDTHS[code.lower()]
