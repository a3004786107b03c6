r"""One string that names a node without its rows, and back: ``x``, ``\frac``, ``\left(``, ``\kern2pt``, ``{}``.

A label has no blanks, so formats may separate by them. Where two tokens would be read as one without a blank, as
``\foo`` and ``a``, the sign ``␣`` stands between them; the character itself is then written twice. ``\root\of`` is
the command, ``\root`` alone a symbol, which it is without its ``\of``.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from hmer_kit.exceptions import InputError, LatexError
from hmer_kit.latex._checks import require_node
from hmer_kit.latex.commands import (
    COMMANDS,
    DELIMITER_SIZES,
    DIMENSION_COMMANDS,
    INFIX_COMMANDS,
    LIMIT_CONTROLS,
    MATH_DELIMITERS,
    ROW_BREAKS,
    SCRIPT_SIGNS,
    SPACES,
)
from hmer_kit.latex.kinds import Kind
from hmer_kit.latex.parser import parse
from hmer_kit.latex.spelling._heads import head_of
from hmer_kit.latex.tokens import tokenize
from hmer_kit.latex.tree import LayoutNode

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["GROUP_LABEL", "label", "node_of"]

GROUP_LABEL = "{}"
"""The label of a group, and of the base of scripts that have none."""

_JOINT = "␣"
_JOINTS = re.compile(f"{_JOINT}+")
_SPACES = SPACES | DIMENSION_COMMANDS | ROW_BREAKS | LIMIT_CONTROLS.keys()
_SYMBOL = Kind.SYMBOL  # looked up once: a member of an enumeration is slow to get at
_BRACKETS = frozenset({"{", "}", "&", "\\begin", "\\end", "\\left", "\\middle", "\\right"})
_NO_NODE = SCRIPT_SIGNS.keys() | (MATH_DELIMITERS - COMMANDS.keys()) | DELIMITER_SIZES | _BRACKETS
_TEXT_CHARACTERS = SCRIPT_SIGNS.keys() | {"&"}
_MARKS = {
    name: command.arguments[0].until
    for name, command in COMMANDS.items()
    if command.arguments and command.arguments[0].until and name not in MATH_DELIMITERS
}


def label(node: LayoutNode) -> str:
    r"""Return one string without blanks that names a node without its rows.

    Args:
        node: Any node; the root and a group are ``{}``.

    Raises:
        InputError: ``node`` is no node.

    Examples:
        >>> from hmer_kit.latex import Relation
        >>> row = parse(r"\left( x { y } \hspace{2pt} \right.").row(Relation.INSIDE)
        >>> [label(node) for node in row]
        ['\\left(', 'x', '{}', '\\hspace{2pt}', '\\right.']
    """
    require_node(node)
    if node.kind is _SYMBOL and len(node.head) == 1 and len(node.head[0]) == 1:  # most nodes
        return node.head[0]
    tokens = head_of(node)
    if node.kind is Kind.COMMAND and node.symbol in _MARKS:
        tokens = (*tokens, _MARKS[node.symbol])
    if not tokens:
        return node.symbol or GROUP_LABEL
    if len(tokens) == 1 and (len(tokens[0]) == 1 or _JOINT not in tokens[0]):
        return tokens[0]
    return "".join(_joined(tokens))


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
    tokens = [label] if len(label) == 1 and not label.isspace() else tokenize(_JOINTS.sub(_apart, label))
    if len(tokens) == 2 and _MARKS.get(tokens[0]) == tokens[1]:
        return LayoutNode(tokens[0], kind=Kind.COMMAND)
    if len(tokens) != 1:
        return _composite(label, tuple(tokens))
    [symbol] = tokens
    if symbol in _NO_NODE and not (in_text and symbol in _TEXT_CHARACTERS):
        raise _no_label(label)
    if symbol in INFIX_COMMANDS:
        return LayoutNode(symbol, kind=Kind.COMMAND, head=())
    known = None if symbol in _MARKS else COMMANDS.get(symbol)
    if known is None:
        return LayoutNode(symbol, kind=Kind.SPACE if symbol in _SPACES else Kind.SYMBOL)
    if known.raw:
        raise _no_label(label)
    return LayoutNode(symbol, kind=Kind.COMMAND)


def _joined(tokens: Sequence[str]) -> Iterator[str]:
    for left, right in pairwise(tokens):
        yield left.replace(_JOINT, 2 * _JOINT)
        if left == "\\" or (left[:1] == "\\" and left[-1].isalpha() and right[:1].isalpha()):
            yield _JOINT
    yield tokens[-1].replace(_JOINT, 2 * _JOINT)


def _apart(signs: re.Match[str]) -> str:
    """Return what a run of ``␣`` stands for: pairs are characters, and an odd one at the front is a blank."""
    count = len(signs[0])
    return count % 2 * " " + count // 2 * _JOINT


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


def _no_label(text: str) -> InputError:
    return InputError(f"expected the label of one node, such as x, \\frac, \\left( or {{}}, got {text[:60]!r}")
