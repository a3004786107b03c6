"""Symbols, spaces, groups and commands with their arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from hmer_kit.latex._parsing import recovery
from hmer_kit.latex._parsing.frames import ATOM, BRACE, BRACKET, Call, Row
from hmer_kit.latex._parsing.source import Problem, unexpected
from hmer_kit.latex._parsing.state import NO_ARGUMENT
from hmer_kit.latex.commands import COMMANDS, DIMENSION_COMMANDS, TEXT_BOXES, Argument
from hmer_kit.latex.kinds import Kind, Relation
from hmer_kit.latex.tree import LayoutNode, Slot

if TYPE_CHECKING:
    from hmer_kit.latex._parsing.state import State
    from hmer_kit.latex.commands import Command

__all__ = [
    "bracket",
    "command",
    "end_group",
    "group",
    "infix",
    "mark",
    "math_delimiter",
    "math_shift",
    "next_argument",
    "of",
    "space",
    "symbol",
]

_COMMAND, _CELL = Kind.COMMAND, Relation.CELL  # looked up once: a member of an enumeration is slow to get at
_NOWHERE = (0, 0)
"""The span of a node that will be known when its closer comes."""
_GROUP = (Argument(Relation.INSIDE),)
_TEXT_GROUP = (Argument(Relation.INSIDE, text=True),)


def symbol(state: State, row: Row, _text: str) -> None:
    """Read any token as what it is."""
    row.row.append(state.symbol(state.at))
    state.at += 1


def space(state: State, row: Row, text: str) -> None:
    """Read spacing or a switch."""
    first = state.at
    state.at += 1
    if text in DIMENSION_COMMANDS:
        state.skip_dimension()
    state.add(row, LayoutNode(text, kind=Kind.SPACE, head=state.head(first)), first)


def group(state: State, row: Row, _text: str) -> None:
    """Read an opening brace that no command asked for."""
    at = state.at
    node = LayoutNode("", kind=Kind.GROUP, tokens=(at, at), span=_NOWHERE)
    row.row.append(node)
    call = Call(node, _TEXT_GROUP if row.text else _GROUP, opener=at)
    state.stack.append(call)
    next_argument(state, call)


def end_group(state: State, row: Row, text: str) -> None:
    """Read a closing brace."""
    if row.closer != BRACE and not recovery.reach_opener(state, BRACE):
        state.drop(unexpected(BRACE))
        return
    _end_argument(state, text)


def bracket(state: State, row: Row, text: str) -> None:
    """Read a closing bracket: the end of an optional argument, or a symbol."""
    if row.closer == BRACKET or (state.recover and recovery.reach_bracket(state)):
        _end_argument(state, text)
    else:
        symbol(state, row, text)


def command(state: State, row: Row, text: str) -> None:
    """Read a command up to its first argument."""
    first = state.at
    known = COMMANDS[text]
    state.at += 1
    head: tuple[str, ...] = (text,)
    if known.star and state.source.text(state.at) == "*":
        state.at += 1
        head = (text, "*")
    if known.raw or known.option:
        head += _raw_arguments(state, known, first)
    if not known.arguments:
        state.add(row, LayoutNode(text, kind=Kind.SYMBOL if known.ink else Kind.SPACE, head=head), first)
        return
    node = LayoutNode(text, kind=_COMMAND, head=head, tokens=(first, state.at), span=_NOWHERE)
    row.row.append(node)
    call = Call(node, known.arguments, opener=first)
    state.stack.append(call)
    next_argument(state, call)


def next_argument(state: State, call: Call) -> None:
    """Start the next argument of a node, or finish the node."""
    arguments = call.arguments
    while call.done < len(arguments):
        argument = arguments[call.done]
        call.done += 1
        text = state.texts[state.at] if state.at < len(state.texts) else ""
        if argument.optional:
            if text != "[":
                continue
            _open_argument(state, call, argument, BRACKET)
        elif text == "{":
            if state.short_argument(call.node, argument.relation, call.prefix):
                call.prefix = ()
                continue
            _open_argument(state, call, argument, BRACE)
        elif not text or text in NO_ARGUMENT or (text == "[" and _takes_option(call)):
            recovery.missing_argument(state, call, argument)
        else:
            _open_argument(state, call, argument, ATOM)
        return
    state.stack.pop()
    state.extend(call.node)


def infix(state: State, row: Row, text: str) -> None:
    r"""Read ``\over`` and the like: what stood before in the row is the first argument."""
    if row.marks and _end_mark(state, row, text):
        return
    if row.infix:
        hint = f"put braces around one of them: {{ {{ a {text} b }} {text} c }}"
        problem = Problem("double_infix", f"no second infix command after '{row.infix[0]}'", hint)
        if state.recover and not _can_be_grouped(row):
            state.drop(problem)
            return
        recovery.group_infix(state, row, problem)
    row.infix = (text, row.row[row.start :])
    row.marks = None
    del row.row[row.start :]
    state.at += 1


def _can_be_grouped(row: Row) -> bool:
    r"""Return whether braces may come around a row: it has an end, and nothing that must not stand in braces."""
    return len(row.row) > row.start and not row.has_middle and row.node.symbol not in TEXT_BOXES


def mark(state: State, row: Row, text: str) -> None:
    r"""Read ``\root`` or ``\buildrel``: a symbol as long as its ``\of`` or ``\over`` does not come."""
    if row.marks is None:
        row.marks = {}
    row.marks.setdefault(COMMANDS[text].arguments[0].until, []).append(len(row.row))
    symbol(state, row, text)


def of(state: State, row: Row, text: str) -> None:
    r"""Read ``\of``: what stands between it and ``\root`` is the first argument."""
    if not (row.marks and _end_mark(state, row, text)):
        state.drop(Problem("unexpected_of", "'\\root' before '\\of'", "remove it, or write \\root n in front"))


def math_shift(state: State, row: Row, text: str) -> None:
    r"""Read ``$`` or ``\(``: the start or the end of mathematics in a text; elsewhere refuse it."""
    first = state.at
    if row.closer == text:
        state.close(row)
        row.slot.close = (text,)
        state.at += 1
        state.extend(row.node)
    elif row.text or (row.closer == BRACE and row.node.symbol in TEXT_BOXES):
        state.at += 1
        argument = COMMANDS[text].arguments[0]
        slot = Slot(argument.relation, [])
        node = state.add(row, LayoutNode(text, kind=Kind.COMMAND, slots=[slot]), first)
        state.stack.append(Row(node, slot, closer=argument.until, opener=first, first=state.at))
    else:
        math_delimiter(state, row, text)


def math_delimiter(state: State, row: Row, text: str) -> None:
    """Refuse the marks around an expression."""
    if row.closer == text:
        math_shift(state, row, text)
        return
    hint = "remove the marks around the expression; \\$ is the character"
    state.drop(Problem("math_delimiter", "an expression without math delimiters", hint))


def _takes_option(call: Call) -> bool:
    """Return whether brackets, if they closed, would be no argument of a node but raw."""
    known = COMMANDS.get(call.node.symbol)
    return known is not None and known.option and call.done == 1 and not call.prefix


def _raw_arguments(state: State, known: Command, first: int) -> tuple[str, ...]:
    """Read the arguments that are no rows, with brackets before and between them where the command takes such."""
    head = state.option() if known.option else ()
    for _ in range(known.raw):
        head += state.raw(first, option=known.option)
    while known.option and known.arguments and (option := state.option()):
        head += option
    return head


def _end_mark(state: State, row: Row, text: str) -> bool:
    """Make what follows the last mark that waits for this token its first argument; return whether there is one."""
    marks = row.marks or {}
    if not marks.get(text):
        return False
    place = marks[text].pop()
    node = row.row[place]
    for others in marks.values():
        while others and others[-1] > place:
            others.pop()
    arguments = COMMANDS[node.symbol].arguments
    slot = Slot(arguments[0].relation, row.row[place + 1 :], close=(text,))
    del row.row[place + 1 :]
    node.kind = Kind.COMMAND
    node.slots.append(slot)
    state.at += 1
    opener = node.tokens[0] if node.tokens else state.at
    state.extend(node)
    state.stack.append(Call(node, arguments[1:], opener=opener))
    return True


def _open_argument(state: State, call: Call, argument: Argument, closer: str) -> None:
    opener = state.at
    written, call.prefix = call.prefix, ()
    if closer is not ATOM:
        written += (state.texts[opener],)
        state.at += 1
    slot = Slot(argument.relation, [], open=written)
    call.node.slots.append(slot)
    row = Row(call.node, slot, closer=closer, opener=opener, first=state.at)
    row.text = argument.text
    row.cells = argument.relation is _CELL
    state.stack.append(row)


def _end_argument(state: State, text: str) -> None:
    row = cast("Row", state.stack.pop())
    if row.infix is not None:
        state.end_infix(row)
    row.slot.close = (text,)
    state.at += 1
    next_argument(state, cast("Call", state.stack[-1]))
