r"""The normal form at a glance: one pattern says whether all stands as in a normal form, but for single words.

These words are spaces, fences, other spellings. Where the pattern does not match, a second look takes what is innermost
for one atom, again and again: braces may go then, scripts change places, arguments get braces. What is left after that
is for ``hmer_kit.latex.normalization._direct``, and for the tree; changes are listed there alone.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from hmer_kit.latex.commands import NO_DELIMITER
from hmer_kit.latex.normalization._letters import ARGUMENT, ATOM, BASES, DROPPED, FLAT, ODD, SYMBOL, WORDS, structure
from hmer_kit.latex.normalization._roles import DELIMITER_NAMES
from hmer_kit.latex.tokens import tokenize

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Glance", "glance"]


def _row(of: str) -> str:
    """Return the pattern of a row in which there are structures whose rows have some pattern."""
    script = rf"\{{(?!\}}){of}\}}"
    within = structure(of, script=rf"(?:_{script})?+(?:\^{script})?+")
    return rf"{FLAT}*+(?:{within}{FLAT}*+)*+"


_REGULAR = _row(_row(f"{FLAT}*+"))
"""A row in which there is nothing to do but for single words, two structures deep."""
_is_whole = re.compile(_REGULAR).fullmatch

_NO_ARGUMENT = r"(?<=\{)(?<![_^cçfðoò}\]]\{)"
"""Behind braces that nothing asked for."""
_SCRIPT = rf"(?:\{{(?!\}}){_REGULAR}\}}|{ARGUMENT})"
_EDITS = re.compile(
    rf"[{{^](?:(?<=[{BASES}Ñ]\^){_SCRIPT}(?P<lower>_{_SCRIPT})(?![_^])"
    rf"|{_NO_ARGUMENT}(?:(?P<font>þ[{BASES}]+\}})|(?P<base>[xdá]\}})(?=[_^])|(?<=[{BASES}{ATOM}]\{{)(?P<empty>\}})(?=[_^])"
    rf"|(?P<group>(?!ß*\}}){_REGULAR}\}})(?![_^])))"
)
"""What goes or changes its place, where all in it is regular."""
_UNCERTAIN = re.compile(r"Ëß*Ò|[¥§].*[µ¶]|[µ¶].*[¥§]")
"""Fences of which nothing is left; arrays beside matrices: here it is not told apart what ends which."""
_INNERMOST = re.compile(structure(f"{FLAT}*+", script=rf"(?:_\{{{FLAT}++\}})?+(?:\^\{{{FLAT}++\}})?+(?![_^])"))
_FIRST = re.compile(
    rf"(?:(?<=[_^cçfðoò])|(?<=[fð]{SYMBOL}))(?P<argument>{SYMBOL})|(?P<limits>[li]÷)(?=[_^])|(?P<last>\\)(?=[¶§])"
    rf"|(?P<size>°[d\[\]])|(?P<space>¤\{{[xd]+\}})|(?P<begin>¥\{{x+\}})|(?P<end>§)"
)
_COLUMNS = frozenset("lcr")
_PASSES = 12
_EMPTY = "{}"
"""Braces that scripts without a base need: no word is like it."""
_APART = re.compile(r"(\\(?:left|right)) (?![A-Za-z])|(\\(?:begin|end)) (?=\{)")
"""Where a blank stands within what is one word here."""


class Glance(NamedTuple):
    """What was seen."""

    form: str
    """The normal form."""
    is_changed: bool
    """Whether a word is another one there; True as well for one that is only written apart."""


def glance(latex: str, rules: frozenset[str]) -> Glance | None:
    """Return the normal form of an expression; None where it has to be read.

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
    if _is_whole(code):
        if code.isascii():
            return Glance(" ".join(words), False)
        form = " ".join(filter(None, map(known.forms.get, words, words)))
    elif ODD in code:
        glued = _APART.sub(r"\1\2", latex)
        is_known = glued != latex and known.letters.keys() >= set(glued.split())
        return glance(glued, rules) if is_known else None
    else:
        form = _second_look(code, [*map(known.forms.get, words, words)]) if known.is_rewritten else None
    if form is None or " { }" in form or "\\\\ \\end" in form or "\\\\ [" in form:
        return None
    return Glance(form.replace(_EMPTY, "{ }"), True)


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
    if _UNCERTAIN.search(code):
        return None
    code = _FIRST.sub(partial(_prepare, words), code)
    for _ in range(_PASSES):
        if _is_whole(code):
            return " ".join(filter(None, words))
        flatter = _EDITS.sub(partial(_flatten, words), code)
        if flatter == code:
            flatter = _INNERMOST.sub(lambda match: ATOM * len(match[0]), code)
        if flatter == code:
            return None
        code = flatter
    return None


def _prepare(words: list[str], match: re.Match[str]) -> str:
    """Do what is told from neighbours alone; return what it is then."""
    at, past, kind = match.start(), match.end(), match.lastgroup
    if kind == "argument":
        words[at] = f"{{ {words[at]} }}"
        return ARGUMENT
    if kind == "limits":
        words[at + 1] = words[at + 1] if match[0][0] == "l" else "\\limits"
        return ATOM + SYMBOL
    if kind == "size":
        words[at + 1] = "" if words[at + 1] == NO_DELIMITER else DELIMITER_NAMES.get(words[at + 1], words[at + 1])
        return DROPPED + (SYMBOL if words[at + 1] else DROPPED)
    if kind == "begin" and not _COLUMNS.issuperset(words[at + 2 : past - 1]):
        return ODD
    if kind == "last" or kind == "space":
        words[at:past] = [""] * (past - at)
        return DROPPED * (past - at)
    words[at + 1 : past] = [""] * (past - at - 1)
    return DROPPED * (past - at - 1) + ("µ" if kind == "begin" else "¶")


def _flatten(words: list[str], match: re.Match[str]) -> str:
    """Do what is to be done to a structure; return what it is then."""
    first, past, kind = match.start(), match.end(), match.lastgroup
    atoms = ATOM * (past - first)
    if kind == "lower":
        middle = match.start(kind)
        words[first:past] = words[middle:past] + words[first:middle]
        return atoms
    if kind == "font":
        words[first], words[first + 1] = words[first + 1], "{"
    elif kind == "empty":
        words[first], words[past - 1] = _EMPTY, ""
    else:
        words[first] = words[past - 1] = ""
    return atoms if kind == "group" else atoms[1:] + SYMBOL
