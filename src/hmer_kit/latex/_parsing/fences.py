r"""Delimiters after ``\left``, ``\middle``, ``\right`` and ``\big``."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from hmer_kit.latex._parsing import recovery
from hmer_kit.latex._parsing.frames import RIGHT, Row
from hmer_kit.latex._parsing.source import Problem, unexpected
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
    state.at += 1
    if symbol in DELIMITERS:
        state.at += 1
    else:
        hint = f"write {text} ( or {text} \\{{, or {text} . for none"
        problem = Problem("missing_delimiter", f"a delimiter after {state.source.name(first)}", hint)
        state.problem(problem, state.at, done="put in .", inserted=(NO_DELIMITER,))
        symbol = NO_DELIMITER
    kind = Kind.SPACE if symbol == NO_DELIMITER else Kind.SYMBOL
    state.add(row, LayoutNode(symbol, kind=kind, head=(text, symbol)), first)


def left(state: State, row: Row, text: str) -> None:
    r"""Read ``\left`` and its delimiter."""
    opener = state.at
    delimiter(state, row, text)
    state.stack.append(Row(row.node, row.slot, closer=RIGHT, opener=opener, first=state.at, text=row.text))


def middle(state: State, row: Row, text: str) -> None:
    r"""Read ``\middle`` and its delimiter."""
    if row.closer == RIGHT:
        row.has_middle = True
        delimiter(state, row, text)
    else:
        hint = "write \\big, or \\left and \\right around"
        _drop(state, Problem("unexpected_middle", "'\\left' before '\\middle'", hint))


def right(state: State, row: Row, text: str) -> None:
    r"""Read ``\right`` and its delimiter."""
    if row.closer != RIGHT and not recovery.reach_opener(state, RIGHT):
        _drop(state, unexpected(RIGHT))
        return
    row = cast("Row", state.stack[-1])
    state.close(row)
    delimiter(state, row, text)
    recovery.close_wrap(state)


def _drop(state: State, problem: Problem) -> None:
    """Leave out the present token, and the delimiter after it if it has no ink."""
    state.drop(problem, 1 + (state.source.text(state.at + 1) == NO_DELIMITER))
