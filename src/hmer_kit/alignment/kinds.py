r"""What a LaTeX token is for: a symbol, or structure that has no ink of its own.

A command that draws something (``\frac``, ``\sqrt``, ``\sum``, ``\hat``) is a symbol. So is a bracket or a parenthesis,
which a model may well take for another symbol; only the brackets around the degree of a root, ``\sqrt [ 3 ]``, are
structure. A fence in one chunk, ``\left(``, has ink and is a symbol.
"""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from hmer_kit.alignment._checks import check_tokens

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["TokenKind", "token_kinds"]


class TokenKind(StrEnum):
    """What a token is for; tokens of one kind may take each other's place.

    Examples:
        >>> TokenKind("open_brace") is TokenKind.OPEN_BRACE
        True
    """

    SYMBOL = "symbol"
    """Anything with ink, and whatever is not known."""
    SCRIPT = "script"
    """``_`` and ``^``: the relation of a script to its base."""
    LIMITS = "limits"
    r"""``\limits`` and ``\nolimits``."""
    OPEN_BRACE = "open_brace"
    CLOSE_BRACE = "close_brace"
    OPEN_BRACKET = "open_bracket"
    r"""``[`` after ``\sqrt``."""
    CLOSE_BRACKET = "close_bracket"
    """The ``]`` that belongs to it."""
    COLUMN = "column"
    """``&``."""
    ROW = "row"
    r"""``\\`` and its other names."""
    BEGIN = "begin"
    r"""``\begin``, alone or with its name."""
    END = "end"
    r"""``\end``, alone or with its name."""
    NAME = "name"
    r"""The braced name after ``\begin`` or ``\end``."""
    FENCE = "fence"
    r"""``\left``, ``\right``, ``\middle`` and sizes such as ``\big``, without their delimiter."""
    FONT = "font"
    r"""``\mathrm``, ``\operatorname``, ``\text`` and the like."""
    SPACE = "space"
    r"""``\,``, ``\quad``, ``~`` and styles such as ``\displaystyle``."""


_WORDS: Final = {
    TokenKind.SCRIPT: "_ ^",
    TokenKind.LIMITS: r"\limits \nolimits \displaylimits",
    TokenKind.OPEN_BRACE: r"{ \bgroup",
    TokenKind.CLOSE_BRACE: r"} \egroup",
    TokenKind.COLUMN: "&",
    TokenKind.ROW: r"\\ \cr \newline \tabularnewline",
    TokenKind.BEGIN: r"\begin",
    TokenKind.END: r"\end",
    TokenKind.FENCE: (
        r"\left \right \middle \big \Big \bigg \Bigg \bigl \Bigl \biggl \Biggl \bigr \Bigr \biggr \Biggr "
        r"\bigm \Bigm \biggm \Biggm"
    ),
    TokenKind.FONT: (
        r"\mathrm \mathbf \mathit \mathsf \mathtt \mathnormal \mathbb \mathcal \mathfrak \mathscr \boldsymbol \bm "
        r"\text \textrm \textbf \textit \mbox \hbox \operatorname \rm \bf \it \cal"
    ),
    TokenKind.SPACE: (
        r"\, \: \; \! \> \ ~ \quad \qquad \thinspace \displaystyle \textstyle \scriptstyle \scriptscriptstyle "
        r"\phantom \hphantom \vphantom \hline"
    ),
}
_KINDS: Final[Mapping[str, TokenKind]] = MappingProxyType(
    {word: kind for kind, words in _WORDS.items() for word in words.split()}
)
_NAMED: Final = (("\\begin{", TokenKind.BEGIN), ("\\end{", TokenKind.END))


def token_kinds(tokens: Sequence[str]) -> list[TokenKind]:
    r"""Return what each token is for.

    Args:
        tokens: LaTeX tokens of a whole expression, well-formed or not.

    Returns:
        One kind for each token.

    Raises:
        InputError: A bare string, None, or a token that is no string.

    Examples:
        >>> [kind.value for kind in token_kinds(["\\sqrt", "[", "3", "]", "{", "x", "}", "]"])]
        ['symbol', 'open_bracket', 'symbol', 'close_bracket', 'open_brace', 'symbol', 'close_brace', 'symbol']
    """
    check_tokens(tokens, "tokens")
    kinds = [_KINDS.get(token, TokenKind.SYMBOL) for token in tokens]
    for index, token in enumerate(tokens):
        if kinds[index] is TokenKind.SYMBOL and len(token) > 1:
            kinds[index] = _kind_of_chunk(token, after=tokens[index - 1] if index else "")
    if "\\sqrt" in tokens and "[" in tokens:
        _mark_degrees(tokens, kinds)
    return kinds


def _kind_of_chunk(token: str, *, after: str) -> TokenKind:
    r"""Return the kind of ``{matrix}`` after ``\begin``, of ``\begin{matrix}``, or of any other chunk."""
    if token[0] == "{" and after in {"\\begin", "\\end"}:
        return TokenKind.NAME
    return next((kind for prefix, kind in _NAMED if token.startswith(prefix)), TokenKind.SYMBOL)


def _mark_degrees(tokens: Sequence[str], kinds: list[TokenKind]) -> None:
    """Mark the brackets around degrees of roots; one that is not closed within its braces stays a symbol."""
    open_at: list[int | None] = []  # index of a bracket that waits for its end, None for a brace
    for index, (text, before) in enumerate(zip(tokens, ["", *tokens], strict=False)):
        if (before, text) == ("\\sqrt", "["):
            open_at.append(index)
        elif kinds[index] is TokenKind.OPEN_BRACE:
            open_at.append(None)
        elif kinds[index] is TokenKind.CLOSE_BRACE:
            while open_at and open_at.pop() is not None:
                pass
        elif text == "]" and open_at and open_at[-1] is not None:
            kinds[open_at.pop() or 0], kinds[index] = TokenKind.OPEN_BRACKET, TokenKind.CLOSE_BRACKET
