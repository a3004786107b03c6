"""Expressions for characters and for words: classes, and all words but some."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING, Final

from hmer_kit.latex.grammar._expressions import Chars, Expression, Many, Name, choice, optional, then

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

__all__ = ["BLANKS", "one_of", "other_than", "other_words"]

BLANKS: Final = (
    ("\x00", "\x20"),
    ("\x7f", "\xa0"),
    ("\u1680", "\u1680"),
    ("\u2000", "\u200f"),
    ("\u2028", "\u202f"),
    ("\u205f", "\u206f"),
    ("\u3000", "\u3000"),
    ("\ufeff", "\ufeff"),
)
"""Blanks, line ends, and characters that control the direction of text or nothing at all."""
_LETTERS: Final = frozenset(string.ascii_letters)


def one_of(characters: Iterable[str]) -> Chars:
    """Return the class of some characters."""
    return Chars(_ranges(characters))


def other_than(characters: Iterable[str]) -> Chars:
    """Return the class of all characters that are no blanks, but some."""
    return Chars((*BLANKS, *_ranges(characters)), excluded=True)


def other_words(words: Collection[str], name: str) -> dict[str, Expression]:
    """Return rules for all words of ASCII letters but those given: the automaton of their letters, turned around.

    Every branching is a rule of its own, for readers of grammars refuse parentheses that are nested deeply; words with
    the same endings share it.

    Args:
        words: Words that are not meant; none is empty.
        name: Name of the first rule; the names of the others begin with it.
    """
    names = {frozenset(words): name}
    rules: dict[str, Expression] = {}
    pending = list(names)
    while pending:
        rests = pending.pop()
        parts: list[Expression] = []
        nexts = _after_one_letter(rests)
        for letter, following in nexts.items():
            if following not in names:
                names[following] = f"{name}_{len(names)}"
                pending.append(following)
            parts.append(then(letter, Name(names[following])))
        if others := _LETTERS - nexts.keys():
            parts.append(then(one_of(others), Many(one_of(_LETTERS))))
        can_end = "" not in rests and names[rests] != name
        rules[names[rests]] = optional(choice(parts)) if can_end else choice(parts)
    return rules


def _after_one_letter(words: Collection[str]) -> dict[str, frozenset[str]]:
    """Return what words go on with after their first letter."""
    found: dict[str, set[str]] = {}
    for word in words:
        if word:
            found.setdefault(word[0], set()).add(word[1:])
    return {letter: frozenset(rests) for letter, rests in sorted(found.items())}


def _ranges(characters: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Return characters as ranges of neighbours."""
    found: list[tuple[str, str]] = []
    for character in sorted(set(characters)):
        if found and ord(character) == ord(found[-1][1]) + 1:
            found[-1] = found[-1][0], character
        else:
            found.append((character, character))
    return tuple(found)
