"""Ends rows that were never closed where they should have ended, and moves the rest out of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

from hmer_kit.latex._parsing import places
from hmer_kit.latex._parsing.frames import ATOM, BRACE, BRACKET, RIGHT, WRAP, Call, Row
from hmer_kit.latex.commands import TEXT_BOXES
from hmer_kit.latex.kinds import Kind, Relation
from hmer_kit.latex.tree import LayoutNode, Slot

if TYPE_CHECKING:
    from hmer_kit.latex._parsing.state import State
    from hmer_kit.latex.commands import Argument

__all__ = ["Inner", "close_early", "complete", "may_close_early", "supply"]


_ABOVE = {Relation.SUB: Relation.SUP, Relation.BELOW: Relation.ABOVE}


class Inner(NamedTuple):
    """The frames within a row that are still to be looked at: those of a list from some place on."""

    frames: list[Row | Call]
    """Frames from the outermost to the innermost."""
    at: int
    """Place of the first that is meant."""

    def hand_over(self, group: LayoutNode, node: LayoutNode) -> bool:
        """Let what is being read into a group be read into a node instead; return whether there is anything."""
        found = False
        for frame in self.frames[self.at : self.at + 2]:
            if frame.node is group:
                frame.node = node
                found = True
        return found

    def move_fences(self, row: Row, home: Row, *, shift: int) -> None:
        r"""Let what ``\left`` opened in the list of one row go on in that of another."""
        for at in range(self.at, len(self.frames)):
            frame = self.frames[at]
            if not isinstance(frame, Row) or frame.row is not row.row:
                return
            frame.node, frame.slot, frame.row, frame.start = home.node, home.slot, home.row, frame.start + shift


def may_close_early(row: Row) -> bool:
    """Return whether a row has enough nodes to end before the last of them, or within it."""
    is_group = row.closer == BRACE and row.slot.relation not in _ABOVE
    return len(row.row) > row.start + is_group


def close_early(state: State, row: Row, inner: Inner) -> None:
    """End the innermost row where ``places`` says; do nothing where it does not.

    Args:
        state: The parse; the row is on top of its stack.
        row: The row.
        inner: What is open within the row.
    """
    if row.text or row.cells or row.node.symbol in TEXT_BOXES:
        return
    if row.closer == RIGHT:
        _close_fence(state, row)
    elif row.closer in {BRACE, BRACKET} and _takes_anything(_home(state)):
        (_close_brace if row.closer == BRACE else _close_bracket)(state, row, inner)


def complete(state: State, call: Call, past: int) -> None:
    """Take the innermost node as it is, with empty groups for the arguments that it lacks."""
    for argument in call.arguments[call.done :]:
        if not argument.optional:
            supply(state, call, argument, past)
    state.stack.pop()
    state.extend(call.node, past)


def supply(state: State, call: Call, argument: Argument, past: int) -> None:
    """Give a node an empty group for an argument, after the tokens that end before ``past``."""
    problem = state.source.missing_argument(call.opener)
    state.problem(problem, past, done="put in an empty group", inserted=("{", BRACE))
    call.node.slots.append(Slot(argument.relation, [], open=(*call.prefix, "{"), close=(BRACE,)))
    call.prefix = ()


def _close_fence(state: State, row: Row) -> None:
    r"""Let a plain delimiter be the one after the ``\right`` that is missing."""
    place = None if row.infix or row.has_middle else places.closing_fence(row)
    below = state.stack[-2]
    if place is None or not isinstance(below, Row) or below.closer is WRAP:
        return
    fence = row.row[place]
    at = fence.tokens[0] if fence.tokens else state.at
    state.problem(state.source.unclosed(row), at, done="put in \\right", inserted=(RIGHT,))
    fence.head = (RIGHT, fence.symbol)
    state.stack.pop()


def _close_bracket(state: State, row: Row, inner: Inner) -> None:
    """Close a bracket before a group; without one, and with more than a degree in it, the bracket is a symbol."""
    if row.infix is not None:
        return
    place = places.next_group(row, state.texts) if _is_free(state) else None
    if place is not None:
        _cut(state, row, place, inner, adopt=True)
    elif len(row.row) > 1:
        _make_symbol(state, row, inner)


def _make_symbol(state: State, row: Row, inner: Inner) -> None:
    """Let an opening bracket be the argument, and what follows it none."""
    state.stack.pop()
    call = _call(state)
    argument = next(each for each in call.arguments[call.done :] if not each.optional)
    done, symbols = "took it for a symbol", ("{", "[", BRACE)
    state.problem(state.source.unclosed(row), row.opener, done=done, removed=("[",), inserted=symbols)
    bracket = LayoutNode("[", tokens=(row.opener, row.first), span=state.source.spans[row.opener])
    call.node.slots[-1] = Slot(argument.relation, [bracket], open=("{",), close=(BRACE,))
    call.done = len(call.arguments)
    _move(state, row, row.row, inner, past=row.first)


def _close_brace(state: State, row: Row, inner: Inner) -> None:
    call = state.stack[-2]
    if not isinstance(call, Call):
        return
    place = places.next_group(row, state.texts) if _wants_one(call) and _is_free(state) else None
    adopt = place is not None
    if place is None:
        found = (places.stray_parenthesis(row), _end_of_contents(row, call))
        place = min((each for each in found if each is not None), default=None)
    if place is not None and row.slot.is_script and _owns_superscript(row, call, place):
        _lift(state, row, place, inner)
    elif place is not None and place < len(row.row):
        _cut(state, row, place, inner, adopt=adopt)


def _end_of_contents(row: Row, call: Call) -> int | None:
    if call.node.kind is Kind.GROUP:
        return None
    return places.past_script(row) if row.slot.is_script else places.relation_sign(row)


def _owns_superscript(row: Row, call: Call, place: int) -> bool:
    """Return whether a subscript ends with a symbol whose superscript belongs to the base: ``_ { 0 ^ { n }``."""
    above = _ABOVE.get(row.slot.relation)
    node = row.row[place - 1]
    return (
        above is not None
        and row.infix is None
        and node.head == (node.symbol,)
        and len(node.slots) == 1
        and node.slots[0].open[:1] == ("^",)
        and all(slot.relation is not above for slot in call.node.slots)
    )


def _lift(state: State, row: Row, place: int, inner: Inner) -> None:
    """End a subscript within its last node, whose superscript becomes that of the base."""
    node, rest = row.row[place - 1], row.row[place:]
    del row.row[place:]
    first, end = node.tokens or (state.at, state.at)
    past = first + 1
    state.problem(state.source.unclosed(row), past, done="put in }", inserted=(BRACE,))
    state.close(row)
    row.slot.close = (BRACE,)
    call = _call(state)
    [slot] = node.slots
    slot.relation = _ABOVE[row.slot.relation]
    node.slots = []
    state.extend(node, past)
    call.node.slots.append(slot)
    inner.hand_over(node, call.node)
    _move(state, row, rest, inner, past=end, place=place)


def _cut(state: State, row: Row, place: int, inner: Inner, *, adopt: bool) -> None:
    """End a row before one of its nodes, and let its command go on with that, or be done."""
    past = _past(row, place)
    rest = row.row[place:]
    del row.row[place:]
    state.problem(state.source.unclosed(row), past, done=f"put in {row.closer}", inserted=(row.closer,))
    has_infix = row.infix is not None
    state.close(row)
    if has_infix:
        state.extend(row.row[-1], past)
    row.slot.close = (row.closer,)
    call = _call(state)
    if adopt:
        group = rest.pop(0)
        past = group.tokens[1] if group.tokens else past
        place += 1
        if _adopt(call, group, inner):
            return
    _move(state, row, rest, inner, past=past, place=place)


def _adopt(call: Call, group: LayoutNode, inner: Inner) -> bool:
    """Let a group with its scripts be the next argument of a node; return whether it is still being read."""
    while call.arguments[call.done].optional:
        call.done += 1
    group.slots[0].relation = call.arguments[call.done].relation
    call.done += 1
    call.node.slots.extend(group.slots)
    return inner.hand_over(group, call.node)


def _move(state: State, row: Row, rest: list[LayoutNode], inner: Inner, *, past: int, place: int = 0) -> None:
    """Complete the innermost node, and what it is an argument of without braces, and put nodes after it."""
    top: Row | Call = _call(state)
    while isinstance(top, Call) or top.closer is ATOM:
        if isinstance(top, Call):
            complete(state, top, past)
        else:
            state.stack.pop()
        top = state.stack[-1]
    inner.move_fences(row, top, shift=len(top.row) - place)
    top.row.extend(rest)


def _takes_anything(home: Row) -> bool:
    """Return whether a row may get nodes from another: in text scripts are characters, in brackets ``]`` ends them."""
    return not home.text and home.closer != BRACKET


def _home(state: State) -> Row:
    """Return the row that what stands after the innermost row would move to."""
    at = len(state.stack) - 2
    while isinstance(frame := state.stack[at], Call) or frame.closer is ATOM:
        at -= 1
    return frame


def _is_free(state: State) -> bool:
    """Return whether the command on top of the stack, below its row, is no argument without braces itself."""
    below = state.stack[-3]
    return not isinstance(below, Row) or below.closer is not ATOM


def _wants_one(call: Call) -> bool:
    return sum(not argument.optional for argument in call.arguments[call.done :]) == 1


def _past(row: Row, place: int) -> int:
    """Return the token after the nodes of a row before a place."""
    last = row.row[place - 1] if place > row.start else None
    return last.tokens[1] if last is not None and last.tokens else row.first


def _call(state: State) -> Call:
    return cast("Call", state.stack[-1])  # brackets and braces stand on the call that they are an argument of
