"""The layout tree as one line of algebra terms: numbers, names, operators and brackets.

What is read is the algebra of numbers: sums, products, fractions, powers, roots, elementary functions, ``f ( x )``,
absolute values, factorials, binomials, and one relation. All else is refused where it stands. So is what would come
out as something that it is not: ``d x`` and ``s i n`` are no products, ``y ^ { ( n ) }`` may be no power.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Final, NoReturn

from hmer_kit.exceptions import LatexError
from hmer_kit.latex.algebra._formula import (
    BARS,
    BINOMIALS,
    CHANGES,
    CLOSERS,
    FRACTIONS,
    FUNCTIONS,
    GREEK,
    NAMED_FONTS,
    OPERATORS,
    PRIMES,
    RELATIONS,
    SPELLED_WORDS,
    THIN_SPACES,
)
from hmer_kit.latex.kinds import Kind, Relation
from hmer_kit.latex.spelling import spell
from hmer_kit.latex.tree import LayoutNode, Slot
from hmer_kit.latex.writer import to_tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hmer_kit.latex.tree import LayoutTree

__all__ = ["Term", "refuse", "terms_of"]

_MOST_DIGITS: Final = 1_000
_SIMPLE: Final = {
    **dict.fromkeys(OPERATORS, "operator"),
    **dict.fromkeys(RELATIONS, "relation"),
    **dict.fromkeys(CLOSERS, "open"),
    **dict.fromkeys(CLOSERS.values(), "close"),
    **dict.fromkeys(BARS, "bar"),
    "!": "factorial",
    ",": "comma",
}
_FUNCTION_POWERS = frozenset("23456789")
_TAKES_POWER = frozenset({"close", "bar", "factorial"})


@dataclass(frozen=True, slots=True)
class Term:
    """One piece of a formula, in reading order."""

    kind: str
    r"""``number``, ``name``, ``pi``, ``function``, ``operator``, ``relation``, ``factorial``, ``comma``, ``bar``,
    ``open``, ``separator``, ``close`` or ``end``."""
    value: str
    """Its text; for a group that is drawn otherwise, what it is: ``frac``, ``root``, ``binomial``, ``power`` ..."""
    node: LayoutNode
    """Where it stands."""
    power: int = 1
    r"""Exponent of a function, as in ``\sin ^ 2 x``."""


_Piece = Term | list[LayoutNode]


def refuse(node: LayoutNode, latex: str, *, why: str) -> NoReturn:
    """Say what is not read, and where."""
    position, _ = node.tokens or (0, 0)
    start, end = node.span or (0, 0)
    raise LatexError(
        f"expected algebra of numbers at token {position}, got {latex[start:end][:40]!r}: {why}",
        code="not_algebra",
        position=position,
        start=start,
        end=end,
        expected="algebra of numbers",
        hint="write sums, products, fractions, powers, roots, elementary functions and at most one relation",
        text=latex,
    )


def terms_of(tree: LayoutTree, latex: str) -> list[Term]:
    """Return the terms of an expression, ``end`` last.

    Raises:
        LatexError: It holds something that is not read; the code is ``not_algebra``.
    """
    terms: list[Term] = []
    stack: list[_Piece] = [Term("end", "", tree), tree.row(Relation.INSIDE)]
    while stack:
        piece = stack.pop()
        if isinstance(piece, Term):
            terms.append(piece)
        else:
            _check_words(piece, latex)
            stack.extend(reversed(list(_pieces(piece, latex))))
    return terms


def _pieces(row: Sequence[LayoutNode], latex: str) -> Iterator[_Piece]:
    """Yield the terms of a row; rows in it that are to be read at their place stay rows."""
    at = 0
    while at < len(row):
        past = _number_end(row, at)
        if past > at:
            number = "".join(node.symbol for node in row[at:past])
            if number[-1] == "." or len(number) > _MOST_DIGITS:
                refuse(row[past - 1], latex, why="it is no number that is read")
            yield Term("number", number, row[at])
            yield from _power(row[past - 1], latex)
        else:
            past = at + 1
            yield from _node(row[at], latex)
        at = past


def _number_end(row: Sequence[LayoutNode], at: int) -> int:
    """Return where the number that starts here ends: digits, one point; only the last one has scripts."""
    past, point = at, False
    while past < len(row) and row[past].kind is Kind.SYMBOL:
        symbol = row[past].symbol
        is_point = symbol == "." and past > at and not point
        if not (is_point or _is_digit(symbol)) or (past > at and row[past - 1].slots):
            break
        point |= is_point
        past += 1
    return past


def _node(node: LayoutNode, latex: str) -> Iterator[_Piece]:
    if node.kind is Kind.SPACE:
        if node.symbol not in THIN_SPACES:
            refuse(node, latex, why="it separates, or stands for something that is not written")
    elif node.kind is Kind.SYMBOL:
        yield from _symbol(node, latex)
    elif node.kind is Kind.GROUP:
        yield from _group(node, latex)
    elif node.kind is Kind.COMMAND and node.symbol in FRACTIONS | BINOMIALS:
        yield from _two_rows(node, latex, kind="frac" if node.symbol in FRACTIONS else "binomial")
    elif node.kind is Kind.COMMAND and node.symbol == "\\sqrt":
        yield from _two_rows(node, latex, kind="root")
    elif node.kind is Kind.COMMAND and node.symbol in NAMED_FONTS:
        yield from _letter_in_font(node, latex)
    else:
        refuse(node, latex, why=f"{node.symbol or 'this'} is not read")


def _symbol(node: LayoutNode, latex: str) -> Iterator[_Piece]:
    symbol = node.symbol
    if symbol in _SIMPLE:
        kind = _SIMPLE[symbol]
        yield Term(kind, _side(node) if kind == "bar" else symbol, node)
        if kind in _TAKES_POWER:
            yield from _power(node, latex)
        elif node.slots:
            refuse(node, latex, why="it has scripts")
    elif symbol in FUNCTIONS:
        yield from _function(node, latex)
    elif symbol == "\\pi" and all(slot.relation is Relation.SUP for slot in node.slots):
        yield Term("pi", "", node)
        yield from _power(node, latex)
    elif symbol in GREEK or symbol == "\\pi" or (len(symbol) == 1 and symbol.isalpha()):
        yield from _name(node, latex, base=GREEK.get(symbol, symbol.lstrip("\\")))
    else:
        refuse(node, latex, why=f"{symbol or 'a script without a base'} is not read")


def _name(node: LayoutNode, latex: str, *, base: str) -> Iterator[_Piece]:
    """Yield a name: with its subscript and primes, which tell it from others, and without its exponent."""
    below = [slot for slot in node.slots if slot.relation is Relation.SUB][:1]
    above = [slot for slot in node.slots if slot.relation is Relation.SUP][:1]
    primes = [slot for slot in above if slot.row and all(each.symbol in PRIMES for each in slot.row)]
    written = to_tokens(spell(LayoutNode("", slots=[Slot(slot.relation, slot.row) for slot in below])))
    tight = "".join(token + " " if token[0] == "\\" else token for token in written[2:])  # without the empty base
    yield Term("name", base + tight + "'" * sum(len(slot.row) for slot in primes), node)
    used = {id(slot) for slot in below + primes}
    yield from _exponent(node, [slot for slot in node.slots if id(slot) not in used], latex)


def _power(node: LayoutNode, latex: str) -> Iterator[_Piece]:
    """Yield the exponent of what is no name: it has no other script."""
    return _exponent(node, node.slots, latex)


def _exponent(node: LayoutNode, slots: Sequence[Slot], latex: str) -> Iterator[_Piece]:
    scripts = [slot for slot in slots if slot.is_script]
    if not scripts:
        return
    row = scripts[0].row
    if len(scripts) > 1 or scripts[0].relation is not Relation.SUP:
        refuse(node, latex, why="it has other scripts than one exponent")
    if row and (row[0].symbol, row[-1].symbol) == ("(", ")"):
        refuse(row[0], latex, why="an exponent in parentheses may be a derivative")
    yield Term("open", "power", node)
    yield row
    yield Term("close", "power", node)


def _two_rows(node: LayoutNode, latex: str, *, kind: str) -> Iterator[_Piece]:
    """Yield a fraction, a binomial, or a root: its index, 2 if there is none, and its radicand."""
    yield Term("open", kind, node)
    rows = [slot.row for slot in node.slots if not slot.is_script]
    yield rows[0] if len(rows) == 2 else Term("number", "2", node)
    yield Term("separator", kind, node)
    yield rows[-1]
    yield Term("close", kind, node)
    yield from _power(node, latex)


def _group(node: LayoutNode, latex: str) -> Iterator[_Piece]:
    """Yield what is in braces; with an exponent, only where one can see what it belongs to."""
    row, scripts = node.row(Relation.INSIDE), [slot for slot in node.slots if slot.is_script]
    if not scripts:
        yield row
        return
    if not (len(row) == 1 or (row and all(_is_digit(each.symbol) and not each.slots for each in row))):
        refuse(node, latex, why="its exponent belongs to the last symbol or to all of it")
    yield Term("open", "group", node)
    yield row
    yield Term("close", "group", node)
    yield from _power(node, latex)


def _letter_in_font(node: LayoutNode, latex: str) -> Iterator[_Piece]:
    row = node.row(Relation.INSIDE)
    if len(row) != 1 or row[0].slots or not (row[0].symbol in GREEK or _is_letter(row[0].symbol)):
        refuse(node, latex, why="only a single letter in another font is a name")
    yield from _name(node, latex, base=f"{node.symbol}{{{row[0].symbol}}}")


def _function(node: LayoutNode, latex: str) -> Iterator[_Piece]:
    power = 1
    for slot in node.slots:
        if slot.relation is Relation.SUB and node.symbol == "\\log":
            yield Term("open", "base", node)
            yield slot.row
            yield Term("close", "base", node)
            continue
        exponent = "".join(each.symbol if not each.slots else "-" for each in slot.row)
        if slot.relation is not Relation.SUP or power > 1 or exponent not in _FUNCTION_POWERS:
            refuse(node, latex, why="a function has other scripts than a base or an exponent from 2 to 9")
        power = int(exponent)
    yield Term("function", node.symbol, node, power)


def _check_words(row: Sequence[LayoutNode], latex: str) -> None:
    """Refuse letters that are no product: spelled names of functions, and ``d`` before a name."""
    solid = [node for node in row if node.kind is not Kind.SPACE]
    for is_letter, run in groupby(solid, key=lambda node: node.kind is Kind.SYMBOL and _is_letter(node.symbol)):
        letters = list(run)
        text = "".join(node.symbol for node in letters) if is_letter else ""
        for word in SPELLED_WORDS:
            if word in text:
                refuse(letters[text.index(word)], latex, why=f"the letters of {word} are no product")
    for node, after in pairwise(solid):
        letter = node.row(Relation.INSIDE)[0] if node.symbol in NAMED_FONTS and node.row(Relation.INSIDE) else node
        if letter.symbol in CHANGES and _starts_name(after):
            refuse(node, latex, why="it may be one thing with the name after it, no product")


def _starts_name(node: LayoutNode) -> bool:
    if node.kind is Kind.SYMBOL:
        return _is_letter(node.symbol) or node.symbol in GREEK or node.symbol == "\\pi"
    return node.kind is Kind.GROUP or node.symbol in NAMED_FONTS


def _side(node: LayoutNode) -> str:
    if node.symbol in {"\\lvert", "\\rvert"}:
        return "left" if node.symbol == "\\lvert" else "right"
    return {"\\left": "left", "\\right": "right"}.get(node.head[0], "")


def _is_digit(symbol: str) -> bool:
    return len(symbol) == 1 and symbol in "0123456789"


def _is_letter(symbol: str) -> bool:
    return len(symbol) == 1 and symbol.isalpha()
