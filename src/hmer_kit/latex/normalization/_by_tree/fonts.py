r"""Fonts, function names and other commands that hold symbols without drawing one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.latex._limits import takes_limits
from hmer_kit.latex._rewriting.guards import brace_slot
from hmer_kit.latex._rewriting.nodes import as_command, as_group, group_of, is_infix
from hmer_kit.latex._rewriting.scripts import (
    has_limits,
    holds_spare_control,
    write_controls,
)
from hmer_kit.latex.kinds import Kind
from hmer_kit.latex.normalization import _tables
from hmer_kit.latex.normalization._by_tree.rows import drop
from hmer_kit.latex.normalization._by_tree.work import excerpt
from hmer_kit.latex.tree import LayoutNode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hmer_kit.latex.normalization._by_tree.work import Work
    from hmer_kit.latex.tree import Slot

__all__ = ["drop_classes", "drop_fonts", "spell_names", "turn_switches"]

_STARTS = frozenset({"\\left", "\\middle"})
_ENDS = frozenset({"\\middle", "\\right"})


def turn_switches(work: Work) -> None:
    r"""Write ``\rm x`` as ``\mathrm { x }``, up to the end of its reach."""
    _wrap(work, "font_switches", _tables.FONT_SWITCHES)


def drop_fonts(work: Work) -> None:
    """Drop upright, italic, bold, sans serif and typewriter; braces stay where they were."""
    _wrap(work, "fonts", _tables.FONTS)
    drop(work, "fonts", _tables.DRAWN_SWITCHES)
    for owner, slot in work.rows:
        for node in slot.row:
            if node.kind is Kind.COMMAND and node.symbol in _tables.PLAIN_FONTS:
                brace_slot(owner, slot)
                _unwrap(work, "fonts", node)


def drop_classes(work: Work) -> None:
    r"""Drop ``\mathrel`` and its like, and a ``\mathop`` that does not move its scripts."""
    for owner, slot in work.rows:
        for node in slot.row:
            if node.kind is not Kind.COMMAND:
                continue
            if node.symbol in _tables.CLASSES or (node.symbol == _tables.OPERATOR and not has_limits(node)):
                brace_slot(owner, slot)
                _unwrap(work, "classes", node)
            elif node.symbol == _tables.OPERATOR and len(node.slots[0].row) == 1 and _is_operator(node.slots[0].row[0]):
                _become(work, node, node.slots[0].row[0])


def spell_names(work: Work) -> None:
    r"""Write the letters of a function: ``\sin`` and ``\operatorname { s i n }`` as ``s i n``."""
    for owner, slot in work.rows:
        if any(node.symbol in _tables.FUNCTIONS or node.symbol in _tables.NAMED for node in slot.row):
            brace_slot(owner, slot)
            slot.row = [each for node in slot.row for each in _letters(work, node)]


def _letters(work: Work, node: LayoutNode) -> list[LayoutNode]:
    if node.kind is Kind.COMMAND and node.symbol in _tables.NAMED:
        if has_limits(node):
            _make_operator(work, node, node.slots[0].row)
        else:
            _unwrap(work, "names", node)
        return [node]
    if node.kind is not Kind.SYMBOL or node.symbol not in _tables.FUNCTIONS:
        return [node]
    letters = [LayoutNode(letter, span=node.span) for letter in _tables.FUNCTIONS[node.symbol]]
    if has_limits(node):
        _make_operator(work, node, letters)
        return [node]
    spare = holds_spare_control(node)
    letters[-1].slots = node.slots
    write_controls(letters[-1], spare=spare)
    work.record("names", node.symbol, " ".join(_tables.FUNCTIONS[node.symbol]), node)
    return letters


def _make_operator(work: Work, node: LayoutNode, row: list[LayoutNode]) -> None:
    r"""Make a node with limits a ``\mathop`` around a row."""
    before, spare = excerpt([node]), holds_spare_control(node)
    as_command(node, _tables.OPERATOR, row)
    write_controls(node, spare=spare)
    work.record("names", before, excerpt([node]), node)


def _unwrap(work: Work, rule: str, node: LayoutNode) -> None:
    before, spare = excerpt([node]), holds_spare_control(node)
    as_group(node)
    write_controls(node, spare=spare)
    work.record(rule, before, excerpt([node]), node)


def _is_operator(node: LayoutNode) -> bool:
    return node.kind is Kind.SYMBOL and not node.slots and takes_limits(node)


def _become(work: Work, node: LayoutNode, operator: LayoutNode) -> None:
    r"""Make a ``\mathop`` the one operator that it holds."""
    before, spare = excerpt([node]), holds_spare_control(node)
    node.slots[0].row = []
    node.symbol, node.kind, node.head, node.slots = (
        operator.symbol,
        operator.kind,
        operator.head,
        node.slots[1:],
    )
    write_controls(node, spare=spare)
    work.record("classes", before, excerpt([node]), node)


def _wrap(work: Work, rule: str, fonts: Mapping[str, str]) -> None:
    if work.symbols.isdisjoint(fonts):
        return
    for owner, slot in work.rows:
        switches = {node.symbol for node in slot.row if _is_font_switch(node)}
        if switches and switches <= fonts.keys() and not _reaches_further(owner, slot, switches, fonts):
            slot.row = _wrapped(work, rule, slot.row, fonts)


def _is_font_switch(node: LayoutNode) -> bool:
    return node.kind is Kind.SPACE and node.symbol in _tables.FONTS


def _reaches_further(owner: LayoutNode, slot: Slot, switches: set[str], fonts: Mapping[str, str]) -> bool:
    """Return whether switches in a numerator mean the denominator too; no matter for a font that is dropped."""
    return is_infix(owner) and slot is owner.slots[0] and any(fonts[switch] for switch in switches)


def _wrapped(work: Work, rule: str, row: list[LayoutNode], fonts: Mapping[str, str]) -> list[LayoutNode]:
    r"""Return a row with each switch made a node that holds what it reaches: up to a switch or ``\right``."""
    result: list[LayoutNode] = []
    reach = scope = result
    scopes: list[tuple[list[LayoutNode], list[LayoutNode]]] = []
    for node in row:
        first = node.head[0] if node.head else ""
        if _is_font_switch(node):
            reach = _started(work, rule, node, into=scope, font=fonts[node.symbol])
            continue
        if first in _ENDS:
            reach, scope = scopes.pop() if scopes else (result, result)
        reach.append(node)
        if first in _STARTS:
            scopes.append((reach, scope))
            scope = reach
    return result


def _started(work: Work, rule: str, switch: LayoutNode, *, into: list[LayoutNode], font: str) -> list[LayoutNode]:
    """Put a node for a switch into a row; return what it will hold."""
    reach: list[LayoutNode] = []
    node = group_of(reach, span=switch.span)
    if font:
        as_command(node, font, reach)
    into.append(node)
    work.record(rule, switch.symbol, f"{font} {{ ... }}".strip(), switch)
    return reach
