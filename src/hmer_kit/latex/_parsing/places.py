r"""Where a row that was never closed should have ended, as far as its contents tell.

- A group that lacks its brace and whose command lacks an argument ends before the next group:
  ``\frac { d ^ { 2 } { d x ^ { 2 } }``.
- A script ends after its first symbol, with a sign before it and as many digits as there are, where what follows
  looks like no part of it; below a big operator after ``i = 1``.
- Any other argument ends before the first relation sign.
- A group ends before a parenthesis that it did not open: ``( x ^ { 0 ) ^ { 2 }``.
- What ``\left`` opened ends with the plain delimiter that closes it: ``\left [ 0 , 1 ) + b``.
- Whatever has no such place ends where the parser noticed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hmer_kit.latex._parsing.frames import BRACE
from hmer_kit.latex.commands import PRIME
from hmer_kit.latex.kinds import Kind, Relation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from hmer_kit.latex._parsing.frames import Row
    from hmer_kit.latex.tree import LayoutNode

__all__ = ["closing_fence", "next_group", "past_script", "relation_sign", "stray_parenthesis"]

_REACH: Final = 64
"""How many nodes of a row are looked at: nobody closes a group much later, and the work stays linear."""
_OPENING: Final = frozenset({"(", "[", "\\{", "\\lbrace", "\\langle", "\\lfloor", "\\lceil"})
_CLOSING: Final = frozenset({")", "]", "\\}", "\\rbrace", "\\rangle", "\\rfloor", "\\rceil"})
_BARS: Final = frozenset({"|", "\\|", "\\vert", "\\Vert"})
_PARENTHESES: Final = {"(": 1, "\\{": 1, ")": -1, "\\}": -1}
_SIGNS: Final = frozenset({"+", "-", "\\pm", "\\mp"})
_DIGITS: Final = frozenset("0123456789.")
_RELATIONS: Final = frozenset("=<>") | {
    *("\\neq", "\\ne", "\\le", "\\leq", "\\ge", "\\geq", "\\lt", "\\gt", "\\equiv", "\\approx", "\\sim", "\\simeq"),
    *("\\in", "\\to", "\\rightarrow", "\\Rightarrow", "\\leftrightarrow", "\\Leftrightarrow"),
}


def next_group(row: Row, texts: Sequence[str]) -> int | None:
    """Return the place of the first group, from the second node on; within brackets from the first."""

    def is_written(node: LayoutNode) -> bool:
        return node.kind is Kind.GROUP and node.tokens is not None and texts[node.tokens[0]] == "{"

    return _first(row, is_written, at=int(row.closer == BRACE))


def past_script(row: Row) -> int | None:
    """Return the place after the first symbol of a script; the length of the row where nothing follows."""
    nodes = row.row
    past = _past_number(nodes, row.start)
    if row.slot.relation is Relation.BELOW and past < len(nodes) and _is_relation(nodes[past]):
        past = _past_number(nodes, past + 1)
    if past >= len(nodes):
        return past if past == len(nodes) else None
    return past if _can_start(nodes[past]) else None


def relation_sign(row: Row) -> int | None:
    """Return the place of the first relation sign."""
    return _first(row, _is_relation)


def stray_parenthesis(row: Row) -> int | None:
    """Return the place of the first closing parenthesis without an opening one in the row."""
    depth = 0
    for at, node in _outer(row):
        depth += _PARENTHESES.get(node.symbol, 0) if node.head[:1] == (node.symbol,) else 0
        if depth < 0:
            return at if at > row.start else None
    return None


def closing_fence(row: Row) -> int | None:
    r"""Return the place of the plain delimiter that closes what ``\left`` opened; ``[ 0 , 1 )`` is a pair too."""
    opening = row.row[row.start - 1].symbol
    depth = int(opening in _OPENING)
    for at, node in _outer(row):
        if node.head != (node.symbol,):
            continue
        if opening in _BARS and node.symbol == opening:
            return at
        depth += (node.symbol in _OPENING) - (node.symbol in _CLOSING)
        if opening in _OPENING and not depth:
            return at
    return None


def _first(row: Row, is_wanted: Callable[[LayoutNode], bool], *, at: int = 1) -> int | None:
    """Return the place of the first such node, if the row can end before it."""
    for place, node in _outer(row):
        if place >= row.start + at and is_wanted(node) and _can_start(node):
            return place
    return None


def _outer(row: Row) -> Iterator[tuple[int, LayoutNode]]:
    r"""Yield the first nodes of a row with their places, but none between ``\left`` and ``\right``."""
    depth = 0
    for at in range(row.start, min(len(row.row), row.start + _REACH)):
        node = row.row[at]
        opening = node.head[:1]
        depth -= opening == ("\\right",)
        if not depth:
            yield at, node
        depth += opening == ("\\left",)


def _past_number(nodes: Sequence[LayoutNode], at: int) -> int:
    """Return the place after a sign, if there is one, and a number, a pair of fences or any other node."""
    if at < len(nodes) and nodes[at].symbol in _SIGNS:
        at += 1
    past = at + 1
    while past < len(nodes) and _is_digit(nodes[past - 1]) and not nodes[past - 1].slots and _is_digit(nodes[past]):
        past += 1
    if at < len(nodes) and nodes[at].head[:1] == ("\\left",):
        return _past_fences(nodes, at)
    return past


def _past_fences(nodes: Sequence[LayoutNode], at: int) -> int:
    r"""Return the place after the ``\right`` of a ``\left``; past all nodes where it is far away or missing."""
    depth = 0
    for place in range(at, min(len(nodes), at + _REACH)):
        depth += (nodes[place].head[:1] == ("\\left",)) - (nodes[place].head[:1] == ("\\right",))
        if not depth:
            return place + 1
    return len(nodes) + 1


def _is_relation(node: LayoutNode) -> bool:
    r"""Return whether a node is a relation sign, and no delimiter: ``\right <``."""
    return node.symbol in _RELATIONS and node.head == (node.symbol,)


def _is_digit(node: LayoutNode) -> bool:
    return node.symbol in _DIGITS and node.head == (node.symbol,)


def _can_start(node: LayoutNode) -> bool:
    """Return whether a node stays what it is after a closing brace: scripts without a base and primes do not."""
    return node.kind is not Kind.SYMBOL or node.symbol not in {"", PRIME}
