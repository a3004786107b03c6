r"""Words as letters: what the shortest ways of normalization know of each word, for each profile.

A word is what stands between blanks: one token, or one of a few that are mostly written without a blank. With a letter
for each, patterns say how an expression is built. Letters of words that a rule rewrites are not in ASCII, so that a
string says at once whether there are any.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from hmer_kit.latex._common_words import COMMON_TOKENS
from hmer_kit.latex.commands import COMMANDS, DELIMITERS, LIMIT_OPERATORS, NO_DELIMITER, PRIME
from hmer_kit.latex.normalization._by_tokens.roles import DELIMITER_NAMES, LIMITED, ROLES, Way
from hmer_kit.latex.normalization._tables import GRID

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hmer_kit.latex.normalization._by_tokens.roles import Role

__all__ = [
    "ATOM",
    "BASES",
    "DELIMITER",
    "DROPPED",
    "FLAT",
    "LIMITED_COMMAND",
    "ODD",
    "SYMBOL",
    "WORDS",
    "Words",
]

ODD, SYMBOL, DELIMITER, ATOM, DROPPED = "!xdsß"
"""For the long way; a symbol; one that is a delimiter; what takes no scripts, or has them; what is left out."""
LIMITED_COMMAND: Final = "ÿ"
r"""A command that takes limits, as ``\overbrace`` or ``\operatorname*``."""
BASES: Final = rf"{SYMBOL}{DELIMITER}li*á\[\]"
r"""What takes scripts: ``l`` takes limits by itself, ``i`` with ``\limits``; ``á`` is another symbol in the form."""
FLAT: Final = rf"[{BASES}{ATOM}{DROPPED}]"
"""What holds no row."""
_OWN = frozenset({*"_^{}[]&*", "\\\\"})
"""Tokens whose letter is their first character."""
_LETTERS: Mapping[tuple[Way, int], str] = {
    (Way.SYMBOL, 0): "xá",
    (Way.ALONE, 0): "sß",
    (Way.COMMAND, 1): "cç",
    (Way.COMMAND, 2): "fð",
    (Way.COMMAND, -1): "oò",
    (Way.SWITCH, 0): "!þ",
    (Way.LIMITS, 0): "!÷",
    (Way.SIZE, 0): "!°",
    (Way.RAW, 0): "!¤",
}
"""By way and arguments, -1 for one after an option: the letter of what no rule rewrites, and of what one does."""
_COMMANDS: Mapping[str, str] = {"\\begin": "µµ", "\\end": "¶¶", "\\left": "ËË", "\\right": "ÑÒ"}
"""Commands with a word: the letter for it, and for the delimiter without ink."""
_STARRED = "\\operatorname"
_ARRAY = "array"


class Words(NamedTuple):
    """What is known of words under a profile."""

    letters: Mapping[str, str]
    """The letter of each; a word that is not here may be several tokens."""
    forms: Mapping[str, str]
    """What each becomes, with blanks between tokens; empty for what is left out."""
    is_rewritten: bool
    """Whether there are rules at all."""


def _letter(token: str, role: Role | None) -> str:
    if token in _OWN:
        return token[0]
    if token == PRIME:
        return "p" if role else SYMBOL
    if role is not None:
        letters = _LETTERS.get((role.way, -role.arguments if role.option else role.arguments), ODD * 2)
        letter = letters[bool(role.rule)]
        return LIMITED_COMMAND if letter == "c" and COMMANDS[token].limits else letter
    if token in LIMITED:
        return "l" if token in LIMIT_OPERATORS else "i"
    return DELIMITER if token in DELIMITERS else SYMBOL


def _words(roles: Mapping[str, Role]) -> Words:
    letters = {token: _letter(token, roles.get(token)) for token in COMMON_TOKENS | DELIMITERS | roles.keys()}
    forms = {
        token: roles[token].new if not letter.isascii() and roles[token].rule else token
        for token, letter in letters.items()
    }
    for word, letter, form in _composites(is_bare=bool(roles["\\left"].rule)):
        letters[word], forms[word] = letter, form
    if letters[_STARRED] == "c":
        letters[f"{_STARRED}*"], forms[f"{_STARRED}*"] = LIMITED_COMMAND, f"{_STARRED} *"
    return Words(letters, forms, bool(roles["{"].rule))


def _composites(*, is_bare: bool) -> Iterator[tuple[str, str, str]]:
    """Yield words of two tokens, their letters and what they become."""
    for command, letters in _COMMANDS.items():
        letter, other = letters[0], letters[1]
        for delimiter in DELIMITERS if letter in "ËÑ" else ():
            bare = "" if delimiter == NO_DELIMITER else DELIMITER_NAMES.get(delimiter, delimiter)
            yield command + delimiter, letter if bare else other, bare if is_bare else f"{command} {delimiter}"
        if letter in "µ¶":
            yield f"{command}{{{GRID}}}", letter, f"{command} {{{GRID}}}"
            yield f"{command}{{{_ARRAY}}}", "¥" if letter == "µ" else "§", f"{command} {{{GRID}}}"


WORDS: Final[Mapping[frozenset[str], Words]] = MappingProxyType(
    {rules: _words(roles) for rules, roles in ROLES.items()}
)
"""What is known of words by the rules of a profile."""
