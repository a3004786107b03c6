r"""Scripts: their order, ``\limits``, and how both are written."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from hmer_kit.latex._limits import takes_limits
from hmer_kit.latex.commands import LIMIT_CONTROLS
from hmer_kit.latex.kinds import Kind, Relation
from hmer_kit.latex.normalization._tables import CLASSES, NAMED, OPERATOR, PLAIN_FONTS
from hmer_kit.latex.normalization._work import excerpt
from hmer_kit.latex.tree import Slot

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from hmer_kit.latex.normalization._work import Work
    from hmer_kit.latex.tree import LayoutNode

__all__ = [
    "clear_limits",
    "drop_empty_scripts",
    "has_limits",
    "has_scripts",
    "has_side_scripts",
    "holds_spare_control",
    "order_scripts",
    "place_limits",
    "sign_primes",
    "write_controls",
]

_CONTROLS = {is_on: control for control, is_on in LIMIT_CONTROLS.items()}
_LIMITS = frozenset({Relation.ABOVE, Relation.BELOW})
_HIGH = frozenset({Relation.ABOVE, Relation.SUP})
_MADE_OPERATORS = NAMED | {OPERATOR}


def has_scripts(node: LayoutNode) -> bool:
    """Return whether a node owns scripts or primes; they come after its arguments."""
    return bool(node.slots) and node.slots[-1].is_script


def has_limits(node: LayoutNode) -> bool:
    """Return whether a node owns scripts above or below it; a bare prime is one where its base takes limits."""
    if any(slot.relation in _LIMITS for slot in _signed(node)):
        return True
    return has_scripts(node) and takes_limits(node) and not has_side_scripts(node)


def has_side_scripts(node: LayoutNode) -> bool:
    """Return whether a node owns scripts beside it, other than bare primes."""
    return any(slot.relation not in _LIMITS for slot in _signed(node))


def sign_primes(node: LayoutNode) -> None:
    """Write bare primes as a script with its sign, where all but the first are scripts of that."""
    for slot in node.slots:
        if slot.is_script and not slot.open:
            slot.open, slot.close = ("^", "{"), ("}",)
            first, further = slot.row[0], slot.row[1:]
            if further:
                first.slots = [Slot(Relation.SUP, further)]
                slot.row = [first]


def holds_spare_control(node: LayoutNode) -> bool:
    r"""Return whether a ``\limits`` or ``\nolimits`` of a node says what would be so without it."""
    limits = takes_limits(node)
    for slot in _signed(node):
        controls = _number_of_controls(slot)
        above_and_below = slot.relation in _LIMITS
        if controls > 1 or (controls and above_and_below is limits):
            return True
        limits = above_and_below
    return False


def write_controls(node: LayoutNode, *, spare: bool) -> None:
    r"""Write ``\limits`` and ``\nolimits`` where the places of the scripts ask for them, and primes in one piece.

    Args:
        node: Owner of the scripts.
        spare: Whether the first script gets one that it does not need.
    """
    limits = takes_limits(node)
    for slot in _signed(node):
        wanted = slot.relation in _LIMITS
        control = (_CONTROLS[wanted],) if spare or wanted is not limits else ()
        slot.open = control + slot.open[_number_of_controls(slot) :]
        limits, spare = wanted, False
    _join_primes(node)


def order_scripts(work: Work) -> None:
    """Write what is low before what is high."""
    for node in work.owners():
        ranks = [slot.is_script and 1 + (slot.relation in _HIGH) for slot in node.slots]
        if all(left <= right for left, right in pairwise(ranks)):
            continue
        before, spare = excerpt([node]), holds_spare_control(node)
        node.slots.sort(key=lambda slot: slot.is_script and 1 + (slot.relation in _HIGH))
        write_controls(node, spare=spare)
        work.record("script_order", before, excerpt([node]), node)


def clear_limits(work: Work) -> None:
    r"""Drop ``\limits`` and ``\nolimits`` that say what would be so without them, or that no script follows."""
    _respell(
        work,
        "limits",
        holds_spare_control,
        lambda node: write_controls(node, spare=False),
    )
    for _, slot in work.rows:
        if any(_is_lone_control(node) for node in slot.row):
            for node in slot.row:
                if _is_lone_control(node):
                    work.record("limits", node.symbol, "", node)
            slot.row = [node for node in slot.row if not _is_lone_control(node)]


def place_limits(work: Work) -> None:
    """Put every script where its base takes it when nothing else is said."""
    _respell(work, "limit_placement", _is_moved, _move)


def drop_empty_scripts(work: Work) -> None:
    """Drop scripts that hold nothing, inner ones first, and a base without ink that has no others."""
    nothing: dict[int, LayoutNode] = {}
    for _, slot in reversed(work.rows):
        gone: set[int] = set()
        for node in slot.row:
            dropped = has_scripts(node) and _drop_empty(work, node, nothing)
            if _is_nothing(node, work.rules) and all(id(each) in nothing for each in _content(node)):
                nothing[id(node)] = node
                gone |= {id(node)} if dropped and not node.symbol else set()
        if gone:
            slot.row = [node for node in slot.row if id(node) not in gone]


def _respell(
    work: Work,
    rule: str,
    applies: Callable[[LayoutNode], bool],
    rewrite: Callable[[LayoutNode], None],
) -> None:
    for node in work.owners():
        if has_scripts(node) and applies(node):
            before = excerpt([node])
            rewrite(node)
            work.record(rule, before, excerpt([node]), node)


def _signed(node: LayoutNode) -> list[Slot]:
    """Return the scripts of a node that were written with a sign, which primes are not."""
    return [slot for slot in node.slots if slot.open and slot.is_script]


def _number_of_controls(slot: Slot) -> int:
    return sum(token in LIMIT_CONTROLS for token in slot.open)


def _is_lone_control(node: LayoutNode) -> bool:
    return node.kind is Kind.SPACE and node.symbol in LIMIT_CONTROLS


def _join_primes(node: LayoutNode) -> None:
    """Make primes in a row one script, as they are read."""
    slots: list[Slot] = []
    for slot in node.slots:
        if slots and slot.is_script and not slot.open and slots[-1].is_script and not slots[-1].open:
            slots[-1].row += slot.row
        else:
            slots.append(slot)
    node.slots = slots


def _usual(node: LayoutNode) -> bool:
    return takes_limits(node) and not (node.kind is Kind.COMMAND and node.symbol in _MADE_OPERATORS)


def _is_moved(node: LayoutNode) -> bool:
    usual, takes = _usual(node), takes_limits(node)
    return any(
        slot.is_script and ((slot.relation in _LIMITS) is not usual or (takes and not slot.open)) for slot in node.slots
    )


def _move(node: LayoutNode) -> None:
    usual, spare = _usual(node), holds_spare_control(node)
    if takes_limits(node):
        sign_primes(node)
    low, high = (Relation.BELOW, Relation.ABOVE) if usual else (Relation.SUB, Relation.SUP)
    for slot in node.slots:
        if slot.is_script:
            slot.relation = high if slot.relation in _HIGH else low
    write_controls(node, spare=spare)


def _drop_empty(work: Work, node: LayoutNode, nothing: dict[int, LayoutNode]) -> bool:
    """Drop the empty scripts of a node; return whether there were any."""
    kept = [slot for slot in node.slots if not slot.is_script or any(id(each) not in nothing for each in slot.row)]
    if len(kept) == len(node.slots):
        return False
    before, spare = excerpt([node]), holds_spare_control(node)
    if takes_limits(node) and has_side_scripts(node):
        sign_primes(node)
    node.slots = kept
    write_controls(node, spare=spare)
    work.record("empty_scripts", before, excerpt([node]), node)
    return True


def _is_nothing(node: LayoutNode, rules: Collection[str]) -> bool:
    """Return whether a node without scripts leaves no ink of its own, or will not when the rules are done."""
    if has_scripts(node):
        return False
    if node.kind is Kind.COMMAND:
        holders = ((CLASSES | {OPERATOR}, "classes"), (PLAIN_FONTS, "fonts"), (NAMED, "names"))
        return any(node.symbol in names and rule in rules for names, rule in holders)
    return node.kind is Kind.GROUP or (node.kind is Kind.SYMBOL and not node.symbol)


def _content(node: LayoutNode) -> list[LayoutNode]:
    return node.slots[0].row if node.slots else []
