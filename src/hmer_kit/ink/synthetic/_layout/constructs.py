"""Constructs with rows of their own: what draws which command."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hmer_kit.ink.synthetic import commands
from hmer_kit.ink.synthetic._layout.blocks import AXIS, Block, Item
from hmer_kit.ink.synthetic._layout.fences import argument, fenced
from hmer_kit.ink.synthetic._layout.marks import arrow, framed, marked
from hmer_kit.ink.synthetic._layout.matrices import matrix_block
from hmer_kit.ink.synthetic._layout.scripts import stacked
from hmer_kit.ink.synthetic.alphabet import find_part
from hmer_kit.ink.synthetic.glyphs import ACCENTS
from hmer_kit.latex.tree import Relation

if TYPE_CHECKING:
    from collections.abc import Callable

    from hmer_kit.ink.synthetic._layout.hand import Hand
    from hmer_kit.ink.synthetic._layout.state import State

__all__: list[str] = []


def command_block(state: State, hand: Hand) -> Block:
    """Return the block of a command with arguments, its scripts left out."""
    return _BUILDERS[state.node.symbol](state, hand)


def _plain(state: State, hand: Hand) -> Block:  # noqa: ARG001 - the signature of all builders
    return argument(state, Relation.INSIDE) or Block()


def _stack(state: State, hand: Hand) -> Block:
    """Put a row over or under another one."""
    above, below = argument(state, Relation.ABOVE), argument(state, Relation.BELOW)
    return stacked(_plain(state, hand), hand, state.size, above=above, below=below)


def _fraction(state: State, hand: Hand) -> Block:
    size, writer = state.size, hand.writer
    above = argument(state, Relation.ABOVE) or Block()
    below = argument(state, Relation.BELOW) or Block()
    over_noise, under_noise, x_noise, _ = hand.noise()
    widest = max(above.width, below.width, 0.25 * size)
    overhang = writer.fraction_overhang * size + 0.04 * size
    block = Block(widest + 2 * overhang)
    axis = AXIS * size
    gaps = [writer.fraction_gap * size * (1 + 0.35 * noise) for noise in (over_noise, under_noise)]
    shift = 0.05 * size * x_noise
    block.put(above, (block.width - above.width) / 2 + shift, axis + gaps[0] + above.down)
    block.put(below, (block.width - below.width) / 2 - shift, axis - gaps[1] - below.up)
    if state.node.symbol in commands.FRACTIONS:
        block.items.append(hand.bar(size, state.owners[0], width=block.width)._replace(y=axis))
        return block
    return fenced(block, hand, state, fences=commands.BINOMIALS[state.node.symbol])


def _root(state: State, hand: Hand) -> Block:
    size = state.size
    inside = _plain(state, hand)
    index = argument(state, Relation.INDEX)
    shapes = find_part("root")
    shape = shapes[int(hand.writer.habits[0] * len(shapes))]
    gap_noise, tick_noise, past_noise, _ = hand.noise()
    up = max(inside.up, 0.6 * size) + (0.14 + 0.04 * gap_noise) * size
    down = max(inside.down, 0.0) + 0.04 * size
    tick = 0.42 * size * (1 + 0.15 * tick_noise) + 0.03 * min(up + down, 4 * size)
    bar = max(inside.width, 0.3 * size) + (0.14 + 0.05 * past_noise) * size
    lead = 0.0 if index is None else max(0.0, index.width - 0.4 * tick)
    control = shape.control.copy()
    x, y = control[:, 0], control[:, 1]
    control[:, 0] = np.where(x <= 36, x * tick / 36, tick + (x - 36) * bar / 64)
    hook = (y < 90) & (y > 2)
    control[:, 1] = np.where(hook, np.minimum(y * (up + down) / 100, y * 0.012 * size), y * (up + down) / 100)
    block = Block(lead + tick + bar, up, down)
    block.items.append(Item(shape, state.owners[0], lead, -down, 1.0, 1.0, size, control=control))
    block.put(inside, lead + tick + 0.07 * size, 0.0)
    if index is not None:
        block.put(index, max(0.0, 0.4 * tick - index.width), 0.68 * size - down + max(index.down, 0.0))
    return block


_BUILDERS: dict[str, Callable[[State, Hand], Block]] = {
    r"\sqrt": _root,
    r"\substack": matrix_block,
    **dict.fromkeys((*commands.FRACTIONS, *commands.BINOMIALS), _fraction),
    **dict.fromkeys((*ACCENTS, *commands.OVER, *commands.UNDER), marked),
    **dict.fromkeys(commands.FRAMES, framed),
    **dict.fromkeys(commands.ARROWS, arrow),
    **dict.fromkeys(commands.STACKS, _stack),
    **dict.fromkeys(commands.PLAIN, _plain),
}
