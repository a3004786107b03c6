"""Constructs with rows of their own: fractions, roots, accents, frames, arrows and matrices."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hmer_kit.ink import commands
from hmer_kit.ink._blocks import AXIS, Block, Item
from hmer_kit.ink._scripts import stacked
from hmer_kit.ink.alphabet import find_glyph, find_part
from hmer_kit.ink.glyphs import ACCENTS
from hmer_kit.latex.tree import Relation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.ink._hand import Hand
    from hmer_kit.ink._state import State

__all__: list[str] = []


def argument(state: State, relation: Relation) -> Block | None:
    """Return the block of the first row with that relation that is no script."""
    for slot, block in zip(state.node.slots, state.blocks, strict=True):
        if slot.relation is relation and not slot.is_script:
            return block
    return None


def command_block(state: State, hand: Hand) -> Block:
    """Return the block of a command with arguments, its scripts left out."""
    name = state.node.symbol
    inside = argument(state, Relation.INSIDE) or Block()
    if name in commands.FRACTIONS or name in commands.BINOMIALS:
        return _fraction(state, hand)
    if name == r"\sqrt":
        return _root(state, hand, inside)
    if name in ACCENTS or name in commands.OVER or name in commands.UNDER:
        return _marked(state, hand, inside)
    if name in commands.FRAMES:
        return _framed(state, hand, inside)
    if name in commands.ARROWS:
        return _arrow(state, hand)
    if name in commands.STACKS:
        above, below = argument(state, Relation.ABOVE), argument(state, Relation.BELOW)
        return stacked(inside, hand, state.size, above=above, below=below)
    return matrix_block(state, hand) if name == r"\substack" else inside


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
    return _fenced(block, hand, state, fences=commands.BINOMIALS[state.node.symbol])


def _fenced(inner: Block, hand: Hand, state: State, *, fences: tuple[str, str]) -> Block:
    """Put brackets around a block; an empty name draws none."""
    size = state.size
    block = Block()
    x = 0.0
    owners = iter(state.owners)
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
    glyph = find_glyph(name)
    if glyph is None:  # the tables of commands name glyphs of the alphabet
        return 0.0
    up, down = max(inner.up, size) + 0.05 * size, max(inner.down, 0.0) + 0.05 * size
    fence = hand.fence(glyph, size, owner, up=up, down=down)
    block.put(fence, x, 0.0)
    return fence.width + 0.08 * size


def _root(state: State, hand: Hand, inside: Block) -> Block:
    size = state.size
    index = argument(state, Relation.INDEX)
    shapes = find_part("root")
    shape = shapes[int(hand.writer.habits[0] * len(shapes))]
    gap_noise, tick_noise, past_noise, _ = hand.noise()
    up = max(inside.up, 0.6 * size) + (0.14 + 0.04 * gap_noise) * size
    down = max(inside.down, 0.0) + 0.04 * size
    tick = 0.42 * size * (1 + 0.15 * tick_noise) + 0.03 * min(up + down, 4 * size)
    bar = max(inside.width, 0.3 * size) + (0.14 + 0.05 * past_noise) * size
    lead = 0.0 if index is None else max(0.0, index.width - 0.45 * tick)
    control = shape.control.copy()
    x, y = control[:, 0], control[:, 1]
    control[:, 0] = np.where(x <= 36, x * tick / 36, tick + (x - 36) * bar / 64)
    hook = (y < 90) & (y > 2)
    control[:, 1] = np.where(hook, np.minimum(y * (up + down) / 100, y * 0.012 * size), y * (up + down) / 100)
    block = Block(lead + tick + bar, up, down)
    block.items.append(Item(shape, state.owners[0], lead, -down, 1.0, 1.0, size, control=control))
    block.put(inside, lead + tick + 0.07 * size, 0.0)
    if index is not None:
        block.put(index, max(0.0, 0.45 * tick - index.width), 0.6 * size - down + max(index.down, 0.0))
    return block


def _marked(state: State, hand: Hand, inside: Block) -> Block:
    """Put an accent over a row, or a line, brace or arrow over or under it."""
    name, size = state.node.symbol, state.size
    under = name in commands.UNDER
    part = commands.UNDER.get(name) or commands.OVER.get(name) or name
    wide = name not in ACCENTS or inside.width > 1.2 * size
    width = max(inside.width, 0.35 * size) if wide else min(0.4 * size, max(inside.width, 0.25 * size))
    mark = _mark(part, hand, state, width=width, flip=under)
    gap = (0.08 + 0.03 * hand.noise()[0]) * size
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


def _framed(state: State, hand: Hand, inside: Block) -> Block:
    size = state.size
    pad = 0.0 if state.node.symbol == r"\cancel" else 0.16 * size
    up, down = inside.up + pad, inside.down + pad
    block = Block(inside.width + 2 * pad, up, down)
    block.put(inside, pad, 0.0)
    part = commands.FRAMES[state.node.symbol]
    item = hand.stretched(part, size, state.owners[0], width=block.width, height=max(up + down, 0.1 * size))
    block.items.append(item._replace(y=-down))
    return block


def _arrow(state: State, hand: Hand) -> Block:
    size = state.size
    above, below = argument(state, Relation.ABOVE), argument(state, Relation.BELOW)
    width = max([0.8 * size] + [row.width + 0.3 * size for row in (above, below) if row is not None])
    mark = _mark(commands.ARROWS[state.node.symbol], hand, state, width=width, flip=False)
    return stacked(mark, hand, size, above=above, below=below)


def matrix_block(state: State, hand: Hand) -> Block:
    """Lay out the cells of an environment row by row, with its brackets."""
    name, size = state.node.symbol, state.size
    grid = _grid(state)
    columns = max(len(line) for line in grid)
    widths = [max((line[k].width for line in grid if k < len(line)), default=0.0) for k in range(columns)]
    fences = commands.ENVIRONMENT_FENCES.get(name, ("", ""))
    centred = name.endswith("matrix") or name.endswith("matrix*") or name in {"array", "substack", r"\substack"}
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
    return _fenced(block, hand, state, fences=fences) if any(fences) else block


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
