"""The normal form at a glance against the long way, and changes that are listed when they are asked for."""

from __future__ import annotations

import copy
import dataclasses
import os
import pickle
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmer_kit.exceptions import InputError
from hmer_kit.latex import EXACT, LOOSE, SAME_INK, Normalized, normalize, parse, to_latex
from hmer_kit.latex.normalization import normalizer
from hmer_kit.latex.normalization._by_letters.glance import glance
from long_way import long_way
from real_expressions import read_expressions
from strategies import DAMAGED, EXPRESSIONS, HEAPS, ORDINARY, TEXTS

if TYPE_CHECKING:
    from pathlib import Path

    from hmer_kit.latex import Profile

PIECES = [
    *("x", "+", "[", "]", "*", ".", "|", r"\le", r"\quad", r"\sin", r"\cdots", r"\prime", r"\ast", "{ }", ""),
    *("x _ { ... }", "x ^ { ... }", "x _ { i } ^ { ... }", "x ^ { ... } _ { ... }", "x ^ 2", r"x ^ \alpha _ \beta"),
    *(r"\frac { ... } { ... }", r"\frac 1 { ... }", r"\frac 1 2", r"\dfrac { ... } 2", r"\stackrel { a } { ... }"),
    *(r"\sqrt { ... }", r"\sqrt [ 3 ] { ... }", r"\sqrt x", r"\sqrt [ 3 ] x", r"\hat { ... } ^ { ... } _ { i }"),
    *("{ ... }", "{ ... } _ { ... }", "{ x } ^ { ... }", "{ x _ { ... } } ^ { ... }", r"{ \hat { x } } ^ { ... }"),
    *(r"{ \cal L } _ { ... }", r"{ \bf x y }", "x { } ^ { ... }", "{ } _ { ... }", "x _ { _ { ... } }", r"{ \, }"),
    *("f '", "f ' '", "f ^ { ' }", "x ' _ { ... }", "x _ { ... } '", r"\hat f '", "x ^ 2 '", r"\big . '"),
    *(r"\left( ... \right)", r"\left. ... \right| _ { ... }", r"\left < ... \right .", r"\bigl ( ... \bigr >"),
    *(r"\begin{matrix} ... & ... \\ ... \end{matrix}", r"\begin{array} { c l } ... \\ ... \\ \end{array} ^ { 2 }"),
    *(
        r"\sum \limits _ { ... } ^ { n }",
        r"\int \limits ^ { ... }",
        r"\hspace { 1 c m }",
        r"\underbrace { ... } _ { n }",
    ),
    *(r"\operatorname* { l i m } _ { ... }", r"{ \operatorname* { l i m } } _ { i }", r"\operatorname * { x }", "、"),
]


@st.composite
def built(draw: st.DrawFn) -> str:
    """Pieces put into each other, of which a word may be missing or doubled, or blanks."""
    latex = "..."
    for _ in range(draw(st.integers(1, 9))):
        row = " ".join(draw(st.lists(st.sampled_from(PIECES), min_size=1, max_size=3)))
        latex = latex.replace("...", row, 1)
    words = latex.replace("...", draw(st.sampled_from(["z", "", r"\,", "1 +"]))).split()
    if words and draw(st.integers(0, 9)) == 0:
        at = draw(st.integers(0, len(words) - 1))
        words[at : at + 1] = [words[at]] * draw(st.sampled_from([0, 2]))
    return " ".join(words).replace(" { " if draw(st.integers(0, 9)) == 0 else "...", "{")


