"""LaTeX to sympy: what is read, against sympy's own parser where that reads it, and what is refused."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st
from sympy.parsing.latex import parse_latex

from hang_guard import hang_guard
from hmer_kit.exceptions import HmerKitError, InputError, LatexError, MissingExtraError
from hmer_kit.latex import equivalent, to_sympy

x, y, n = sp.symbols("x y n")
ALIKE = [
    r"\frac { a } { b } + x ^ { 2 }",
    "1 0 x + 1 . 5",
    "a - b - c",
    "a b c / d",
    "- x ^ { 2 } + ( - x ) ^ { 2 }",
    r"( a + b ) ( c - d ) \times e \cdot g",
    r"\sqrt { x + 1 } + \sqrt [ 3 ] { x }",
    r"\sin x + \cos \left ( y \right ) - \tan 2 z",
    r"\sin ^ { 2 } x + \sin x \cos y",
    r"x _ { i } ^ { 2 } + \alpha _ { 1 }",
    r"\ln ( x + 1 ) + \log _ { 2 } x",
    "f ( x , y ) + g ( x )",
    "| x - 1 |",
    r"\frac { | x | } { y } + | y |",
    "2 n !",
    r"\binom { n } { 2 }",
    r"9 ^ { 9 ^ { 9 } }",
    r"\frac { 1 } { 1 + \frac { 1 } { x } }",
    "y = x + 1",
    r"x \leq y",
    r"x \neq y",
    r"x ^ { n + 1 } > 0",
    r"\arctan x + \sinh x",
    "[ a + b ] c",
]


def same(ours: sp.Basic, theirs: sp.Basic) -> bool:
    """Whether two trees are the same up to the order and grouping of sums and products."""
    if isinstance(ours, sp.core.relational.Relational):
        return type(ours) is type(theirs) and same(ours.lhs, theirs.lhs) and same(ours.rhs, theirs.rhs)
    return bool(sp.expand(ours.doit() - theirs.doit()) == 0)


@pytest.mark.parametrize("latex", [latex for latex in ALIKE if "9 ^" not in latex])
def test_sympys_own_parser_reads_the_same(latex):
    assert same(to_sympy(latex), parse_latex(latex, strict=True))


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        ("2 x y", 2 * x * y),
        (r"{ x \over y }", x / y),
        (r"\frac12 + x^2", sp.Rational(1, 2) + x**2),
        (r"x ^ { 2 } _ { i }", sp.Symbol("x_{i}") ** 2),
        (r"a _ { i j } - a _ { j i }", sp.Symbol("a_{ij}") - sp.Symbol("a_{ji}")),
        ("x ' + x ^ { \\prime } ", 2 * sp.Symbol("x'")),
        ("x '  ^ 2", sp.Symbol("x'") ** 2),
        (r"\mathbf { x } - x", sp.Symbol(r"\mathbf{x}") - x),
        (r"\pi x", sp.pi * x),
        (r"3 \times { 1 0 } ^ { - 2 }", sp.Rational(3, 100)),
        (r"3 \times 1 0 ^ { - 2 }", sp.Rational(3, 100)),
        (r"n ( n - 1 )", n * (n - 1)),
        (r"\sin n x", sp.sin(n * x)),
        (r"\sin x \cdot y", sp.sin(x) * y),
        (r"\sin \cos x", sp.sin(sp.cos(x))),
        (r"- \sin x y + 1", 1 - sp.sin(x * y)),
        (r"( x + 1 ) ! \{ x \}", sp.factorial(x + 1) * x),
        (r"| x | - | y |", sp.Abs(x) - sp.Abs(y)),
        (r"2 | x |", 2 * sp.Abs(x)),
        (r"x - - y", x + y),
        (r"2 \, x \; \left ( x \right )", 2 * x**2),
        (r"\exp x", sp.exp(x)),
        (r"a \div b \div x", sp.Symbol("a") / (sp.Symbol("b") * x)),
        (r"\sin ^ { 2 } ( x ) y", sp.sin(x) ** 2 * y),
    ],
)
def test_what_is_read(latex, expected):
    assert sp.simplify(to_sympy(latex).doit() - expected) == 0


def test_importing_latex_does_not_import_sympy():
    code = "import sys, hmer_kit.latex; print([m for m in ('sympy', 'mpmath', 'subprocess') if m in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert run.stdout.strip() == "[]"


def test_a_missing_sympy_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "sympy", None)
    with pytest.raises(MissingExtraError, match="pip install sympy"):
        to_sympy("x")
    with pytest.raises(MissingExtraError, match="pip install sympy"):
        equivalent("a b", "b a")


@pytest.mark.parametrize("latex", ["1 + 1", "x + x", r"\frac { 6 } { 3 }", "2 ^ { 3 }", "0 x", "| - 3 |", "5 !"])
def test_nothing_is_evaluated(latex):
    assert not to_sympy(latex).is_Atom


def test_a_tower_of_powers_comes_back_at_once():
    with hang_guard():
        assert str(to_sympy("9 ^ { 9 ^ { 9 ^ { 9 } } }")) == "9**(9**(9**9))"


@pytest.mark.parametrize(
    ("latex", "why"),
    [
        ("a < b < c", "a chain of relations"),
        ("a = b = c", "a chain of relations"),
        ("( a = b )", "within something else"),
        (r"x \in A", r"\in is not read"),
        (r"a \pm b", r"\pm is not read"),
        (r"a , b", "a list is no number"),
        (r"1 + \ldots + n", r"\ldots is not read"),
        (r"\sum _ { i = 1 } ^ { n } i", r"\sum is not read"),
        (r"\int x ^ 2", r"\int is not read"),
        (r"\frac { d y } { d x }", "one thing with the name after it"),
        (r"\mathrm { d } x", "one thing with the name after it"),
        (r"\Delta t", "one thing with the name after it"),
        (r"y ^ { ( n ) }", "may be a derivative"),
        ("s i n x", "letters of sin are no product"),
        (r"a / b c", "under the fraction or beside it"),
        (r"1 / 2 x", "under the fraction or beside it"),
        (r"a / \sin b \cos c", "under the fraction or beside it"),
        (r"\sin x / 2", "argument of the function or its value"),
        (r"\sin ( x ) ^ 2", "argument of the function or to its value"),
        (r"\sin 2 ( y + 1 )", "argument of the function or not"),
        (r"\sin ^ { - 1 } x", "exponent from 2 to 9"),
        (r"\sin - x", "an operand is missing"),
        (r"f ^ 2 ( x )", "a power of a function"),
        (r"2 \frac { 1 } { 2 }", "two numbers side by side"),
        (r"| a | b | c |", "which bars pair"),
        (r"P ( A | B )", "do not pair"),
        (r"[ 0 , 1 )", "a list is no number"),
        (r"( x ]", "do not pair"),
        (r"\frac { ( a } { b ) }", "not closed"),
        (r"{ a b } ^ 2", "exponent belongs to the last symbol or to all of it"),
        (r"x _ 1 _ 2", "other scripts"),
        (r"1 _ 2", "other scripts"),
        (r"x \limits ^ 2", "other scripts"),
        (r"^ 2", "script without a base"),
        (r"n ! !", "what the factorial is taken of"),
        (r"x ^ 2 !", "what the factorial is taken of"),
        (r"\bar { z }", r"\bar is not read"),
        (r"\hat { x }", r"\hat is not read"),
        (r"\text { a }", r"\text is not read"),
        (r"x \quad y", "it separates"),
        (r"x \\ y", "it separates"),
        (r"\left . x \right | _ 0", "it separates"),
        (r"\begin{matrix} 1 \end{matrix}", "matrix is not read"),
        ("1 . ", "no number"),
        (". 5", "not read"),
        ("1 . 2 . 3", "not read"),
        ("a +", "an operand is missing"),
        ("* a", "an operand is missing"),
        ("( )", "an operand is missing"),
        ("x ^ { }", "an operand is missing"),
        (r"\sin", "an operand is missing"),
        ("= a", "an operand is missing"),
        ("", "an operand is missing"),
        ("+ ".join("x" * 3_000), "more than 2000 steps"),
        ("( " * 100 + "x" + " )" * 100, "64 one within the other"),
        ("- " * 100 + "x", "64 one within the other"),
        ("1 " * 2_000, "no number that is read"),
    ],
)
def test_what_is_refused_and_why(latex, why):
    with pytest.raises(LatexError, match=re.escape(why)) as caught:
        to_sympy(latex)
    assert caught.value.code == "not_algebra"


def test_a_refusal_shows_where():
    with pytest.raises(LatexError, match=r"expected algebra of numbers at token 5, got '\\\\in'") as caught:
        to_sympy(r"x - 1 + y \in A")
    assert caught.value.caret() == "x - 1 + y \\in A\n" + " " * 10 + "^" * 3


def test_what_does_not_parse_is_an_error_of_the_parser():
    with pytest.raises(LatexError) as caught:
        to_sympy(r"\frac { a")
    assert caught.value.code == "unclosed_group"
    with pytest.raises(InputError):
        to_sympy(["x"])


@pytest.mark.parametrize("latex", ["x + " * 30_000 + "x", "\\sqrt { " * 20_000 + "x" + " }" * 20_000])
def test_long_and_deep_expressions_are_refused_in_time(latex):
    with hang_guard(), pytest.raises(LatexError, match="are not read"):
        to_sympy(latex)


def test_the_deepest_that_is_read_can_be_printed():
    latex = "\\sqrt { " * 60 + "x" + " } " * 60
    assert str(to_sympy(latex)).count("sqrt") == 60


TOKENS = [
    *"x12+-()|/=^_{}!,fd.'",
    r"\frac",
    r"\sqrt",
    r"\sin",
    r"\log",
    r"\cdot",
    r"\left",
    r"\right",
    r"\pi",
    r"\over",
]


@given(st.lists(st.sampled_from(TOKENS), max_size=12))
def test_anything_is_read_or_refused(tokens):
    try:
        result = to_sympy(" ".join(tokens))
    except HmerKitError:
        return
    assert isinstance(result, sp.Basic)


def is_algebra(latex: str) -> bool:
    try:
        to_sympy(latex)
    except LatexError:
        return False
    return True


@pytest.mark.real_data
def test_seven_tenths_of_crohme_2014_are_algebra_of_numbers(real_data):
    lines = (real_data / "crohme/test2014/captions.tsv").read_text(encoding="utf-8").splitlines()
    read = [line for line in lines if is_algebra(line.split("\t")[1])]
    assert (len(read), len(lines)) == (695, 986)
