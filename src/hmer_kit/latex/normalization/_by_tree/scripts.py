r"""Rules for scripts: their order, ``\limits``, and those that hold nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.latex._limits import takes_limits
from hmer_kit.latex._rewriting.scripts import (
    HIGH,
    LIMITS,
    LOW,
    has_scripts,
    has_side_scripts,
    holds_spare_control,
    is_ordered,
    sign_primes,
    sort_scripts,
    write_controls,
)
from hmer_kit.latex.commands import LIMIT_CONTROLS
from hmer_kit.latex.kinds import Kind, Relation
from hmer_kit.latex.normalization._by_tree.work import excerpt
from hmer_kit.latex.normalization._tables import CLASSES, NAMED, OPERATOR, PLAIN_FONTS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from hmer_kit.latex.normalization._by_tree.work import Work
    from hmer_kit.latex.tree import LayoutNode

__all__ = [
    "clear_limits",
    "drop_empty_scripts",
    "order_scripts",
    "place_limits",
]

_SYMBOL = Kind.SYMBOL  # looked up once: a member of an enumeration is slow to get at
_MADE_OPERATORS = NAMED | {OPERATOR}


def order_scripts(work: Work) -> None:
    """Write what is low before what is high."""
    for node in work.owners():
        if not is_ordered(node, first=LOW):
            before = excerpt([node])
            sort_scripts(node, first=LOW)
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
            if not node.slots and node.kind is _SYMBOL and node.symbol:  # most nodes: ink without scripts
                continue
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


def _is_lone_control(node: LayoutNode) -> bool:
    return node.kind is Kind.SPACE and node.symbol in LIMIT_CONTROLS


def _usual(node: LayoutNode) -> bool:
    return takes_limits(node) and not (node.kind is Kind.COMMAND and node.symbol in _MADE_OPERATORS)


def _is_moved(node: LayoutNode) -> bool:
    usual, takes = _usual(node), takes_limits(node)
    return any(
        slot.is_script and ((slot.relation in LIMITS) is not usual or (takes and not slot.open)) for slot in node.slots
    )


def _move(node: LayoutNode) -> None:
    usual, spare = _usual(node), holds_spare_control(node)
    if takes_limits(node):
        sign_primes(node)
    low, high = (Relation.BELOW, Relation.ABOVE) if usual else (Relation.SUB, Relation.SUP)
    for slot in node.slots:
        if slot.is_script:
            slot.relation = high if slot.relation in HIGH else low
    write_controls(node, spare=spare)


def _drop_empty(work: Work, node: LayoutNode, nothing: dict[int, LayoutNode]) -> bool:
    """Drop the empty scripts of a node; return whether there were any."""
    kept = [slot for slot in node.slots if not slot.is_script or _holds_any(slot.row, nothing)]
    if len(kept) == len(node.slots):
        return False
    before, spare = excerpt([node]), holds_spare_control(node)
    if takes_limits(node) and has_side_scripts(node):
        sign_primes(node)
    node.slots = kept
    write_controls(node, spare=spare)
    work.record("empty_scripts", before, excerpt([node]), node)
    return True


def _holds_any(row: list[LayoutNode], nothing: dict[int, LayoutNode]) -> bool:
    """Return whether a row holds more than nothing."""
    return bool(row) and (not nothing or any(id(each) not in nothing for each in row))


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
