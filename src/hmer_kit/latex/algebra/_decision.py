r"""Whether two formulas are equal: what the worker process does.

DIFFERENT is a point: numbers for the names at which both formulas have a value and the values lie in intervals that do
not meet, or at which one relation holds and the other does not. EQUAL is a difference that sympy simplifies to zero,
or, for relations, a quotient that it simplifies to a constant. Everything else is UNKNOWN.

What a formula leaves open is not settled here. ``e`` is a name or Euler's number, ``i`` a name or the imaginary unit,
``\log`` has the base e, 10 or 2: formulas are DIFFERENT only if they are for each, and EQUAL only if they are for any.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from hmer_kit.latex.algebra._formula import LOG_BASE, Formula
from hmer_kit.latex.algebra._points import Solvable, difference, has_border
from hmer_kit.latex.algebra.expressions import build, import_sympy

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hmer_kit.latex.algebra._formula import Step

__all__ = ["decide"]

_NOTHING: Final = ("unknown", "neither a point where they differ nor a proof that they are equal was found")
_TURNED: Final = {">": "<", ">=": "<="}
_MAYBE_IMAGINARY: Final = frozenset({"i", "j"})  # all other names are real
_HAVE_MEANINGS: Final = frozenset({"e", "i", LOG_BASE})
_MOST_SOLVED = 4


def decide(pairs: Iterable[tuple[Formula, Formula]]) -> tuple[str, str]:
    """Decide each reading of two expressions; the answer is what all of them say.

    Returns:
        ``equal``, ``different`` or ``unknown``, and the reason.
    """
    answers = [_decide(*pair) for pair in pairs]
    for verdict, reason in answers:
        if verdict == "unknown":
            return verdict, reason
    if len({verdict for verdict, _ in answers}) > 1:
        return "unknown", "it depends on whether a name before parentheses is a function or a factor"
    return answers[0]


def _decide(one: Formula, other: Formula) -> tuple[str, str]:
    if bool(one.relation) != bool(other.relation):
        return "different", "one is a relation, the other an expression"
    place = difference(one, other, solvable=[*_solvable(one), *_solvable(other)])
    if place:
        return "different", place
    if one.relation:
        return _compare_relations(one, other)
    if _agree(one.left, other.left):
        return "equal", "sympy simplifies the difference to zero"
    return _NOTHING


def _compare_relations(one: Formula, other: Formula) -> tuple[str, str]:
    """Decide by sides that agree, or else by left minus right of both: whether one is zero, and by their ratio."""
    if one.relation == other.relation and _agree(one.left, other.left) and _agree(one.right, other.right):
        return "equal", "sympy simplifies the differences of both sides to zero"
    sp = import_sympy()
    ours, theirs = (sp.simplify(_offset(formula)) for formula in (one, other))
    if ours == 0 or theirs == 0:
        identities = [formula for formula, offset in ((one, ours), (other, theirs)) if offset == 0]
        place = difference(one, other, solvable=[*_solvable(one), *_solvable(other)], identities=identities)
        return ("different", place) if place else _NOTHING
    ratio = sp.simplify(ours / theirs)
    if not ours.free_symbols or not ratio.is_number or not ratio.is_finite or ratio.is_zero is not False:
        return _NOTHING
    return _compare_multiples(one, other, ratio)


def _compare_multiples(one: Formula, other: Formula, ratio: Any) -> tuple[str, str]:  # noqa: ANN401 - sympy is not typed
    """Decide for relations of which one is the other times a constant; for an inequality its sign counts."""
    ours, theirs = (_TURNED.get(formula.relation, formula.relation) for formula in (one, other))
    if ours != theirs:
        return ("different", "only one holds where both sides are equal") if _has_border(one) else _NOTHING
    turned = one.relation != other.relation
    if one.relation in {"=", "!="} or (ratio.is_negative if turned else ratio.is_positive):
        return "equal", "one relation is the other times a constant"
    return _NOTHING


def _has_border(formula: Formula) -> bool:
    return has_border(formula, _solvable(formula))


def _agree(one: Iterable[Step], other: Iterable[Step]) -> bool:
    sp = import_sympy()
    rest = _build(one) - _build(other)
    return any(simpler(rest) == 0 for simpler in (sp.expand, sp.simplify, sp.radsimp))


def _solvable(formula: Formula) -> list[Solvable]:
    """Return the names that stand in a relation in the first power only."""
    if not formula.relation:
        return []
    offset = _offset(formula)
    symbols = sorted(offset.free_symbols, key=lambda symbol: str(symbol.name))
    linear = [symbol for symbol in symbols if symbol not in offset.diff(symbol).free_symbols]
    names = [symbol.name for symbol in linear if symbol.name not in _HAVE_MEANINGS]
    return [(name, formula) for name in names[:_MOST_SOLVED]]


def _offset(formula: Formula) -> Any:  # noqa: ANN401
    """Return left minus right."""
    return _build(formula.left) - _build(formula.right)


def _build(steps: Iterable[Step]) -> Any:  # noqa: ANN401
    return build(steps, name=_symbol, evaluate=True)


def _symbol(name: str) -> Any:  # noqa: ANN401
    sp = import_sympy()
    if name == LOG_BASE:
        return sp.Symbol(name, positive=True)
    return sp.Symbol(name) if name in _MAYBE_IMAGINARY else sp.Symbol(name, real=True)
