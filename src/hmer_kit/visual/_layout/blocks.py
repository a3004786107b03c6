"""Blocks: the ink of one node or one row, in pixels, ``y`` up, origin on the baseline at the left."""

from __future__ import annotations

from typing import NamedTuple

__all__: list[str] = []


class Ink(NamedTuple):
    """One box of ink and whose it is."""

    owner: int
    token: str
    font: str
    left: float
    bottom: float
    right: float
    top: float


class Block:
    """Extents and contents; contents are placed relative to the block."""

    __slots__ = ("atom", "depth", "height", "inks", "is_glyph", "italic", "kids", "width")

    def __init__(self, width: float = 0.0, height: float = 0.0, depth: float = 0.0, *, atom: str = "ord") -> None:
        self.width = width
        self.height = height
        self.depth = depth
        self.atom = atom
        self.italic = 0.0
        self.is_glyph = False
        self.inks: list[Ink] = []
        self.kids: list[tuple[Block, float, float]] = []

    @property
    def has_ink(self) -> bool:
        """Whether anything is in it."""
        return bool(self.inks or self.kids)

    def put(self, block: Block, x: float, y: float) -> None:
        """Place a block, ``y`` up, and grow upwards and downwards to hold it; the width is the caller's."""
        self.kids.append((block, x, y))
        self.height = max(self.height, block.height + y)
        self.depth = max(self.depth, block.depth - y)

    def draw(self, ink: Ink) -> None:
        """Place ink, and grow upwards and downwards to hold it; the width is the caller's."""
        self.inks.append(ink)
        self.height = max(self.height, ink.top)
        self.depth = max(self.depth, -ink.bottom)


def placed(root: Block) -> list[Ink]:
    """Return all ink below with absolute places, in the order of its owners."""
    found: list[Ink] = []
    stack = [(root, 0.0, 0.0)]
    while stack:
        block, x, y = stack.pop()
        for owner, token, font, left, bottom, right, top in block.inks:
            found.append(Ink(owner, token, font, x + left, y + bottom, x + right, y + top))
        stack.extend((kid, x + dx, y + dy) for kid, dx, dy in reversed(block.kids))
    found.sort(key=_owner)
    return found


def _owner(ink: Ink) -> int:
    return ink.owner
