"""Matrices and other environments of cells: rows below rows, columns beside columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.latex.kinds import Relation
from hmer_kit.visual._layout.blocks import Block
from hmer_kit.visual._layout.styles import AXIS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.latex.tree import LayoutNode
    from hmer_kit.visual._layout.styles import Style

__all__: list[str] = []

_COLUMN_GAP = 0.84
_STRUT = (0.84, 0.36)
"""Least height and depth of a row in em."""


def matrix_block(node: LayoutNode, cells: Sequence[Block], style: Style) -> Block:
    """Return the block of an environment, its middle on the axis."""
    rows = _rows(node, cells)
    widths = _column_widths(rows)
    em = style.em
    heights = [max(_STRUT[0] * em, *(cell.height for cell in row)) for row in rows]
    depths = [max(_STRUT[1] * em, *(cell.depth for cell in row)) for row in rows]
    block = Block(sum(widths) + _COLUMN_GAP * em * max(len(widths) - 1, 0), atom="inner")
    y = (sum(heights) + sum(depths)) / 2 + AXIS * em
    for row, height, depth in zip(rows, heights, depths, strict=True):
        y -= height
        x = 0.0
        for cell, width in zip(row, widths, strict=False):
            block.put(cell, x + (width - cell.width) / 2, y)
            x += width + _COLUMN_GAP * em
        y -= depth
    return block


def _rows(node: LayoutNode, cells: Sequence[Block]) -> list[list[Block]]:
    rows: list[list[Block]] = []
    slots = [slot for slot in node.slots if slot.relation is Relation.CELL]
    for slot, cell in zip(slots, cells, strict=True):
        if slot.starts_row or not rows:
            rows.append([])
        rows[-1].append(cell)
    return rows


def _column_widths(rows: Sequence[Sequence[Block]]) -> list[float]:
    widths: list[float] = []
    for row in rows:
        for at, cell in enumerate(row):
            if at == len(widths):
                widths.append(0.0)
            widths[at] = max(widths[at], cell.width)
    return widths
