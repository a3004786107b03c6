"""Synthetic recognition errors, for error tasks before a model has made errors of its own.

The paper mines errors from a model (section 3.3). Where there is none yet, as in a first run, these stand in: symbols
taken for look-alikes, left out, or put in, in the proportion seen in published predictions. A corpus of mined errors
should replace them as soon as there is one.
"""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from hmer_kit.alignment import EditOp
from hmer_kit.error_mining._checks import require_items
from hmer_kit.error_mining.synthetic._plain import is_plain
from hmer_kit.error_mining.synthetic.distribution import ErrorDistribution
from hmer_kit.error_mining.synthetic.look_alikes import EDIT_SHARES, EDITS_PER_EXPRESSION, LOOK_ALIKES
from hmer_kit.exceptions import InputError
from hmer_kit.latex import Kind, LayoutNode, Relation, is_parseable, parse, to_latex
from hmer_kit.latex.commands import INFIX_COMMANDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.latex import Slot

__all__ = ["corrupt"]

_MOST_EDITS = 100
_SHOWN = 80


class _Place(NamedTuple):
    """A symbol by the row it stands in."""

    row: list[LayoutNode]
    at: int

    @property
    def node(self) -> LayoutNode:
        return self.row[self.at]


def corrupt(
    reference: str, *, rng: Random, confusions: Mapping[str, Sequence[str]] | ErrorDistribution = LOOK_ALIKES
) -> str:
    r"""Return the expression with synthetic recognition errors: one, two or three, as chance will have it.

    Only symbols are touched, never braces, script signs or commands with arguments, so the result parses. An argument
    that is a single symbol without braces stays as it is, and so does the index of a root.

    Args:
        reference: LaTeX that parses.
        rng: Source of chance; the result is the same for the same state.
        confusions: Symbol to symbols that it may be taken for, or what was mined of a model's own errors: then kinds,
            symbols and their number are drawn as they were counted, and look-alikes stand in where none of them can be.

    Returns:
        Blank-separated LaTeX that differs from the reference.

    Raises:
        LatexError: The reference does not parse.
        InputError: It holds no symbol that can be changed, ``rng`` is no ``random.Random``, or ``confusions`` holds
            something else than symbols.

    Examples:
        >>> from random import Random
        >>> corrupt(r"x ^ { 2 } + 1", rng=Random(4)) != r"x ^ { 2 } + 1"
        True
    """
    if not isinstance(rng, Random):
        raise InputError(f"expected rng as a random.Random, got {type(rng).__name__}; write rng=random.Random(0)")
    if not isinstance(confusions, (Mapping, ErrorDistribution)):
        raise InputError(f"expected confusions as a dict, got {type(confusions).__name__}; write {{'x': ['X']}}")
    root = parse(reference)
    original = to_latex(root)
    sizes = (confusions.edits if isinstance(confusions, ErrorDistribution) else {}) or EDITS_PER_EXPRESSION
    wanted = rng.choices(list(sizes), weights=list(sizes.values()))[0]
    for turn in range(_MOST_EDITS):
        places = _places(root)
        if not places or (turn >= wanted and to_latex(root) != original):  # an edit may have undone the one before
            break
        if not isinstance(confusions, ErrorDistribution):
            _edit(places, rng=rng, confusions=confusions)
        elif not _edit_as_mined(places, rng=rng, mined=confusions):
            _edit(places, rng=rng, confusions=LOOK_ALIKES)
    result = to_latex(root)
    if result == original:
        raise InputError(f"expected LaTeX with symbols that can be changed, got {reference[:_SHOWN]!r}; leave it out")
    return result


def _places(root: LayoutNode) -> list[_Place]:
    rows = [slot.row for node in root.walk() for slot in node.slots if _may_grow(node, slot)]
    return [_Place(row, at) for row in rows for at, node in enumerate(row) if is_plain(node)]


def _may_grow(node: LayoutNode, slot: Slot) -> bool:
    """Return whether a row may hold any number of symbols: an argument without braces may not."""
    if node.kind is Kind.ENVIRONMENT:
        return slot.relation is Relation.CELL
    return slot.close == ("}",) or node.kind is Kind.ROOT or node.symbol in INFIX_COMMANDS


def _edit(places: list[_Place], *, rng: Random, confusions: Mapping[str, Sequence[str]]) -> None:
    """Make one edit, of a kind drawn first and at a place drawn among those where it is possible."""
    possible = {
        EditOp.SUBSTITUTE: [place for place in places if confusions.get(place.node.symbol)],
        EditOp.DELETE: [place for place in places if len(place.row) > 1 and not place.node.slots],
        EditOp.INSERT: places,
    }
    ops = [op for op, where in possible.items() if where]
    op = rng.choices(ops, weights=[EDIT_SHARES[op] for op in ops])[0]
    row, at = place = rng.choice(possible[op])
    if op is EditOp.DELETE:
        del row[at]
    elif op is EditOp.INSERT:
        row.insert(at, LayoutNode(rng.choice(places).node.symbol))
    else:
        symbol = _look_alike(place.node.symbol, rng=rng, confusions=confusions)
        place.node.symbol, place.node.head = symbol, (symbol,)


def _edit_as_mined(places: list[_Place], *, rng: Random, mined: ErrorDistribution) -> bool:
    """Make one edit with the chances of a corpus; False if it knows none that is possible here."""
    may_go = [len(place.row) > 1 and not place.node.slots for place in places]
    weights = {
        EditOp.SUBSTITUTE: [mined.rate(place.node.symbol, EditOp.SUBSTITUTE) for place in places],
        EditOp.DELETE: [
            mined.rate(place.node.symbol, EditOp.DELETE) * free for place, free in zip(places, may_go, strict=True)
        ],
        EditOp.INSERT: [float(bool(mined.inserted))] * len(places),
    }
    shares = {op: count for op, count in mined.operations.items() if count and any(weights[op])}
    if not shares:
        return False
    op = rng.choices(list(shares), weights=list(shares.values()))[0]
    row, at = place = rng.choices(places, weights=weights[op])[0]
    if op is EditOp.DELETE:
        del row[at]
        return True
    chances = mined.inserted if op is EditOp.INSERT else mined.substituted[place.node.symbol]
    symbol = rng.choices(list(chances), weights=list(chances.values()))[0]
    if op is EditOp.INSERT:
        row.insert(at, LayoutNode(symbol))
    else:
        place.node.symbol, place.node.head = symbol, (symbol,)
    return True


def _look_alike(symbol: str, *, rng: Random, confusions: Mapping[str, Sequence[str]]) -> str:
    others = confusions[symbol]
    advice = f"give the look-alikes of {symbol!r} as a list of symbols"
    require_items(others, str, advice)
    chosen = rng.choice(others)
    row = parse(chosen).slots[0].row if is_parseable(chosen) else []
    if [node.head for node in row if is_plain(node)] != [(chosen,)]:
        raise InputError(f"expected a symbol, got {chosen!r}; {advice}")
    return chosen
