"""Symbols respelled, token by token."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from hmer_kit.latex.aliases import DELIMITER_ALIASES, SIZE_VARIANTS, SYMBOL_ALIASES
from hmer_kit.latex.commands import COMMANDS, DELIMITERS, SCRIPT_SIGNS
from hmer_kit.latex.dialects._protection import FENCE_WORDS, protected
from hmer_kit.latex.spacing._operators import BINARY, RELATIONS, SIGN_OPERATORS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hmer_kit.latex.dialects.tables import Dialect

__all__ = ["Change", "respell"]

Change = tuple[str, str, str]
"""Rule, what was there, what is there now."""

_DOTS: Final = "\\dots"
_CENTRED: Final = RELATIONS | BINARY | SIGN_OPERATORS | {"\\not"}
r"""After these, amsmath's ``\dots`` stand as high as the axis."""
_SIZES: Final = frozenset(member for members in SIZE_VARIANTS for member in members)


class _Table(NamedTuple):
    """How a dialect respells."""

    single: Mapping[str, str]
    """One token."""
    pairs: Mapping[tuple[str, str], str]
    """Two tokens."""
    fences: Mapping[str, str]
    r"""A delimiter after ``\left`` and its like."""
    touched: frozenset[str]
    """Tokens at which something may change."""


@lru_cache(maxsize=32)
def _table(dialect: Dialect) -> _Table:
    single: dict[str, str] = {}
    pairs: dict[tuple[str, str], str] = {}
    for spelling, preferred in dialect.aliases.items():
        first, _, second = spelling.partition(" ")
        if second:
            pairs[first, second] = preferred
        else:
            single[first] = preferred
    fences: dict[str, str] = {}
    for members in (*SYMBOL_ALIASES, *DELIMITER_ALIASES):
        known = [member for member in members if member in DELIMITERS]
        preferred = single.get(members[0], members[0])
        fences.update((member, preferred if preferred in DELIMITERS else known[0]) for member in known)
    touched = {first for first, _ in pairs} | {_DOTS}
    touched.update(spelling for table in (single, fences) for spelling, new in table.items() if new != spelling)
    return _Table(single, pairs, fences, frozenset(touched))


def respell(texts: Sequence[str], *, source: Dialect, target: Dialect) -> tuple[list[str], Counter[Change]]:
    """Return the tokens in the spelling of the target, and what was changed."""
    table = _table(target)
    meanings = dict(source.own)
    result: list[str] = []
    changes: Counter[Change] = Counter()
    if table.touched.isdisjoint(texts) and meanings.keys().isdisjoint(texts):
        return [*texts], changes
    kept = protected(texts)
    at = 0
    while at < len(texts):
        text, before = texts[at], texts[at - 1] if at else ""
        after = texts[at + 1] if at + 1 < len(texts) else ""
        pair = None if before in SCRIPT_SIGNS or before in COMMANDS else table.pairs.get((text, after))
        if at in kept:
            result.append(text)
        elif pair is not None and at + 1 not in kept:
            result.append(pair)
            changes["alias", f"{text} {after}", pair] += 1
            at += 1
        else:
            rule, new = _single(text, before, after, table, meanings)
            result.append(new)
            if new != text:
                changes[rule, text, new] += 1
        at += 1
    return result, changes


def _single(text: str, before: str, after: str, table: _Table, meanings: Mapping[str, str]) -> tuple[str, str]:
    """Return the rule and the new spelling of one token."""
    if before in FENCE_WORDS:
        return "alias", table.fences.get(text, text)
    if text in meanings:
        meaning = meanings[text]
        return "alias", table.single.get(meaning, meaning)
    if text == _DOTS:
        meaning = "\\cdots" if after in _CENTRED else "\\ldots"
        return "dots", table.single.get(meaning, meaning)
    return "size" if text in _SIZES else "alias", table.single.get(text, text)
