"""Scripts and limits: where they stand beside, over and under their base."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.ink.synthetic._layout.blocks import Block

if TYPE_CHECKING:
    from hmer_kit.ink.synthetic._layout.hand import Hand

__all__: list[str] = []


def beside(base: Block, hand: Hand, size: float, *, sup: Block | None, sub: Block | None, prime: bool = False) -> Block:
    """Put a superscript and a subscript at the right of a base.

    Args:
        base: What carries them.
        hand: The writer.
        size: Size of the base.
        sup: Superscript row.
        sub: Subscript row.
        prime: Whether the superscript holds primes alone, which stand high by themselves.
    """
    writer = hand.writer
    block = Block()
    block.put(base, 0.0, 0.0)
    block.width = base.width
    rise_noise, drop_noise, x_noise, _ = hand.noise()
    gap = size * max(-0.02, 0.45 * writer.gap + 0.08 * x_noise)
    drop = 0.0
    if sub is not None:
        drop = max(writer.sub_drop * size + base.down * 0.6, sub.up - 0.38 * size) + 0.04 * size * drop_noise
        block.put(sub, base.width + gap - writer.slant * drop * 0.5, -drop)
        block.width = max(block.width, base.width + gap + sub.width)
    if sup is not None:
        rise = 0.0 if prime else max(writer.sup_raise * size, base.up - 0.5 * size, sup.down + 0.3 * size)
        rise += 0.04 * size * rise_noise
        if sub is not None:
            rise = max(rise, sup.down + sub.up - drop + 0.08 * size)
        x = base.width + gap + min(0.2 * size, max(-0.1 * size, writer.slant * rise))
        block.put(sup, x, rise)
        block.width = max(block.width, x + sup.width)
    return block


def stacked(base: Block, hand: Hand, size: float, *, above: Block | None, below: Block | None) -> Block:
    """Put rows over and under a base, each centred."""
    noise = hand.noise()
    width = max(base.width, *(row.width for row in (above, below) if row is not None), 0.0)
    gap = size * 0.16
    block = Block(width)
    block.put(base, (width - base.width) / 2, 0.0)
    if above is not None:
        x = (width - above.width) / 2 + 0.05 * size * noise[0]
        block.put(above, x, base.up + above.down + gap * (1 + 0.5 * noise[1]))
    if below is not None:
        x = (width - below.width) / 2 + 0.05 * size * noise[2]
        block.put(below, x, -base.down - below.up - gap * (1 + 0.5 * noise[3]))
    return block
