"""Accents, lines and braces over and under a row, frames around it, arrows that grow with their text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.ink.synthetic import commands
from hmer_kit.ink.synthetic._layout.blocks import Block, Item
from hmer_kit.ink.synthetic._layout.fences import argument
from hmer_kit.ink.synthetic._layout.scripts import stacked
from hmer_kit.ink.synthetic.alphabet import find_glyph
from hmer_kit.ink.synthetic.glyphs import ACCENTS, RARE_ACCENTS, WORD_MARKS, WORDS
from hmer_kit.latex.tree import Relation

if TYPE_CHECKING:
    from hmer_kit.ink.synthetic._layout.hand import Hand
    from hmer_kit.ink.synthetic._layout.state import State

__all__: list[str] = []

_PADDING = {"box": 0.18, "ring": 0.3, "phase": 0.2, "angl": 0.12, "longdiv": 0.2}
"""Room between a frame and what is in it, in sizes; none for lines across."""

_ACCENT_GLYPHS = ACCENTS | RARE_ACCENTS
_UNSTRETCHED = frozenset({r"\dot", r"\ddot", r"\dddot", r"\ddddot", r"\mathring", r"\H", r"\acute", r"\grave"})


def marked(state: State, hand: Hand) -> Block:
    """Put an accent over a row, or a line, brace or arrow over or under it."""
    name, size = state.node.symbol, state.size
    inside = argument(state, Relation.INSIDE) or Block()
    under = name in commands.UNDER
    part = commands.UNDER.get(name) or commands.OVER.get(name) or commands.TEXT_ACCENTS.get(name, name)
    wide = part not in _ACCENT_GLYPHS or inside.width > 1.2 * size
    width = max(inside.width, 0.35 * size) if wide else min(0.4 * size, max(inside.width, 0.25 * size))
    mark = _mark(part, hand, state, width=width, flip=under)
    return _with_mark(inside, mark, hand, size, under=under)


def _with_mark(inside: Block, mark: Block, hand: Hand, size: float, *, under: bool) -> Block:
    gap = (0.15 + 0.04 * hand.noise()[0]) * size
    block = Block(max(inside.width, mark.width))
    block.put(inside, (block.width - inside.width) / 2, 0.0)
    y = -inside.down - gap - mark.up if under else max(inside.up, 0.3 * size) + gap + mark.down
    block.put(mark, (block.width - mark.width) / 2, y)
    return block


def word_block(state: State, hand: Hand) -> Block:
    r"""Write a name such as ``\sin`` in letters, with a line or an arrow at it where it has one."""
    name = state.node.symbol
    block = hand.word(WORDS[name], state.size, state.owners[0], label=name)
    if name not in WORD_MARKS:
        return block
    side, part = WORD_MARKS[name]
    mark = _mark(part, hand, state, width=block.width, flip=False)
    return _with_mark(block, mark, hand, state.size, under=side == "under")


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
    scale = size / 100 * (1.0 if part in _ACCENT_GLYPHS else 0.7)
    block = Block(width, shape.top * scale, -shape.bottom * scale)
    scale_x = scale if part in _UNSTRETCHED else width / max(shape.width, 1.0)
    x = (width - shape.width * scale_x) / 2
    block.items.append(Item(shape, owner, x, 0.0, scale_x, scale, size, hand.writer.rotation * hand.noise()[0]))
    return block


def framed(state: State, hand: Hand) -> Block:
    size = state.size
    inside = argument(state, Relation.INSIDE) or Block()
    part = _frame(state)
    pad = _PADDING.get(part, 0.0) * size
    up, down = inside.up + pad, inside.down + pad
    block = Block(inside.width + 2 * pad, up, down)
    block.put(inside, pad, 0.0)
    item = hand.stretched(part, size, state.owners[0], width=block.width, height=max(up + down, 0.1 * size))
    block.items.append(item._replace(y=-down))
    return block


def _frame(state: State) -> str:
    r"""Return the part that a frame draws; ``\enclose`` says it in its first argument."""
    if state.node.symbol == r"\enclose":
        asked = "".join(state.node.head[1:40])
        return next((part for name, part in commands.ENCLOSURES if name in asked), "box")
    return commands.FRAMES[state.node.symbol]


def arrow(state: State, hand: Hand) -> Block:
    size = state.size
    above, below = argument(state, Relation.ABOVE), argument(state, Relation.BELOW)
    width = max([0.8 * size] + [row.width + 0.3 * size for row in (above, below) if row is not None])
    mark = _mark(commands.ARROWS[state.node.symbol], hand, state, width=width, flip=False)
    return stacked(mark, hand, size, above=above, below=below)
