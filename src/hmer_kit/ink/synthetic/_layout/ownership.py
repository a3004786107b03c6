"""Which symbols a node draws itself, and what nobody can draw."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hmer_kit.ink.synthetic import commands
from hmer_kit.ink.synthetic._layout.lengths import lengths
from hmer_kit.ink.synthetic.glyphs import ACCENTS, RARE_ACCENTS, WORDS
from hmer_kit.latex.tree import Kind

if TYPE_CHECKING:
    from hmer_kit.ink.synthetic._layout.hand import Hand
    from hmer_kit.latex.tree import LayoutNode, Slot

__all__: list[str] = []

DELIMITER_GLYPHS = {"<": r"\langle", ">": r"\rangle", r"\lt": r"\langle", r"\gt": r"\rangle"}
"""What these are as delimiters."""

_COVERED = commands.covered_commands()
_INKED = frozenset().union(
    *(ACCENTS, RARE_ACCENTS, commands.TEXT_ACCENTS, commands.OVER, commands.UNDER, commands.FRAMES, commands.ARROWS),
    *(commands.FRACTIONS, {r"\sqrt", r"\root"}, commands.FENCED.keys() - {r"\tag"}),
)
_DRAWN_SYMBOLS = WORDS.keys() | {r"\rule", r"\hdotsfor"}


def own_symbols(node: LayoutNode, hand: Hand) -> tuple[str, ...] | None:
    """Return the symbols that a node draws itself; None where there are no strokes for it.

    Args:
        node: Any node.
        hand: Whose strokes.
    """
    if node.kind is Kind.SYMBOL:
        return _own_symbol(node, hand)
    if node.kind is Kind.COMMAND:
        return _own_command(node, hand) if node.symbol in _COVERED else None
    if node.kind is Kind.ENVIRONMENT:
        return tuple(name for name in commands.ENVIRONMENT_FENCES.get(node.symbol, ()) if name)
    return ()


def _own_symbol(node: LayoutNode, hand: Hand) -> tuple[str, ...] | None:
    symbol = node.symbol
    if not symbol or (symbol == r"\rule" and 0.0 in (lengths(node.head) or (0.0,))):
        return ()
    return (symbol,) if symbol in _DRAWN_SYMBOLS or hand.find(symbol) is not None else None


def _own_command(node: LayoutNode, hand: Hand) -> tuple[str, ...] | None:
    name = node.symbol
    if name in _INKED or (name == r"\tag" and "*" not in node.head):
        return (name,)
    pair = commands.BINOMIALS.get(name)
    if name == r"\genfrac":
        style = fraction_style(node)
        if style.bar:
            return (name,)
        pair = style.fences
    fences = tuple(fence for fence in pair or () if fence)
    return fences if all(hand.find(fence) is not None for fence in fences) else None


class FractionStyle(NamedTuple):
    """What a command with a row over another one draws."""

    bar: bool
    fences: tuple[str, str]
    """Empty for none."""


def fraction_style(node: LayoutNode) -> FractionStyle:
    r"""Return bar and brackets of ``\frac``, ``\binom``, ``\genfrac`` and the like."""
    if node.symbol != r"\genfrac":
        fences = commands.BINOMIALS.get(node.symbol, ("", ""))
        return FractionStyle(node.symbol in commands.FRACTIONS, fences)
    left, right, thickness, _ = (*_raw_arguments(node.head), "", "", "", "")[:4]
    thin = thickness != "" and not any(character in "123456789" for character in thickness)
    return FractionStyle(not thin, (_delimiter(left), _delimiter(right)))


def _delimiter(name: str) -> str:
    return "" if name == "." else DELIMITER_GLYPHS.get(name, name)


def _raw_arguments(head: tuple[str, ...]) -> list[str]:
    """Return what stands between the braces of a head."""
    texts: list[str] = []
    depth = 0
    for piece in head[1:]:
        if piece == "{":
            depth += 1
            if depth == 1:
                texts.append("")
                continue
        depth -= piece == "}"
        if depth > 0:
            texts[-1] += piece
    return texts


def is_drawn(node: LayoutNode, index: int) -> bool:
    r"""Return whether a row of a node is drawn: not that of a ``\phantom``, nor the spare ones of ``\mathchoice``.

    Args:
        node: The owner of the row.
        index: Which of its slots.
    """
    slot: Slot = node.slots[index]
    if slot.is_script or node.kind is not Kind.COMMAND:
        return True
    return node.symbol not in commands.PHANTOMS and (node.symbol != r"\mathchoice" or index == 0)
