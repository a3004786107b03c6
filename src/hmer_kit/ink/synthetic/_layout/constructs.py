"""Constructs with rows of their own: what draws which command."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hmer_kit.ink.synthetic import commands
from hmer_kit.ink.synthetic._layout.blocks import AXIS, Block, Item
from hmer_kit.ink.synthetic._layout.fences import argument, fenced
from hmer_kit.ink.synthetic._layout.lengths import lengths
from hmer_kit.ink.synthetic._layout.marks import arrow, framed, marked
from hmer_kit.ink.synthetic._layout.matrices import matrix_block
from hmer_kit.ink.synthetic._layout.ownership import fraction_style
from hmer_kit.ink.synthetic._layout.scripts import stacked
from hmer_kit.ink.synthetic.alphabet import find_part
from hmer_kit.ink.synthetic.glyphs import ACCENTS, RARE_ACCENTS
from hmer_kit.latex.tree import Kind, Relation

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
    over_noise, under_noise, x_noise, reach = hand.noise()
    widest = max(above.width, below.width, 0.25 * size)
    overhang = max(-0.15, writer.fraction_overhang + 0.04 + 0.1 * reach) * size
    overhang = max(overhang, -0.2 * widest)
    block = Block(widest + 2 * overhang)
    axis = AXIS * size
    gaps = [writer.fraction_gap * size * (1 + 0.35 * noise) for noise in (over_noise, under_noise)]
    shift = 0.05 * size * x_noise
    block.put(above, (block.width - above.width) / 2 + shift, axis + gaps[0] + above.down)
    block.put(below, (block.width - below.width) / 2 - shift, axis - gaps[1] - below.up)
    style = fraction_style(state.node)
    if style.bar:
        block.items.append(hand.bar(size, state.owners[0], width=block.width)._replace(y=axis))
    return fenced(block, hand, state, fences=style.fences) if any(style.fences) or not style.bar else block


def _fenced_command(state: State, hand: Hand) -> Block:
    r"""Put the brackets of ``\pmod``, ``\bra``, ``\tag`` and the like around their row."""
    left, right, word = commands.FENCED[state.node.symbol]
    size, inside = state.size, _plain(state, hand)
    if not state.owners:
        return inside
    inner = Block(inside.width)
    x = 0.0
    if word:
        name = hand.word(word, size, state.owners[0])
        inner.put(name, 0.0, 0.0)
        x = name.width + 0.25 * size
    inner.put(inside, x, 0.0)
    inner.width = x + inside.width
    return fenced(inner, hand, state, fences=(left, right))


def _beside(state: State, hand: Hand) -> Block:
    """Put rows beside each other."""
    block = Block()
    for slot, row in zip(state.node.slots, state.blocks, strict=True):
        if slot.relation is Relation.INSIDE and not slot.is_script:
            block.put(row, block.width, 0.0)
            block.width += row.width + hand.writer.gap * state.size
    return block


def _overlapping(state: State, hand: Hand) -> Block:
    inside = _plain(state, hand)
    block = Block()
    block.put(inside, -commands.OVERLAPPING[state.node.symbol] * inside.width, 0.0)
    return block


def _phantom(state: State, hand: Hand) -> Block:
    """Leave the room that a row would take, about."""
    if not commands.PHANTOMS[state.node.symbol]:
        return Block()
    rows = (slot.row for slot in state.node.slots if not slot.is_script)
    count = sum(node.kind is Kind.SYMBOL and bool(node.symbol) for row in rows for top in row for node in top.walk())
    block = Block()
    block.put(Block(), 0.0, 0.0)
    block.width = min(count, 40) * (0.5 + hand.writer.gap) * state.size
    return block


def _raised(state: State, hand: Hand) -> Block:
    block = Block()
    inside = _plain(state, hand)
    block.put(inside, 0.0, next(iter(lengths(state.node.head)), 0.0) * state.size)
    block.width = inside.width
    return block


def rule_block(state: State, hand: Hand) -> Block:
    r"""Draw a ``\rule``: a bar of its length, as thick as the pen."""
    width = max(0.1, next(iter(lengths(state.node.head)), 0.0)) * state.size
    block = Block(width, 0.02 * state.size, 0.02 * state.size)
    block.items.append(hand.bar(state.size, state.owners[0], width=width))
    return block


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
    r"\root": _root,
    r"\substack": matrix_block,
    r"\genfrac": _fraction,
    r"\mathchoice": _plain,
    **dict.fromkeys((*commands.FRACTIONS, *commands.BINOMIALS), _fraction),
    **dict.fromkeys((*ACCENTS, *RARE_ACCENTS, *commands.TEXT_ACCENTS, *commands.OVER, *commands.UNDER), marked),
    **dict.fromkeys(commands.FRAMES, framed),
    **dict.fromkeys(commands.FENCED, _fenced_command),
    **dict.fromkeys(commands.ARROWS, arrow),
    **dict.fromkeys(commands.STACKS, _stack),
    **dict.fromkeys(commands.BESIDE, _beside),
    **dict.fromkeys(commands.PHANTOMS, _phantom),
    **dict.fromkeys(commands.OVERLAPPING, _overlapping),
    **dict.fromkeys(commands.PLAIN, _plain),
    r"\raisebox": _raised,
}
