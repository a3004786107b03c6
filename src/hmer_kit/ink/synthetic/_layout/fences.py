"""Brackets around a block, and the rows of the arguments of a node."""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING

from hmer_kit.ink.synthetic._layout.blocks import Block

if TYPE_CHECKING:
    from hmer_kit.ink.synthetic._layout.hand import Hand
    from hmer_kit.ink.synthetic._layout.state import State
    from hmer_kit.latex.tree import Relation

__all__: list[str] = []


def argument(state: State, relation: Relation) -> Block | None:
    """Return the block of the first row with that relation that is no script."""
    for slot, block in zip(state.node.slots, state.blocks, strict=True):
        if slot.relation is relation and not slot.is_script:
            return block
    return None


def fenced(inner: Block, hand: Hand, state: State, *, fences: tuple[str, str]) -> Block:
    """Put brackets around a block; an empty name draws none. A lone owner owns both."""
    size = state.size
    block = Block()
    x = 0.0
    owners = cycle(state.owners)
    left, right = fences
    if left:
        x += _put_fence(block, hand, size, owner=next(owners), name=left, inner=inner, x=x)
    block.put(inner, x, 0.0)
    x += inner.width
    if right:
        x += 0.08 * size
        x += _put_fence(block, hand, size, owner=next(owners), name=right, inner=inner, x=x)
    block.width = x
    return block


def _put_fence(block: Block, hand: Hand, size: float, *, owner: int, name: str, inner: Block, x: float) -> float:
    glyph = hand.find(name)
    if glyph is None:  # the tables of commands name glyphs of the alphabet
        return 0.0
    up, down = max(inner.up, size) + 0.05 * size, max(inner.down, 0.0) + 0.05 * size
    fence = hand.fence(glyph, size, owner, up=up, down=down)
    block.put(fence, x, 0.0)
    return fence.width + 0.08 * size
