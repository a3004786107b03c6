"""Relations between symbols to MathML that ``hmer_kit.ink.inkml.mathml`` reads back; nothing recurses."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, Final

from hmer_kit.exceptions import InputError
from hmer_kit.ink.inkml._escaping import attribute, text
from hmer_kit.latex.kinds import Relation

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from hmer_kit.ink.document import InkSymbol

_Edges = tuple[tuple[int, int, Relation], ...]
_Row = int
"""A row of symbols, by the first of them."""
_Slots = dict[Relation, list[_Row]]
"""Rows of a symbol; scripts of one place may be several, as in ``{ x _ 1 } _ 2``."""

_SINGLE: Final = frozenset({Relation.RIGHT, Relation.INSIDE, Relation.INDEX})
_FRACTIONS: Final = frozenset({"-", "\\frac", "\\dfrac", "\\tfrac", "\\cfrac"})
_SCRIPTS: Final = (
    ((Relation.BELOW, "munder"), (Relation.ABOVE, "mover"), "munderover"),
    ((Relation.SUB, "msub"), (Relation.SUP, "msup"), "msubsup"),
)


def mathml_of(symbols: Sequence[InkSymbol], names: Sequence[str], relations: _Edges) -> str:
    """Return a ``math`` element.

    Args:
        symbols: The symbols.
        names: A name for each, all different.
        relations: Parent, child, where the child lies: one tree of all symbols.

    Raises:
        InputError: They are no such tree.
    """
    slots = _slots(len(symbols), relations)
    heads = [f'{_tag(symbol.label)} xml:id="{attribute(name)}"' for symbol, name in zip(symbols, names, strict=True)]
    labels = [symbol.label for symbol in symbols]
    out = ['<math xmlns="http://www.w3.org/1998/Math/MathML">']
    pending: list[str | _Row] = ["</math>", _root(len(symbols), relations)]
    while pending:
        task = pending.pop()
        if isinstance(task, str):
            out.append(task)
            continue
        row = [task]
        while (following := slots[row[-1]].get(Relation.RIGHT)) is not None:
            row += following
        parts = [part for index in row for part in _parts(slots[index], heads[index], label=labels[index])]
        pending.extend(reversed(parts if len(row) == 1 else ["<mrow>", *parts, "</mrow>"]))
    return "".join(out)


def _root(count: int, relations: _Edges) -> int:
    """Return the symbol that hangs on none, and see to it that all others hang on it."""
    parents = {child: parent for parent, child, _ in relations}
    roots = [index for index in range(count) if index not in parents]
    if len(roots) != 1 or len(parents) != len(relations):
        raise InputError(
            f"expected relations that make one tree of {count} symbols, got {len(roots)} without a parent and "
            f"{len(relations) - len(parents)} with several; write the document with relations=()"
        )
    children: dict[int, list[int]] = {}
    for child, parent in parents.items():
        children.setdefault(parent, []).append(child)
    reached, pending = 0, [roots[0]]
    while pending:
        reached += 1
        pending += children.get(pending.pop(), [])
    if reached < count:
        raise InputError(f"expected relations that make one tree, got {count - reached} symbols below themselves")
    return roots[0]


def _slots(count: int, relations: _Edges) -> list[_Slots]:
    slots: list[_Slots] = [{} for _ in range(count)]
    for parent, child, relation in relations:
        if not (0 <= parent < count and 0 <= child < count):
            raise InputError(f"expected indices of {count} symbols in relations, got {parent} and {child}")
        rows = slots[parent].setdefault(relation, [])
        rows.append(child)
        if len(rows) > 1 and relation in _SINGLE:
            raise InputError(f"expected one row {relation} of symbol {parent}, got those of {rows[0]} and {child}")
    return slots


def _parts(slots: _Slots, head: str, *, label: str) -> list[str | _Row]:
    """Return the elements of one symbol with all that hangs on it but its right neighbour."""
    core, taken = _core(slots, head, label=label)
    for first, second, both in _SCRIPTS:
        rows = [slots.get(relation, [])[relation in taken :] for relation, _ in (first, second)]
        for one, other in zip_longest(*rows):
            tag = first[1] if other is None else second[1] if one is None else both
            core = [f"<{tag}>", *core, *(row for row in (one, other) if row is not None), f"</{tag}>"]
    return core


def _core(slots: _Slots, head: str, *, label: str) -> tuple[list[str | _Row], Collection[Relation]]:
    """Return the element of a symbol itself, and of which relations the first row is in it."""
    tag, _, name = head.partition(" ")
    inside, index = slots.get(Relation.INSIDE), slots.get(Relation.INDEX)
    if cells := slots.get(Relation.CELL):
        if inside or index:
            raise InputError(f"expected cells or a row inside of {label!r}, got both; MathML has no such element")
        parts = [part for row in cells for part in ("<mtd>", row, "</mtd>")]
        return [f"<mtable {name}><mtr>", *parts, "</mtr></mtable>"], ()
    if index:
        return [f"<mroot {name}>", *(inside or ["<mrow/>"]), *index, "</mroot>"], ()
    if inside:
        return [f"<msqrt {name}>", *inside, "</msqrt>"], ()
    above, below = slots.get(Relation.ABOVE), slots.get(Relation.BELOW)
    if label in _FRACTIONS and above and below:
        return [f"<mfrac {name}>", above[0], below[0], "</mfrac>"], {Relation.ABOVE, Relation.BELOW}
    return [f"<{head}>{text(label)}</{tag}>"], ()


def _tag(label: str) -> str:
    if label.isdecimal():
        return "mn"
    return "mi" if label.removeprefix("\\").isalnum() else "mo"
