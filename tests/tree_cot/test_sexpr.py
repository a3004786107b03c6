"""S-expressions: their text, tokens that are not canonical, and what is wrong with one."""

from __future__ import annotations

import pytest

from hmer_kit.exceptions import FormatError
from hmer_kit.latex import tokenize
from hmer_kit.tree_cot import SEXPR, Fidelity, read


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (
            r"\frac { 1 } { \sqrt [ 3 ] { x + 1 } }",
            r"(tree (\frac (above 1) (below (\sqrt (index 3) (inside x + 1)))))",
        ),
        ("x ^ { 2 }", "(tree (x (sup 2)))"),
        ("x ^ 2", '(tree (x (sup:"^":"" 2)))'),
        (r"x \sp { 2 }", r'(tree (x (sup:"\sp {":"}" 2)))'),
        (r"\sum \limits _ { i }", r'(tree (\sum (below:"\limits _ {":"}" i)))'),
        ("f '", "(tree (f (sup ')))"),
        (r"\frac 1 2", r'(tree (\frac (above:"":"" 1) (below:"":"" 2)))'),
        (r"a \over b", r"(tree (\over (above a) (below b)))"),
        ("{ } ^ { 2 }", "(tree ({} (inside) (sup 2)))"),
        ("^ { 2 }", "(tree ({} (sup 2)))"),
        ('( : " )', '(tree "(" ":" """" ")")'),
        (r"\left( x \right)", r'(tree "\left(" x "\right)")'),
        (r"\begin{matrix} a & \\ b \end{matrix}", r"(tree (\begin{matrix} (cell a) (cell) (row b)))"),
        (
            r"\begin{matrix} a \\[2pt] b \end{matrix}",
            r'(tree (\begin{matrix} (cell a) (row:"\\ [ 2 p t ]":"\end {matrix}" b)))',
        ),
        (r"\begin { array } { c } a \end {array}", r'(tree (\begin{array}{c}:"\begin { a r r a y } { c }" (cell a)))'),
    ],
)
def test_each_construct_has_its_text(latex: str, text: str) -> None:
    assert SEXPR.dumps(latex) == text
    assert SEXPR.loads(text).split() == tokenize(latex)


def test_it_keeps_every_token() -> None:
    assert (SEXPR.name, SEXPR.fidelity) == ("sexpr", Fidelity.TOKENS)


def test_a_text_may_be_broken_into_lines() -> None:
    assert SEXPR.loads("(tree\n  (x\n    (sup\n      2))\n  +)\n") == "x ^ { 2 } +"


@pytest.mark.parametrize(
    ("text", "code", "line", "latex"),
    [
        ("(tree x", "unclosed", 1, "x"),
        ("(tree (x\n(sup 2", "unclosed", 2, "x ^ { 2 }"),
        ("(tree x))", "text_after_end", 1, "x"),
        ("(tree x)\nThat is all.", "text_after_end", 2, "x"),
        ("Sure:\n(tree x)", "no_tree", 1, "x"),
        ("(x (sup 2))", "no_tree", 1, "x ^ { 2 }"),
        ("(tree\n(x (super 2)))", "unknown_relation", 2, "x ^ { 2 }"),
        ("(tree (x 2))", "misplaced_symbol", 1, "x 2"),
        ("(tree ((x (sup 2))))", "missing_name", 1, "x ^ { 2 }"),
        ("(tree (x ()))", "missing_name", 1, "x"),
        ('(tree x "y)', "unclosed_quote", 1, "x"),
        ("(tree x:y)", "stray_colon", 1, "x y"),
        ('(tree (x (sup:"^" 2)))', "bad_tokens", 1, "x ^ { 2 }"),
        ('(tree (x\n(sup:"}":"" 2)))', "bad_tokens", 2, "x ^ { 2 }"),
        ('(tree x:"y")', "bad_tokens", 1, "x"),
        ('(tree "a b")', "bad_symbol", 1, "a b"),
        ('(tree "")', "bad_symbol", 1, "{ }"),
        ("(tree (\\frac (above 1)))", "missing_row", 1, r"\frac { 1 } { }"),
        (r"(tree (\sqrt (inside 1) (inside 2)))", "misplaced_relation", 1, r"\sqrt { 1 } 2"),
        (r"(tree (\begin{matrix} (row a)))", "misplaced_row", 1, r"\begin {matrix} a \end {matrix}"),
        ("(tree)", "empty", 1, ""),
    ],
)
def test_wrong_text_is_refused_with_its_line_and_can_be_repaired(text: str, code: str, line: int, latex: str) -> None:
    with pytest.raises(FormatError) as caught:
        SEXPR.loads(text)
    assert caught.value.line is not None
    reading = read(text, format=SEXPR)
    assert reading.latex == latex
    assert code in [flaw.code for flaw in reading.flaws]
    assert caught.value.code in {flaw.code for flaw in reading.flaws}


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        (r"(tree x \al", "x"),
        (r"(tree \frac", ""),
        (r"(tree (\frac (ab", r"\frac { } { }"),
        (r"(tree (x (sup:", "x"),
        (r'(tree x "\lef', "x"),
        (r"(tree x (", "x"),
    ],
)
def test_what_may_go_on_at_the_end_is_left_out(text: str, latex: str) -> None:
    reading = read(text, format=SEXPR)
    assert (reading.latex, reading.complete) == (latex, False)


def test_tokens_come_back_at_any_depth() -> None:
    latex = "x ^ { " * 20_000 + "y" + " }" * 20_000
    assert SEXPR.loads(SEXPR.dumps(latex)) == latex
    assert read("(tree " + "(x (sup " * 20_000, format=SEXPR).latex.count("x") == 20_000
