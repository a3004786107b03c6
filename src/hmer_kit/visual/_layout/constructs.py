"""Blocks of commands with arguments: fractions, roots, accents, stacks, arrows, frames."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hmer_kit.latex.commands import COMMANDS
from hmer_kit.latex.kinds import Relation
from hmer_kit.visual._layout.blocks import Block, Ink
from hmer_kit.visual._layout.styles import AXIS, DENOMINATOR, FRACTION_MARGIN, NUMERATOR, RULE, X_HEIGHT, Style

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

__all__: list[str] = []


class Call(NamedTuple):
    """A command with the blocks of its arguments."""

    symbol: str
    owner: int
    font: str
    rows: Mapping[Relation, Sequence[Block]]
    style: Style

    def row(self, relation: Relation) -> Block:
        """Return the argument in a place, or an empty block."""
        blocks = self.rows.get(relation)
        return blocks[0] if blocks else Block()

    def ink(self, left: float, bottom: float, right: float, top: float) -> Ink:
        """Return ink of the command itself."""
        return Ink(self.owner, self.symbol, self.font, left, bottom, right, top)


def command_block(call: Call) -> Block:
    """Return the block of a command without its scripts."""
    maker = _MAKERS.get(call.symbol)
    if maker is not None:
        return maker(call)
    blocks = [block for row in call.rows.values() for block in row]
    known = COMMANDS.get(call.symbol)
    if known is not None and known.ink:
        return _frame(call)
    return blocks[0] if len(blocks) == 1 else _side_by_side(blocks)


def _side_by_side(blocks: Sequence[Block]) -> Block:
    row = Block()
    for block in blocks:
        row.put(block, row.width, 0.0)
        row.width += block.width
    return row


# Fractions (rule 15)


def _fraction(call: Call) -> Block:
    return _pile(call, has_bar=True)


def _atop(call: Call) -> Block:
    return _pile(call, has_bar=False)


def _pile(call: Call, *, has_bar: bool) -> Block:
    over, under = call.row(Relation.ABOVE), call.row(Relation.BELOW)
    em, in_display = call.style.em, call.style.in_display
    rule, axis = RULE * em, AXIS * em
    up = NUMERATOR[0 if in_display else 1 if has_bar else 2] * em
    down = DENOMINATOR[0 if in_display else 1] * em
    gap = (3 if in_display else 1) * rule
    if has_bar:
        up = max(up, axis + rule / 2 + gap + over.depth)
        down = max(down, gap + under.height - axis + rule / 2)
    else:
        lack = (7 if in_display else 3) * rule - ((up - over.depth) - (under.height - down))
        up, down = up + max(lack, 0) / 2, down + max(lack, 0) / 2
    margin = FRACTION_MARGIN * call.style.base
    inner = max(over.width, under.width)
    block = Block(inner + 2 * margin)
    block.put(over, margin + (inner - over.width) / 2, up)
    block.put(under, margin + (inner - under.width) / 2, -down)
    if has_bar:
        block.draw(call.ink(margin, axis - rule / 2, margin + inner, axis + rule / 2))
    return block


def _binomial(call: Call) -> Block:
    """Return a pile between parentheses, which are symbols of their own."""
    pile = _pile(call, has_bar=False)
    em = call.style.em
    half = max(pile.height - AXIS * em, pile.depth + AXIS * em)
    width = 0.6 * em
    block = Block(pile.width + 2 * width)
    block.put(pile, width, 0.0)
    bottom, top = AXIS * em - half, AXIS * em + half
    for token, x in (("(", 0.0), (")", width + pile.width)):
        block.draw(Ink(call.owner, token, "", x + 0.15 * em, bottom, x + 0.5 * em, top))
    return block


# Roots (rule 11)

_SIGNS = ((1.0, 0.833, 0.105), (1.2, 1.0, 0.12), (1.8, 1.0, 0.12), (2.4, 1.0, 0.12), (3.0, 1.0, 0.12))
"""Height, width and left edge of the root signs there are, in em; a higher one is made to measure."""
_INDEX_OVERLAP = 5 / 9
_INDEX_RAISE = 0.6


def _root(call: Call) -> Block:
    inside, index = call.row(Relation.INSIDE), call.row(Relation.INDEX)
    em = call.style.em
    rule = RULE * em
    gap = rule + (X_HEIGHT * em if call.style.in_display else rule) / 4
    needed = inside.height + inside.depth + gap + rule
    high, sign, edge = (
        part * em for part in next((each for each in _SIGNS if each[0] * em >= needed), (needed / em, *_SIGNS[-1][1:]))
    )
    top = inside.height + gap + (high - needed) / 2 + rule
    before = max(0.0, index.width + (5 / 18 - _INDEX_OVERLAP) * em) if index.has_ink else 0.0
    block = Block(before + sign + inside.width)
    if index.has_ink:
        block.put(index, before - index.width + 10 / 18 * em, _INDEX_RAISE * (top + rule - (high - top)))
    block.put(inside, before + sign, 0.0)
    block.draw(call.ink(before + edge, top - high, block.width, top))
    block.height += rule
    return block


# Accents (rule 12), lines, braces and arrows over and under

_ACCENTS = (
    "\\hat \\tilde \\bar \\vec \\dot \\ddot \\dddot \\ddddot \\acute \\grave \\breve \\check \\mathring "
    "\\' \\` \\^ \\~ \\= \\. \\\" \\u \\c \\r \\v \\H"
)
_OVER = (
    "\\widehat \\widetilde \\widecheck \\overline \\overrightarrow \\overleftarrow \\overleftrightarrow "
    "\\Overrightarrow \\overbrace \\overbracket \\overparen \\wideparen \\overarc \\overgroup \\overlinesegment "
    "\\overleftharpoon \\overrightharpoon"
)
_UNDER = (
    "\\underline \\underbar \\underrightarrow \\underleftarrow \\underleftrightarrow \\underparen \\utilde "
    "\\underbrace \\underbracket \\undergroup \\underlinesegment \\underarc"
)
_LINES = frozenset({"\\overline", "\\underline", "\\underbar"})
_ACCENT_WIDTH, _ACCENT_RISE, _ACCENT_HEIGHT = 0.3, 0.12, 0.16


def _accent(call: Call) -> Block:
    inside = call.row(Relation.INSIDE)
    em = call.style.em
    block = Block(inside.width, atom="ord")
    block.put(inside, 0.0, 0.0)
    bottom = max(inside.height, X_HEIGHT * em) + _ACCENT_RISE * em
    middle = (inside.width + inside.italic) / 2
    half = _ACCENT_WIDTH * em / 2
    block.draw(call.ink(middle - half, bottom, middle + half, bottom + _ACCENT_HEIGHT * em))
    return block


def _over(call: Call) -> Block:
    return _lined(call, is_over=True)


def _under(call: Call) -> Block:
    return _lined(call, is_over=False)


def _lined(call: Call, *, is_over: bool) -> Block:
    """Return a row with a line, or something as wide and somewhat higher, over or under it."""
    inside = call.row(Relation.INSIDE)
    em = call.style.em
    thick = (RULE if call.symbol in _LINES else 5 * RULE) * em
    gap = 3 * RULE * em
    block = Block(inside.width, atom="op" if "brace" in call.symbol else "ord")
    block.put(inside, 0.0, 0.0)
    bottom = inside.height + gap if is_over else -inside.depth - gap - thick
    block.draw(call.ink(0.0, bottom, inside.width, bottom + thick))
    block.height += thick * is_over
    return block


# Stacks, arrows with text, frames


def _stacked(call: Call) -> Block:
    base = call.row(Relation.INSIDE)
    over, under = call.row(Relation.ABOVE), call.row(Relation.BELOW)
    block = Block(max(base.width, over.width, under.width), atom=base.atom)
    block.put(base, (block.width - base.width) / 2, 0.0)
    gap = 0.15 * call.style.em
    block.put(over, (block.width - over.width) / 2, base.height + gap + over.depth)
    block.put(under, (block.width - under.width) / 2, -(base.depth + gap + under.height))
    return block


def _arrow(call: Call) -> Block:
    over, under = call.row(Relation.ABOVE), call.row(Relation.BELOW)
    em = call.style.em
    width = max(over.width, under.width) + 0.8 * em
    block = Block(width, atom="rel")
    block.draw(call.ink(0.05 * em, 0.0, width - 0.05 * em, 0.5 * em))
    block.put(over, (width - over.width) / 2, 0.6 * em + over.depth)
    block.put(under, (width - under.width) / 2, -(0.1 * em + under.height))
    return block


def _frame(call: Call) -> Block:
    inside = _side_by_side([block for row in call.rows.values() for block in row])
    pad = 0.3 * call.style.em
    block = Block(inside.width + 2 * pad)
    block.put(inside, pad, 0.0)
    block.draw(call.ink(0.0, -inside.depth - pad, block.width, inside.height + pad))
    return block


def _phantom(call: Call) -> Block:
    inside = call.row(Relation.INSIDE)
    return Block(inside.width, inside.height, inside.depth)


_ARROWS = tuple(name for name in COMMANDS if name.startswith("\\x") and name != "\\xcancel")
_MAKERS: Mapping[str, Callable[[Call], Block]] = {
    "\\frac": _fraction,
    "\\cfrac": _fraction,
    "\\genfrac": _fraction,
    "\\over": _fraction,
    "\\atop": _atop,
    "\\brace": _atop,
    "\\brack": _atop,
    "\\binom": _binomial,
    "\\sqrt": _root,
    "\\root": _root,
    **dict.fromkeys(_ACCENTS.split(), _accent),
    **dict.fromkeys(_OVER.split(), _over),
    **dict.fromkeys(_UNDER.split(), _under),
    **dict.fromkeys(("\\overset", "\\stackrel", "\\underset", "\\overunderset", "\\buildrel"), _stacked),
    **dict.fromkeys(_ARROWS, _arrow),
    **dict.fromkeys(("\\phantom", "\\hphantom", "\\vphantom"), _phantom),
}
