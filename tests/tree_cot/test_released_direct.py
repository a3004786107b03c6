"""The short way of the released writer against the long one, which ``RELEASED.lines`` takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmer_kit.exceptions import LatexError
from hmer_kit.latex import split_tokens
from hmer_kit.tree_cot._released.direct import direct_text
from hmer_kit.tree_cot.released import RELEASED
from real_expressions import read_expressions
from strategies import DAMAGED, EXPRESSIONS, HEAPS, ORDINARY, TEXTS

if TYPE_CHECKING:
    from pathlib import Path

BRACKETS = [*"{}[]_^x", "\\\\", "\\frac", "\\sqrt", "\\sum", "\\hat", "\\begin", "\\end", "{a}", "{b}"]


def long_way(latex: str) -> str | None:
    try:
        return "\n".join(RELEASED.lines(latex))
    except LatexError:
        return None


@pytest.mark.parametrize(
    "latex",
    [
        r"x",
        r"{ a } ^ { 2 } _ { i }",
        r"x _ { i + 1 } ^ { }",
        r"\frac { } { \frac { a } { b + c } }",
        r"\sqrt [ 3 ] { x } \sqrt [ ] { x + y }",
        r"\sum _ { i = 1 } ^ { n } \hat { \hat { x } }",
        r"{ a \\ b } \\ \\ c \\",
        r"\frac { a \\ b } { c \\ } d",
        r"\begin {matrix} a & { b } \\ c \end {matrix} ^ { 2 } \begin {a} \end {a}",
        r"[ 0 , 1 ) { ] }",
    ],
)
def test_the_usual_is_written_the_short_way(latex: str) -> None:
    text = direct_text(split_tokens(latex))
    assert text is not None
    assert text == long_way(latex) == RELEASED.dumps(latex)


@pytest.mark.parametrize(
    "latex",
    [
        "",
        "x }",
        "{ x",
        r"x ^ { \end }",
        r"x ^ { \end",
        "x ^",
        "x ^ 2",
        r"\frac { a } b",
        r"\sqrt [ n + 1 ] { x }",
        r"\sqrt [ [ ] { x }",
        r"\begin",
        r"\begin { a }",
        r"\begin {a} b \end {c}",
        r"\begin {a} { \end {a} }",
        r"{ \begin {a} } \end {a}",
        r"x \end",
        "x ^ { " * 200 + "y" + " }" * 200,
        r"x \\ " * 200 + "y",
    ],
)
def test_anything_else_is_left_to_the_long_way(latex: str) -> None:
    assert direct_text(split_tokens(latex)) is None


@given(EXPRESSIONS | ORDINARY | DAMAGED | HEAPS | TEXTS | st.lists(st.sampled_from(BRACKETS)).map(" ".join))
def test_both_ways_write_the_same(latex: str) -> None:
    text = direct_text(split_tokens(latex))
    assert text is None or text == long_way(latex)


@pytest.mark.real_data
def test_both_ways_write_the_same_for_real_expressions(real_data: Path) -> None:
    expressions = read_expressions(real_data)
    short = {latex: text for latex in expressions if (text := direct_text(split_tokens(latex)))}
    assert [latex for latex, text in short.items() if text != long_way(latex)] == []
    assert len(expressions) - len(short) < len(expressions) / 10
