"""Environments and what separates their cells."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hmer_kit.latex._parsing.frames import END, Row
from hmer_kit.latex._parsing.symbols import symbol
from hmer_kit.latex.commands import ENVIRONMENTS, Environment
from hmer_kit.latex.kinds import Kind, Relation
from hmer_kit.latex.tree import LayoutNode, Slot

if TYPE_CHECKING:
    from hmer_kit.latex._parsing.state import State

__all__ = ["ampersand", "begin", "end", "row_break"]

_PLAIN = Environment()
_OPTION = re.compile(r"\[[tbclr]\]")


def begin(state: State, row: Row, _text: str) -> None:
    r"""Read ``\begin``, the name and the arguments."""
    first = state.at
    name = _name(state)
    known = ENVIRONMENTS.get(name, _PLAIN)
    if known.option and _OPTION.fullmatch("".join(state.texts[state.at : state.at + 3])):
        state.at += 3
    for _ in range(known.raw):
        state.skip_raw(first)
    slot = Slot(Relation.CELL, [])
    node = state.add(row, LayoutNode(name, kind=Kind.ENVIRONMENT, head=state.head(first), slots=[slot]), first)
    state.stack.append(Row(node, slot, closer=END, opener=first, first=state.at, cells=True))


def end(state: State, row: Row, _text: str) -> None:
    r"""Read ``\end`` and the name."""
    if row.closer is not END:
        state.refuse(END)
    first = state.at
    state.close(row)
    if _name(state) != row.node.symbol:
        expected = f"{{{row.node.symbol}}} as after {state.source.name(row.opener)}"
        raise state.source.error("mismatched_end", first + 1, expected=expected, hint="end the inner environment first")
    row.slot.close = state.head(first)
    state.extend(row.node)


def ampersand(state: State, row: Row, text: str) -> None:
    """Read ``&``."""
    if row.text:
        symbol(state, row, text)
        return
    if row.closer is not END:
        expected = "'&' only between cells of \\begin {matrix} or the like"
        hint = "close braces and \\left before it, or write \\& for the character"
        raise state.source.error("misplaced_ampersand", state.at, expected=expected, hint=hint)
    state.end_infix(row)
    state.at += 1
    row.next_slot(Slot(Relation.CELL, [], open=(text,)), first=state.at)


def row_break(state: State, row: Row, text: str) -> None:
    r"""Read ``\\`` and the length that may follow it in brackets; a space outside cells."""
    first = state.at
    if row.cells:
        state.end_infix(row)
    state.at += 1
    state.skip_length()
    if row.cells:
        row.next_slot(Slot(Relation.CELL, [], open=state.head(first)), first=state.at)
    else:
        state.add(row, LayoutNode(text, kind=Kind.SPACE, head=state.head(first)), first)


def _name(state: State) -> str:
    r"""Read ``\begin`` or ``\end`` and the name after it: one token, or letters between brace tokens."""
    first = state.at
    state.at += 2
    name = state.source.text(first + 1)
    if name == "{":
        while state.source.text(state.at).isalpha() or state.source.text(state.at) == "*":
            state.at += 1
        state.at += 1
        name = "".join(state.texts[first + 1 : state.at])
    if len(name) > 2 and name[0] == "{" and name[-1] == "}":
        return name[1:-1]
    expected = f"a name in braces after {state.source.name(first)}"
    raise state.source.error(
        "missing_name", first + 1, expected=expected, hint=f"write {state.texts[first]} {{matrix}}"
    )
