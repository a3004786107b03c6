"""Environments and what separates their cells."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from hmer_kit.latex._parsing import recovery
from hmer_kit.latex._parsing.frames import ATOM, END, Row
from hmer_kit.latex._parsing.source import Problem, unexpected
from hmer_kit.latex._parsing.symbols import symbol
from hmer_kit.latex.commands import ENVIRONMENTS, Environment
from hmer_kit.latex.kinds import Kind, Relation
from hmer_kit.latex.tree import LayoutNode, Slot

if TYPE_CHECKING:
    from hmer_kit.latex._parsing.state import State

__all__ = ["ampersand", "begin", "end", "row_break"]

_PLAIN = Environment()
_MISPLACED = Problem(
    "misplaced_ampersand",
    "'&' only between cells of \\begin {matrix} or the like",
    "close braces and \\left before it, or write \\& for the character",
)
_OPTION = re.compile(r"\[[tbclr]\]")


def begin(state: State, row: Row, _text: str) -> None:
    r"""Read ``\begin``, the name and the arguments."""
    first = state.at
    name = _name(state)
    head = state.head(first)
    if not name:
        name = _name_at_end(state, first) if state.recover else ""
        if not name and row.closer is ATOM:
            recovery.fill(state, first)
        _repair_name(state, first, name)
        if not name:
            return
        head += (f"{{{name}}}",)
    known = ENVIRONMENTS.get(name, _PLAIN)
    if known.option and _OPTION.fullmatch("".join(state.texts[state.at : state.at + 3])):
        head += tuple(state.texts[state.at : state.at + 3])
        state.at += 3
    for _ in range(known.raw):
        head += state.raw(first)
    slot = Slot(Relation.CELL, [])
    node = state.add(row, LayoutNode(name, kind=Kind.ENVIRONMENT, head=head, slots=[slot]), first)
    state.stack.append(Row(node, slot, closer=END, opener=first, first=state.at, cells=True))


def end(state: State, row: Row, _text: str) -> None:
    r"""Read ``\end`` and the name."""
    first = state.at
    if (row.closer != END or state.recover) and not recovery.reach_opener(state, END) and row.closer != END:
        past = first + 1 + bool(_spelled(state.source.text(first + 1)))
        state.drop(unexpected(END), past - first)
        return
    row = cast("Row", state.stack[-1])
    state.close(row)
    wanted = row.node.symbol
    name = _name(state)
    head = state.head(first)
    if not name:
        _repair_name(state, first, wanted)
        head = (END, f"{{{wanted}}}")
    elif name != wanted:
        expected = f"{{{wanted}}} as after {state.source.name(row.opener)}"
        problem = Problem("mismatched_end", expected, "end the inner environment first")
        renamed = f"{{{wanted}}}"
        state.problem(problem, first + 1, done=f"wrote {renamed}", removed=head[1:], inserted=(renamed,))
        head = (END, renamed)
    row.slot.close = head
    state.extend(row.node)


def ampersand(state: State, row: Row, text: str) -> None:
    """Read ``&``."""
    if row.closer != END and recovery.reach_cells(state):
        row = cast("Row", state.stack[-1])
    if row.text:
        symbol(state, row, text)
        return
    if row.closer != END:
        state.drop(_MISPLACED)
        return
    state.end_infix(row)
    state.at += 1
    row.next_slot(Slot(Relation.CELL, [], open=(text,)), first=state.at)


def row_break(state: State, row: Row, text: str) -> None:
    r"""Read ``\\`` and the length that may follow it in brackets; a space outside cells."""
    first = state.at
    if not row.cells and recovery.reach_cells(state):
        row = cast("Row", state.stack[-1])
    if row.cells:
        state.end_infix(row)
    state.at += 1
    state.skip_length()
    if row.cells:
        row.next_slot(Slot(Relation.CELL, [], open=state.head(first)), first=state.at)
    else:
        state.add(row, LayoutNode(text, kind=Kind.SPACE, head=state.head(first)), first)


def _name(state: State) -> str:
    r"""Read ``\begin`` or ``\end`` and the name after it: one token, or letters between brace tokens.

    Returns:
        The name; an empty string, and nothing is read but the first token, where there is none.
    """
    first = state.at
    state.at += 2
    name = state.source.text(first + 1)
    if name == "{":
        while state.source.text(state.at).isalpha() or state.source.text(state.at) == "*":
            state.at += 1
        state.at += 1
        name = "".join(state.texts[first + 1 : state.at])
    if not _spelled(name):
        state.at = first + 1
    return _spelled(name)


def _spelled(text: str) -> str:
    """Return the name in a braced name, or an empty string."""
    return text[1:-1] if len(text) > 2 and text[0] == "{" and text[-1] == "}" else ""


def _repair_name(state: State, first: int, name: str) -> None:
    r"""Put in the name that is missing after ``\begin`` or ``\end``; without one, leave that out."""
    text = state.texts[first]
    problem = Problem("missing_name", f"a name in braces after {state.source.name(first)}", f"write {text} {{matrix}}")
    if name or not state.recover:
        state.problem(problem, first + 1, done=f"put in {{{name}}}", inserted=(f"{{{name}}}",))
    else:
        state.at = first
        state.drop(problem)


def _name_at_end(state: State, first: int) -> str:
    partner = state.pairs.partner.get(first)
    return _spelled(state.source.text(partner + 1)) if partner else ""
