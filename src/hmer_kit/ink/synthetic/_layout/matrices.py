"""Matrices, cases and other grids of cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.ink.synthetic import commands
from hmer_kit.ink.synthetic._layout.blocks import AXIS, Block
from hmer_kit.ink.synthetic._layout.fences import fenced
from hmer_kit.latex.tree import Relation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.ink.synthetic._layout.hand import Hand
    from hmer_kit.ink.synthetic._layout.state import State

__all__: list[str] = []


def matrix_block(state: State, hand: Hand) -> Block:
    """Lay out the cells of an environment row by row, with its brackets."""
    name, size = state.node.symbol, state.size
    grid = _grid(state)
    columns = max(len(line) for line in grid)
    widths = [max((line[k].width for line in grid if k < len(line)), default=0.0) for k in range(columns)]
    fences = commands.ENVIRONMENT_FENCES.get(name, ("", ""))
    centred = name.endswith(("matrix", "matrix*")) or name in {"array", "substack", r"\substack"}
    column_gap = size * (0.6 if centred else 0.4)
    body = Block(sum(widths) + column_gap * (columns - 1))
    y = 0.0
    for index, line in enumerate(grid):
        up, down = _line_extents(line, size)
        y -= up if index else 0.0
        x = 0.0
        for cell, width in zip(line, widths, strict=False):
            body.put(cell, x + ((width - cell.width) / 2 if centred else 0.0), y)
            x += width + column_gap
        y -= down + 0.25 * size
    middle = (body.up - body.down) / 2 - AXIS * size
    block = Block(body.width)
    block.put(body, 0.0, -middle)
    return fenced(block, hand, state, fences=fences) if any(fences) else block


def _line_extents(line: Sequence[Block], size: float) -> tuple[float, float]:
    return max(0.6 * size, *(cell.up for cell in line)), max(0.1 * size, *(cell.down for cell in line))


def _grid(state: State) -> list[list[Block]]:
    grid: list[list[Block]] = []
    for slot, block in zip(state.node.slots, state.blocks, strict=True):
        if slot.relation is not Relation.CELL:
            continue
        if not grid or (slot.open and slot.open[0] != "&" and slot.open[0] != "{"):
            grid.append([])
        grid[-1].append(block)
    if len(grid) > 1 and not any(cell.items or cell.kids for cell in grid[-1]):
        grid.pop()
    return grid or [[Block()]]