@pytest.mark.parametrize(
    ("latex", "form"),
    [
        ("", ""),
        (r"\left( x \right) ^ { 2 } \, \le 1", r"( x ) ^ { 2 } \leq 1"),
        (r"\left\{ \begin{matrix} x \\ y \end{matrix} \right.", r"\{ \begin {matrix} x \\ y \end {matrix}"),
        (
            r"\frac { \sqrt { \frac { x ^ { 2 } } { 2 } } } { 3 }",
            r"\frac { \sqrt { \frac { x ^ { 2 } } { 2 } } } { 3 }",
        ),
        (r"\frac12x^2_1", r"\frac { 1 } { 2 } x _ { 1 } ^ { 2 }"),
        (r"{ \cal L } _ { i } + { { a } ^ { 2 } b }", r"\mathcal { L } _ { i } + a ^ { 2 } b"),
        (r"f ' ( x ) \operatorname* { l i m } _ { x }", r"f ^ { \prime } ( x ) \operatorname * { l i m } _ { x }"),
        (r"{ x _ { i } } ^ { 2 } \Gamma _ { i } { } ^ { j }", r"{ x _ { i } } ^ { 2 } \Gamma _ { i } { } ^ { j }"),
        (r"\begin{array} { c } { x } \\ y \\ \end{array}", r"\begin {matrix} x \\ y \end {matrix}"),
        (r"\bigl < x \bigr . \sum \limits _ { 、 }", r"\langle x \sum _ { 、 }"),
    ],
)
def test_what_is_seen_at_a_glance(latex: str, form: str) -> None:
    seen = glance(latex, SAME_INK.rules)
    assert seen is not None
    assert seen[0] == form
    assert seen[0] == long_way(latex, SAME_INK)[0]


@pytest.mark.parametrize(
    "latex",
    [
        *("x }", "{ x", "x ^", "_ { 2 }", "x ^ { }", "x ^ { 2 } ^ { 3 }", r"\frac { a }", r"\sqrt [ [ ] { x }"),
        *(r"\left( x", r"x \right)", r"\left. _ { 2 } \right)", r"\, ^ { 2 }", r"x ^ { \quad }", "{ a b } ^ { 2 }"),
        *(r"\begin{array} { c } x \end{matrix}", r"\begin{matrix} x \\ \\ \end{matrix}", "a & b", r"\text { a }"),
        *(r"\left" + " " * 5000 + "(", r"\left arrow", r"{ \left. \right. } x", r"x _ { \left. \right. }"),
    ],
)
def test_anything_else_is_not(latex: str) -> None:
    assert glance(latex, SAME_INK.rules) is None


def test_what_is_no_string_is_refused() -> None:
    with pytest.raises(InputError, match="expected a str of LaTeX, got bytes"):
        normalize(b"x")


@given(built() | EXPRESSIONS | ORDINARY | DAMAGED | HEAPS | TEXTS, st.sampled_from([EXACT, SAME_INK, LOOSE]))
def test_the_form_is_that_of_the_long_way(latex: str, profile: Profile) -> None:
    seen = glance(latex, profile.rules)
    assert seen is None or seen[0] == (long_way(latex, profile) or ("",))[0]
    assert seen is None or seen[1] or not long_way(latex, profile)[1]


@pytest.mark.real_data
@pytest.mark.parametrize("profile", [SAME_INK, LOOSE, EXACT], ids=lambda profile: profile.name)
def test_the_form_is_that_of_the_long_way_for_real_expressions(real_data: Path, profile: Profile) -> None:
    expressions = read_expressions(real_data)[:: 1 if os.environ.get("EVERY_EXPRESSION") else 9]
    seen = {latex: form for latex in expressions if (form := glance(latex, profile.rules))}
    wrong = [latex for latex, (form, _) in seen.items() if form != long_way(latex, profile)[0]]
    assert wrong == []
    assert len(seen) > 0.85 * len(expressions)


CHANGED = r"\left( { x } ^ 2 \right) \le 1"


def listed() -> Normalized:
    tree = parse(CHANGED)
    changes = tuple(normalizer._rewrite(tree, SAME_INK))
    return Normalized(to_latex(tree), changes, SAME_INK.signature)


def test_changes_are_listed_when_they_are_asked_for() -> None:
    result = normalize(CHANGED)
    assert result.changes == listed().changes
    assert result.changes is result.changes
    assert len(result.changes) == 5


@pytest.mark.parametrize(
    "work",
    [
        lambda result: result,
        repr,
        hash,
        copy.copy,
        copy.deepcopy,
        dataclasses.asdict,
        dataclasses.replace,
        Normalized.by_rule,
        lambda result: pickle.loads(pickle.dumps(result)),  # noqa: S301 - our own bytes
    ],
)
def test_a_result_is_as_one_made_with_its_changes(work) -> None:
    assert work(normalize(CHANGED)) == work(listed())


def test_a_result_has_no_other_attributes() -> None:
    with pytest.raises(AttributeError, match="'Normalized' object has no attribute 'tree'"):
        _ = normalize(CHANGED).tree
