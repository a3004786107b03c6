"""The engine: a symbol layout tree in, ink out; two passes with an explicit stack, at any depth and in linear time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.latex.kinds import Kind, Relation
from hmer_kit.visual._layout import words
from hmer_kit.visual._layout.blocks import Block, Ink, placed
from hmer_kit.visual._layout.constructs import Call, command_block
from hmer_kit.visual._layout.glyphs import UNKNOWN, find_glyph
from hmer_kit.visual._layout.matrices import matrix_block
from hmer_kit.visual._layout.rows import lay_row
from hmer_kit.visual._layout.scripts import around, beside
from hmer_kit.visual._layout.styles import AXIS, DISPLAY, SCRIPTSCRIPT, TEXT, Style, fraction_of, script_of, styles

if TYPE_CHECKING:
    from hmer_kit.latex.tree import LayoutNode, Slot

__all__: list[str] = []

_FRACTIONS = frozenset({"\\frac", "\\cfrac", "\\genfrac", "\\over", "\\atop", "\\brace", "\\brack", "\\binom"})
_BREAKS = frozenset({"\\\\", "\\cr", "\\tabularnewline", "\\newline"})
_LIMITS = ((Relation.BELOW, Relation.SUB), (Relation.ABOVE, Relation.SUP))


class _Job:
    """A node on its way to a block."""

    __slots__ = ("block", "font", "node", "owner", "rows", "style")

    def __init__(self, node: LayoutNode, style: int, font: str) -> None:
        self.node = node
        self.style = style
        self.font = font
        self.owner = 0
        self.rows: list[list[_Job]] = []
        self.block: Block | None = None


def lay_out(root: LayoutNode, *, em: float) -> list[Ink]:
    """Return the ink of an expression in display style, in reading order.

    Args:
        root: The root of a tree.
        em: Size of the font in pixels.
    """
    steps = styles(em)
    order = _visit(root)
    for job in reversed(order):
        _finish(job, steps)
    return placed(order[0].block or Block())


def _visit(root: LayoutNode) -> list[_Job]:
    """Return the jobs of all nodes in reading order, styles and fonts set."""
    order: list[_Job] = []
    stack = [_Job(root, DISPLAY, "")]
    while stack:
        job = stack.pop()
        job.owner = len(order)
        order.append(job)
        font = words.FONTS.get(job.node.symbol, job.font) if job.node.kind is Kind.COMMAND else job.font
        for slot in job.node.slots:
            style = _style_of(job, slot)
            job.rows.append([_Job(child, style, font) for child in slot.row])
        for row in reversed(job.rows):
            stack.extend(reversed(row))
    return order


def _style_of(job: _Job, slot: Slot) -> int:
    style = job.style
    if slot.is_script:
        return script_of(style)
    if slot.relation is Relation.INDEX:
        return SCRIPTSCRIPT
    if slot.relation is Relation.CELL:
        return max(style, TEXT)
    if slot.relation in {Relation.ABOVE, Relation.BELOW}:
        return fraction_of(style) if job.node.symbol in _FRACTIONS else script_of(style)
    return style


def _finish(job: _Job, steps: tuple[Style, ...]) -> None:
    """Make the block of a node from those of its rows."""
    node, style = job.node, steps[job.style]
    if node.kind is Kind.SPACE:
        job.block = None if node.symbol in _BREAKS else Block()
        return
    arguments: dict[Relation, list[Block]] = {}
    scripts: dict[Relation, list[Block]] = {}
    for slot, row in zip(node.slots, job.rows, strict=True):
        block = lay_row([child.block for child in row], steps[row[0].style] if row else style)
        (scripts if slot.is_script else arguments).setdefault(slot.relation, []).append(block)
    job.block = _scripted(_base(job, arguments, style), scripts, style, steps[script_of(job.style)])


def _base(job: _Job, arguments: dict[Relation, list[Block]], style: Style) -> Block:
    node = job.node
    if node.kind is Kind.SYMBOL:
        return _symbol(job, style)
    if node.kind is Kind.COMMAND:
        return command_block(Call(node.symbol, job.owner, job.font, arguments, style))
    if node.kind is Kind.ENVIRONMENT:
        return matrix_block(node, arguments.get(Relation.CELL, []), style)
    return arguments.get(Relation.INSIDE, [Block()])[0]


def _scripted(base: Block, scripts: dict[Relation, list[Block]], style: Style, script: Style) -> Block:
    """Put scripts at a base: limits beside it, as TeX does, unless it is displayed."""
    if not scripts:
        return base
    if not style.in_display:
        for limit, side in _LIMITS:
            if limit in scripts:
                scripts.setdefault(side, []).extend(scripts.pop(limit))
    above, below = scripts.get(Relation.ABOVE, []), scripts.get(Relation.BELOW, [])
    if above or below:
        base = around(base, below, above, style)
    subs, sups = scripts.get(Relation.SUB, []), scripts.get(Relation.SUP, [])
    if subs or sups:
        base = beside(base, _joined(subs, script), _joined(sups, script), style, script)
    return base


def _joined(blocks: list[Block], style: Style) -> Block | None:
    return lay_row(list(blocks), style) if blocks else None


def _symbol(job: _Job, style: Style) -> Block:
    """Return the block of a symbol: one glyph, or those of a word."""
    symbol = job.node.symbol
    if not symbol:
        return Block()
    if symbol in words.DOTS:
        return _dots(job, style, is_raised=words.DOTS[symbol])
    if symbol in words.NAMES:
        row = [_glyph(letter, "\\mathrm", job.owner, style) for letter in words.NAMES[symbol]]
        block = lay_row(list(row), style)
        return _as_word(block)
    if symbol in words.INTEGRALS:
        return lay_row([_glyph(part, "", job.owner, style) for part in words.INTEGRALS[symbol]], style)
    return _glyph(symbol, job.font, job.owner, style)


def _as_word(block: Block) -> Block:
    word = Block(block.width, atom="op")
    word.put(block, 0.0, 0.0)
    return word


def _dots(job: _Job, style: Style, *, is_raised: bool) -> Block:
    row = Block(atom="inner")
    lift = AXIS * style.em if is_raised else 0.0
    for at in range(3):
        dot = _glyph(".", "", job.owner, style)
        row.width += style.em / 6 if at else 0.0
        row.put(dot, row.width, lift)
        row.width += dot.width
    return row


def _glyph(symbol: str, font: str, owner: int, style: Style) -> Block:
    glyph = find_glyph(symbol, font, in_display=style.in_display) or UNKNOWN
    em = style.em / 1000
    across = em * style.stretch
    block = Block((glyph.width + glyph.italic) * across, atom=glyph.atom)
    block.italic = glyph.italic * across
    block.is_glyph = glyph.atom != "op"
    bottom, top = glyph.bottom * em, glyph.top * em
    if glyph.atom == "op" and len(symbol) > 1:  # large operators stand in the middle of the axis (rule 13)
        half = (top - bottom) / 2
        bottom, top = AXIS * style.em - half, AXIS * style.em + half
    shown = font if symbol.isalpha() or symbol in words.GREEK_CAPITALS else ""
    block.draw(Ink(owner, symbol, shown, glyph.left * across, bottom, glyph.right * across, top))
    if glyph.atom == "op" and not glyph.italic:  # in cmex10 their boxes reach beyond the ink, those of integrals do not
        block.height += 0.1 * style.em
        block.depth += 0.1 * style.em
    return block
