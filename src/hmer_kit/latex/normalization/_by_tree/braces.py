r"""Braces that no command asked for, ``{ a } _ { 1 }`` draws what ``a _ { 1 }`` does, and those that arguments lack."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hmer_kit.latex._limits import takes_limits
from hmer_kit.latex._rewriting.guards import brace_slot, is_start, lacks_braces, takes_bare_scripts
from hmer_kit.latex._rewriting.nodes import holds_scope, is_prime
from hmer_kit.latex._rewriting.scripts import (
    has_scripts,
    holds_spare_control,
    sign_primes,
    write_controls,
)
from hmer_kit.latex.kinds import Kind
from hmer_kit.latex.normalization._by_tree.work import excerpt, without_braces
from hmer_kit.latex.normalization._tables import FENCED, HOLDERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hmer_kit.latex.normalization._by_tree.work import Work
    from hmer_kit.latex.tree import LayoutNode

__all__ = ["brace_all", "drop_braces"]


class _Content(NamedTuple):
    """What will be in a row once the redundant braces in it are gone."""

    number: int
    last: LayoutNode | None
    is_scripted: bool


def brace_all(work: Work) -> None:
    """Put every argument and script into braces."""
    for owner, slot in work.rows:
        if lacks_braces(owner, slot):
            inner = excerpt(slot.row)
            brace_slot(owner, slot)
            work.record("arguments", inner, f"{{ {inner} }}", slot.row[0] if slot.row else owner)


def drop_braces(work: Work) -> None:
    """Put what stands in redundant braces into the row around them, at any depth in one go."""
    redundant = _redundant(work)
    for _, slot in work.rows:
        if any(id(node) in redundant for node in slot.row):
            slot.row = _flat(work, slot.row, redundant)
        if "braces" in work.rules:
            _drop_empty_bases(work, slot.row)


def _redundant(work: Work) -> dict[int, _Content]:
    """Return the groups that can go, inner ones before outer ones, with what is in them."""
    redundant: dict[int, _Content] = {}
    for _, slot in reversed(work.rows):
        for node in slot.row:
            if node.kind is Kind.GROUP and not holds_scope(node.slots[0].row):
                content = _content(node.slots[0].row, redundant)
                if _rule(node, content) in work.rules and _can_take_scripts(node, content):
                    redundant[id(node)] = content
    return redundant


def _rule(group: LayoutNode, content: _Content) -> str:
    return "base_braces" if has_scripts(group) and content.number > 1 else "braces"


def _can_take_scripts(group: LayoutNode, content: _Content) -> bool:
    """Return whether the last node in a group may own its scripts: a base, without scripts of its own.

    With others before it, it must also be none that another rule may take apart.
    """
    if not has_scripts(group):
        return True
    last = content.last
    if last is None or content.is_scripted or last.kind is Kind.SPACE:
        return False
    if last.kind is Kind.ENVIRONMENT and last.symbol in FENCED and not FENCED[last.symbol][1]:
        return not FENCED[last.symbol][0]  # what it unfolds to would end without ink
    return content.number == 1 or not (last.kind is Kind.GROUP or last.symbol in HOLDERS or is_prime(last))


def _content(row: Sequence[LayoutNode], redundant: dict[int, _Content]) -> _Content:
    number, last, is_scripted = 0, None, False
    for node in row:
        inner = redundant.get(id(node))
        if inner is None:
            number, last, is_scripted = number + 1, node, has_scripts(node)
        elif inner.number:
            number, last, is_scripted = (
                number + inner.number,
                inner.last,
                inner.is_scripted or has_scripts(node),
            )
    return _Content(number, last, is_scripted)


def _flat(work: Work, row: list[LayoutNode], redundant: dict[int, _Content]) -> list[LayoutNode]:
    """Return a row without redundant braces."""
    result: list[LayoutNode] = []
    stack: list[tuple[Iterator[LayoutNode], LayoutNode | None]] = [(iter(row), None)]
    while stack:
        nodes, group = stack[-1]
        node = next(nodes, None)
        if node is None:
            stack.pop()
            if group is not None and has_scripts(group):
                _hand_over(group, result[-1])
        elif id(node) in redundant and (is_start(result, len(result)) or not _holds_prime(node)):
            inner = node.slots[0]
            rule = _rule(node, redundant[id(node)])
            work.record(rule, excerpt([node]), excerpt(without_braces(node)), node)
            stack.append((iter(inner.row), node))
            inner.row = []
        else:
            result.append(node)
    return result


def _drop_empty_bases(work: Work, row: list[LayoutNode]) -> None:
    """Write scripts without a base where nothing is before them that would be taken for it."""
    for at, node in enumerate(row):
        is_empty = node.kind is Kind.GROUP and not node.slots[0].row and has_scripts(node)
        if is_empty and takes_bare_scripts(row, at, scripts=node.slots[1:]):
            before = excerpt([node])
            node.kind, node.slots = Kind.SYMBOL, node.slots[1:]
            work.record("braces", before, excerpt([node]), node)


def _holds_prime(group: LayoutNode) -> bool:
    """Return whether braces keep a prime from the symbol before it."""
    row = group.slots[0].row
    return len(row) == 1 and is_prime(row[0]) and not row[0].slots


def _hand_over(group: LayoutNode, base: LayoutNode) -> None:
    """Give the scripts of a group to the last node that was in it."""
    spare = holds_spare_control(group)
    if takes_limits(base):
        sign_primes(group)
    base.slots = [*base.slots, *group.slots[1:]]
    group.slots = group.slots[:1]
    write_controls(base, spare=spare)
