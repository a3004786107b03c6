"""Scripts beside a base, limits above and below it (The TeXbook, Appendix G, rules 13 and 18)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.visual._layout.blocks import Block
from hmer_kit.visual._layout.styles import (
    LIMIT_GAPS,
    RULE,
    SCRIPT_SPACE,
    SUB,
    SUB_DROP,
    SUP,
    SUP_DROP,
    X_HEIGHT,
    Style,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__: list[str] = []


def beside(base: Block, sub: Block | None, sup: Block | None, style: Style, script: Style) -> Block:
    """Put a lower and an upper script to the right of a base."""
    drop_from = 0.0 if base.is_glyph else 1.0
    up = drop_from * (base.height - SUP_DROP * script.em)
    down = drop_from * (base.depth + SUB_DROP * script.em)
    x_height = X_HEIGHT * style.em
    if sup is not None:
        up = max(up, SUP[not style.in_display] * style.em, sup.depth + x_height / 4)
    if sub is not None:
        down = max(down, SUB[sup is not None] * style.em)
        if sup is None:
            down = max(down, sub.height - 0.8 * x_height)
        else:
            up, down = _apart(sup, sub, up, down, style)
    block = Block(base.width, atom=base.atom)
    block.put(base, 0.0, 0.0)
    space = SCRIPT_SPACE * style.base
    if sup is not None:
        block.put(sup, base.width, up)
        block.width = max(block.width, base.width + sup.width + space)
    if sub is not None:
        low = base.width - base.italic
        block.put(sub, low, -down)
        block.width = max(block.width, low + sub.width + space)
    return block


def _apart(sup: Block, sub: Block, up: float, down: float, style: Style) -> tuple[float, float]:
    """Return the shifts of two scripts that do not touch."""
    least = 4 * RULE * style.em
    gap = (up - sup.depth) - (sub.height - down)
    if gap < least:
        down += least - gap
        lift = 0.8 * X_HEIGHT * style.em - (up - sup.depth)
        if lift > 0:
            return up + lift, down - lift
    return up, down


def around(base: Block, below: Sequence[Block], above: Sequence[Block], style: Style) -> Block:
    """Put limits in the middle above and below a base."""
    block = Block(max(part.width for part in (base, *below, *above)), atom="op")
    block.put(base, (block.width - base.width) / 2, 0.0)
    up_gap, down_gap, up_least, down_least = (gap * style.em for gap in LIMIT_GAPS)
    half_italic = base.italic / 2
    for part in above:
        y = block.height + max(up_gap, up_least - part.depth) + part.depth
        block.put(part, (block.width - part.width) / 2 + half_italic, y)
    for part in below:
        y = block.depth + max(down_gap, down_least - part.height) + part.height
        block.put(part, (block.width - part.width) / 2 - half_italic, -y)
    return block
