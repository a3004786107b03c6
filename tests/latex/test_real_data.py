"""Every expression of the real data: captions, predictions, the released code's own list, printed formulas."""

from __future__ import annotations

from collections import Counter

import pytest

import real_expressions
from hmer_kit.exceptions import LatexError
from hmer_kit.latex import parse, split_tokens, to_tokens, tokenize

pytestmark = pytest.mark.real_data

COMPOSITES = {
    r"\begin{matrix}",
    r"\end{matrix}",
    r"\right.",
    r"\left\{",
    r"\left[",
    r"\left.",
    r"\right\}",
    r"\right]",
}


@pytest.fixture(scope="module")
def handwritten(real_data):
    return real_expressions.handwritten(real_data)


def has_balanced_braces(latex):
    depth = 0
    for chunk in latex.split():
        depth += {"{": 1, "}": -1}.get(chunk, 0)
        if depth < 0:
            return False
    return depth == 0


def test_tokens_are_the_chunks_between_blanks_but_for_composites(handwritten):
    assert len(handwritten) == 63_002
    others = [latex for latex in handwritten if tokenize(latex) != latex.split()]
    assert len(others) == 7_470
    assert all(COMPOSITES.intersection(latex.split()) for latex in others)
    assert all(split_tokens(latex) == latex.split() for latex in handwritten)


def test_every_expression_with_braces_and_arguments_in_order_round_trips(handwritten):
    refused = Counter()
    for latex in handwritten:
        try:
            tree = parse(latex)
        except LatexError as error:
            refused[has_balanced_braces(latex), error.code] += 1
            continue
        assert to_tokens(tree) == tokenize(latex)
    assert refused == {
        (False, "unclosed_group"): 648,
        (False, "unexpected_brace"): 28,
        (False, "missing_argument"): 9,
        (True, "missing_argument"): 18,
        (True, "missing_right"): 7,
        (True, "unexpected_right"): 2,
        (True, "unclosed_bracket"): 2,
    }


def test_references_of_the_benchmarks_all_parse(real_data):
    for name in (
        "crohme/train/captions.tsv",
        "crohme/test2014/captions.tsv",
        "crohme/test2016/captions.tsv",
        "captions/mne_N1.tsv",
    ):
        for line in real_expressions.read_lines(real_data / name):
            latex = line.split("\t", 1)[1]
            assert to_tokens(parse(latex)) == tokenize(latex)


def test_every_expression_of_the_released_serializer_parses(real_data):
    expressions = real_expressions.released(real_data)
    assert len(expressions) == 2275
    for latex in expressions:
        assert to_tokens(parse(latex)) == latex.split()


def test_every_printed_formula_of_im2latex_round_trips(real_data):
    formulas = real_expressions.printed(real_data)
    assert len(formulas) == 8475
    for latex in formulas:
        assert to_tokens(parse(latex)) == tokenize(latex)
