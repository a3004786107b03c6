"""Inputs for the claims: of hypothesis, or of the bytes that a coverage-guided fuzzer mutates.

A byte is a token, so that the mutations of the fuzzer, which cut, copy and cross bytes, do the same to expressions; the
last value says that the next byte is one of the further tokens.
Tree text is that of an expression, with a few edits of lines and characters; where the bytes before the edits are no
expression, it is the text of one of the examples.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

from hmer_kit.exceptions import HmerKitError
from hmer_kit.latex import tokenize
from hmer_kit.latex.commands import COMMANDS, DELIMITER_SIZES, INFIX_COMMANDS, LIMIT_CONTROLS, SPACES
from hmer_kit.tree_cot import get_format
from strategies import DAMAGED, EXAMPLES, EXPRESSIONS, HEAPS, LETTERS, ORDINARY, TEXTS, WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from _claims import Claim

__all__ = ["claim_and_text", "seeds", "strategy_for"]

_GRAMMAR = [
    *"{}[]^_'&~$*().|<> ",
    *("\\\\", "\\{", "\\}", "\\|", "\\ ", "\\,", "\\cr", "\\sb", "\\sp", "\\left", "\\right", "\\middle", "\\begin"),
    *("\\end", "\\of", "\\rbrack", "\\vert", "\\dots", "{pmatrix}", "{matrix}", "{cases}", "{array}", "{foo}"),
    *("{aligned}", "2pt", "\\hline", "\\kern", "\\sum", "\\lim"),
]
_TOKENS = [*_GRAMMAR, *LETTERS[:12], *WORDS, *LIMIT_CONTROLS, *INFIX_COMMANDS, *COMMANDS, *DELIMITER_SIZES, *SPACES]
_EVERY = [*dict.fromkeys(_TOKENS)]
_SHIFT = 255
TABLE, FURTHER = _EVERY[:_SHIFT], _EVERY[_SHIFT:]
"""The token of each byte, and of each byte after a shift."""

_PIECES = [
    *("\t", "\n", " ", "x", "\\frac", "\\\\", "{", "}", "[", "]", "(", ")", ",", ":", '"', "'", "\\", "1", "-1", "_"),
    *("(right)", "(above)", "(sup)", "(nextline)", "(begin_matrix)", "right", "null", "{}", "```", "\\begin", "\\end"),
    *("Sup", "Right", "start", "end", "O", "id", "é", "999999999", "\r\n", "\x00", "inside", "cell", "<eol>", "<s>"),
]
_EDITS = 9

ODD = (
    r"x \buildrel a \over b",
    r"\root 3 \of { x }",
    r"f ' ^ ' ^ 2 _ 1",
    r"' ' ^ '",
    r"\text { a $ b ^ c $ d }",
    r"{ a \atop b } { c \over d }",
    r"\sum \limits ^ \frac 1 2 _ \sqrt 3",
    r"\substack { a \\ b } \sideset { _ 1 } { ^ 2 } \sum",
    r"\left ( \middle | \right . \big [",
    r"\begin {array} { c | c } a & \\ \hline \end {array}",
    r"\frac { } { } ^ { } _ { } { } \sqrt [ ] { }",
    r"\hspace * { 2 p t } \kern 2 p t \\ [ 2 p t ]",
    r"\operatorname * { a } _ b \overset { } { }",
    r"{ \rm a \over \displaystyle b } \not = \dots \big | _ ' \mathop { ' } \nolimits ^ 2",
    r"\sqrt [ \rbrack \root ' \of x ] { \buildrel ' \over = } \choose \prime ' ^ { ' }",
)
"""What hardly anybody writes: seeds of the fuzzer beside the examples."""


def edited(text: str, edits: Sequence[tuple[int, int, int]]) -> str:
    """Return a text after some edits, each an operation, a place, and what to put there."""
    for operation, place, choice in edits:
        lines = text.split("\n")
        line, at = place % len(lines), place % (len(text) + 1)
        piece = _PIECES[choice % len(_PIECES)]
        match operation % _EDITS:
            case 0:
                text = text[:at]
            case 1:
                text = text[:at] + text[at + 1 + choice % 5 :]
            case 2:
                text = text[:at] + piece + text[at:]
            case 3:
                text = text[:at] + piece + text[at + len(piece) :]
            case 4:
                text = "\n".join([*lines[:line], *lines[line + 1 :]])
            case 5:
                text = "\n".join([*lines[: line + 1], *lines[line:]])
            case 6:
                text = "\n".join([*lines[:line], *reversed(lines[line : line + 2]), *lines[line + 2 :]])
            case 7:
                text = "\n".join([*lines[:line], piece + lines[line], *lines[line + 1 :]])
            case _:
                text = "\n".join([*lines[:line], lines[line][1:], *lines[line + 1 :]])
    return text


def tree_text(name: str, latex: str) -> str:
    """Return the text of an expression, or of an example if it has none."""
    tree_format = get_format(name)
    for expression in (latex, EXAMPLES[len(latex) % len(EXAMPLES)]):
        try:
            return tree_format.dumps(expression)
        except HmerKitError:
            continue
    return ""


def latex_of(data: bytes) -> str:
    """Return the tokens that bytes stand for."""
    found: list[str] = []
    table = TABLE
    for byte in data:
        if table is TABLE and byte == _SHIFT:
            table = FURTHER
        else:
            found.append(table[byte % len(table)])
            table = TABLE
    return " ".join(found)


def bytes_of(latex: str) -> bytes:
    """Return bytes for the tokens of an expression, as far as they are in the tables."""
    known = {token: (at,) if at < _SHIFT else (_SHIFT, at - _SHIFT) for at, token in enumerate(_EVERY)}
    return bytes(byte for token in tokenize(latex) for byte in known.get(token, ()))


def claim_and_text(data: bytes, claims: Sequence[Claim]) -> tuple[Claim, str]:
    """Return the claim that the first byte says, and a text for it."""
    claim, rest = claims[data[0] % len(claims)] if data else claims[0], data[1:]
    if not claim.format:
        return claim, latex_of(rest)
    number = rest[0] % 24 if rest else 0
    latex = latex_of(rest[1 + 4 * (number % 6) :])
    codes = rest[1 : 1 + 4 * (number % 6)]
    edits = [(codes[at], codes[at + 1] * 256 + codes[at + 2], codes[at + 3]) for at in range(0, len(codes) - 3, 4)]
    return claim, edited(tree_text(claim.format, latex), edits)


def seeds(claims: Sequence[Claim]) -> list[bytes]:
    """Return the examples, and what is odd, as bytes for each claim."""
    bodies = [bytes_of(latex) for latex in (*EXAMPLES, *ODD)]
    return [
        bytes([number]) + (b"\0" if claim.format else b"") + body
        for number, claim in enumerate(claims)
        for body in bodies
    ]


def strategy_for(claim: Claim) -> st.SearchStrategy[str]:
    """Return a strategy of hypothesis for the texts of a claim."""
    if not claim.format:
        return st.one_of(EXPRESSIONS, ORDINARY, DAMAGED, HEAPS, TEXTS)
    edits = st.lists(st.tuples(st.integers(0, _EDITS - 1), st.integers(0, 3000), st.integers(0, 255)), max_size=5)

    def make(latex: str, edits: list[tuple[int, int, int]]) -> str:
        return edited(tree_text(claim.format, latex), edits)

    return st.builds(make, EXPRESSIONS | ORDINARY, edits)
