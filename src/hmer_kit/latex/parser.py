r"""LaTeX to the symbol layout tree.

One pass over the tokens with an explicit stack: linear in the length, at any depth. A script belongs to the node before
it in source order; ``x ^ 1 ^ 2``, which TeX rejects, gives ``x`` two ``sup`` slots, so that any prediction with balanced
braces can be looked at. A script at the start of a row or after a space belongs to a symbol without ink.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NoReturn

from hmer_kit.exceptions import LatexError
from hmer_kit.latex._errors import Source
from hmer_kit.latex._frames import ATOM, BRACE, BRACKET, END, INPUT, RIGHT, Call, Row
from hmer_kit.latex.commands import (
    COMMANDS,
    DELIMITER_SIZES,
    DELIMITERS,
    DIMENSION_COMMANDS,
    ENVIRONMENTS,
    INFIX_COMMANDS,
    LIMIT_CONTROLS,
    LIMIT_OPERATORS,
    LIMIT_RELATIONS,
    MATH_DELIMITERS,
    PRIME,
    ROW_BREAKS,
    SCRIPT_SIGNS,
    SPACES,
    Argument,
    Environment,
)
from hmer_kit.latex.kinds import Kind, Relation
from hmer_kit.latex.tree import LayoutNode, Slot

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["is_parseable", "parse"]

_GROUP = (Argument(Relation.INSIDE),)
_TEXT_GROUP = (Argument(Relation.INSIDE, text=True),)
_SCRIPT = {relation: (Argument(relation),) for relation in Relation}
_NO_ARGUMENT = (
    frozenset({BRACE, "&", "\\left", "\\middle", RIGHT, END})
    | SCRIPT_SIGNS.keys()
    | LIMIT_CONTROLS.keys()
    | INFIX_COMMANDS
    | ROW_BREAKS
    | MATH_DELIMITERS
)
_DIMENSION = re.compile(r"[+-]?\d*\.?\d+(?:pt|em|ex|mu|mm|cm|in|pc|bp|px|sp)")
_LONGEST_DIMENSION = 12


def parse(latex: str) -> LayoutNode:
    r"""Parse LaTeX into a symbol layout tree.

    Args:
        latex: One expression, blank-separated or tight, without ``$`` around it.

    Returns:
        The root. ``to_tokens`` of it gives the tokens of ``latex`` again.

    Raises:
        LatexError: If braces, brackets, fences, environments or arguments do not fit together.
        InputError: If ``latex`` is no string.

    Example:
        >>> fraction, = parse(r"\frac { a } { b }").row(Relation.INSIDE)
        >>> fraction.row(Relation.BELOW)[0].symbol
        'b'
    """
    return _Parser(Source(latex)).run()


def is_parseable(latex: str) -> bool:
    r"""Return whether :func:`parse` accepts the string.

    Args:
        latex: One expression, blank-separated or tight.

    Example:
        >>> is_parseable(r"\frac { a } { b"), is_parseable("a")
        (False, True)
    """
    try:
        parse(latex)
    except LatexError:
        return False
    return True


class _Parser:
    """The state of one parse: a place in the source and a stack of open rows and calls."""

    __slots__ = ("at", "source", "stack", "texts")

    def __init__(self, source: Source) -> None:
        self.source = source
        self.texts = source.texts
        self.at = 0
        self.stack: list[Row | Call] = []

    def run(self) -> LayoutNode:
        """Read everything and return the root."""
        root = LayoutNode("", kind=Kind.ROOT, slots=[Slot(Relation.INSIDE, [])])
        self.stack.append(Row(root, root.slots[0], closer=INPUT, opener=0, first=0))
        size = len(self.texts)
        while self.stack:
            top = self.stack[-1]
            if isinstance(top, Call):
                self.argument(top)
            elif top.closer is ATOM and top.row:
                self.stack.pop()
            elif self.at < size:
                text = self.texts[self.at]
                handler = _HANDLERS.get(text, _Parser.symbol)
                handler(self, top, text)
            elif top.closer is INPUT:
                self.close(top)
            else:
                raise self.source.unclosed(top, self.at)
        self.place(root)
        return root

    # Rows and arguments

    def place(self, node: LayoutNode) -> None:
        """Let a node reach to the present token."""
        first = node.tokens[0] if node.tokens else 0
        node.tokens = (first, self.at)
        node.span = self.source.span(first, self.at)

    def add(self, top: Row, node: LayoutNode, first: int) -> LayoutNode:
        """Append a node to a row and let it reach from token ``first`` to the present token."""
        node.tokens = (first, self.at)
        node.span = self.source.span(first, self.at)
        top.row.append(node)
        return node

    def close(self, top: Row) -> None:
        """End a row at the present token."""
        self.end_infix(top)
        self.stack.pop()

    def argument(self, call: Call) -> None:
        """Start the next argument of a command, or finish the command."""
        if call.done == len(call.arguments):
            self.stack.pop()
            self.place(call.node)
            return
        argument = call.arguments[call.done]
        call.done += 1
        text = self.source.text(self.at)
        if argument.optional:
            if text == "[":
                self.open_argument(call, argument, closer=BRACKET)
        elif text == "{":
            self.open_argument(call, argument, closer=BRACE)
        elif not text or text in _NO_ARGUMENT:
            raise self.source.missing_argument(call.opener, self.at)
        else:
            self.open_argument(call, argument, closer=ATOM)

    def open_argument(self, call: Call, argument: Argument, *, closer: str) -> None:
        """Start a row for an argument: in braces, in brackets or of one symbol."""
        opener = self.at
        written = call.prefix
        call.prefix = ()
        if closer is not ATOM:
            written += (self.texts[opener],)
            self.at += 1
        slot = Slot(argument.relation, [], open=written)
        call.node.slots.append(slot)
        is_cell = argument.relation is Relation.CELL
        row = Row(call.node, slot, closer=closer, opener=opener, first=self.at, text=argument.text, cells=is_cell)
        self.stack.append(row)

    def refuse(self, closer: str) -> NoReturn:
        """Raise the error for a closer that does not close the innermost row."""
        is_open = any(isinstance(frame, Row) and frame.closer == closer for frame in self.stack)
        top = self.stack[-1]
        if is_open and isinstance(top, Row):
            raise self.source.unclosed(top, self.at)
        raise self.source.unexpected(closer, self.at)

    # Handlers: one token, or a token with what belongs to it, in a row

    def symbol(self, top: Row, text: str) -> None:
        self.at += 1
        self.add(top, LayoutNode(text), self.at - 1)

    def space(self, top: Row, text: str) -> None:
        first = self.at
        self.at += 1
        if text in DIMENSION_COMMANDS:
            self.skip_dimension()
        self.add(top, LayoutNode(text, kind=Kind.SPACE, head=self.head(first)), first)

    def group(self, top: Row, text: str) -> None:  # noqa: ARG002 - the signature of all handlers
        node = self.add(top, LayoutNode("", kind=Kind.GROUP), self.at)
        self.stack.append(Call(node, _TEXT_GROUP if top.text else _GROUP, opener=self.at))

    def end_group(self, top: Row, text: str) -> None:
        if top.closer is not BRACE:
            self.refuse(BRACE)
        self.close(top)
        top.slot.close = (text,)
        self.at += 1

    def bracket(self, top: Row, text: str) -> None:
        if top.closer is not BRACKET:
            self.symbol(top, text)
            return
        self.close(top)
        top.slot.close = (text,)
        self.at += 1

    def command(self, top: Row, text: str) -> None:
        first = self.at
        command = COMMANDS[text]
        self.at += 1
        if command.star and self.source.text(self.at) == "*":
            self.at += 1
        for _ in range(command.raw):
            self.skip_raw(first)
        kind = Kind.COMMAND if command.arguments else Kind.SYMBOL if command.ink else Kind.SPACE
        node = self.add(top, LayoutNode(text, kind=kind, head=self.head(first)), first)
        if command.arguments:
            self.stack.append(Call(node, command.arguments, opener=first))

    def script(self, top: Row, text: str) -> None:
        if top.text:
            self.symbol(top, text)
        else:
            self.attach(top, SCRIPT_SIGNS[text], (text,))

    def attach(self, top: Row, relation: Relation, prefix: tuple[str, ...]) -> None:
        """Wait for the script of the last node of a row."""
        base = self.base(top)
        if _takes_limits(top, base):
            relation = LIMIT_RELATIONS[relation]
        self.at += len(prefix)
        self.stack.append(Call(base, _SCRIPT[relation], opener=self.at - 1, prefix=prefix))

    def base(self, top: Row) -> LayoutNode:
        """Return the node that a script belongs to."""
        if len(top.row) > top.start and top.row[-1].kind is not Kind.SPACE:
            return top.row[-1]
        return self.add(top, LayoutNode(""), self.at)

    def limits(self, top: Row, text: str) -> None:
        first = past = self.at
        while self.source.text(past) in LIMIT_CONTROLS:
            past += 1
        sign = self.source.text(past)
        if sign not in SCRIPT_SIGNS:
            self.space(top, text)
            return
        prefix = (*self.texts[first:past], sign)
        top.limits = (self.base(top), LIMIT_CONTROLS[prefix[-2]])
        self.attach(top, SCRIPT_SIGNS[sign], prefix)

    def prime(self, top: Row, text: str) -> None:
        if top.text or top.closer is ATOM:
            self.symbol(top, text)
            return
        base = self.base(top)
        slot = Slot(Relation.SUP, [])
        base.slots.append(slot)
        row = Row(base, slot, closer=ATOM, opener=self.at, first=self.at)
        while self.source.text(self.at) == PRIME:
            self.symbol(row, PRIME)
        self.place(base)

    def infix(self, top: Row, text: str) -> None:
        if top.infix:
            hint = f"put braces around one of the two: {{ {{ a {text} b }} {text} c }}"
            raise self.source.error("double_infix", self.at, expected=f"at most one {text} in a group", hint=hint)
        top.infix = (text, top.row[top.start :])
        del top.row[top.start :]
        self.at += 1

    def end_infix(self, top: Row) -> None:
        """Make what stands on both sides of an infix command its arguments."""
        if top.infix is None:
            return
        text, above = top.infix
        below = top.row[top.start :]
        del top.row[top.start :]
        slots = [Slot(Relation.ABOVE, above), Slot(Relation.BELOW, below, open=(text,))]
        self.add(top, LayoutNode(text, kind=Kind.COMMAND, head=(), slots=slots), top.first)
        top.infix = None

    def delimiter(self, top: Row, text: str) -> None:  # noqa: ARG002 - the signature of all handlers
        first = self.at
        symbol = self.source.text(first + 1)
        if symbol not in DELIMITERS:
            command = self.texts[first]
            hint = f"write {command} ( or {command} \\{{; {command} . draws none"
            raise self.source.error(
                "missing_delimiter", first + 1, expected=f"a delimiter after {command} at token {first}", hint=hint
            )
        self.at += 2
        kind = Kind.SPACE if symbol == "." else Kind.SYMBOL
        self.add(top, LayoutNode(symbol, kind=kind, head=self.head(first)), first)

    def left(self, top: Row, text: str) -> None:
        first = self.at
        self.delimiter(top, text)
        fence = Row(top.node, top.slot, closer=RIGHT, opener=first, first=self.at)
        self.stack.append(fence)

    def middle(self, top: Row, text: str) -> None:
        if top.closer is not RIGHT:
            raise self.source.error(
                "unexpected_middle", self.at, expected="\\left before \\middle", hint="use \\big instead"
            )
        self.delimiter(top, text)

    def right(self, top: Row, text: str) -> None:
        if top.closer is not RIGHT:
            self.refuse(RIGHT)
        self.close(top)
        self.delimiter(top, text)

    def begin(self, top: Row, text: str) -> None:
        first = self.at
        name = self.environment_name()
        environment = ENVIRONMENTS.get(name, _PLAIN)
        if environment.option and self.texts[self.at : self.at + 3 : 2] == ["[", "]"]:
            self.at += 3
        for _ in range(environment.raw):
            self.skip_raw(first)
        node = LayoutNode(name, kind=Kind.ENVIRONMENT, head=self.head(first), slots=[Slot(Relation.CELL, [])])
        self.add(top, node, first)
        self.stack.append(Row(node, node.slots[0], closer=END, opener=first, first=self.at, cells=True))

    def end(self, top: Row, text: str) -> None:
        if top.closer is not END:
            self.refuse(END)
        first = self.at
        self.close(top)
        name = self.environment_name()
        if name != top.node.symbol:
            expected = f"\\end {{{top.node.symbol}}} for \\begin at token {top.opener}"
            raise self.source.error("mismatched_end", first + 1, expected=expected, hint="use the same name twice")
        top.slot.close = self.head(first)
        self.place(top.node)

    def separator(self, top: Row, text: str) -> None:
        first = self.at
        if text == "&" and top.text:
            self.symbol(top, text)
            return
        if text == "&" and top.closer is not END:
            hint = "write \\& for the character; close groups and \\left before it"
            raise self.source.error(
                "misplaced_ampersand", first, expected="\\begin {matrix} or the like around '&'", hint=hint
            )
        self.at += 1
        if text != "&" and self.source.text(self.at) == "[":
            self.skip_length()
        if not top.cells:
            self.add(top, LayoutNode(text, kind=Kind.SPACE, head=self.head(first)), first)
            return
        here, self.at = self.at, first
        self.end_infix(top)
        self.at = here
        slot = Slot(Relation.CELL, [], open=self.head(first))
        top.node.slots.append(slot)
        top.slot, top.row, top.first, top.start = slot, slot.row, here, 0

    def math_delimiter(self, top: Row, text: str) -> None:  # noqa: ARG002 - the signature of all handlers
        hint = "remove the marks around the expression; \\$ is the character"
        raise self.source.error("math_delimiter", self.at, expected="an expression without math delimiters", hint=hint)

    # Tokens that stay together in the head of a node

    def head(self, first: int) -> tuple[str, ...]:
        """Return the tokens from ``first`` to the present one."""
        return tuple(self.texts[first : self.at])

    def environment_name(self) -> str:
        r"""Read the name after ``\begin`` or ``\end``: one token, or spelled with blanks."""
        first = self.at
        name = self.source.text(first + 1)
        self.at += 2
        if name == "{":
            start = self.at
            while self.source.text(self.at).isalpha():
                self.at += 1
            if self.source.text(self.at) == "*":
                self.at += 1
            name = "{" + "".join(self.texts[start : self.at]) + self.source.text(self.at)
            self.at += 1
        if len(name) > 2 and name[0] == "{" and name[-1] == "}":
            return name[1:-1]
        expected = f"a name in braces after {self.texts[first]} at token {first}"
        raise self.source.error(
            "missing_name", first + 1, expected=expected, hint=f"write {self.texts[first]} {{matrix}}"
        )

    def skip_raw(self, opener: int) -> None:
        """Read an argument that is no row: balanced braces or one token."""
        depth = 0
        first = self.at
        while True:
            text = self.source.text(self.at)
            if not text and depth:
                raise self.source.error(
                    "unclosed_group", self.at, expected=f"'}}' for '{{' at token {first}", hint="write } before it"
                )
            if not text or (text in _NO_ARGUMENT and not depth):
                raise self.source.missing_argument(opener, self.at)
            depth += (text == "{") - (text == "}")
            self.at += 1
            if not depth:
                return

    def skip_dimension(self) -> bool:
        """Read a bare length such as ``-2pt``, if there is one."""
        match = _DIMENSION.match("".join(self.texts[self.at : self.at + _LONGEST_DIMENSION]))
        if match:
            self.at += match.end()
        return match is not None

    def skip_length(self) -> None:
        """Read a length in brackets, if that is what the brackets hold."""
        first = self.at
        self.at += 1
        if self.skip_dimension() and self.source.text(self.at) == "]":
            self.at += 1
        else:
            self.at = first


def _takes_limits(top: Row, base: LayoutNode) -> bool:
    if top.limits and top.limits[0] is base:
        return top.limits[1]
    if base.kind is Kind.COMMAND:
        command = COMMANDS.get(base.symbol)
        return command is not None and (command.limits or (command.star and "*" in base.head))
    return base.symbol in LIMIT_OPERATORS


_PLAIN = Environment()
_HANDLERS: dict[str, Callable[[_Parser, Row, str], None]] = {
    "{": _Parser.group,
    BRACE: _Parser.end_group,
    BRACKET: _Parser.bracket,
    PRIME: _Parser.prime,
    "&": _Parser.separator,
    "\\left": _Parser.left,
    "\\middle": _Parser.middle,
    RIGHT: _Parser.right,
    "\\begin": _Parser.begin,
    END: _Parser.end,
    **dict.fromkeys(COMMANDS, _Parser.command),
    **dict.fromkeys(SCRIPT_SIGNS, _Parser.script),
    **dict.fromkeys(LIMIT_CONTROLS, _Parser.limits),
    **dict.fromkeys(INFIX_COMMANDS, _Parser.infix),
    **dict.fromkeys(DELIMITER_SIZES, _Parser.delimiter),
    **dict.fromkeys(ROW_BREAKS, _Parser.separator),
    **dict.fromkeys(SPACES | DIMENSION_COMMANDS, _Parser.space),
    **dict.fromkeys(MATH_DELIMITERS, _Parser.math_delimiter),
}
