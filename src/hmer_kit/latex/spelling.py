r"""One spelling for each layout: the tree without the tokens it was written with, and back.

A tree keeps how it was written. Formats that hold only symbols and their places, and trees that are built by hand,
have no such tokens; ``spell`` gives them the canonical ones:

- braces around every argument and every script; brackets around an optional argument;
- ``_`` and ``^`` for scripts, in the order in which the node owns them; primes bare: ``f '``;
- ``\limits`` and ``\nolimits`` only where the place of the script asks for them;
- ``&`` between cells and ``\\`` between rows, with the length in brackets that it had;
- an empty group ``{ }`` as the base of scripts that have none.

Groups stay: braces with nothing to do are a matter of ``hmer_kit.latex.normalization``.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from hmer_kit.exceptions import InputError, LatexError
from hmer_kit.latex._checks import require_node
from hmer_kit.latex.commands import (
    COMMANDS,
    DIMENSION_COMMANDS,
    INFIX_COMMANDS,
    LIMIT_CONTROLS,
    LIMIT_OPERATORS,
    MATH_DELIMITERS,
    PRIME,
    ROW_BREAKS,
    SCRIPT_SIGNS,
    SPACES,
)
from hmer_kit.latex.kinds import Kind, Relation
from hmer_kit.latex.parser import parse
from hmer_kit.latex.tokens import tokenize
from hmer_kit.latex.tree import LayoutNode, LayoutTree, Slot
from hmer_kit.latex.writer import to_latex

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hmer_kit.latex.commands import Argument

__all__ = ["GROUP_LABEL", "canonical", "label", "node_of", "spell"]

GROUP_LABEL = "{}"
"""The label of a group, and of the base of scripts that have none."""

_JOINT = "␣"
"""Stands in a label between two tokens that would be one without it."""
_SCRIPTS = {
    Relation.SUB: ("_", False),
    Relation.SUP: ("^", False),
    Relation.BELOW: ("_", True),
    Relation.ABOVE: ("^", True),
}
_CONTROLS = {on: name for name, on in LIMIT_CONTROLS.items()}
_SPACES = SPACES | DIMENSION_COMMANDS | ROW_BREAKS | LIMIT_CONTROLS.keys()
_NO_NODE = SCRIPT_SIGNS.keys() | MATH_DELIMITERS | {"{", "}", "&", "\\begin", "\\end", "\\left", "\\middle", "\\right"}
_TEXT_CHARACTERS = SCRIPT_SIGNS.keys() | {"&"}


def canonical(latex: str) -> str:
    r"""Return an expression in canonical spelling.

    Args:
        latex: One expression, blank-separated or tight.

    Returns:
        Blank-separated LaTeX with the same symbols at the same places.

    Raises:
        LatexError: It does not parse, see ``hmer_kit.latex.parse``.
        InputError: ``latex`` is no string.

    Examples:
        >>> canonical(r"\frac12 + x^2_i + f^{'} + \sum\limits_1")
        "\\frac { 1 } { 2 } + x ^ { 2 } _ { i } + f ' + \\sum _ { 1 }"
    """
    return to_latex(spell(parse(latex)))


def spell(node: LayoutNode) -> LayoutNode:
    r"""Return a copy of a tree in canonical spelling, whatever tokens it had.

    Only symbols, kinds, heads, relations and their order are looked at, so a tree that was built by hand becomes one
    that can be written. A cell that starts a row of its matrix says so by ``open``: ``("\\\\",)``.

    Args:
        node: Any node of a tree; the root for the whole expression.

    Raises:
        InputError: ``node`` is no node, or a node owns a row that LaTeX has no place for.

    Examples:
        >>> half = LayoutNode(r"\frac", kind=Kind.COMMAND)
        >>> half.slots = [Slot(Relation.ABOVE, [LayoutNode("1")]), Slot(Relation.BELOW, [LayoutNode("2")])]
        >>> to_latex(spell(LayoutTree([half])))
        '\\frac { 1 } { 2 }'
    """
    require_node(node)
    result = _bare(node)
    pending = [(node, result)]
    while pending:
        source, copy = pending.pop()
        for slot, spelled in zip(source.slots, _slots(source), strict=True):
            copy.slots.append(spelled)
            for child in slot.row:
                bare = _bare(child)
                spelled.row.append(bare)
                pending.append((child, bare))
    return result


def label(node: LayoutNode) -> str:
    r"""Return one string without blanks that names a node without its rows.

    Args:
        node: Any node; the root and a group are ``{}``.

    Raises:
        InputError: ``node`` is no node.

    Examples:
        >>> row = parse(r"\left( x { y } \hspace{2pt} \right.").row(Relation.INSIDE)
        >>> [label(node) for node in row]
        ['\\left(', 'x', '{}', '\\hspace{2pt}', '\\right.']
    """
    require_node(node)
    tokens = _head(node)
    if not tokens:
        return node.symbol or GROUP_LABEL
    return tokens[0] if len(tokens) == 1 else "".join(_joined(tokens))


def node_of(label: str, *, in_text: bool = False) -> LayoutNode:
    r"""Return the node of a label, without rows.

    Args:
        label: What ``label`` returns.
        in_text: Whether the node stands in a text, where ``_``, ``^`` and ``&`` are characters.

    Raises:
        InputError: It is the label of no node.

    Examples:
        >>> node_of(r"\left(")
        <LayoutNode '(' symbol>
        >>> node_of(r"\begin{array}{ll}").head
        ('\\begin', '{array}', '{', 'l', 'l', '}')
    """
    if not isinstance(label, str):
        raise InputError(f"expected the label of a node as a str, got {type(label).__name__}")
    if label == GROUP_LABEL:
        return LayoutNode("", kind=Kind.GROUP)
    tokens = tokenize(label.replace(_JOINT, " ") if len(label) > 1 else label)
    if len(tokens) != 1:
        return _composite(label, tuple(tokens))
    [symbol] = tokens
    if symbol in _NO_NODE and not (in_text and symbol in _TEXT_CHARACTERS):
        raise _no_label(label)
    if symbol in INFIX_COMMANDS:
        return LayoutNode(symbol, kind=Kind.COMMAND, head=())
    known = COMMANDS.get(symbol)
    if known is None:
        return LayoutNode(symbol, kind=Kind.SPACE if symbol in _SPACES else Kind.SYMBOL)
    if known.raw:
        raise _no_label(label)
    return LayoutNode(symbol, kind=Kind.COMMAND)


# Nodes


def _bare(node: LayoutNode) -> LayoutNode:
    """Return a node without its rows; one without ink that owns scripts becomes an empty group."""
    if node.kind is Kind.ROOT:
        tree = LayoutTree()
        tree.slots = []
        return tree
    if node.kind is Kind.SYMBOL and not node.symbol:
        return LayoutNode("", kind=Kind.GROUP, slots=[_group()])
    return LayoutNode(node.symbol, kind=node.kind, head=_head(node))


def _head(node: LayoutNode) -> tuple[str, ...]:
    r"""Return the tokens of a node before its rows, also where it was built without."""
    if node.kind is Kind.COMMAND and node.symbol in INFIX_COMMANDS:
        return ()
    if node.kind is not Kind.ENVIRONMENT:
        return node.head
    begin = ("\\begin", f"{{{node.symbol}}}")
    if node.head[:1] != begin[:1]:
        return begin
    past_name = 2 if node.head[1:2] != ("{",) else node.head.index("}") + 1
    return begin + node.head[past_name:]


def _composite(text: str, tokens: tuple[str, ...]) -> LayoutNode:
    """Return the node of a label of several tokens: what the parser makes of it where such a node stands."""
    before, after = _surroundings(tokens)
    try:
        row = parse(" ".join((*before, *tokens, *after))).slots[0].row
    except LatexError as error:
        raise _no_label(text) from error
    at = 1 if before else 0
    if len(row) != at + 1 + (after == ("\\right", ".")) or row[at].head != tokens:
        raise _no_label(text)
    return LayoutNode(row[at].symbol, kind=row[at].kind, head=tokens)


def _surroundings(tokens: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what must stand around the head of a node to make it an expression."""
    name = tokens[0] if tokens else ""
    before = ("\\left", ".") if name in {"\\middle", "\\right"} else ()
    if name in {"\\left", "\\middle"}:
        return before, ("\\right", ".")
    if name == "\\begin":
        return before, ("\\end", *tokens[1:2])
    if name in COMMANDS:
        required = sum(not argument.optional for argument in COMMANDS[name].arguments)
        return before, ("{", "}") * required
    return before, ()


