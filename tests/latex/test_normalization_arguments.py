"""Spellings: each function changes what it names and nothing else."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hang_guard import hang_guard
from hmer_kit.exceptions import InputError, LatexError
from hmer_kit.latex import brace_arguments, is_parseable, outline, parse, tokenize

PIECES = st.sampled_from(
    [
        *"x1+'{}{}[]^_",
        *("\\frac", "\\sqrt", "\\hat", "\\over", "\\sum", "\\limits", "\\text", "\\mathrm", "\\substack", "\\overset"),
        *("\\left (", "\\right )", "\\big |", "\\,", "\\color red", "\\begin {matrix}", "&", "\\\\", "\\end {matrix}"),
    ]
)


def is_subsequence(tokens: list[str], of: list[str]) -> bool:
    rest = iter(of)
    return all(token in rest for token in tokens)


def without_braces(latex: str) -> list[str]:
    return [text for text in tokenize(latex) if text not in {"{", "}"}]


@pytest.mark.parametrize(
    ("latex", "braced"),
    [
        ("", ""),
        ("x + 1", "x + 1"),
        ("x^2", "x ^ { 2 }"),
        (r"x^\frac12", r"x ^ { \frac { 1 } { 2 } }"),
        (r"\sqrt[3]x", r"\sqrt [ 3 ] { x }"),
        (r"\frac{a}b", r"\frac { a } { b }"),
        (r"\sum\limits_n^k", r"\sum \limits _ { n } ^ { k }"),
        (r"\hat\imath'", r"\hat { \imath } '"),
        (r"f'^2", r"f ' ^ { 2 }"),
        (r"x ^ '", r"x ^ { ' }"),
        (r"\overset ab", r"\overset { a } { b }"),
        (r"\text a_b", r"\text { a } _ { b }"),
        (r"\substack a", r"\substack { a }"),
        (r"\substack{a\\b}", r"\substack { a \\ b }"),
        (r"{a \over b}", r"{ a \over b }"),
        (r"n \choose k^2", r"n \choose k ^ { 2 }"),
        (r"\left(x\right)^2", r"\left ( x \right ) ^ { 2 }"),
        (r"\color r x", r"\color r x"),
        (r"\begin{matrix}a^2&b\\c\end{matrix}", r"\begin {matrix} a ^ { 2 } & b \\ c \end {matrix}"),
        ("{ { a } } ^ { }", "{ { a } } ^ { }"),
    ],
)
def test_arguments_and_scripts_get_braces_and_nothing_else_does(latex: str, braced: str) -> None:
    assert brace_arguments(latex) == braced


@settings(deadline=None, max_examples=500)
@given(st.lists(PIECES, max_size=20))
def test_the_layout_stays_and_nothing_is_lost(pieces: list[str]) -> None:
    latex = " ".join(pieces)
    if not is_parseable(latex):
        with pytest.raises(LatexError):
            brace_arguments(latex)
        return
    braced = brace_arguments(latex)
    assert outline(parse(braced)) == outline(parse(latex))
    assert is_subsequence(tokenize(latex), of=braced.split())
    assert without_braces(braced) == without_braces(latex)
    assert brace_arguments(braced) == braced


@pytest.mark.parametrize("latex", [r"\hat " * 5000 + "x", "x ^ 2 " * 5000, r"\frac 1 { " * 5000 + "}" * 5000])
def test_long_and_deep_expressions_take_linear_time(latex: str) -> None:
    with hang_guard():
        assert is_subsequence(tokenize(latex), of=brace_arguments(latex).split())


@pytest.mark.parametrize("wrong", [None, ["x"], b"x"])
def test_anything_but_a_string_is_refused(wrong: object) -> None:
    with pytest.raises(InputError, match="expected a str of LaTeX"):
        brace_arguments(wrong)  # type: ignore[arg-type]


@pytest.mark.real_data
def test_the_released_codes_own_expressions_have_all_their_braces(real_data) -> None:
    path = real_data / "peer_outputs" / "unimumer_tree_and_counts.jsonl"
    expressions = [json.loads(line)["latex"] for line in path.read_text(encoding="utf-8").splitlines()]
    assert len(expressions) == 2275
    assert [latex for latex in expressions if brace_arguments(latex).split() != tokenize(latex)] == []
