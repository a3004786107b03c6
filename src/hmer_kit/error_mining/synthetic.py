"""Synthetic recognition errors, for error tasks before a model has made errors of its own.

The paper mines errors from a model (section 3.3). Where there is none yet, as in a first run, these stand in: symbols
taken for look-alikes, left out, or put in, in the proportion seen in published predictions. A record with such an error
says so in its ``source``; a corpus of mined errors should replace it as soon as there is one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.exceptions import InputError
from hmer_kit.latex import Kind, LayoutNode, parse, to_latex

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from random import Random

__all__ = ["LOOK_ALIKES", "corrupt"]

_GROUPS = (
    "0 o O", "1 l / |", "2 z Z", "3 8 B", "4 9 y q g", "5 s S", "6 b", "7 1", "a d u \\alpha", "c C ( e", "f t +",
    "h n k b", "i j ;", "k K x", "m n M", "n r \\pi u", "p P q \\rho", "r \\gamma v", "t + \\tau", "u v \\mu", "v V r",
    "w W \\omega", "x X \\times \\chi", "y Y \\gamma g", "- = .", "+ t \\pm", ". , \\cdot", "\\cdots \\ldots",
    "< ( \\leq", "> ) \\geq", "\\sum \\Sigma E", "\\beta B \\rho", "\\theta \\phi 0", "[ (", "] )", "\\int S f",
)  # fmt: skip
_OPERATIONS = {"substitute": 67, "insert": 18, "delete": 15}
_NUMBER_OF_EDITS = (55, 30, 15)
_MOST_EDITS = 100


def _table(groups: Sequence[str]) -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for members in (group.split() for group in groups):
        for symbol in members:
            others = tuple(other for other in members if other != symbol)
            table[symbol] = tuple(dict.fromkeys(table.get(symbol, ()) + others))
    return table


LOOK_ALIKES: Mapping[str, tuple[str, ...]] = _table(_GROUPS)
"""Symbol to symbols that handwriting confuses it with."""


def corrupt(reference: str, *, rng: Random, confusions: Mapping[str, Sequence[str]] = LOOK_ALIKES) -> str:
    r"""Return the expression with one to three synthetic recognition errors.

    Only symbols are touched, never the structure, so that the result parses when the reference does.

    Args:
        reference: LaTeX that parses.
        rng: Source of chance; the result is the same for the same state.
        confusions: Symbol to symbols that it may be taken for.

    Returns:
        Blank-separated LaTeX that differs from the reference.

    Raises:
        LatexError: The reference does not parse.
        InputError: It holds no symbol that could be changed.

    Examples:
        >>> from random import Random
        >>> corrupt(r"x ^ { 2 } + 1", rng=Random(4)) != r"x ^ { 2 } + 1"
        True
    """
    root = parse(reference)
    original = to_latex(root)
    least = rng.choices((1, 2, 3), weights=_NUMBER_OF_EDITS)[0]
    for turn in range(_MOST_EDITS):
        if turn >= least and to_latex(root) != original:  # an edit may have undone the one before
            break
        _edit(root, rng=rng, confusions=confusions)
    result = to_latex(root)
    if result == original:
        raise InputError(f"expected LaTeX with symbols that can be confused, got {reference[:80]!r}")
    return result


def _edit(root: LayoutNode, *, rng: Random, confusions: Mapping[str, Sequence[str]]) -> None:
    rows = [slot.row for node in root.walk() for slot in node.slots if slot.close or node.kind is Kind.ROOT]
    places = [(row, index) for row in rows for index, node in enumerate(row) if _is_plain(node)]
    if not places:
        return
    row, index = rng.choice(places)
    node = row[index]
    others = confusions.get(node.symbol, ())
    possible = {"substitute": bool(others), "insert": True, "delete": len(row) > 1 and not node.slots}
    weights = [weight * possible[name] for name, weight in _OPERATIONS.items()]
    operation = rng.choices(list(_OPERATIONS), weights=weights)[0]
    if operation == "delete":
        del row[index]
    elif operation == "insert":
        donor, place = rng.choice(places)
        row.insert(index, LayoutNode(donor[place].symbol))
    else:
        node.symbol = rng.choice(others)
        node.head = (node.symbol,)


def _is_plain(node: LayoutNode) -> bool:
    return node.kind is Kind.SYMBOL and node.head == (node.symbol,) and node.symbol != ""
