"""Braces that nothing asked for and that own scripts: whether what is in them may take these, seen from the tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.latex.commands import COMMANDS, LIMIT_OPERATORS, NO_DELIMITER
from hmer_kit.latex.normalization._by_tokens.edits import CONTROL, SIGNS, past_node, past_own
from hmer_kit.latex.normalization._by_tokens.roles import Way
from hmer_kit.latex.normalization._tables import HOLDERS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hmer_kit.latex.normalization._by_tokens.roles import Role

__all__ = ["nodes_before_scripts"]

_LIMITS = LIMIT_OPERATORS | {name for name, command in COMMANDS.items() if command.limits}
_FOLLOWERS = (*SIGNS, CONTROL)
_ODD_WAYS = frozenset({Way.GROUP, Way.BEGIN, Way.LIMITS})


def nodes_before_scripts(tokens: Sequence[str], roles: Mapping[str, Role], at: int) -> int:
    """Return how many nodes will be in braces, if the last takes scripts as the braces do; 0 where that is not plain.

    Args:
        tokens: All tokens.
        roles: What they are.
        at: The first token in the braces.
    """
    number, last, is_scripted = 0, "", False
    while tokens[at] != "}":
        role = roles.get(tokens[at])
        if role is not None and role.way in _ODD_WAYS:
            return 0
        own = past_own(tokens, at, role)
        kept = _number(tokens, at, role)
        if kept:
            number, last, is_scripted = number + kept, tokens[at], tokens[own] in _FOLLOWERS
        at = past_node(tokens, at, role)
    is_odd = is_scripted or last in _LIMITS or (number > 1 and last in HOLDERS)
    return 0 if is_odd else number


def _number(tokens: Sequence[str], at: int, role: Role | None) -> int:
    """Return how many nodes one becomes."""
    if role is None or not role.rule:
        return 1
    if role.rule == "fences":
        return int(tokens[at + 1] != NO_DELIMITER)
    return len(role.new.split())
