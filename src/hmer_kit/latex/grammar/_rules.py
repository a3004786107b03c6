r"""The rules of blank-separated LaTeX.

A rule begins with its first token, and a blank stands before each further one: ``(" " item)*`` is a row in braces. So
no rule is needed twice, for the beginning of an expression and for what lies within it. Names in capitals are
terminals.

A row in brackets ends at the first ``]``; so it holds no ``]`` but in braces, fences or environments, and nothing that
reaches over what follows it: no infix and no marked command.
"""

from __future__ import annotations

import string
from typing import TYPE_CHECKING, Final

from hmer_kit.latex.commands import (
    COMMANDS,
    DELIMITER_SIZES,
    DELIMITERS,
    DIMENSION_COMMANDS,
    INFIX_COMMANDS,
    LIMIT_CONTROLS,
    MATH_DELIMITERS,
    PRIME,
    ROW_BREAKS,
    SCRIPT_SIGNS,
    SPACES,
)
from hmer_kit.latex.grammar._commands import command_rules, environment_rules
from hmer_kit.latex.grammar._expressions import Chars, Expression, Many, Name, choice, optional, restrict, then
from hmer_kit.latex.grammar._leading import leading_rules
from hmer_kit.latex.grammar._words import one_of, other_than, other_words
from hmer_kit.latex.kinds import Relation

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

__all__ = ["START", "latex_rules"]

START: Final = "start"
_BRACES: Final = frozenset("{}")
_LOOSE: Final = frozenset("[]*")
"""Symbols that may belong to the command before them."""
_COMMENT: Final = frozenset("%#")
"""Characters that the parser takes for symbols, and TeX for something else."""
_STRUCTURE: Final = frozenset({"\\begin", "\\end", "\\left", "\\right", "\\middle", "\\of"})
_SPECIAL: Final = frozenset().union(
    *(COMMANDS, DELIMITER_SIZES, DIMENSION_COMMANDS, INFIX_COMMANDS, LIMIT_CONTROLS, MATH_DELIMITERS, ROW_BREAKS),
    *(SCRIPT_SIGNS, SPACES, _STRUCTURE, _BRACES, _LOOSE, _COMMENT, {"&", PRIME, "\\"}),
)
"""Tokens that are more than a symbol."""


def latex_rules(
    before: Iterable[Expression], *, environments: Iterable[str], known: Collection[str] | None
) -> dict[str, Expression]:
    """Return the rules, the start among them.

    Args:
        before: What stands before the LaTeX.
        environments: Names of environments that may be written.
        known: Tokens that may be written; all if None.
    """
    start = then(
        *before, optional(" "), choice([_ITEM, _SCRIPTS_OF]), Name("row"), optional(Name("infix")), optional(" ")
    )
    rules = {START: start, **leading_rules(), **_ROWS, **_SCRIPTS, **_FENCES, **_TEXT, **_tokens(known)}
    rules |= command_rules() | environment_rules(environments)
    return restrict(rules, start=START, known=known)


def _signs(relation: Relation) -> list[str]:
    return [sign for sign, placed in SCRIPT_SIGNS.items() if placed is relation]


_ITEM, _SCRIPTS_OF, _ROW = Name("item"), Name("scripts"), Name("full_row")
_SCRIPTED: Final = optional(" ", _SCRIPTS_OF)


_ROWS: Final[dict[str, Expression]] = {
    "item": then(Name("atom"), _SCRIPTED),
    "atom": choice(map(Name, ["plain", "LOOSE", "SPACE", "BREAK", "sized", "fence", "marked", "environment"])),
    "plain": choice([Name("SYMBOL"), Name("group"), Name("command")]),
    "row": Many(then(" ", _ITEM)),
    "full_row": then(_SCRIPTED, Name("row"), optional(Name("infix"))),
    "infix": then(" ", Name("INFIX"), _SCRIPTED, Name("row")),
    "group": then("{", _ROW, " ", "}"),
    "argument": then(" ", choice([Name("plain"), Name("LOOSE")])),
    "strict_argument": then(" ", Name("plain")),
    "bracket_row": then(_SCRIPTED, Many(then(" ", Name("bracket_item")))),
    "bracket_item": then(choice([Name("bracket_atom"), "[", "*"]), _SCRIPTED),
    "bracket_atom": choice(map(Name, ["plain", "SPACE", "sized", "fence", "environment"])),
    "cells": then(_ROW, Many(then(" ", choice(["&", Name("BREAK")]), _ROW))),
    "raw": then("{", Many(then(optional(" "), choice([Name("INNER"), Name("raw")]))), optional(" "), "}"),
}

