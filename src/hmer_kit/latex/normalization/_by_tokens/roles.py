r"""What the short way of normalization knows of each token, for each profile: data only.

A token that has no role is a symbol that no rule rewrites, wherever it stands.
"""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from hmer_kit.latex.commands import COMMANDS, DELIMITER_SIZES, LIMIT_OPERATORS, SPACES
from hmer_kit.latex.kinds import Relation
from hmer_kit.latex.normalization import _tables
from hmer_kit.latex.normalization.profiles import PROFILES
from hmer_kit.latex.parser import SPECIAL_TOKENS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hmer_kit.latex.commands import Command

__all__ = ["DELIMITER_NAMES", "LIMITED", "ODD", "ROLES", "STEPS", "Role", "Way"]


class Way(StrEnum):
    """What is done where a token stands."""

    ODD = "odd"
    """The long way is taken."""
    END = "end"
    """A row in braces ends."""
    COMMAND = "command"
    """Arguments follow, each in braces."""
    GROUP = "group"
    """Braces begin that nothing asked for."""
    SWITCH = "switch"
    """Where it stands first in such braces, a font begins."""
    LIMITS = "limits"
    SPARE = "spare limits"
    r"""The same where only those go the short way that change nothing."""
    RAW = "raw"
    """An argument in braces follows that is no row, and no script after it."""
    SYMBOL = "symbol"
    """Scripts may follow."""
    ALONE = "alone"
    """None may."""
    BEGIN = "begin"
    CELL = "cell"
    """Another cell of a matrix follows."""
    END_CELLS = "end cells"
    LEFT = "left"
    MIDDLE = "middle"
    RIGHT = "right"
    SIZE = "size"
    r"""A delimiter follows, without a pair."""

    __hash__ = str.__hash__  # that of its value; an enumeration's own is slow


class Role(NamedTuple):
    """What a token is."""

    way: Way
    rule: str = ""
    """The rule that rewrites it; empty where none does."""
    new: str = ""
    """What it becomes, with blanks between tokens; empty where it is left out."""
    arguments: int = 0
    """How many a command takes."""
    option: bool = False
    """Whether one in brackets may stand before them."""
    width: int = 1
    """Tokens before those: two for what a delimiter follows."""


_ORDER = (
    "spaces",
    "environments",
    "row_ends",
    "aliases",
    "dots",
    "variants",
    "accents",
    "sizes",
    "font_switches",
    "fences",
    "names",
    "braces",
)
STEPS: Final[Mapping[str, int]] = {
    **{rule: at for at, rule in enumerate(_ORDER)},
    "base_braces": len(_ORDER) - 1,
    "limits": len(_ORDER),
}
"""The rules that a role may have, in the order in which the long way applies them."""

DELIMITER_NAMES: Final[Mapping[str, str]] = {**_tables.SYMBOL_SPELLINGS, **_tables.DELIMITER_SPELLINGS}
r"""Rule ``aliases``: the usual spelling of what follows ``\left`` and its like."""

ODD: Final = Role(Way.ODD)
_ODD_WITH = {
    "aliases": frozenset({"\\not"}),
    "classes": _tables.CLASSES | {_tables.OPERATOR},
    "fonts": _tables.PLAIN_FONTS,
    "names": _tables.NAMED,
    "integrals": _tables.INTEGRALS.keys(),
}
"""Tokens that a rule rewrites in a way that is not the short one."""
_SYMBOLS: Mapping[str, Mapping[str, str]] = {
    "aliases": _tables.SYMBOL_SPELLINGS,
    "dots": _tables.DOTS,
    "variants": _tables.VARIANTS,
    "names": {name: " ".join(letters) for name, letters in _tables.FUNCTIONS.items()},
}
_COMMANDS: Mapping[str, Mapping[str, str]] = {
    "aliases": _tables.COMMAND_SPELLINGS,
    "accents": _tables.ACCENTS,
    "sizes": _tables.LARGER,
}
_WAYS = {"}": Way.END, "&": Way.CELL, "\\\\": Way.CELL}
_FENCES = {"\\left": Way.LEFT, "\\middle": Way.MIDDLE, "\\right": Way.RIGHT, **dict.fromkeys(DELIMITER_SIZES, Way.SIZE)}


