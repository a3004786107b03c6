"""Pieces that the rules of a grammar are made of, and what is left of them where some tokens may not be written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Mapping

__all__ = [
    "NOTHING",
    "Chars",
    "Choice",
    "Expression",
    "Many",
    "Name",
    "Steps",
    "Text",
    "choice",
    "optional",
    "restrict",
    "then",
]


@dataclass(frozen=True, slots=True)
class Text:
    """A token, or a blank, as it stands."""

    text: str


@dataclass(frozen=True, slots=True)
class Chars:
    """One character out of ranges such as ``("a", "z")``; one that is in none of them, if they are excluded."""

    ranges: tuple[tuple[str, str], ...]
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class Name:
    """What another rule says."""

    name: str


@dataclass(frozen=True, slots=True)
class Steps:
    """One part after the other; nothing, if there is none."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several parts; what can never be written, if there is none."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Many:
    """The same again, from ``least`` to ``most`` times; without end, if that is None."""

    part: Expression
    least: int = 0
    most: int | None = None


Expression: TypeAlias = Text | Chars | Name | Steps | Choice | Many

NOTHING: Final = Steps(())
_NEVER: Final = Choice(())


def then(*parts: Expression | str) -> Expression:
    """Return parts one after the other; a string stands for itself."""
    made = _made(parts)
    return made[0] if len(made) == 1 else Steps(made)


def choice(parts: Iterable[Expression | str]) -> Expression:
    """Return a choice between parts; a string stands for itself."""
    made = _made(parts)
    return made[0] if len(made) == 1 else Choice(made)


def optional(*parts: Expression | str) -> Expression:
    """Return parts that may be left out together."""
    return Many(then(*parts), 0, 1)


def restrict(rules: Mapping[str, Expression], *, start: str, known: Container[str] | None) -> dict[str, Expression]:
    """Return the rules that a start needs, without what cannot be written.

    Args:
        rules: Rules by name.
        start: Name of the first one.
        known: The tokens that may be written; all of them if None. Blanks always may.

    Returns:
        The rules that are left, in their order; none, if nothing at all can be written.
    """
    kept = {name: _without(rule, known) for name, rule in rules.items()}
    while dead := {name for name, rule in kept.items() if rule == _NEVER}:
        kept = {name: _cut(rule, dead) for name, rule in kept.items() if name not in dead}
    reached, pending = {start}, [start]
    while pending:
        found = _names(kept.get(pending.pop(), NOTHING)) - reached
        reached |= found
        pending += found
    return {name: rule for name, rule in kept.items() if name in reached}


def _made(parts: Iterable[Expression | str]) -> tuple[Expression, ...]:
    return tuple(Text(part) if isinstance(part, str) else part for part in parts)


def _without(part: Expression, known: Container[str] | None) -> Expression:
    if isinstance(part, Text):
        return part if known is None or not part.text.strip() or part.text in known else _NEVER
    return _rebuilt(part, lambda inner: _without(inner, known))


def _cut(part: Expression, dead: Container[str]) -> Expression:
    if isinstance(part, Name):
        return _NEVER if part.name in dead else part
    return _rebuilt(part, lambda inner: _cut(inner, dead))


def _rebuilt(part: Expression, change: Callable[[Expression], Expression]) -> Expression:
    """Change what an expression is made of, and draw the conclusions from what can never be written."""
    if isinstance(part, Steps):
        parts = tuple(map(change, part.parts))
        return _NEVER if _NEVER in parts else Steps(tuple(each for each in parts if each != NOTHING))
    if isinstance(part, Choice):
        return choice(each for each in map(change, part.parts) if each != _NEVER)
    if isinstance(part, Many):
        inner = change(part.part)
        if inner == _NEVER:
            return _NEVER if part.least else NOTHING
        return NOTHING if inner == NOTHING else replace(part, part=inner)
    return part


def _names(part: Expression) -> set[str]:
    if isinstance(part, Name):
        return {part.name}
    if isinstance(part, Many):
        return _names(part.part)
    if isinstance(part, Steps | Choice):
        return {name for inner in part.parts for name in _names(inner)}
    return set()
