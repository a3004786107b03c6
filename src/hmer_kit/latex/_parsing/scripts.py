"""Scripts, limits and primes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.latex._limits import takes_limits
from hmer_kit.latex._parsing.frames import ATOM, Call, Row
from hmer_kit.latex._parsing.symbols import next_argument, space, symbol
from hmer_kit.latex.commands import (
    LIMIT_CONTROLS,
    LIMIT_OPERATORS,
    LIMIT_RELATIONS,
    PRIME,
    SCRIPT_SIGNS,
    Argument,
)
from hmer_kit.latex.kinds import Kind, Relation
from hmer_kit.latex.tree import Slot

if TYPE_CHECKING:
    from hmer_kit.latex._parsing.state import State
    from hmer_kit.latex.tree import LayoutNode

__all__ = ["limits", "prime", "script"]

_SYMBOL = Kind.SYMBOL  # looked up once: a member of an enumeration is slow to get at
_LIMITS = {sign: LIMIT_RELATIONS[relation] for sign, relation in SCRIPT_SIGNS.items()}
_ARGUMENTS = {relation: (Argument(relation),) for relation in Relation}


def script(state: State, row: Row, text: str) -> None:
    """Read ``_`` or ``^``."""
    if row.text:
        symbol(state, row, text)
        return
    nodes = row.row
    base = nodes[-1] if len(nodes) > row.start else None
    if base is None or base.kind is not _SYMBOL or row.limits is not None or row.marks is not None:
        _attach(state, row, (text,))
        return
    state.at += 1  # as for any base, with less to ask: most are symbols
    relation = (_LIMITS if base.symbol in LIMIT_OPERATORS else SCRIPT_SIGNS)[text]
    _argument(state, base, relation, (text,))


def limits(state: State, row: Row, _text: str) -> None:
    r"""Read ``\limits`` or ``\nolimits`` with the script sign after it; without one it is a space."""
    first = past = state.at
    while state.source.text(past) in LIMIT_CONTROLS:
        past += 1
    if state.source.text(past) in SCRIPT_SIGNS and not row.text:
        row.limits = (state.base(row), LIMIT_CONTROLS[state.texts[past - 1]])
        _attach(state, row, tuple(state.texts[first : past + 1]))
        return
    while state.at < past:
        space(state, row, state.texts[state.at])


def prime(state: State, row: Row, text: str) -> None:
    """Read primes: a script of the last node; without one, or alone in braces, a symbol."""
    base = None if row.text else state.last(row)
    if base is None:
        symbol(state, row, text)
        return
    slot = Slot(Relation.SUP, [])
    base.slots.append(slot)
    primes = Row(base, slot, closer=ATOM, opener=state.at, first=state.at)
    while state.source.text(state.at) == PRIME:
        symbol(state, primes, PRIME)
    state.extend(base)


def _attach(state: State, row: Row, prefix: tuple[str, ...]) -> None:
    base = state.last(row) or state.base(row)
    relation = SCRIPT_SIGNS[prefix[-1]]
    if row.limits[1] if row.limits and row.limits[0] is base else takes_limits(base):
        relation = LIMIT_RELATIONS[relation]
    state.at += len(prefix)
    _argument(state, base, relation, prefix)


def _argument(state: State, base: LayoutNode, relation: Relation, prefix: tuple[str, ...]) -> None:
    """Read what stands after the sign of a script."""
    if state.short_argument(base, relation, prefix):
        state.extend(base)
        return
    call = Call(base, _ARGUMENTS[relation], opener=state.at - 1, prefix=prefix)
    state.stack.append(call)
    next_argument(state, call)