_SCRIPTS: Final[dict[str, Expression]] = {
    "scripts": choice(
        [then(Name("upper"), optional(" ", Name("lower"))), then(Name("lower"), optional(" ", Name("upper")))]
    ),
    "upper": choice(
        [Name("exponent"), then(PRIME, Many(then(" ", PRIME)), optional(" ", Name("SUP"), Name("argument")))]
    ),
    "exponent": then(optional(Name("LIMITS"), " "), Name("SUP"), Name("argument")),
    "lower": then(optional(Name("LIMITS"), " "), Name("SUB"), Name("argument")),
    "LIMITS": choice(sorted(LIMIT_CONTROLS)),
    "SUP": choice(_signs(Relation.SUP)),
    "SUB": choice(_signs(Relation.SUB)),
    "INFIX": choice(sorted(INFIX_COMMANDS)),
}

_FENCES: Final[dict[str, Expression]] = {
    "fence": then(Name("left"), _ROW, Many(then(" ", Name("middle"), _SCRIPTED, Name("row"))), " ", Name("right")),
    "left": choice([Name("LEFT"), then("\\left", " ", Name("DELIMITER"))]),
    "middle": choice([Name("MIDDLE"), then("\\middle", " ", Name("DELIMITER"))]),
    "right": choice([Name("RIGHT"), then("\\right", " ", Name("DELIMITER"))]),
    "sized": choice([Name("SIZED"), then(Name("SIZE"), " ", Name("DELIMITER"))]),
    "LEFT": then("\\left", Name("DELIMITER")),
    "MIDDLE": then("\\middle", Name("DELIMITER")),
    "RIGHT": then("\\right", Name("DELIMITER")),
    "SIZED": then(Name("SIZE"), Name("DELIMITER")),
    "SIZE": choice(sorted(DELIMITER_SIZES)),
    "DELIMITER": choice(sorted(DELIMITERS)),
    "BREAK": choice(sorted(ROW_BREAKS)),
    "SPACE": choice(sorted(SPACES | DIMENSION_COMMANDS)),
    "LOOSE": choice(sorted(_LOOSE)),
}

_TEXT: Final[dict[str, Expression]] = {
    "text": then("{", Many(then(" ", Name("text_item"))), " ", "}"),
    "text_item": choice(
        [*map(Name, ["SYMBOL", "LOOSE", "SPACE", "text", "command"]), "_", "^", "&", PRIME, *map(Name, ["math"])]
    ),
    "math": choice([then(opener, _ROW, " ", closer) for opener, closer in (("$", "$"), ("\\(", "\\)"))]),
}


def _tokens(known: Collection[str] | None) -> dict[str, Expression]:
    """Return what a symbol is, and a token of an argument that is no row."""
    if known is not None:
        symbols = sorted(token for token in known if token not in _SPECIAL and not _is_name(token))
        inner = [token for token in symbols if len(token) == 1]
        return {"SYMBOL": choice(symbols), "INNER": choice(inner)}
    single = {token for token in _SPECIAL if len(token) == 1}
    words = [token[1:] for token in _SPECIAL if token[:1] == "\\" and token[1:].isalpha()]
    marks = [mark for mark in string.punctuation if f"\\{mark}" not in _SPECIAL]
    control = then("\\", choice([one_of(marks), Name("WORD")]))
    symbol = choice([other_than(single | {"\\"}), control])
    return {"SYMBOL": symbol, "INNER": _inner(), **other_words(words, "WORD")}


def _is_name(token: str) -> bool:
    """Return whether a token is the name of an environment in braces."""
    return len(token) > 1 and token[0] == "{"


def _inner() -> Chars:
    return other_than("\\{}[]")
