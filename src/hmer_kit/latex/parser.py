r"""LaTeX to the symbol layout tree.

One pass over the tokens with an explicit stack: linear in the length, at any depth. The rules where there is a choice:

- A script belongs to the node before it in source order; at the start of a row or after a space, to a symbol without
  ink. ``x ^ 1 ^ 2``, which TeX rejects, gives ``x`` two ``sup`` slots: predictions hold such, and can be looked at.
- An argument is a group in braces, one symbol, or one command with its arguments: ``\frac 1 2``, ``x ^ \frac 1 2``.
- ``_`` and ``^`` after ``\sum``, ``\lim`` and the like lie below and above; after ``\int`` only with ``\limits``.
- Primes in a row are one ``sup`` slot; a prime without a node before it, as in ``f ^ { ' }``, is a symbol.
- ``\left`` and ``\right`` pair up within a group, and what lies between stays in the row. ``\right .`` has no ink.
- ``\over`` and the like take what is around them in the group, in the cell, or between ``\left`` and ``\right``.
- ``\root n \of x`` and ``\buildrel a \over b``: the first argument is what stands in between; without ``\of`` or
  ``\over`` after it, ``\root`` and ``\buildrel`` are symbols.
- ``\sideset`` takes three arguments, the operator is the third; scripts after it are limits.
- ``$ ... $`` and ``\( ... \)`` within a text are a command ``$`` or ``\(`` with one argument, mathematics. Elsewhere
  they are errors, as ``\[`` is: they mark an expression and are no part of it.
- Text keeps ``_ ^ & '`` as symbols. ``\fbox`` and the like take mathematics, though TeX takes text, and ``$`` in it.
- Lengths, colours, column specifications and names (``\hspace``, ``\begin {array} { r @ { } l }``, ``\label``) are no
  rows: they stay in the head of their node, as do brackets around such (``\rule [ 1pt ]``, ``\smash [ b ]``).
- ``\\`` outside cells is a space, ``&`` an error. A command that is not in the tables is a symbol.

Recovery goes on where ``parse`` would raise, and does what a person would who has only the expression to go by:

======================== =====================================================================================
``unclosed_group``       ``}`` where the contents say so: a script after its first symbol (with sign and digits;
                         after ``i = 1`` below an operator; ``_ { 0 ^ n`` before the ``^``), an argument before
                         the first relation sign, or before the group that must be the next argument, any before
                         a ``)`` that it did not open; else where a closer of something around it stands
``unclosed_bracket``     ``]`` before the first group, or after one symbol; else ``[`` is a symbol: ``{ [ }``
``unclosed_environment`` ``\end`` with the name
``missing_right``        ``\right`` before the plain delimiter that fits; else ``\right .`` at the end
``unclosed_math``        its closer
``unexpected_brace``     left out
``unexpected_end``       left out with its name
``unexpected_right``     left out; the delimiter stays, if it has ink; ``unexpected_middle`` likewise
``unexpected_of``        left out
``mismatched_end``       takes the name of its ``\begin``, if none that is open has its own
``missing_argument``     an empty group; but a doubled ``^`` or ``_`` counts once, ``\left ... \right`` gets braces,
                         and ``\frac { a { b } }`` becomes ``\frac { a } { b }``
``missing_delimiter``    ``.``
``missing_name``         the name at the other end of the environment; else left out
``misplaced_ampersand``  left out; but it closes what is open, and never closed, in its cell
``double_infix``         braces around the first; left out where nothing stands in between, or ``\middle`` does
``math_delimiter``       left out
======================== =====================================================================================

``}``, ``\end`` and ``\right`` end the nearest opener that is theirs, environments before braces before fences: see
``_parsing/pairs.py``; where rows end early, ``_parsing/places.py``. Of 5,573 captions that lost one ``}``, 77 % come
back exactly, and of as many that were cut anywhere, 98 % are closed at the end and nowhere else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from hmer_kit.exceptions import InputError, LatexError
from hmer_kit.latex._parsing import environments, fences, recovery, scripts, symbols
from hmer_kit.latex._parsing.frames import ATOM, BRACE, BRACKET, END, INPUT, RIGHT, Call, Row
from hmer_kit.latex._parsing.repaired import RepairedSource
from hmer_kit.latex._parsing.source import Source
from hmer_kit.latex._parsing.state import State
from hmer_kit.latex.commands import (
    COMMANDS,
    DELIMITER_SIZES,
    DIMENSION_COMMANDS,
    INFIX_COMMANDS,
    LIMIT_CONTROLS,
    MARKED_COMMANDS,
    MATH_DELIMITERS,
    PRIME,
    ROW_BREAKS,
    SCRIPT_SIGNS,
    SPACES,
)
from hmer_kit.latex.kinds import Kind
from hmer_kit.latex.tree import LayoutNode, LayoutTree, Repair

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["SPECIAL_TOKENS", "is_parseable", "parse"]

_new, _SYMBOL = object.__new__, Kind.SYMBOL  # looked up once: a member of an enumeration is slow to get at

_HANDLERS: Mapping[str, Callable[[State, Row, str], None]] = {
    "{": symbols.group,
    BRACE: symbols.end_group,
    BRACKET: symbols.bracket,
    PRIME: scripts.prime,
    "&": environments.ampersand,
    "\\begin": environments.begin,
    END: environments.end,
    "\\left": fences.left,
    "\\middle": fences.middle,
    RIGHT: fences.right,
    "\\of": symbols.of,
    **dict.fromkeys(COMMANDS, symbols.command),
    **dict.fromkeys(MARKED_COMMANDS, symbols.mark),
    **dict.fromkeys(INFIX_COMMANDS, symbols.infix),
    **dict.fromkeys(SPACES | DIMENSION_COMMANDS, symbols.space),
    **dict.fromkeys(MATH_DELIMITERS, symbols.math_delimiter),
    **dict.fromkeys(("$", "\\("), symbols.math_shift),
    **dict.fromkeys(SCRIPT_SIGNS, scripts.script),
    **dict.fromkeys(LIMIT_CONTROLS, scripts.limits),
    **dict.fromkeys(DELIMITER_SIZES, fences.delimiter),
    **dict.fromkeys(ROW_BREAKS, environments.row_break),
}

SPECIAL_TOKENS: Final = frozenset(_HANDLERS)
"""Tokens that are more than a symbol; any other is one wherever a node may begin."""


def parse(latex: str, *, on_error: Literal["raise", "recover"] = "raise") -> LayoutTree:
    r"""Parse LaTeX into a symbol layout tree.

    Args:
        latex: One expression, blank-separated or tight, without ``$`` around it.
        on_error: ``"raise"`` for an error at the first thing that does not fit; ``"recover"`` for a tree of whatever
            it is, and a list of what had to be repaired, ``tree.repairs``.

    Returns:
        The root. ``to_tokens`` gives the tokens of ``latex`` back from it; after repairs, tokens that parse.

    Raises:
        LatexError: If braces, brackets, fences, environments or arguments do not fit together. Its ``code`` is one of
            ``unclosed_group``, ``unclosed_bracket``, ``unclosed_environment``, ``missing_right``, ``unexpected_brace``,
            ``unexpected_end``, ``unexpected_right``, ``unexpected_middle``, ``mismatched_end``, ``missing_argument``,
            ``missing_delimiter``, ``missing_name``, ``misplaced_ampersand``, ``double_infix``, ``math_delimiter``,
            ``unclosed_math``, ``unexpected_of``.
        InputError: If ``latex`` is no string, or ``on_error`` neither of the two.

    Examples:
        >>> from hmer_kit.latex import Relation
        >>> [fraction] = parse(r"\frac { a } { b }").row(Relation.INSIDE)
        >>> fraction.row(Relation.BELOW)[0].symbol
        'b'
    """
    if on_error not in ("raise", "recover"):
        raise InputError(f"expected on_error 'raise' or 'recover', got {on_error!r}")
    source = Source(latex)
    tree = _read(source, recover=on_error == "recover")
    if tree.repairs and any(repair.removed for repair in tree.repairs):
        return _read_again(source, tree)
    return tree


def _read(source: Source, *, recover: bool) -> LayoutTree:
    """Read all tokens of a source."""
    state = State(source, special=_HANDLERS, recover=recover)
    root = LayoutTree()
    stack, past = state.stack, len(state.texts)
    stack.append(Row(root, root.slots[0], closer=INPUT, opener=0, first=0))
    while stack:
        top = stack[-1]
        if isinstance(top, Call):
            symbols.next_argument(state, top)
        elif top.closer is ATOM and top.row:
            stack.pop()
        elif state.at < past:
            _read_on(state, top)
        elif top.closer is INPUT:
            state.close(top)
        else:
            recovery.close_all(state)
    state.extend(root)
    if state.repairs:
        root.repairs = tuple(sorted(state.repairs, key=_position))
    return root


def _read_on(state: State, row: Row) -> None:
    """Read in a row, which has tokens ahead, until another is innermost; an argument without braces has one node."""
    stack, texts, spans, past = state.stack, state.texts, state.spans, len(state.texts)
    special, is_atom = _HANDLERS.get, row.closer is ATOM
    at = state.at
    while at < past:
        text = texts[at]
        handler = special(text)
        if handler is None:  # most tokens are symbols, so their nodes are filled here, in half the time
            node = _new(LayoutNode)
            node.symbol = text
            node.kind = _SYMBOL
            node.slots = []
            node.head = (text,)
            node.span = spans[at]
            node.tokens = (at, at := at + 1)
            row.row.append(node)
        else:
            state.at = at
            handler(state, row, text)
            if stack[-1] is not row:
                return
            at = state.at
        if is_atom:
            break
    state.at = at


def _read_again(source: Source, tree: LayoutTree) -> LayoutTree:
    r"""Return the tree without what was left out: tokens that are neighbours now may belong together, ``\limits _``."""
    repaired = RepairedSource(source, tree.repairs)
    again = _read(repaired, recover=True)
    if again.repairs:
        return tree
    repaired.restore_places(again)
    again.repairs = tree.repairs
    return again


def is_parseable(latex: str) -> bool:
    r"""Return whether ``parse`` accepts the string.

    Args:
        latex: One expression, blank-separated or tight.

    Returns:
        False where ``parse`` raises ``LatexError``.

    Raises:
        InputError: If ``latex`` is no string.

    Examples:
        >>> is_parseable(r"\frac { a } { b }"), is_parseable(r"\frac { a } { b")
        (True, False)
    """
    try:
        parse(latex)
    except LatexError:
        return False
    return True


def _position(repair: Repair) -> int:
    return repair.position
