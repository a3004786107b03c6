"""Tokens: blank-separated and tight LaTeX, places, and the split of the released code."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmer_kit.exceptions import InputError
from hmer_kit.latex import Token, is_blank_separated, scan, split_tokens, tokenize
from hmer_kit.latex._common_words import COMMON_WORDS


@pytest.mark.parametrize(
    ("latex", "tokens"),
    [
        ("", []),
        (" \t\n", []),
        (r"\frac{1}2", ["\\frac", "{", "1", "}", "2"]),
        (r"\frac { 1 } 2", ["\\frac", "{", "1", "}", "2"]),
        (r"\alpha\beta x1", ["\\alpha", "\\beta", "x", "1"]),
        (r"\{\}\,\\\%", ["\\{", "\\}", "\\,", "\\\\", "\\%"]),
        (r"a\\begin{x}", ["a", "\\\\", "b", "e", "g", "i", "n", "{", "x", "}"]),
        (r"\begin{cases}", ["\\begin", "{cases}"]),
        (r"\begin {cases} x \end  {cases}", ["\\begin", "{cases}", "x", "\\end", "{cases}"]),
        (r"\begin{align*}", ["\\begin", "{align*}"]),
        (r"\begin { cases }", ["\\begin", "{", "c", "a", "s", "e", "s", "}"]),
        (r"\beginning{x}\ending {y}", ["\\beginning", "{", "x", "}", "\\ending", "{", "y", "}"]),
        (r"\operatorname*{lim}", ["\\operatorname", "*", "{", "l", "i", "m", "}"]),
        ("a\\ b\\", ["a", "\\", "b", "\\"]),
        ("、√é", ["、", "√", "é"]),
        ("a\u3000b\u00a0c", ["a", "b", "c"]),
        ("x^2'", ["x", "^", "2", "'"]),
    ],
)
def test_tokens(latex, tokens):
    assert tokenize(latex) == tokens


def test_scan_tells_where_each_token_stands():
    latex = " x ^{\\pi}\n\\begin {a}"
    tokens = scan(latex)
    assert [latex[token.start : token.end] for token in tokens] == [token.text for token in tokens]
    assert tokens[3] == Token("\\pi", 5, 8)
    assert tokens[-1] == Token("{a}", 17, 20)


@pytest.mark.parametrize(
    "latex",
    [
        r"\left\{ \begin{matrix} a \\ b \end{matrix} \right.",
        r"\begin {cases} x ^ { 2 } \end {cases}",
        r"\left[ x \right] \middle\vert \left\| y \right>",
        "",
    ],
)
def test_blank_separated_latex_splits_at_its_blanks(latex):
    assert split_tokens(latex) == latex.split()


@pytest.mark.parametrize(
    "latex", ["x^2", r"\frac{1}{2}", "{matrix} a", r"\left(x \right)", r"\begin{matrix}a \\ b", "ab c"]
)
def test_tight_latex_is_tokenized(latex):
    assert latex.split() != tokenize(latex)
    assert split_tokens(latex) == tokenize(latex)


@pytest.mark.parametrize("function", [scan, tokenize, split_tokens])
@pytest.mark.parametrize("wrong", [None, ["x"], b"x"])
def test_anything_but_a_string_is_refused(function, wrong):
    with pytest.raises(InputError, match=f"expected a str of LaTeX, got {type(wrong).__name__}"):
        function(wrong)


PIECES = [
    "\\begin",
    "\\end",
    "{cases}",
    "{",
    "}",
    " ",
    "\u00a0",
    "\x1c",
    "\\left",
    "\\right",
    ".",
    "\\{",
    "(",
    "x y",
    "\\",
    "\\x",
]
COMPOSITE = re.compile(
    r"\\(?:begin|end)\{[^\s{}\\]+\}|\\(?:left|right|middle)(?:\\(?:[A-Za-z]+|[^\sA-Za-z])|[^\sA-Za-z0-9{}\\])"
)


@given(st.lists(st.sampled_from(PIECES), max_size=9).map("".join))
def test_latex_is_blank_separated_if_every_chunk_is(latex):
    chunks = latex.split()

    def is_token(at):
        after_begin = at and chunks[at - 1] in {"\\begin", "\\end"}
        name = after_begin and re.fullmatch(r"\{[^\s{}\\]+\}", chunks[at])
        return bool(name) or len(tokenize(chunks[at])) == 1 or bool(COMPOSITE.fullmatch(chunks[at]))

    separated = all(map(is_token, range(len(chunks))))
    assert split_tokens(latex) == (chunks if separated else tokenize(latex))


def test_every_common_word_is_left_whole_on_its_own() -> None:
    assert [word for word in COMMON_WORDS if not is_blank_separated(word)] == []


def test_common_words_are_split_as_all_others_are() -> None:
    words = sorted(COMMON_WORDS)
    for shift in (1, 7, 31):  # \begin before any other word, and so on
        mixed = " ".join(f"{word} {words[(at + shift) % len(words)]}" for at, word in enumerate(words))
        assert is_blank_separated(mixed)
        assert split_tokens(mixed) == mixed.split()
