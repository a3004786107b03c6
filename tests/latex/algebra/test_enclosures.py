"""Interval values of formulas: they hold the true value, and there is none where real arithmetic has none."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmer_kit.latex.algebra._enclosures import apart, constants, enclose, exactly, sign
from hmer_kit.latex.algebra._reader import read_formula


def value(latex, **names):
    return enclose(read_formula(latex).left, {name: exactly(number) for name, number in names.items()})


FUNCTIONS = ("sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth", "exp")
OPERATIONS = {"+": Fraction.__add__, "-": Fraction.__sub__, "*": Fraction.__mul__, "/": Fraction.__truediv__}


@given(st.lists(st.tuples(st.sampled_from([*OPERATIONS]), st.integers(-99, 99)), max_size=8), st.integers(-99, 99))
def test_an_interval_holds_the_exact_value(steps, first):
    latex, exact = f"( {first} )", Fraction(first)
    for operation, number in steps:
        if operation == "/" and number == 0:
            return
        latex, exact = f"( {latex} {operation} ( {number} ) )", OPERATIONS[operation](exact, Fraction(number))
    interval = value(latex)
    scaled = interval * exact.denominator - exact.numerator
    assert 0 in scaled
    assert interval.delta < 2**-300 * (1 + abs(exact))


@pytest.mark.parametrize(
    ("function", "true"),
    [
        *((name, getattr(mpmath, name)) for name in FUNCTIONS),
        ("ln", mpmath.log),
        ("arcsin", mpmath.asin),
        ("arccos", mpmath.acos),
        ("arctan", mpmath.atan),
    ],
)
@pytest.mark.parametrize("at", ["0.7", "0.1", "0.999"])
def test_functions(function, true, at):
    interval = value(f"\\{function} {at}")
    with mpmath.workprec(800):
        assert abs(true(mpmath.mpf(at)) - mpmath.mpf(interval.mid.a)) < mpmath.mpf(2) ** -280
    assert interval.delta < 1e-80


@pytest.mark.parametrize(
    "latex",
    [
        r"\frac { 1 } { 0 }",
        r"\frac { 1 } { \sin \pi }",
        r"\sqrt { - 1 }",
        r"\sqrt [ 3 ] { - 8 }",
        r"( - 8 ) ^ { \frac { 1 } { 3 } }",
        r"\ln 0",
        r"\ln ( - 1 )",
        r"\log _ { 1 } 2",
        r"\arcsin 2",
        r"0 ^ { - 1 }",
        r"( - 2 ) !",
        r"( 1 0 ^ { 9 } ) !",
        r"\binom { 2 } { 3 }",
        r"\binom { 1 . 5 } { 1 }",
        r"\coth 0",
    ],
)
def test_there_is_no_value(latex):
    assert value(latex) is None


@pytest.mark.parametrize(
    ("latex", "true"),
    [("( - 2 ) ^ { 3 }", -8), ("4 !", 24), (r"\binom { 5 } { 2 }", 10), ("0 ^ { 0 }", 1), (r"\sqrt [ 3 ] { 8 }", 2)],
)
def test_whole_values(latex, true):
    assert true in value(latex)


def test_unknown_functions_tell_arguments_and_names_apart():
    f_of_2, f_of_3, g_of_2 = (value(latex) for latex in ("f ( 2 )", "f ( 3 )", "g ( 2 )"))
    assert apart(f_of_2, f_of_3)
    assert apart(f_of_2, g_of_2)
    assert not apart(f_of_2, value("f ( 1 + 1 )"))
    assert apart(value("f ( 1 , 2 )"), value("f ( 2 , 1 )"))


def test_the_imaginary_unit():
    unit = constants()["i"]
    assert not apart(enclose(read_formula("i ^ { 2 }").left, {"i": unit}), exactly(-1))
    assert apart(enclose(read_formula("1 + i").left, {"i": unit}), exactly(1))
    assert enclose(read_formula(r"\sin i").left, {"i": unit}) is None
    assert sign(unit) is None
