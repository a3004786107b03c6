"""Accents, lines and braces over and under a row, frames around it, arrows that grow with their text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.ink.synthetic import commands
from hmer_kit.ink.synthetic._layout.blocks import Block, Item
from hmer_kit.ink.synthetic._layout.fences import argument
from hmer_kit.ink.synthetic._layout.scripts import stacked
from hmer_kit.ink.synthetic.alphabet import find_glyph
from hmer_kit.ink.synthetic.glyphs import ACCENTS
from hmer_kit.latex.tree import Relation

if TYPE_CHECKING:
    from hmer_kit.ink.synthetic._layout.hand import Hand
    from hmer_kit.ink.synthetic._layout.state import State

__all__: list[str] = []

_PADDING = {"box": 0.18, "ring": 0.3, "slash": 0.0}
"""Room between a frame and what is in it, in sizes."""


def marked(state: State, hand: Hand) -> Block:
    """Put an accent over a row, or a line, brace or arrow over or under it."""
    name, size = state.node.symbol, state.size
    inside = argument(state, Relation.INSIDE) or Block()
    under = name in commands.UNDER
    part = commands.UNDER.get(name) or commands.OVER.get(name) or name
    wide = name not in ACCENTS or inside.width > 1.2 * size
    width = max(inside.width, 0.35 * size) if wide else min(0.4 * size, max(inside.width, 0.25 * size))
    mark = _mark(part, hand, state, width=width, flip=under)
    gap = (0.15 + 0.04 * hand.noise()[0]) * size
    block = Block(max(inside.width, mark.width))
    block.put(inside, (block.width - inside.width) / 2, 0.0)
    y = -inside.down - gap - mark.up if under else max(inside.up, 0.3 * size) + gap + mark.down
    block.put(mark, (block.width - mark.width) / 2, y)
    return block


def _mark(part: str, hand: Hand, state: State, *, width: float, flip: bool) -> Block:
    size, owner = state.size, state.owners[0]
    if part in {"bar", r"\bar"}:
        block = Block(width, 0.02 * size, 0.02 * size)
        block.items.append(hand.bar(size, owner, width=width))
        return block
    glyph = find_glyph(part)
    if glyph is None:
        height = 0.18 * size
        item = hand.stretched(part, size, owner, width=width, height=4 * height)
        block = Block(width, height, 0.0)
        block.items.append(item._replace(scale_y=-item.scale_y, y=height) if flip else item)
        return block
    shape = hand.variant(glyph)
    scale = size / 100 * (1.0 if part in ACCENTS else 0.7)
    block = Block(width, shape.top * scale, -shape.bottom * scale)
    scale_x = scale if part in {r"\dot", r"\ddot", r"\mathring"} else width / max(shape.width, 1.0)
    x = (width - shape.width * scale_x) / 2
    block.items.append(Item(shape, owner, x, 0.0, scale_x, scale, size, hand.writer.rotation * hand.noise()[0]))
    return block


def framed(state: State, hand: Hand) -> Block:
    size = state.size
    inside = argument(state, Relation.INSIDE) or Block()
    pad = _PADDING[commands.FRAMES[state.node.symbol]] * size
    up, down = inside.up + pad, inside.down + pad
    block = Block(inside.width + 2 * pad, up, down)
    block.put(inside, pad, 0.0)
    part = commands.FRAMES[state.node.symbol]
    item = hand.stretched(part, size, state.owners[0], width=block.width, height=max(up + down, 0.1 * size))
    block.items.append(item._replace(y=-down))
    return block


def arrow(state: State, hand: Hand) -> Block:
    size = state.size
    above, below = argument(state, Relation.ABOVE), argument(state, Relation.BELOW)
    width = max([0.8 * size] + [row.width + 0.3 * size for row in (above, below) if row is not None])
    mark = _mark(commands.ARROWS[state.node.symbol], hand, state, width=width, flip=False)
    return stacked(mark, hand, size, above=above, below=below)
