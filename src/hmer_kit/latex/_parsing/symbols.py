"""Symbols, spaces, groups and commands with their arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from hmer_kit.latex._parsing.frames import ATOM, BRACE, BRACKET, Call, Row
from hmer_kit.latex._parsing.state import NO_ARGUMENT
from hmer_kit.latex.commands import COMMANDS, DIMENSION_COMMANDS, Argument
from hmer_kit.latex.kinds import Kind, Relation
from hmer_kit.latex.tree import LayoutNode, Slot

if TYPE_CHECKING:
    from hmer_kit.latex._parsing.state import State

__all__ = ["bracket", "command", "end_group", "group", "infix", "math_delimiter", "next_argument", "space", "symbol"]

_GROUP = (Argument(Relation.INSIDE),)
_TEXT_GROUP = (Argument(Relation.INSIDE, text=True),)


def symbol(state: State, row: Row, text: str) -> None:
    """Read any token that nothing else is known about."""
    at = state.at
    state.at = past = at + 1
    row.row.append(LayoutNode(text, tokens=(at, past), span=state.source.spans[at]))


def space(state: State, row: Row, text: str) -> None:
    """Read spacing or a switch."""
    first = state.at
    state.at += 1
    if text in DIMENSION_COMMANDS:
        state.skip_dimension()
    state.add(row, LayoutNode(text, kind=Kind.SPACE, head=state.head(first)), first)


def group(state: State, row: Row, _text: str) -> None:
    """Read an opening brace that no command asked for."""
    node = state.add(row, LayoutNode("", kind=Kind.GROUP), state.at)
    state.stack.append(Call(node, _TEXT_GROUP if row.text else _GROUP, opener=state.at))


def end_group(state: State, row: Row, text: str) -> None:
    """Read a closing brace."""
    if row.closer is not BRACE:
        state.refuse(BRACE)
    _end_argument(state, row, text)


def bracket(state: State, row: Row, text: str) -> None:
    """Read a closing bracket: the end of an optional argument, or a symbol."""
    if row.closer is BRACKET:
        _end_argument(state, row, text)
    else:
        symbol(state, row, text)


def command(state: State, row: Row, text: str) -> None:
    """Read a command up to its first argument."""
    first = state.at
    known = COMMANDS[text]
    state.at += 1
    if known.star and state.source.text(state.at) == "*":
        state.at += 1
    for _ in range(known.raw):
        state.skip_raw(first)
    kind = Kind.COMMAND if known.arguments else Kind.SYMBOL if known.ink else Kind.SPACE
    node = state.add(row, LayoutNode(text, kind=kind, head=state.head(first)), first)
    if known.arguments:
        state.stack.append(Call(node, known.arguments, opener=first))


def next_argument(state: State, call: Call) -> None:
    """Start the next argument of a node, or finish the node."""
    if call.done == len(call.arguments):
        state.stack.pop()
        state.extend(call.node)
        return
    argument = call.arguments[call.done]
    call.done += 1
    text = state.source.text(state.at)
    if argument.optional:
        if text == "[":
            _open_argument(state, call, argument, closer=BRACKET)
    elif text == "{":
        _open_argument(state, call, argument, closer=BRACE)
    elif not text or text in NO_ARGUMENT:
        raise state.source.missing_argument(call.opener, state.at)
    else:
        _open_argument(state, call, argument, closer=ATOM)


def infix(state: State, row: Row, text: str) -> None:
    r"""Read ``\over`` and the like: what stood before in the row is the first argument."""
    if row.infix:
        hint = f"put braces around one of them: {{ {{ a {text} b }} {text} c }}"
        expected = f"no second infix command after '{row.infix[0]}'"
        raise state.source.error("double_infix", state.at, expected=expected, hint=hint)
    row.infix = (text, row.row[row.start :])
    del row.row[row.start :]
    state.at += 1


def math_delimiter(state: State, _row: Row, _text: str) -> NoReturn:
    """Refuse the marks around an expression."""
    hint = "remove the marks around the expression; \\$ is the character"
    raise state.source.error("math_delimiter", state.at, expected="an expression without math delimiters", hint=hint)


def _open_argument(state: State, call: Call, argument: Argument, *, closer: str) -> None:
    opener = state.at
    written, call.prefix = call.prefix, ()
    if closer is not ATOM:
        written += (state.texts[opener],)
        state.at += 1
    slot = Slot(argument.relation, [], open=written)
    call.node.slots.append(slot)
    cells = argument.relation is Relation.CELL
    row = Row(call.node, slot, closer=closer, opener=opener, first=state.at, text=argument.text, cells=cells)
    state.stack.append(row)


def _end_argument(state: State, row: Row, text: str) -> None:
    state.close(row)
    row.slot.close = (text,)
    state.at += 1
