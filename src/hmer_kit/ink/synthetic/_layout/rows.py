r"""Rows: symbols from left to right, the room between them, brackets that grow, lines parted by ``\\``."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from hmer_kit.ink.synthetic._layout.blocks import Block
from hmer_kit.ink.synthetic._layout.lengths import lengths
from hmer_kit.ink.synthetic.alphabet import Spacing
from hmer_kit.latex.tree import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hmer_kit.ink.synthetic._layout.hand import Hand
    from hmer_kit.ink.synthetic._layout.state import State
    from hmer_kit.latex.tree import LayoutNode

__all__: list[str] = []

_OPEN_TO_CLOSE = {
    "(": ")",
    "[": "]",
    r"\{": r"\}",
    r"\langle": r"\rangle",
    r"\lfloor": r"\rfloor",
    r"\lceil": r"\rceil",
    r"\lgroup": r"\rgroup",
    r"\lmoustache": r"\rmoustache",
    r"\llbracket": r"\rrbracket",
    r"\lBrace": r"\rBrace",
}
_HALF_OPEN = frozenset({"(", "["})
_LEFT, _MIDDLE, _RIGHT = r"\left", r"\middle", r"\right"
_SPACES = {
    r"\quad": 0.7, r"\qquad": 1.3, r"\,": 0.12, r"\:": 0.18, r"\;": 0.24, "\\ ": 0.3, "\\": 0.3, "~": 0.3, r"\>": 0.2,
    r"\enspace": 0.4, r"\space": 0.3, r"\thinspace": 0.12, r"\medspace": 0.18, r"\thickspace": 0.24, r"\enskip": 0.4,
    r"\!": -0.06, r"\negthinspace": -0.06, r"\negmedspace": -0.08, r"\negthickspace": -0.1, r"\nobreakspace": 0.3,
    r"\hfill": 0.8, r"\hfil": 0.8,
}  # fmt: skip
_LENGTH_SPACES = frozenset({r"\hspace", r"\kern", r"\mkern", r"\hskip", r"\mskip"})
_LINE_BREAKS = frozenset({"\\\\", r"\cr", r"\tabularnewline", r"\newline"})


_MOST_BACK = -0.15
"""Negative space moves no further back than this, in sizes."""


class _Level:
    """An open bracket and the extents of what stands inside it so far."""

    __slots__ = ("down", "opener", "up")

    def __init__(self, opener: State, size: float) -> None:
        self.opener = opener
        self.up = size
        self.down = 0.15 * size

    def grow(self, up: float, down: float) -> None:
        self.up = max(self.up, up)
        self.down = max(self.down, down)


def lay_row(row: Sequence[State], hand: Hand, size: float, *, finish: Callable[[State, float, float], None]) -> Block:
    """Put the nodes of a row beside each other.

    Args:
        row: Nodes whose blocks are ready, but for the brackets.
        hand: The writer.
        size: Size of the row.
        finish: Makes the block of a bracket that reaches ``(up, down)``.
    """
    _finish_brackets(row, hand, size, finish=finish)
    lines: list[Block] = []
    line: list[State] = []
    for state in row:
        if state.node.kind is Kind.SPACE and state.node.symbol in _LINE_BREAKS:
            lines.append(_lay_line(line, hand, size))
            line = []
        else:
            line.append(state)
    if not lines:
        return _lay_line(line, hand, size)
    return _stack_lines([*lines, _lay_line(line, hand, size)], size)


def _finish_brackets(
    row: Sequence[State], hand: Hand, size: float, *, finish: Callable[[State, float, float], None]
) -> None:
    waiting = [state for state in row if state.fence]
    levels: list[_Level] = []
    for state in row if waiting else ():
        opener = levels[-1].opener if levels else None
        if _opens(state, opener):
            levels.append(_Level(state, size))
        elif opener is not None and _closes(state, opener):
            _close(levels, state, hand, finish=finish)
        elif state.block is not None and levels:
            levels[-1].grow(state.block.up, state.block.down)
    for state in waiting:
        if state.block is None:
            finish(state, 1.06 * size, 0.14 * size)


def _close(levels: list[_Level], closer: State, hand: Hand, *, finish: Callable[[State, float, float], None]) -> None:
    """Give both brackets the height of what stands between them, and the level around them theirs."""
    level = levels.pop()
    up, down = _fence_extents(level, hand, closer.size, forced=_written(closer) == _RIGHT)
    for state in (level.opener, closer):
        if state.fence:
            finish(state, up, down)
        if levels and state.block is not None:
            levels[-1].grow(state.block.up, state.block.down)
    if levels:
        levels[-1].grow(level.up, level.down)


def _written(state: State) -> str:
    return state.node.head[0] if state.node.head else ""


def _opens(state: State, opener: State | None) -> bool:
    written = _written(state)
    if not state.fence or written in {_LEFT, _RIGHT, _MIDDLE}:
        return written == _LEFT
    if state.fence == "|":
        return opener is None or opener.fence != "|" or _written(opener) == _LEFT
    return state.fence in _OPEN_TO_CLOSE


def _closes(state: State, opener: State) -> bool:
    if _written(opener) == _LEFT or _written(state) == _RIGHT:
        return _written(opener) == _LEFT and _written(state) == _RIGHT
    if opener.fence in _HALF_OPEN and state.fence in {")", "]"}:
        return True
    return bool(state.fence) and state.fence == _OPEN_TO_CLOSE.get(opener.fence, "|")


def _fence_extents(level: _Level, hand: Hand, size: float, *, forced: bool) -> tuple[float, float]:
    up, down = max(level.up, 1.06 * size), max(level.down, 0.14 * size)
    if up <= 1.2 * size and down <= 0.4 * size:
        return up, down
    if not forced and hand.chance() > hand.writer.stretch_fences:
        return 1.1 * size, 0.25 * size
    return up + 0.06 * size, down + 0.06 * size


def _lay_line(line: Sequence[State], hand: Hand, size: float) -> Block:
    block = Block()
    writer = hand.writer
    x = drift = space = 0.0
    before: Spacing | None = None
    for state in line:
        if state.node.kind is Kind.SPACE:
            space += _space(state.node) * size
            continue
        kid = state.block
        if kid is None or not (kid.items or kid.kids):
            continue
        gap_noise, drift_noise, _, _ = hand.noise()
        if before is Spacing.OVERLAY:
            x += space
        elif before is not None:
            gap = writer.gap * math.exp(writer.gap_noise * gap_noise)
            x += size * (gap + _extra_gap(before, state.spacing, writer.operator_gap)) + max(space, _MOST_BACK * size)
        drift = 0.6 * drift + writer.wander * size * drift_noise
        block.put(kid, x, drift)
        if state.spacing is Spacing.OVERLAY:
            before, space = Spacing.OVERLAY, 0.0
            continue
        x += kid.width
        unary = state.spacing is Spacing.OPERATOR and before in {None, Spacing.OPERATOR, Spacing.OPEN}
        before = Spacing.ORDINARY if unary else state.spacing
        space = 0.0
    block.width = x
    return block


def _space(node: LayoutNode) -> float:
    """Return the room of a spacing command, in sizes."""
    if node.symbol in _LENGTH_SPACES:
        return next(iter(lengths(node.head)), 0.0)
    return _SPACES.get(node.symbol, 0.0)


def _extra_gap(left: Spacing, right: Spacing, operator_gap: float) -> float:
    if left is Spacing.OPEN or right is Spacing.CLOSE:
        return -0.02
    if Spacing.OPERATOR in (left, right) or right is Spacing.OVERLAY:
        return operator_gap
    if left is Spacing.PUNCTUATION:
        return 0.1
    if right is Spacing.OPEN or right is Spacing.PUNCTUATION:
        return 0.0
    return 0.12 if Spacing.WORD in (left, right) or left is Spacing.BIG else 0.0


def _stack_lines(lines: Sequence[Block], size: float) -> Block:
    block = Block(max(line.width for line in lines))
    y = 0.0
    for index, line in enumerate(lines):
        if index:
            y -= lines[index - 1].down + line.up + 0.5 * size
        block.put(line, 0.0, y)
    return block
