"""Tidy spacing: what a reader gets, and that no token ever changes."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hang_guard import hang_guard
from hmer_kit.exceptions import InputError
from hmer_kit.latex import spaced, tidy, tokenize

READABLE = [
    (r"\frac { a } { b } + x ^ { 2 }", r"\frac{a}{b} + x^{2}"),
    (r"\frac { - b \pm \sqrt { b ^ { 2 } - 4 a c } } { 2 a }", r"\frac{-b \pm \sqrt{b^{2} - 4ac}}{2a}"),
    (r"\sin x + \cos ( 2 \theta ) - 2 \sin ^ { 2 } \alpha", r"\sin x + \cos(2\theta) - 2\sin^{2} \alpha"),
    (r"\alpha x + \alpha \beta", r"\alpha x + \alpha\beta"),
    (r"\left( \frac { a } { b } \right) ^ { 2 }", r"\left( \frac{a}{b} \right)^{2}"),
    (r"\left \langle x \middle | y \right \rangle", r"\left\langle x \middle| y \right\rangle"),
    (r"\sum \limits _ { n = 1 } ^ { \infty } a _ { n }", r"\sum\limits_{n=1}^{\infty} a_{n}"),
    (r"\lim _ { x \to 0 } f ' ( x ) = - 1", r"\lim_{x \to 0} f'(x) = -1"),
    (r"\int _ { 0 } ^ { 1 } x ^ { 2 } \, d x", r"\int_{0}^{1} x^{2} \, dx"),
    (r"( - 1 ) ^ { - n + 1 } a _ { i , j }", r"(-1)^{-n+1}a_{i,j}"),
    (r"f ( x , y ) \neq 0", r"f(x, y) \neq 0"),
    (
        r"\begin {cases} x & x \geq 0 \\ - x & x < 0 \end {cases}",
        r"\begin{cases} x & x \geq 0 \\ -x & x < 0 \end{cases}",
    ),
    (r"\begin {array} { c | c } a & b \end {array} = A", r"\begin{array}{c|c} a & b \end{array} = A"),
    (
        r"\left\{ \begin{matrix} a = 1 \\ b = 2 \end{matrix} \right.",
        r"\left\{ \begin{matrix} a = 1 \\ b = 2 \end{matrix} \right.",
    ),
    (r"\sqrt [ 3 ] { x + 1 }", r"\sqrt[3]{x + 1}"),
    (r"9 0 ^ { \circ } C", r"90^{\circ}C"),
    (r"A \rightarrow B , x \mapsto - x", r"A \rightarrow B, x \mapsto -x"),
    (r"\text { i f } x > 0", r"\text{if} x > 0"),
    (r"\text { a = b }", r"\text{a=b}"),
    (r"\hspace { - 2 p t } x", r"\hspace{-2pt}x"),
    (r"x \not = y", r"x \not= y"),
    (r"{ n \choose k }", r"{n \choose k}"),
    (r"\operatorname * { a r g } _ { x } y", r"\operatorname*{arg}_{x} y"),
    (r"\mathrm { d } x \quad y", r"\mathrm{d}x \quad y"),
    (r"\{ a , b \} \cup \{ c \}", r"\{a, b\} \cup \{c\}"),
    (r"n ! = 1 \cdot 2 \cdots n", r"n! = 1 \cdot 2\cdots n"),
    ("", ""),
]
BROKEN = r"} \end {x} \begin { a } \right \left ^ ^ { \\ & \ x \begin"
SIGNS = r"{ } _ ^ ' & \\ \ a B 1 - + = < , ( ) [ ] | * ~ . ! / % $ # é 中 \{ \} \, \; \alpha \sin \sum \limits"
WORDS = r"\frac \sqrt \text \hspace \operatorname \left \right \middle \big \over \not \begin \end {cases} {array}"
SNIPPETS = [*SIGNS.split(), *WORDS.split(), "\\begin{matrix}", "\\end{matrix}", "\\begin {array}", " ", "\n", "\\"]
ROWS = r"""\begin{cases}
  \begin{matrix}
    a & b \\
    c & d
  \end{matrix} \\
  e
\end{cases}, f \\ g"""


def snippets():
    return st.lists(st.sampled_from(SNIPPETS), max_size=30).map(" ".join) | st.lists(
        st.sampled_from(SNIPPETS), max_size=30
    ).map("".join)


def assert_same_tokens(latex):
    for text in (tidy(latex), tidy(latex, break_rows=True), spaced(latex)):
        assert tokenize(text) == tokenize(latex), text
    assert spaced(tidy(latex)) == spaced(latex)
    assert tidy(spaced(latex)) == tidy(latex)


@pytest.mark.parametrize(("latex", "readable"), READABLE)
def test_reads_as_people_write(latex, readable):
    assert tidy(latex) == readable


@pytest.mark.parametrize("latex", [latex for latex, _ in READABLE])
def test_is_idempotent_and_the_same_from_any_spacing(latex):
    assert tidy(tidy(latex)) == tidy(latex) == tidy(spaced(latex))


def test_rows_stand_on_lines_of_their_own():
    nested = r"\begin{cases} \begin{matrix} a & b \\ c & d \end{matrix} \\ e \end{cases} , f \\ g"
    assert tidy(nested, break_rows=True) == ROWS


def test_broken_latex_keeps_its_tokens():
    assert_same_tokens(BROKEN)


def test_a_braced_letter_after_begin_does_not_become_a_name():
    assert tokenize(tidy(r"\begin { a }")) == ["\\begin", "{", "a", "}"]


@given(st.text())
def test_no_string_loses_or_changes_a_token(text):
    assert_same_tokens(text)


@given(snippets())
def test_no_heap_of_latex_loses_or_changes_a_token(latex):
    assert_same_tokens(latex)


@pytest.mark.parametrize("function", [tidy, spaced])
def test_refuses_a_token_list(function):
    with pytest.raises(InputError, match="expected a str of LaTeX, got list"):
        function(["x"])


@pytest.mark.parametrize(
    "piece", ["x + ", r"\frac{a}{", r"\begin{matrix} a \\ ", "^{", r"\left( ", r"\text{", "}", r"\begin { "]
)
def test_65536_tokens_flat_or_nested_take_a_second_at_most(piece):
    latex = piece * (65_536 // len(tokenize(piece)))
    with hang_guard():
        text = tidy(latex, break_rows=True)
    assert tokenize(text) == tokenize(latex)


@pytest.mark.real_data
def test_every_real_string_keeps_its_tokens(real_data):
    tables = [*sorted(real_data.glob("crohme/*/captions.tsv")), *sorted(real_data.glob("captions/*.tsv"))]
    strings = [line.split("\t", 1)[1] for path in tables for line in path.read_text("utf-8").split("\n") if line]
    for path in sorted(real_data.glob("predictions/*/*_pred.json")):
        strings += [text for item in json.loads(path.read_text("utf-8")) for text in (item["gt"], item["pred"])]
    peer = (real_data / "peer_outputs" / "unimumer_tree_and_counts.jsonl").read_text("utf-8")
    strings += [json.loads(line)["latex"] for line in peer.split("\n") if line]
    assert len(strings) == 63_002
    printed = (real_data / "captions" / "im2latex100k_val.norm.txt").read_text("utf-8")
    strings += [line for line in printed.split("\n") if line]
    assert len(strings) == 63_002 + 8_475
    for latex in set(strings):
        assert_same_tokens(latex)
