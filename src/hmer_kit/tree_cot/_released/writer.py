"""LaTeX tokens to the lines of the released Tree-CoT text."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from hmer_kit.exceptions import LatexError
from hmer_kit.latex.normalization import brace_arguments
from hmer_kit.latex.tokens import split_tokens
from hmer_kit.tree_cot._released.brackets import Brackets
from hmer_kit.tree_cot._released.table import (
    BEGIN,
    BEGIN_RELATION,
    END_RELATION,
    INFIX_BINOMIAL,
    NEXT_LINE,
    PARTS,
    RIGHT,
    ROW_BREAK,
    SCRIPTS,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hmer_kit.tree_cot._released.table import Part

__all__ = ["tree_lines"]

_Node: TypeAlias = "tuple[int, str, str]"

_SIGNS = frozenset(part.sign for part in SCRIPTS)
_TAB = "\t"
_MISSING_ARGUMENT = "missing_argument"


def tree_lines(latex: str) -> Iterator[str]:
    r"""Return the lines of a tree, each made when it is asked for: the text may be far longer than the expression.

    Raises:
        LatexError: As for ``hmer_kit.tree_cot.dumps``; at once, not with a line.
    """
    try:
        nodes = _nodes(latex)
    except LatexError as error:
        nodes = _braced_nodes(latex, error)
    return (f"{_TAB * depth}{symbol} ({relation})" if relation else symbol for depth, symbol, relation in nodes)


def _braced_nodes(latex: str, error: LatexError) -> list[_Node]:
    """Read the expression with the braces that its arguments imply, if that is what was wrong."""
    if error.code != _MISSING_ARGUMENT:
        raise error
    braced = brace_arguments(latex)
    try:
        return _nodes(braced)
    except LatexError:  # braces were not all; the first error points into what was given
        raise error from None


def _nodes(latex: str) -> list[_Node]:
    r"""Return the nodes as (depth, symbol, relation), depth first.

    A stack holds the stretches of tokens that are still to be read, the next one on top: for a symbol with parts, the
    rest of its row lies below its parts.
    """
    tokens = split_tokens(latex)
    if not tokens:
        raise LatexError(
            "expected an expression, got no symbol at all",
            code="empty",
            position=0,
            start=0,
            end=len(latex),
            expected="an expression",
            text=latex,
        )
    brackets = Brackets(latex, tokens)
    nodes: list[_Node] = []
    stretches = [(0, len(tokens), 0, "")]
    while stretches:
        at, stop, depth, relation = stretches.pop()
        while at < stop:
            symbol = tokens[at]
            nodes.append((depth, symbol, relation))
            follower = tokens[at + 1] if at + 1 < stop else ""
            if symbol in PARTS or follower in _SIGNS:
                parts, past = _parts(brackets, at, stop)
            else:
                parts, past = [], at + 1
            relation = RIGHT
            breaks = past < stop and tokens[past] == ROW_BREAK
            if breaks:
                past, relation = past + 1, NEXT_LINE
            if parts or breaks:
                stretches.append((past, stop, depth + breaks, relation))
                stretches.extend((first, last, depth + 1, name) for first, last, name in reversed(parts))
                break
            at = past
    return nodes


def _parts(brackets: Brackets, at: int, stop: int) -> tuple[list[tuple[int, int, str]], int]:
    """Return the rows that a symbol owns, as (first, past last, relation), and where its right neighbour stands."""
    tokens, closers = brackets.tokens, brackets.closers
    symbol = tokens[at]
    if symbol == BEGIN:
        return _environment(brackets, at)
    rows = []
    past = at + 1
    for part in PARTS.get(symbol, SCRIPTS):
        if not part.required and (past >= stop or tokens[past] != (part.sign or part.opener)):
            continue
        opener = past + 1 if part.sign else past
        closer = closers.get(opener, 0)
        if closer <= 0 or tokens[opener] != part.opener:
            raise _missing(brackets, part, at, opener, stop)
        if opener + 1 < closer:
            rows.append((opener + 1, closer, part.relation))
        past = closer + 1
    return rows, past


def _missing(brackets: Brackets, part: Part, at: int, opener: int, stop: int) -> LatexError:
    """Return the error for a part whose bracket does not open, or does not close, where it should."""
    hint = f"write {_usage(brackets.tokens[at], part)}"
    if opener < stop and brackets.tokens[opener] == part.opener:
        expected = f"'{part.closer}' for '{part.opener}' at token {opener}, in the same group"
        crossing = -brackets.closers.get(opener, -stop)
        return brackets.error(crossing, code="unclosed_bracket", expected=expected, hint=hint)
    owner, place = (part.sign, opener - 1) if part.sign else (brackets.tokens[at], at)
    expected = f"'{part.opener}' after '{owner}' at token {place}"
    return brackets.error(opener, code=_MISSING_ARGUMENT, expected=expected, hint=hint)


def _environment(brackets: Brackets, at: int) -> tuple[list[tuple[int, int, str]], int]:
    r"""Return the body and the ``\end`` of an environment, and where its right neighbour stands."""
    end = brackets.closers[at]
    name = brackets.tokens[at + 1][1:-1]
    rows = [(end, end + 1, END_RELATION + name)]
    if at + 2 < end:
        rows.insert(0, (at + 2, end, BEGIN_RELATION + name))
    return rows, end + 2


def _usage(symbol: str, part: Part) -> str:
    """Return how a symbol is written with its parts."""
    if symbol == INFIX_BINOMIAL:
        return r"\binom { a } { b } for { a \choose b }"
    if part.sign:
        return f"{symbol} {part.sign} {{ a }}"
    letters = iter("ab")
    shown = (f"{{ {next(letters)} }}" if part.required else "[ n ]" for part in PARTS[symbol])
    return " ".join((symbol, *shown))
