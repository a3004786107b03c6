"""What the layout knows of one node while it works."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.ink.synthetic.alphabet import Spacing

if TYPE_CHECKING:
    from hmer_kit.ink.synthetic._layout.blocks import Block
    from hmer_kit.latex.tree import LayoutNode

__all__: list[str] = []


class State:
    """A node, its size and, once it is laid out, its block."""

    __slots__ = ("block", "blocks", "fence", "node", "owners", "rows", "size", "spacing")

    def __init__(self, node: LayoutNode, size: float) -> None:
        self.node = node
        self.size = size
        self.rows: list[list[State]] = []
        """States of the rows of its slots."""
        self.blocks: list[Block] = []
        """Laid-out rows of its slots."""
        self.owners: tuple[int, ...] = ()
        """Indices of the symbols that it draws itself."""
        self.block: Block | None = None
        """Its block; None until it is ready."""
        self.fence = ""
        """Name of the bracket that it draws, whose height waits for its row; empty for all others."""
        self.spacing = Spacing.ORDINARY
