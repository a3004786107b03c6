r"""What recovery does with rows that a closer, or the end of the input, leaves open.

The rows are closed from the outermost to the innermost as far as ``places`` knows a better place than the present
token: what stands after that place moves out of the row, to the innermost row that goes on. The others are closed at
the present token. Each node moves once in such a sweep.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, cast

from hmer_kit.latex._parsing.early import Inner, close_early, complete, may_close_early, supply
from hmer_kit.latex._parsing.frames import ATOM, BRACE, BRACKET, END, MATH_ENDS, RIGHT, WRAP, Call, Row
from hmer_kit.latex._parsing.source import Problem, unexpected
from hmer_kit.latex.commands import NO_DELIMITER
from hmer_kit.latex.kinds import Kind, Relation
from hmer_kit.latex.tree import LayoutNode, Slot

if TYPE_CHECKING:
    from hmer_kit.latex._parsing.state import State
    from hmer_kit.latex.commands import Argument

__all__ = [
    "close_all",
    "close_wrap",
    "fill",
    "group_infix",
    "missing_argument",
    "reach_bracket",
    "reach_cells",
    "reach_opener",
    "unwind",
]


def reach_opener(state: State, closer: str) -> bool:
    """Close what is open within the row that the present closer ends.

    Returns:
        Whether there is such a row.

    Raises:
        LatexError: Something is open within, or there is nothing to close, and problems are to be raised.
    """
    if not state.recover:
        top = state.stack[-1]
        is_open = any(isinstance(frame, Row) and frame.closer == closer for frame in state.stack)
        problem = state.source.unclosed(top) if is_open and isinstance(top, Row) else unexpected(closer)
        raise state.source.error(problem, state.at)
    return _reach(state, state.pairs.partner.get(state.at, -1), (closer,))


def reach_cells(state: State) -> bool:
    r"""Close what is open, and never closed, within the cells that the present ``&`` or ``\\`` separates.

    Returns:
        Whether there are such cells.
    """
    return state.recover and _reach(state, state.pairs.cells.get(state.at, -1), (END, BRACE))


def reach_bracket(state: State) -> bool:
    """Close the few groups, never closed, that are open in an optional argument which the present ``]`` ends.

    Returns:
        Whether there is such an argument.
    """
    for depth in range(len(state.stack) - 1, max(0, len(state.stack) - _BRACKET_REACH), -1):
        frame = state.stack[depth]
        if isinstance(frame, Row) and frame.closer == BRACKET:
            unwind(state, depth)
            return True
        if isinstance(frame, Row) and (frame.closer != BRACE or frame.opener in state.pairs.partner):
            return False
    return False


def close_all(state: State) -> None:
    """Close all that is open at the end of the input.

    Raises:
        LatexError: Problems are to be raised.
    """
    if not state.recover:
        raise state.source.error(state.source.unclosed(cast("Row", state.stack[-1])), state.at)
    unwind(state, 0)


def unwind(state: State, depth: int) -> None:
    """Close all that is open above a row of the stack."""
    frames = state.stack[depth + 1 :]
    del state.stack[depth + 1 :]
    for at, frame in enumerate(frames):
        state.stack.append(frame)
        if isinstance(frame, Row) and len(frame.row) > frame.start and may_close_early(frame):
            close_early(state, frame, Inner(frames, at + 1))
    while len(state.stack) > depth + 1:
        top = state.stack[-1]
        if isinstance(top, Row):
            _close_here(state, top)
        else:
            complete(state, top, state.at)


def missing_argument(state: State, call: Call, argument: Argument) -> None:
    r"""Make do without an argument, at a token that can be none.

    - A script sign that stands twice counts once.
    - ``\left`` begins an argument up to its ``\right``: braces come around it.
    - What the argument before ends with in braces was meant to be this one.
    - Else the argument is an empty group.
    """
    text = state.source.text(state.at)
    problem = state.source.missing_argument(call.opener)
    if not state.recover:
        raise state.source.error(problem, state.at)
    if call.prefix and text == call.prefix[-1]:
        state.drop(problem)
        call.done -= 1
    elif text == "\\left":
        state.problem(problem, state.at, done="put braces around the fences", inserted=("{",))
        slot = Slot(argument.relation, [], open=(*call.prefix, "{"))
        call.prefix = ()
        call.node.slots.append(slot)
        wrap = Row(call.node, slot, closer=WRAP, opener=state.at, first=state.at, text=argument.text)
        state.stack.append(wrap)
    elif not _divide_argument(state, call, argument):
        supply(state, call, argument, state.at)


def fill(state: State, at: int) -> None:
    """Let the argument without braces that was just begun be an empty group: the token at ``at`` can be none."""
    if state.recover:
        state.at = at
        _close_here(state, cast("Row", state.stack[-1]))


def close_wrap(state: State) -> None:
    r"""Close the braces that were put around ``\left`` and ``\right``, after them."""
    top = state.stack[-1]
    if isinstance(top, Row) and top.closer is WRAP:
        _close_here(state, top)


def _reach(state: State, opener: int, closers: tuple[str, ...]) -> bool:
    """Close all that is open above the row that a token opened, if it is open; return whether it is."""
    depth = bisect_left(state.stack, opener, key=lambda frame: frame.opener)
    for frame in state.stack[depth : depth + 3]:
        if isinstance(frame, Row) and frame.opener == opener and frame.closer in closers:
            unwind(state, depth)
            return True
        depth += 1
    return False


_BRACKET_REACH = 8
"""How many rows and calls deep groups are closed for a bracket."""
_CLOSERS = {BRACE: (BRACE,), RIGHT: (RIGHT, NO_DELIMITER), WRAP: (BRACE,), ATOM: ("{", BRACE)}


# Closing a row where the parser stands


def _close_here(state: State, row: Row) -> None:
    """Close the innermost row before the present token."""
    if row.closer is ATOM and row.row:
        state.stack.pop()
        return
    closer = _closer(row)
    state.problem(state.source.unclosed(row), state.at, done="put in " + " ".join(closer), inserted=closer)
    state.close(row)
    if row.closer == RIGHT:
        state.add(row, LayoutNode(NO_DELIMITER, kind=Kind.SPACE, head=closer), state.at)
    elif row.closer is ATOM:
        row.slot.open += ("{",)
        row.slot.close = (BRACE,)
    else:
        row.slot.close = closer
    if row.closer == END or row.closer in MATH_ENDS:
        state.extend(row.node)


def _closer(row: Row) -> tuple[str, ...]:
    """Return the tokens that close a row."""
    if row.closer == END:
        return END, f"{{{row.node.symbol}}}"
    return _CLOSERS.get(row.closer) or (row.closer,)


def _divide_argument(state: State, call: Call, argument: Argument) -> bool:
    """Let the braces at the end of the argument before be the one that is missing; return whether there are any."""
    before = call.node.slots[-1] if call.node.slots else None
    if (
        before is None
        or call.done < 2
        or before.close != (BRACE,)
        or len(before.row) < 2
        or state.texts[state.at - 1] != BRACE
    ):
        return False
    group = before.row[-1]
    place = group.tokens[0] if group.tokens else state.at
    if group.kind is not Kind.GROUP or len(group.slots) != 1 or state.texts[place] != "{":
        return False
    problem = state.source.missing_argument(call.opener)
    state.problem(problem, place, done="ended the argument before it", inserted=(BRACE,))
    state.problem(problem, state.at - 1, done="the argument before ended earlier", removed=(BRACE,))
    before.row.pop()
    group.slots[0].relation = argument.relation
    call.node.slots.append(group.slots[0])
    return True


def group_infix(state: State, row: Row, problem: Problem) -> None:
    """Put braces around what a first infix command and its arguments are, before a second one."""
    if not state.recover:
        raise state.source.error(problem, state.at)
    state.problem(problem, row.first, done="put braces around the first", inserted=("{",))
    state.problem(problem, state.at, done="put braces around the first", inserted=(BRACE,))
    state.end_infix(row)
    inside = Slot(Relation.INSIDE, row.row[row.start :], open=("{",), close=(BRACE,))
    del row.row[row.start :]
    state.add(row, LayoutNode("", kind=Kind.GROUP, slots=[inside]), row.first)