def _joined(tokens: Sequence[str]) -> Iterator[str]:
    for left, right in pairwise(tokens):
        yield left
        if left == "\\" or (left[0] == "\\" and left[-1].isalpha() and right[0].isalpha()):
            yield _JOINT
    yield tokens[-1]


def _no_label(text: str) -> InputError:
    return InputError(f"expected the label of one node, such as x, \\frac, \\left( or {{}}, got {text[:60]!r}")


# Rows


def _slots(node: LayoutNode) -> Iterator[Slot]:
    """Yield the slots of a node in canonical spelling, without their rows."""
    if node.kind is Kind.ROOT:
        yield from (Slot(Relation.INSIDE, []) for _ in node.slots)
        return
    past = 0
    if node.kind is Kind.GROUP:
        past = 1
        yield _group()
    elif node.kind is Kind.ENVIRONMENT:
        past = _number_of_cells(node.slots)
        yield from _cells(node.slots[:past], opened=(), closed=("\\end", f"{{{node.symbol}}}"))
    elif node.kind is Kind.COMMAND:
        arguments = list(_arguments(node))
        past = len(arguments)
        yield from arguments
    yield from _scripts(node, node.slots[past:])


def _group() -> Slot:
    return Slot(Relation.INSIDE, [], open=("{",), close=("}",))


