r"""The normal form at a glance: one pattern says whether all stands as in a normal form, but for single words.

These words are spaces, fences, other spellings. Where the pattern does not match, a second look takes what is innermost
for one atom, again and again: braces may go then, scripts change places, arguments get braces. What is left after that
is for ``hmer_kit.latex.normalization._by_tokens.direct``, and for the tree; changes are listed there alone.
"""

from __future__ import annotations

from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from hmer_kit.latex.commands import LIMIT_OPERATORS, NO_DELIMITER
from hmer_kit.latex.normalization._by_letters.letters import ATOM, DROPPED, ODD, SYMBOL, WORDS
from hmer_kit.latex.normalization._by_letters.patterns import (
    APART,
    ARGUMENT,
    EDITS,
    FIRST,
    INNERMOST,
    NOTHING,
    is_whole,
)
from hmer_kit.latex.normalization._by_tokens.edits import CONTROL
from hmer_kit.latex.normalization._by_tokens.roles import DELIMITER_NAMES
from hmer_kit.latex.normalization._tables import COLUMNS
from hmer_kit.latex.tokens import tokenize

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Mapping

__all__ = ["glance"]

_ARRAYS, _MATRICES = frozenset("¥§"), frozenset("µ¶")
"""Both in one expression are for the long way: here it is not told apart what ends which."""
_PASSES = 12
_EMPTY = "{}"
"""Braces that scripts without a base need: no word is like it."""


def glance(latex: str, rules: frozenset[str]) -> tuple[str, bool] | None:
    """Return the normal form of an expression, and whether it may be another one; None where it has to be read.

    Args:
        latex: One expression.
        rules: Those of a profile; other sets of rules have no short way.

    Raises:
        InputError: ``latex`` is no string.
    """
    known = WORDS.get(rules)
    if known is None:
        return None
    try:
        words = latex.split()
        code = "".join(map(known.letters.__getitem__, words))
    except (KeyError, AttributeError):
        words = _words(latex, known.letters)
        code = "".join([known.letters.get(word, SYMBOL) for word in words])
    form: str | None
    if is_whole(code) or is_whole(INNERMOST.sub(ATOM, code)):
        if code.isascii():
            return " ".join(words), False
        form = " ".join(filter(None, map(known.forms.get, words, words)))
    elif ODD in code:
        glued = APART.sub(r"\1\2", latex)
        is_known = glued != latex and known.letters.keys() >= set(glued.split())
        return glance(glued, rules) if is_known else None
    else:
        form = _second_look(code, [*map(known.forms.get, words, words)]) if known.is_rewritten else None
    if form is None or " { }" in form or "\\\\ \\end" in form or "\\\\ [" in form:
        return None
    return form.replace(_EMPTY, "{ }"), True


def _words(latex: str, letters: Mapping[str, str]) -> list[str]:
    """Return words that are known, or tokens."""
    words = latex.split() if isinstance(latex, str) else []
    is_known = words and all(len(word) == 1 or word in letters for word in words)
    return words if is_known else tokenize(latex)


def _second_look(code: str, words: list[str]) -> str | None:
    """Return the form of what becomes one row when all is taken for atoms from within.

    Args:
        code: A letter for each word.
        words: What becomes of each; changed in place.
    """
    if NOTHING.search(code) or not (_ARRAYS.isdisjoint(code) or _MATRICES.isdisjoint(code)):
        return None
    code = FIRST.sub(partial(_at_once, words), code)
    for _ in range(_PASSES):
        if is_whole(code):
            return " ".join(filter(None, words))
        flatter = EDITS.sub(partial(_structure, words), code)
        if flatter == code:
            flatter = INNERMOST.sub(_atoms, code)
        if flatter == code:
            return None
        code = flatter
    return None


def _atoms(match: re.Match[str]) -> str:
    return ATOM * len(match[0])


def _at_once(words: list[str], match: re.Match[str]) -> str:
    """Do what is told from neighbours alone; return what it is then."""
    return _WAYS[match.lastgroup or ""](words, match.start(), match.end())


def _argument(words: list[str], at: int, _past: int) -> str:
    words[at] = f"{{ {words[at]} }}"
    return ARGUMENT


def _dropped(words: list[str], at: int, past: int) -> str:
    words[at:past] = [""] * (past - at)
    return DROPPED * (past - at)


def _limits(words: list[str], at: int, _past: int) -> str:
    if words[at] not in LIMIT_OPERATORS:
        words[at + 1] = CONTROL
    return ATOM + SYMBOL


def _size(words: list[str], at: int, _past: int) -> str:
    delimiter = words[at + 1]
    words[at + 1] = "" if delimiter == NO_DELIMITER else DELIMITER_NAMES.get(delimiter, delimiter)
    return DROPPED + (SYMBOL if words[at + 1] else DROPPED)


def _begin(words: list[str], at: int, past: int) -> str:
    if not COLUMNS.issuperset(words[at + 2 : past - 1]):
        return ODD
    return _dropped(words, at + 1, past) + "µ"


def _end(_words: list[str], _at: int, _past: int) -> str:
    return "¶"


def _primes(words: list[str], at: int, past: int) -> str:
    primes = " ".join(["\\prime"] * (past - at))
    atoms = _dropped(words, at, past)
    words[at] = f"^ {{ {primes} }}"
    return atoms


def _prime(words: list[str], at: int, _past: int) -> str:
    words[at] = "\\prime"
    return SYMBOL


_WAYS: Final[Mapping[str, Callable[[list[str], int, int], str]]] = MappingProxyType(
    {
        "argument": _argument,
        "begin": _begin,
        "dropped": _dropped,
        "end": _end,
        "limits": _limits,
        "prime": _prime,
        "primes": _primes,
        "size": _size,
    }
)
"""What is done to what is found first, by the name of its group."""


def _structure(words: list[str], match: re.Match[str]) -> str:
    """Do what is to be done to a structure; return what it is then."""
    first, past, kind = match.start(), match.end(), match.lastgroup
    size = past - first
    if kind == "lower":
        middle = match.start(kind)
        words[first:past] = words[middle:past] + words[first:middle]
        return ATOM * size
    if kind == "font":
        words[first], words[first + 1] = words[first + 1], "{"
    elif kind == "empty":
        words[first], words[past - 1] = _EMPTY, ""
    elif kind != "kept":
        words[first] = words[past - 1] = ""
    if kind == "group":
        return ATOM * size if size > len(_EMPTY) else DROPPED * size
    return DROPPED * (size - 1) + SYMBOL
