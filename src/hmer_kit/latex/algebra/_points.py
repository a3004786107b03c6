"""Points at which two formulas differ.

A point gives each name a number. Some points are made so that both sides of a relation are equal there, without
rounding: one name that stands in the first power only is solved for. So an equation can be seen to hold, and another
one not to.
"""

from __future__ import annotations

import itertools
import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from hmer_kit.latex.algebra._enclosures import apart, constants, enclose, exactly, sign
from hmer_kit.latex.algebra._formula import LOG_BASE, Formula

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

__all__ = ["Solvable", "difference", "has_border"]

Solvable = tuple[str, Formula]
"""A name and a relation in which it stands in the first power only."""

_PRIMES: Final = (2, 3, 5, 7, 11, 13, 17, 19)
_POINTS = 10
_WHOLE = 3
_POSITIVE = 6
_NAMES_SHOWN = 8
_HOLDS: Final[Mapping[str, Callable[[int], bool]]] = {
    "=": lambda side: side == 0,
    "!=": lambda side: side != 0,
    "<": lambda side: side < 0,
    "<=": lambda side: side <= 0,
    ">": lambda side: side > 0,
    ">=": lambda side: side >= 0,
}


@dataclass(frozen=True, slots=True)
class _Point:
    values: dict[str, Any]
    """An interval for each name."""
    balanced: tuple[Formula, ...] = field(default=())
    """Relations whose sides are equal here."""

    def __str__(self) -> str:
        values = [f"{name} = {float(value.mid):.4g}" for name, value in self.values.items() if hasattr(value, "mid")]
        return f"they differ at {', '.join(values[:_NAMES_SHOWN])}" if values else "they differ"


def difference(
    one: Formula, other: Formula, *, solvable: Sequence[Solvable] = (), identities: Sequence[Formula] = ()
) -> str:
    """Return where two formulas differ, in words; nothing unless that is known for every meaning of the names.

    Args:
        one: An expression or a relation.
        other: Another of the same sort.
        solvable: What may be solved for.
        identities: Relations whose sides are equal everywhere.
    """
    found = ""
    for meaning in _meanings((one, other)):
        points = _points(_names(one, other), meaning, solvable)
        found = next((str(point) for point in points if _differ(one, other, point, identities)), "")
        if not found:
            return ""
    return found


def has_border(formula: Formula, solvable: Sequence[Solvable]) -> bool:
    """Return whether there is a point where both sides of a relation have a value and the same."""
    points = _points(_names(formula), next(_meanings((formula,))), solvable)
    return any(point.balanced and _offset(formula, point) is not None for point in points)


def _names(*formulas: Formula) -> list[str]:
    steps = itertools.chain.from_iterable((*formula.left, *formula.right) for formula in formulas)
    return sorted({str(step[1]) for step in steps if step[0] == "name"})


def _meanings(formulas: Sequence[Formula]) -> Iterator[dict[str, Any]]:
    """Yield every combination of what names with a usual meaning may stand for; without a value, for any number."""
    of_names = constants()
    several = {
        "e": [None, of_names["e"]],
        "i": [None, of_names["i"]],
        LOG_BASE: [of_names["e"], exactly(10), exactly(2)],
    }
    choices = [[(name, value) for value in several[name]] for name in _names(*formulas) if name in several]
    for choice in itertools.product(*choices):
        yield {name: value for name, value in choice if value is not None}


def _points(names: Sequence[str], meaning: Mapping[str, Any], solvable: Sequence[Solvable]) -> Iterator[_Point]:
    """Yield points: whole numbers, then positive fractions, then any; after each, those that solve a relation."""
    free = [name for name in names if name not in meaning]
    for number in range(_POINTS):
        numbers = random.Random(number)  # noqa: S311 - the same points every time
        values = {**meaning, **{name: _value(number, place, numbers) for place, name in enumerate(free)}}
        yield _Point(values)
        for name, formula in solvable:
            value = _solve(formula, name, values)
            if value is not None:
                yield _Point({**values, name: value}, balanced=(formula,))


def _value(number: int, place: int, numbers: random.Random) -> Any:  # noqa: ANN401 - mpmath is not typed
    if number < _WHOLE:
        return exactly(_PRIMES[(place + number) % len(_PRIMES)] + place // len(_PRIMES))
    size = exactly(numbers.randint(10, 130)) / 40
    return size if number < _POSITIVE or numbers.random() < 0.5 else -size


def _solve(formula: Formula, name: str, values: Mapping[str, Any]) -> Any | None:  # noqa: ANN401
    """Return the number for a name that makes both sides of a relation equal."""
    at_zero, at_one = (_offset(formula, _Point({**values, name: exactly(number)})) for number in (0, 1))
    if at_zero is None or at_one is None or sign(at_one - at_zero) is None:
        return None
    return -at_zero / (at_one - at_zero)


def _differ(one: Formula, other: Formula, point: _Point, identities: Sequence[Formula]) -> bool:
    ours, theirs = _offset(one, point), _offset(other, point)
    if ours is None or theirs is None:
        return False
    if not one.relation:
        return apart(ours, theirs)
    balanced = (*point.balanced, *identities)
    truths = [_holds(one, ours, balanced), _holds(other, theirs, balanced)]
    return None not in truths and truths[0] != truths[1]


def _offset(formula: Formula, point: _Point) -> Any | None:  # noqa: ANN401
    """Return the value of an expression, or left minus right of a relation."""
    left = enclose(formula.left, point.values)
    if not formula.relation or left is None:
        return left
    right = enclose(formula.right, point.values)
    return None if right is None else left - right


def _holds(formula: Formula, offset: Any, balanced: Sequence[Formula]) -> bool | None:  # noqa: ANN401
    """Return whether a relation holds, None if that cannot be told."""
    if any(formula is each for each in balanced):
        side: int | None = 0
    elif formula.relation in {"=", "!="}:
        side = 1 if apart(offset, exactly(0)) else None
    else:
        side = sign(offset)
    return None if side is None else _HOLDS[formula.relation](side)
