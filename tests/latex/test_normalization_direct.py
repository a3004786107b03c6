"""The short way of normalization against the long one, which a profile of the same rules under another set takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmer_kit.latex import EXACT, LOOSE, SAME_INK
from hmer_kit.latex.normalization._by_tokens.direct import direct_form
from long_way import long_way
from real_expressions import read_expressions
from strategies import DAMAGED, EXPRESSIONS, HEAPS, ORDINARY, TEXTS

if TYPE_CHECKING:
    from pathlib import Path

    from hmer_kit.latex import Profile


_USUAL = (
    r"{ x } { x y } { \frac { a } { b } } { x } ^ { 2 } { x + y } _ { i } \{ \} [ ]",
    r"\left ( \right ) \left . \right . \left \{ \right | \middle | \big < \left < \right >",
    r"\begin {matrix} & \\ \end {matrix} \frac { } \sqrt [ 3 ] \overset \dfrac \mathrm \mathcal \hat",
    r"\le \to \, \quad \cdots \sin \lim \sum \int \lbrack \not = \mathop \varepsilon \widehat \operatorname",
    r"{ } { } { } { } _ { ^ { _ { ^ { } } x x a b 1 ' \prime \limits \cal \hspace",
)
USUAL = [token for tokens in _USUAL for token in tokens.split()]
PIECES = [
    *("x", "y", "+", "[", "]", r"\le", r"\quad", r"\sin", r"\cdots", r"\sum", r"\lim", r"\alpha"),
    *("x _ { i }", "x ^ { 2 }", "x _ { i + 1 } ^ { n - 1 }", r"\sum _ { i = 1 } ^ { n }", r"\sin ^ { 2 }"),
    *(r"\frac { ... } { ... }", r"\dfrac { ... } { b }", r"\sqrt [ 3 ] { ... }", r"\hat { ... } _ { ... }"),
    *(
        r"\sum \limits _ { ... } ^ { n }",
        r"\int \limits _ { ... }",
        r"{ \cal L }",
        r"{ \bf x y } ^ { 2 }",
        r"\mathrm { d }",
    ),
    *(r"\begin {array} { c l } ... & \\ ... \\ \end {array}", r"\begin {matrix} x \\ \end {matrix} ^ { T }"),
    *(r"\hspace { 1 0 m m }", r"\int \limits _ { 0 } x", r"\sum \limits _ { i }"),
    *(r"\left ( ... \right )", r"\left \{ ... \right .", r"\left < ... \middle | ... \right > ^ { ... }", r"\big |"),
    *("{ ... }", "{ ... } ^ { ... }", "x _ { ... }", r"{ ... \, }", r"\mathcal { ... }", r"\overline { ... }"),
    r"\begin {matrix} ... & ... \\ ... \end {matrix}",
]


@st.composite
def regular(draw: st.DrawFn) -> str:
    """Expressions of pieces that the short way knows, put into each other."""
    latex = "..."
    for _ in range(draw(st.integers(1, 12))):
        row = " ".join(draw(st.lists(st.sampled_from(PIECES), min_size=1, max_size=3)))
        before, hole, after = latex.partition("...")
        if not hole:
            return latex
        latex = f"{before}{row}{after}" if draw(st.booleans()) else f"{before}{row}{after} ..."
    return latex.replace("...", "z")


@pytest.mark.parametrize(
    ("latex", "form"),
    [
        ("", ""),
        (
            r"x _ { i } ^ { 2 } + \frac { a } { \sqrt [ 3 ] { b } }",
            r"x _ { i } ^ { 2 } + \frac { a } { \sqrt [ 3 ] { b } }",
        ),
        (r"\left ( \frac { x } { \left | y \right | } \right ) ^ { 2 }", r"( \frac { x } { | y | } ) ^ { 2 }"),
        (r"\left \{ \begin {matrix} x \\ y \end {matrix} \right .", r"\{ \begin {matrix} x \\ y \end {matrix}"),
        (r"\sum \limits _ { i } { \cal L } \hspace { 1 c m }", r"\sum _ { i } \mathcal { L }"),
        (r"\begin {array} { c } x \\ y \\ \end {array}", r"\begin {matrix} x \\ y \end {matrix}"),
        (r"a \, \le \, \dfrac { b } { c }", r"a \leq \frac { b } { c }"),
        (r"{ \hat { x } } ^ { 2 } + { a b }", r"\hat { x } ^ { 2 } + a b"),
        (r"\left < { x + y } _ { i } \middle \vert z \right >", r"\langle x + y _ { i } | z \rangle"),
    ],
)
def test_the_usual_goes_the_short_way(latex: str, form: str) -> None:
    found = direct_form(latex, SAME_INK.rules)
    assert found is not None
    assert found[0] == form
    assert found == long_way(latex, SAME_INK)


@pytest.mark.parametrize(
    "latex",
    [
        *("x }", "{ x", "x ^", "x ^ 2", "_ { 2 }", "x ^ { 2 } _ { i }", "x ^ { }", "x ^ { 2 } ^ { 3 }", "f '"),
        *(r"\frac 1 2", r"\frac { a }", r"\sqrt [ n + 1 ] { x }", r"\sqrt [ [ ] { x }", r"\left ( x", r"x \right )"),
        *(r"\left x \right )", r"{ \left ( } \right )", r"\, ^ { 2 }", r"\left . _ { 2 } \right )", r"x ^ { \quad }"),
        *(r"\begin {cases} x \end {cases}", r"\begin {matrix} x \\ \\ \end {matrix}", r"a \\ b", "a & b", r"\not ="),
        *(
            r"{ \sum } _ { i }",
            r"{ x ^ { 2 } } ^ { 3 }",
            r"{ { x } } ^ { 2 }",
            "{ } ^ { 2 }",
            r"\text { a }",
            r"{ a \over b }",
            *(r"x \limits _ { i }", r"\sum \limits", r"{ x \bf y }", r"{ \bf x ^ { 2 } }", r"\hspace 1 c m"),
        ),
        *(r"\begin {matrix} x \\ \left [ 2 p t ] \right . \end {matrix}", r"\begin {matrix} x \\ \, \end {matrix}"),
        "x ^ { y + " * 200 + "y" + " }" * 200,
    ],
)
def test_anything_else_goes_the_long_way(latex: str) -> None:
    assert direct_form(latex, SAME_INK.rules) is None


def test_rules_of_no_profile_have_no_short_way() -> None:
    assert direct_form("x", SAME_INK.without("limits").rules) is None


@given(
    regular() | EXPRESSIONS | ORDINARY | DAMAGED | HEAPS | TEXTS | st.lists(st.sampled_from(USUAL)).map(" ".join),
    st.sampled_from([EXACT, SAME_INK, LOOSE]),
)
def test_both_ways_give_the_same_form_and_changes(latex: str, profile: Profile) -> None:
    form = direct_form(latex, profile.rules)
    assert form is None or form == long_way(latex, profile)


@pytest.mark.real_data
@pytest.mark.parametrize("profile", [SAME_INK, LOOSE], ids=lambda profile: profile.name)
def test_both_ways_give_the_same_for_real_expressions(real_data: Path, profile: Profile) -> None:
    expressions = read_expressions(real_data)
    short = {latex: form for latex in expressions if (form := direct_form(latex, profile.rules))}
    assert [latex for latex, form in short.items() if form != long_way(latex, profile)] == []
    assert len(short) > 0.85 * len(expressions)
