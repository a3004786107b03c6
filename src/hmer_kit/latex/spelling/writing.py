r"""One spelling for each layout: the tree without the tokens it was written with, and back.

A tree keeps how it was written. Formats that hold only symbols and their places, and trees that are built by hand,
have no such tokens; ``spell`` gives them the canonical ones:

- braces around every argument and every script; brackets around an optional argument; none where a token ends it, as
  ``\of`` after ``\root``;
- ``_`` and ``^`` for scripts, in the order in which the node owns them; primes bare: ``f '``;
- ``\limits`` and ``\nolimits`` only where the place of the script asks for them;
- ``&`` between cells and ``\\`` between rows, with the length in brackets that it had;
- an empty group ``{ }`` as the base of scripts that have none.

Groups stay: braces with nothing to do are a matter of ``hmer_kit.latex.normalization``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.exceptions import InputError
from hmer_kit.latex._checks import require_node
from hmer_kit.latex._limits import takes_limits
from hmer_kit.latex.commands import COMMANDS, ENVIRONMENTS, INFIX_COMMANDS, LIMIT_CONTROLS, PRIME
from hmer_kit.latex.kinds import Kind, Relation
from hmer_kit.latex.parser import parse
from hmer_kit.latex.spelling._heads import head_of
from hmer_kit.latex.spelling.labels import label
from hmer_kit.latex.tree import LayoutNode, LayoutTree, Slot
from hmer_kit.latex.writer import to_latex

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hmer_kit.latex.commands import Argument

__all__ = ["canonical", "spell"]

_SCRIPTS = {
    Relation.SUB: ("_", False),
    Relation.SUP: ("^", False),
    Relation.BELOW: ("_", True),
    Relation.ABOVE: ("^", True),
}
_SYMBOL = Kind.SYMBOL  # looked up once: a member of an enumeration is slow to get at
_CONTROLS = {on: name for name, on in LIMIT_CONTROLS.items()}


def canonical(latex: str) -> str:
    r"""Return an expression in canonical spelling.

    Args:
        latex: One expression, blank-separated or tight.

    Returns:
        Blank-separated LaTeX with the same symbols at the same places.

    Raises:
        LatexError: It does not parse, see ``hmer_kit.latex.parse``.
        InputError: ``latex`` is no string.

    Examples:
        >>> canonical(r"\frac12 + x^2_i + f^{'} + \sum\limits_1")
        "\\frac { 1 } { 2 } + x ^ { 2 } _ { i } + f ' + \\sum _ { 1 }"
    """
    return to_latex(spell(parse(latex)))


def spell(node: LayoutNode) -> LayoutNode:
    r"""Return a copy of a tree in canonical spelling, whatever tokens it had.

    Only symbols, kinds, heads, relations and their order are looked at, so a tree that was built by hand becomes one
    that can be written. A cell that starts a row of its matrix says so by ``open``: ``("\\\\",)``. A group without a
    row gets an empty one, a matrix without cells one empty cell; an argument that a command lacks is an error.

    What comes out of the parser comes back from it the same. A tree that was built by hand may say what LaTeX cannot,
    as a script on ``\over`` or within ``\text``; ``parse`` what was written and compare, to be sure.

    Args:
        node: Any node of a tree; the root for the whole expression.

    Raises:
        InputError: ``node`` is no node, lacks an argument, or owns a row that LaTeX has no place for.

    Examples:
        >>> half = LayoutNode(r"\frac", kind=Kind.COMMAND)
        >>> half.slots = [Slot(Relation.ABOVE, [LayoutNode("1")]), Slot(Relation.BELOW, [LayoutNode("2")])]
        >>> to_latex(spell(LayoutTree([half])))
        '\\frac { 1 } { 2 }'
    """
    require_node(node)
    result = LayoutTree() if node.kind is Kind.ROOT else _bare(node)
    pending = [(node, result)]
    while pending:
        source, copy = pending.pop()
        copy.slots = []
        for spelled, row in _slots(source):
            copy.slots.append(spelled)
            for child in row:
                bare = _bare(child)
                spelled.row.append(bare)
                if child.slots or child.kind is not _SYMBOL or not child.symbol:
                    pending.append((child, bare))
    return result


# Nodes


def _bare(node: LayoutNode) -> LayoutNode:
    """Return a node without its rows; one without ink becomes a group."""
    symbol = node.symbol
    if node.kind is _SYMBOL and symbol and symbol not in COMMANDS:  # most nodes
        return LayoutNode(symbol, head=node.head)
    if node.kind is Kind.ROOT:
        raise InputError("expected a root only at the top, got one in a row; put its nodes there instead")
    if node.kind is Kind.SYMBOL and not node.symbol:
        return LayoutNode("", kind=Kind.GROUP)
    head = head_of(node)
    if len(head) <= _raw_arguments(node):
        raise InputError(
            f"expected what {node.symbol} takes before its rows in the head of the node, as lengths, delimiters or "
            f"columns, got head={head}; read it from LaTeX: parse or node_of"
        )
    return LayoutNode(node.symbol, kind=node.kind, head=head)


def _raw_arguments(node: LayoutNode) -> int:
    """Return the least number of tokens that a head must hold beside the first, -1 for no demand at all."""
    if node.kind is Kind.ENVIRONMENT:
        known = ENVIRONMENTS.get(node.symbol)
        return 1 + known.raw if known else 1
    return COMMANDS[node.symbol].raw if node.symbol in COMMANDS else -1


# Rows


_SpelledRow = tuple[Slot, "Sequence[LayoutNode]"]


def _slots(node: LayoutNode) -> list[_SpelledRow]:
    """Return the slots of a node in canonical spelling, without their rows, and the rows that go there."""
    slots = node.slots
    found: list[_SpelledRow] = []
    past = 0
    if node.kind is Kind.ROOT:
        return [_root(node)]
    if node.kind is Kind.COMMAND:
        found = _arguments(node)
        past = len(found)
    elif node.kind is Kind.GROUP or (node.kind is Kind.SYMBOL and not node.symbol):
        past = int(bool(slots) and slots[0].relation is Relation.INSIDE)
        found = [(Slot(Relation.INSIDE, [], open=("{",), close=("}",)), slots[0].row if past else ())]
    elif node.kind is Kind.ENVIRONMENT:
        past = _number_of_cells(slots)
        found = _cells(slots[:past], opened=(), closed=("\\end", f"{{{node.symbol}}}"))
    if past < len(slots):
        found.extend(_scripts(node, slots[past:]))
    return found


def _root(node: LayoutNode) -> _SpelledRow:
    if len(node.slots) > 1 or any(slot.relation is not Relation.INSIDE for slot in node.slots):
        raise InputError(f"expected the root to own one row, inside, got {node!r}")
    return Slot(Relation.INSIDE, []), node.slots[0].row if node.slots else ()


def _number_of_cells(slots: Sequence[Slot]) -> int:
    return next((at for at, slot in enumerate(slots) if slot.relation is not Relation.CELL), len(slots))


def _cells(slots: Sequence[Slot], *, opened: tuple[str, ...], closed: tuple[str, ...]) -> list[_SpelledRow]:
    if not slots:
        return [(Slot(Relation.CELL, [], open=opened, close=closed), ())]
    last = len(slots) - 1
    found: list[_SpelledRow] = []
    for at, slot in enumerate(slots):
        before = opened if not at else slot.open if slot.starts_row else ("&",)
        found.append((Slot(Relation.CELL, [], open=before, close=closed if at == last else ()), slot.row))
    return found


def _arguments(node: LayoutNode) -> list[_SpelledRow]:
    """Return the slots of a command that are its arguments: those it takes, in order, from the first slot on."""
    infix = INFIX_COMMANDS.get(node.symbol)
    known = infix or COMMANDS.get(node.symbol)
    wanted = known.arguments if known else ()
    found: list[_SpelledRow] = []
    for argument in wanted:
        at = len(found)
        slot = node.slots[at] if at < len(node.slots) else None
        if slot is None or slot.relation is not argument.relation:
            if not argument.optional:
                raise _missing(node, wanted)
            continue
        if argument.relation is Relation.CELL:
            return _cells(node.slots[: _number_of_cells(node.slots)], opened=("{",), closed=("}",))
        spelled = Slot(argument.relation, [], open=(node.symbol,) * bool(at)) if infix else _argument(argument)
        found.append((spelled, slot.row))
    return found


def _argument(argument: Argument) -> Slot:
    if argument.until:
        return Slot(argument.relation, [], close=(argument.until,))
    opened, closed = ("[", "]") if argument.optional else ("{", "}")
    return Slot(argument.relation, [], open=(opened,), close=(closed,))


def _missing(node: LayoutNode, wanted: Sequence[Argument]) -> InputError:
    order = ", ".join(f"{'perhaps ' * argument.optional}{argument.relation.value}" for argument in wanted)
    return InputError(
        f"expected {node.symbol} to own its arguments in this order and before all scripts: {order}; got {node!r}; "
        "add the slot that is missing, with an empty row if nothing stands there"
    )


def _scripts(node: LayoutNode, slots: Sequence[Slot]) -> Iterator[_SpelledRow]:
    limits = takes_limits(node)
    for slot, is_bare in zip(slots, _bare_primes(slots), strict=True):
        if slot.relation not in _SCRIPTS or node.kind is Kind.SPACE:
            raise InputError(
                f"expected no row {slot.relation.value} of {label(node)}, for LaTeX has no place for it, got {node!r}"
            )
        if is_bare:
            yield Slot(Relation.SUP, []), slot.row
            continue
        sign, wanted = _SCRIPTS[slot.relation]
        control = () if wanted is limits else (_CONTROLS[wanted],)
        limits = wanted
        yield Slot(slot.relation, [], open=(*control, sign, "{"), close=("}",)), slot.row


def _bare_primes(slots: Sequence[Slot]) -> list[bool]:
    """Return which rows are primes to be written without braces.

    Primes side by side are one row, so of two rows of primes one after the other only one can be bare; several in
    braces would be a prime with primes on it.
    """
    primes = [len(slot.row) * (slot.relation is Relation.SUP and _are_primes(slot.row)) for slot in slots]
    bare: list[bool] = []
    for count, after in zip(primes, [*primes[1:], 0], strict=False):
        bare.append(count > 1 or (count == 1 and after <= 1 and not (bare and bare[-1])))
    return bare


def _are_primes(row: Sequence[LayoutNode]) -> bool:
    return all(node.symbol == PRIME and node.kind is Kind.SYMBOL and not node.slots for node in row)
