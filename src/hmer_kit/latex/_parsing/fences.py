r"""Delimiters after ``\left``, ``\middle``, ``\right`` and ``\big``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.latex._parsing.frames import RIGHT, Row
from hmer_kit.latex.commands import DELIMITERS, NO_DELIMITER
from hmer_kit.latex.kinds import Kind
from hmer_kit.latex.tree import LayoutNode

if TYPE_CHECKING:
    from hmer_kit.latex._parsing.state import State

__all__ = ["delimiter", "left", "middle", "right"]


def delimiter(state: State, row: Row, text: str) -> None:
    r"""Read a command such as ``\big`` with its delimiter, as one symbol."""
    first = state.at
    symbol = state.source.text(first + 1)
    if symbol not in DELIMITERS:
        expected = f"a delimiter after {state.source.name(first)}"
        hint = f"write {text} ( or {text} \\{{, or {text} . for none"
        raise state.source.error("missing_delimiter", first + 1, expected=expected, hint=hint)
    state.at += 2
    kind = Kind.SPACE if symbol == NO_DELIMITER else Kind.SYMBOL
    state.add(row, LayoutNode(symbol, kind=kind, head=state.head(first)), first)


def left(state: State, row: Row, text: str) -> None:
    r"""Read ``\left`` and its delimiter."""
    opener = state.at
    delimiter(state, row, text)
    state.stack.append(Row(row.node, row.slot, closer=RIGHT, opener=opener, first=state.at))


def middle(state: State, row: Row, text: str) -> None:
    r"""Read ``\middle`` and its delimiter."""
    if row.closer is not RIGHT:
        hint = "write \\big, or \\left and \\right around"
        raise state.source.error("unexpected_middle", state.at, expected="'\\left' before '\\middle'", hint=hint)
    delimiter(state, row, text)


def right(state: State, row: Row, text: str) -> None:
    r"""Read ``\right`` and its delimiter."""
    if row.closer is not RIGHT:
        state.refuse(RIGHT)
    state.close(row)
    delimiter(state, row, text)
