r"""Symbols and commands under another name: ``\le`` for ``\leq``, ``\dfrac`` for ``\frac``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hmer_kit.latex._rewriting.guards import closes_bracket, opens_option
from hmer_kit.latex._rewriting.scripts import has_limits
from hmer_kit.latex.kinds import Kind
from hmer_kit.latex.normalization import _tables
from hmer_kit.latex.tree import LayoutNode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hmer_kit.latex.normalization._by_tree.work import Work
    from hmer_kit.latex.tree import Slot

__all__ = [
    "ALIASED",
    "split_integrals",
    "unify_accents",
    "unify_aliases",
    "unify_dots",
    "unify_sizes",
    "unify_variants",
]

ALIASED: Final = frozenset(
    _tables.SYMBOL_SPELLINGS.keys() | _tables.COMMAND_SPELLINGS.keys() | _tables.DELIMITER_SPELLINGS.keys() | {"\\not"}
)
"""What rule ``aliases`` may rewrite."""

_NONE: Mapping[str, str] = {}
_INTEGRAL = "\\int"


def unify_aliases(work: Work) -> None:
    """Write every symbol, delimiter, command and script sign in its usual spelling."""
    _rename(
        work,
        "aliases",
        symbols=_tables.SYMBOL_SPELLINGS,
        commands=_tables.COMMAND_SPELLINGS,
    )
    for owner, slot in work.rows:
        if "\\not" in work.symbols:
            _join_pairs(work, slot)
        if slot.is_script:
            _respell_sign(work, owner, slot)


def unify_sizes(work: Work) -> None:
    """Write commands that draw the same larger or smaller in their usual size."""
    _rename(work, "sizes", symbols=_NONE, commands=_tables.LARGER)


def unify_dots(work: Work) -> None:
    r"""Write every row of dots as ``\ldots``."""
    _rename(work, "dots", symbols=_tables.DOTS, commands=_NONE)


def unify_variants(work: Work) -> None:
    """Write another form of a letter or sign as the usual one."""
    _rename(work, "variants", symbols=_tables.VARIANTS, commands=_NONE)


def unify_accents(work: Work) -> None:
    """Write wide accents as narrow ones."""
    _rename(work, "accents", symbols=_NONE, commands=_tables.ACCENTS)


def split_integrals(work: Work) -> None:
    r"""Write ``\iint`` as two ``\int``; scripts beside it go with the last."""
    for _, slot in work.rows:
        if any(node.symbol in _tables.INTEGRALS for node in slot.row):
            slot.row = [each for node in slot.row for each in _integrals(work, node)]


def _integrals(work: Work, node: LayoutNode) -> list[LayoutNode]:
    number = _tables.INTEGRALS.get(node.symbol, 1)
    if number == 1 or has_limits(node):
        return [node]
    before = node.symbol
    node.symbol, node.head = _INTEGRAL, (_INTEGRAL,)
    work.record("integrals", before, " ".join([_INTEGRAL] * number), node)
    return [*(LayoutNode(_INTEGRAL, span=node.span) for _ in range(number - 1)), node]


def _rename(work: Work, rule: str, *, symbols: Mapping[str, str], commands: Mapping[str, str]) -> None:
    for owner, slot in work.rows:
        for at, node in enumerate(slot.row):
            if node.kind is Kind.COMMAND:
                new = commands.get(node.symbol)
            elif node.kind is Kind.SYMBOL:
                new = _symbol(node, symbols)
            else:
                continue
            if new is not None and not _must_stay(new, owner, slot, at):
                before = " ".join(node.head)
                node.symbol, node.head = new, _head(node, new, keep=rule != "sizes")
                work.record(rule, before, " ".join(node.head), node)


def _symbol(node: LayoutNode, symbols: Mapping[str, str]) -> str | None:
    r"""Return the new name of a symbol, if it gets one; after ``\left``, ``<`` and ``\lt`` are ``\langle``."""
    is_fence = len(node.head) > 1
    if is_fence and symbols is _tables.SYMBOL_SPELLINGS and node.symbol in _tables.DELIMITER_SPELLINGS:
        return _tables.DELIMITER_SPELLINGS[node.symbol]
    return symbols.get(node.symbol)


def _head(node: LayoutNode, new: str, *, keep: bool) -> tuple[str, ...]:
    r"""Return the head of a node under a new name; an option, as of ``\cfrac``, is kept if the new one has it too."""
    if node.kind is Kind.SYMBOL and len(node.head) > 1:
        return node.head[0], new
    return (new, *node.head[1:]) if keep else (new,)


def _must_stay(new: str, owner: LayoutNode, slot: Slot, at: int) -> bool:
    """Return whether a symbol would be read as the bracket of an option under its new name."""
    if new not in {"[", "]"} or len(slot.row[at].head) > 1:
        return False
    return closes_bracket(slot) if new == "]" else opens_option(owner, slot, at)


def _join_pairs(work: Work, slot: Slot) -> None:
    r"""Make two symbols that draw one, as ``\not =``, that one."""
    row: list[LayoutNode] = []
    for node in slot.row:
        before = row[-1] if row and not row[-1].slots and row[-1].kind is Kind.SYMBOL else None
        new = _tables.PAIR_SPELLINGS.get((before.symbol, node.symbol)) if before and len(node.head) == 1 else None
        if before is None or new is None:
            row.append(node)
            continue
        work.record("aliases", f"{before.symbol} {node.symbol}", new, before)
        node.symbol, node.head = new, (new,)
        row[-1] = node
    slot.row = row


def _respell_sign(work: Work, owner: LayoutNode, slot: Slot) -> None:
    opened = tuple(_tables.SYMBOL_SPELLINGS.get(token, token) for token in slot.open)
    if opened != slot.open:
        work.record("aliases", _sign(slot.open), _sign(opened), owner)
        slot.open = opened


def _sign(opened: tuple[str, ...]) -> str:
    return " ".join(opened).removesuffix(" {")