LIMITED: Final = LIMIT_OPERATORS | {"\\int", "\\iint", "\\iiint", "\\oint"}
r"""Operators that ``\limits`` may follow: those that take limits without it, and others."""


def _roles(rules: frozenset[str]) -> Mapping[str, Role]:
    """Return the roles under a profile: later ones go before earlier ones, and what is odd before all."""
    fences = "fences" if "fences" in rules else ""
    roles = dict.fromkeys(SPECIAL_TOKENS, ODD)
    del roles["]"]  # what it could end is never begun here
    roles |= {token: Role(way) for token, way in _WAYS.items()}
    roles["{"] = Role(Way.GROUP, "braces" if "braces" in rules else "")
    roles["\\begin"] = Role(Way.BEGIN, "environments" if "environments" in rules else "")
    roles["\\end"] = Role(Way.END_CELLS, "row_ends" if "row_ends" in rules else "")
    roles |= dict.fromkeys(("\\hspace", "\\vspace"), Role(Way.RAW, "spaces" if "spaces" in rules else ""))
    roles |= {token: Role(way, fences, width=2) for token, way in _FENCES.items()}
    roles |= {token: role for token, command in COMMANDS.items() if (role := _command(command))}
    roles |= dict.fromkeys(SPACES & _tables.SPACING, Role(Way.ALONE, "spaces" if "spaces" in rules else ""))
    roles["\\limits"] = Role(
        Way.SPARE if "limit_placement" in rules else Way.LIMITS, "limits" if "limits" in rules else ""
    )
    if "font_switches" in rules:
        fonts = _tables.FONT_SWITCHES
        roles |= {
            token: Role(Way.SWITCH, "font_switches", fonts[token]) for token in fonts if _stays(fonts[token], rules)
        }
    for rule in sorted(rules & _ODD_WITH.keys()):
        roles |= dict.fromkeys(_ODD_WITH[rule], ODD)
    return MappingProxyType(roles | dict(_renamed(rules, roles)))


def _stays(font: str, rules: frozenset[str]) -> bool:
    return not ("fonts" in rules and font in _tables.PLAIN_FONTS)


def _command(command: Command) -> Role | None:
    """Return the role of a command that takes rows in braces, and before them one in brackets at most."""
    optional = [argument.optional for argument in command.arguments]
    is_odd = any(
        argument.text or argument.until or argument.relation is Relation.CELL for argument in command.arguments
    )
    if is_odd or command.raw or command.option or not optional or any(optional[1:]):
        return None
    return Role(Way.COMMAND, arguments=optional.count(False), option=optional[0])


def _renamed(rules: frozenset[str], roles: Mapping[str, Role]) -> Iterator[tuple[str, Role]]:
    """Yield the tokens that get another name by one rule and keep it; those of which more is to be said are odd."""
    tables = [(rule, table) for of in (_SYMBOLS, _COMMANDS) for rule, table in of.items() if rule in rules]
    touched = [token for _, table in tables for token in table]
    for rule, table in tables:
        for token, new in table.items():
            role, becomes = roles.get(token), roles.get(new)
            is_odd = touched.count(token) > 1 or new in touched or role is ODD or role != becomes
            yield token, ODD if is_odd else _with_name(token, rule, new, role)


def _with_name(token: str, rule: str, new: str, role: Role | None) -> Role:
    if role is not None:
        return role._replace(rule=rule, new=new)
    alone = rule == "names" and token in LIMIT_OPERATORS  # with scripts it becomes a command
    return Role(Way.ALONE if alone else Way.SYMBOL, rule, new)


ROLES: Final[Mapping[frozenset[str], Mapping[str, Role]]] = MappingProxyType(
    {profile.rules: _roles(profile.rules) for profile in PROFILES.values()}
)
"""The roles of tokens by the rules of a profile."""
