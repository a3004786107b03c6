"""Formulas at a point, as intervals that hold the true value: mpmath's interval arithmetic, 400 bits.

Real arithmetic as in school: a root or a logarithm of something negative has no value here, nor has a division by what
may be zero. So intervals that do not meet prove that two formulas differ at a point where both have a value. Only where
``i`` is the imaginary unit, sums, products, quotients, whole powers and exponentials of complex numbers have one.

mpmath comes with sympy.
"""

from __future__ import annotations

import math
import operator
import random
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from hmer_kit.latex.algebra._formula import Step

__all__ = ["apart", "constants", "enclose", "exactly", "sign"]

_MOST_FACTORIAL = 10_000
_SLOP: Final = 2.0**-300


def enclose(steps: Iterable[Step], values: Mapping[str, Any]) -> Any | None:  # noqa: ANN401 - mpmath is not typed
    """Return an interval that holds the value of a formula.

    Args:
        steps: One side of a formula.
        values: An interval for each name; an unknown function is some quadratic polynomial, the same for the same name.

    Returns:
        The interval, or None where there is no value, or none that can be told.
    """
    stack: list[Any] = []
    try:
        for kind, *details in steps:
            stack.append(_step(str(kind), details, stack, values))
            if not (abs(stack[-1]) < math.inf):
                return None
    except (ArithmeticError, ValueError, NotImplementedError):
        return None
    return stack[-1]


def exactly(number: str | int) -> Any:  # noqa: ANN401
    """Return the interval of a number as it is written."""
    whole, _, places = str(number).partition(".")
    return _iv().mpf(int(whole + places)) / (10 ** len(places)) if places else _iv().mpf(int(whole))


def constants() -> dict[str, Any]:
    """Return Euler's number and the imaginary unit."""
    return {"e": +_iv().e, "i": _iv().mpc(0, 1)}


def sign(value: Any) -> int | None:  # noqa: ANN401
    """Return 1 or -1 if all of a real interval is above or below zero, else None."""
    if isinstance(value, _iv().mpc):
        return None
    return 1 if value > 0 else -1 if value < 0 else None


def apart(one: Any, other: Any) -> bool:  # noqa: ANN401
    """Return whether two intervals, real or complex, have no number in common."""
    difference = one - other + _iv().mpc(0, 0)
    return any(sign(part) is not None for part in (difference.real, difference.imag))


def _iv() -> Any:  # noqa: ANN401
    from mpmath import iv

    iv.prec = 400
    return iv


def _step(kind: str, details: list[str | int], stack: list[Any], values: Mapping[str, Any]) -> Any:  # noqa: ANN401
    if kind == "number":
        return exactly(details[0])
    if kind == "name":
        return values[str(details[0])]
    if kind == "pi":
        return +_iv().pi
    taken = int(details[1]) if kind == "apply" else 2 if kind in _OF_TWO else 1
    operands = [stack.pop() for _ in range(taken)][::-1]
    if kind == "apply":
        return _polynomial(str(details[0]), operands)
    if kind == "call":
        return _call(str(details[0]), operands[0])
    return (_OF_ONE.get(kind) or _OF_TWO[kind])(*operands)


def _polynomial(name: str, values: list[Any]) -> Any:  # noqa: ANN401
    """Return the value of a polynomial that belongs to a name: enough to tell two arguments apart."""
    coefficients = random.Random(name)  # noqa: S311 - any fixed numbers do
    return sum(
        ((_fraction(coefficients) * value + _fraction(coefficients)) * value for value in values),
        start=_fraction(coefficients),
    )


def _fraction(numbers: random.Random) -> Any:  # noqa: ANN401
    return _iv().mpf(numbers.randint(3, 40)) / numbers.randint(5, 20)


def _divide(one: Any, other: Any) -> Any:  # noqa: ANN401
    if not abs(other) > 0:
        raise ZeroDivisionError
    return one / other


def _power(base: Any, exponent: Any) -> Any:  # noqa: ANN401
    whole = _whole(exponent)
    if whole is not None:
        if whole < 0 and not abs(base) > 0:
            raise ZeroDivisionError
        return base**whole
    return _iv().exp(exponent * _log(base))


def _root(index: Any, radicand: Any) -> Any:  # noqa: ANN401
    if _whole(index) == 2 and not isinstance(radicand, _iv().mpc):
        return _iv().sqrt(radicand)
    return _iv().exp(_divide(_log(radicand), index))


def _log(value: Any) -> Any:  # noqa: ANN401
    if sign(value) != 1:
        raise ArithmeticError
    return _iv().log(value)


def _factorial(value: Any) -> Any:  # noqa: ANN401
    if not -1 < value < _MOST_FACTORIAL:
        raise ArithmeticError
    return _iv().gamma(value + 1)


def _binomial(above: Any, below: Any) -> Any:  # noqa: ANN401
    n, k = _whole(above), _whole(below)
    if n is None or k is None or not 0 <= k <= n < _MOST_FACTORIAL:
        raise ArithmeticError
    return _iv().mpf(math.comb(n, k))


def _whole(value: Any) -> int | None:  # noqa: ANN401
    """Return the whole number that an interval is."""
    if isinstance(value, _iv().mpc) or value.delta != 0:
        return None
    number = int(value)
    return number if _iv().mpf(number) == value else None


def _call(function: str, value: Any) -> Any:  # noqa: ANN401
    if function == "exp":
        return _iv().exp(value)
    is_complex = isinstance(value, _iv().mpc)
    if is_complex:
        raise ArithmeticError
    if function == "ln":
        return _log(value)
    if function.startswith("arc"):
        return _arc(function, value)
    if function.endswith("h"):
        grown, shrunk = _iv().exp(value), _iv().exp(-value)
        cosine, sine = (grown + shrunk) / 2, (grown - shrunk) / 2
    else:
        cosine, sine = _iv().cos(value), _iv().sin(value)
    return _of_sine_and_cosine(function.removesuffix("h"), sine, cosine)


def _of_sine_and_cosine(function: str, sine: Any, cosine: Any) -> Any:  # noqa: ANN401
    one = exactly(1)
    above, below = {
        "sin": (sine, one),
        "cos": (cosine, one),
        "tan": (sine, cosine),
        "cot": (cosine, sine),
        "sec": (one, cosine),
        "csc": (one, sine),
    }[function]
    return _divide(above, below)


def _arc(function: str, value: Any) -> Any:  # noqa: ANN401
    """Return an inverse of a trigonometric function: monotone, so its ends tell all."""
    from mpmath import mp

    if function != "arctan" and not abs(value) <= 1:
        raise ArithmeticError
    with mp.workprec(600):
        ends = [getattr(mp, f"a{function[3:]}")(mp.mpf(end)) for end in (value.a, value.b)]
        return _iv().mpf([min(ends) - _SLOP, max(ends) + _SLOP])


_OF_ONE: Final[Mapping[str, Callable[..., Any]]] = {
    "negate": operator.neg,
    "abs": abs,
    "factorial": _factorial,
}
_OF_TWO: Final[Mapping[str, Callable[..., Any]]] = {
    "add": operator.add,
    "multiply": operator.mul,
    "divide": _divide,
    "power": _power,
    "root": _root,
    "log": lambda base, value: _divide(_log(value), _log(base)),
    "binomial": _binomial,
}