def _number_of_cells(slots: Sequence[Slot]) -> int:
    return next((at for at, slot in enumerate(slots) if slot.relation is not Relation.CELL), len(slots))


def _cells(slots: Sequence[Slot], *, opened: tuple[str, ...], closed: tuple[str, ...]) -> Iterator[Slot]:
    last = len(slots) - 1
    for at, slot in enumerate(slots):
        before = opened if not at else slot.open if slot.starts_row else ("&",)
        yield Slot(Relation.CELL, [], open=before, close=closed if at == last else ())


def _arguments(node: LayoutNode) -> Iterator[Slot]:
    """Yield the slots of a command that are its arguments: those it takes, in order, from the first slot on."""
    if node.symbol in INFIX_COMMANDS:
        yield from (
            Slot(slot.relation, [], open=(node.symbol,) if at else ()) for at, slot in enumerate(node.slots[:2])
        )
        return
    wanted = COMMANDS[node.symbol].arguments if node.symbol in COMMANDS else ()
    if wanted and wanted[0].relation is Relation.CELL:
        yield from _cells(node.slots[: _number_of_cells(node.slots)], opened=("{",), closed=("}",))
        return
    at = 0
    for argument in wanted:
        slot = node.slots[at] if at < len(node.slots) else None
        if slot is not None and slot.relation is argument.relation:
            at += 1
            yield _argument(argument)
        elif not argument.optional:
            raise InputError(f"expected {node.symbol} to own the row {argument.relation.value}, got {node!r}")


def _argument(argument: Argument) -> Slot:
    opened, closed = ("[", "]") if argument.optional else ("{", "}")
    return Slot(argument.relation, [], open=(opened,), close=(closed,))


def _scripts(node: LayoutNode, slots: Sequence[Slot]) -> Iterator[Slot]:
    limits = _takes_limits(node)
    after_primes = False
    for slot in slots:
        if slot.relation not in _SCRIPTS:
            raise InputError(f"expected no row {slot.relation.value} of {label(node)}, for LaTeX has no place for it")
        after_primes = not after_primes and slot.relation is Relation.SUP and _are_primes(slot.row)
        if after_primes:
            yield Slot(Relation.SUP, [])
            continue
        sign, wanted = _SCRIPTS[slot.relation]
        control = () if wanted is limits else (_CONTROLS[wanted],)
        limits = wanted
        yield Slot(slot.relation, [], open=(*control, sign, "{"), close=("}",))


def _are_primes(row: Sequence[LayoutNode]) -> bool:
    return bool(row) and all(node.symbol == PRIME and node.kind is Kind.SYMBOL and not node.slots for node in row)


def _takes_limits(node: LayoutNode) -> bool:
    if node.kind is Kind.COMMAND:
        known = COMMANDS.get(node.symbol)
        return known is not None and (known.limits or (known.star and "*" in node.head))
    return node.kind is Kind.SYMBOL and node.symbol in LIMIT_OPERATORS
