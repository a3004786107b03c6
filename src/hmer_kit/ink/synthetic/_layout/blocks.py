"""Blocks of the layout: ink of one node or one row, in pixels, ``y`` up, origin on the baseline at the left."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from hmer_kit.ink.synthetic.shapes import Shape

__all__: list[str] = []

AXIS = 0.32
"""Height of operators and fraction bars over the baseline, in sizes."""


class Item(NamedTuple):
    """One shape to draw."""

    shape: Shape
    owner: int
    """Index of the symbol that it belongs to."""
    x: float
    y: float
    scale_x: float
    scale_y: float
    size: float
    """Height of a capital here, the unit of the noise."""
    rotation: float = 0.0
    shear: float = 0.0
    lift: float = 0.0
    """What the x-height of small letters rises above 50 units; 0 for all others."""
    control: NDArray[np.float64] | None = None
    """Control points that replace those of the shape."""


class Block:
    """Extents and contents; contents are placed relative to the block."""

    __slots__ = ("down", "items", "kids", "up", "width")

    def __init__(self, width: float = 0.0, up: float = 0.0, down: float = 0.0) -> None:
        self.width = width
        self.up = up
        self.down = down
        self.items: list[Item] = []
        self.kids: list[tuple[Block, float, float]] = []

    def put(self, block: Block, x: float, y: float) -> None:
        """Place a block and grow upwards and downwards to hold it; the width is the caller's."""
        self.kids.append((block, x, y))
        self.up = max(self.up, block.up + y)
        self.down = max(self.down, block.down - y)


def placed_items(root: Block) -> list[tuple[Item, float, float]]:
    """Return every item below with its absolute offset, ordered by owner."""
    found: list[tuple[Item, float, float]] = []
    stack = [(root, 0.0, 0.0)]
    while stack:
        block, x, y = stack.pop()
        found.extend((item, x, y) for item in block.items)
        stack.extend((kid, x + dx, y + dy) for kid, dx, dy in reversed(block.kids))
    found.sort(key=lambda entry: entry[0].owner)
    return found
