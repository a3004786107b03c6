"""Made-up expressions."""

from __future__ import annotations

import collections
import itertools

import numpy as np
import pytest

from hmer_kit.exceptions import InputError
from hmer_kit.ink import Grammar
from hmer_kit.ink.synthetic.writer import generator
from hmer_kit.latex import Kind, parse, split_tokens


def samples(grammar, n=400, **options):
    rng = generator(0)
    return [grammar.sample(rng, **options) for _ in range(n)]


def inked(latex):
    structure = {"{", "}", "^", "_", "[", "]"} if r"\sqrt [" in latex else {"{", "}", "^", "_"}
    return [token for token in latex.split() if token not in structure]


@pytest.mark.parametrize("grammar", [Grammar(), Grammar.full()], ids=["default", "full"])
def test_samples_parse_and_are_blank_separated(grammar):
    for latex in samples(grammar):
        assert split_tokens(latex) == latex.split()
        assert parse(latex).slots[0].row


def symbols(latex):
    return sum(bool(node.symbol) and node.kind is not Kind.SPACE for node in parse(latex).walk())


@pytest.mark.parametrize("most", [1, 2, 5, 12, 24])
@pytest.mark.parametrize("grammar", [Grammar(), Grammar.full()], ids=["default", "full"])
def test_no_sample_is_longer_than_asked(grammar, most):
    assert max(symbols(latex) for latex in samples(grammar, max_symbols=most)) <= most


def test_lengths_spread_from_one_to_the_most():
    counts = collections.Counter(symbols(latex) for latex in samples(Grammar(), n=2400))
    assert set(counts) == set(range(1, 13))
    assert min(counts.values()) > 100


@pytest.mark.parametrize("grammar", [Grammar(), Grammar.full()], ids=["default", "full"])
def test_samples_hold_the_vocabulary_and_nothing_else(grammar):
    seen = {token for latex in samples(grammar, n=6000) for token in inked(latex)}
    assert seen - {"[", "]"} <= grammar.vocabulary()
    assert grammar.vocabulary() <= seen


def test_the_vocabulary_holds_what_constructs_bring_along():
    grammar = Grammar(
        letters=("x",),
        digits=("1",),
        operators=(r"\times",),
        functions=(r"\sin", r"\log"),
        big_operators=(r"\sum",),
        integrals=(r"\int",),
        limits=(r"\lim",),
        fences=(),
        **dict.fromkeys(("fractions", "roots", "called", "summed", "integrated", "limited"), 0.15),
        fenced=0.0,
        decimals=0.2,
        max_symbols=24,
    )
    seen = {token for latex in samples(grammar, n=6000) for token in inked(latex)}
    assert seen - {"[", "]"} == grammar.vocabulary()
    assert Grammar(roots=0.0, scripts=0.0, letters=("x",), digits=("1",)).vocabulary() == {
        *("x", "1", "+", "-", r"\times", "=", "(", ")", r"\frac"),
    }


@pytest.mark.real_data
def test_the_full_preset_covers_the_vocabulary_of_crohme(real_data):
    tokens = set((real_data / "dictionaries" / "comer_crohme_110.txt").read_text(encoding="utf-8").split())
    assert tokens - Grammar.full().vocabulary() <= {"{", "}", "^", "_", "\\limits"}


def test_samples_depend_on_the_generator_alone():
    assert samples(Grammar(), n=50) == samples(Grammar(), n=50)


def test_most_samples_differ():
    long = samples(Grammar(), n=500, max_symbols=12)
    assert len(set(long)) > 400


def test_structures_occur():
    text = " ".join(samples(Grammar()))
    assert all(piece in text for piece in (r"\frac {", r"\sqrt {", "^ {", "_ {", "( ", "="))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"letters": ()}, "at least one letter"),
        ({"max_symbols": 0}, "max_symbols"),
        ({"max_depth": 51}, "max_depth"),
        ({"letters": ("a", r"\mystery")}, "mystery"),
        ({"fractions": 0.9}, "at most 1"),
        ({"roots": -0.1}, "shares >= 0"),
        ({"called": 0.1}, "functions"),
    ],
)
def test_an_impossible_grammar_is_refused(arguments, message):
    with pytest.raises(InputError, match=message):
        Grammar(**arguments)


def test_a_length_below_one_is_refused():
    with pytest.raises(InputError, match="max_symbols"):
        Grammar().sample(np.random.default_rng(0), max_symbols=0)


def test_long_expressions_need_no_deep_recursion():
    for latex in itertools.islice(samples(Grammar.full(max_symbols=5000), n=3), 3):
        assert parse(latex).slots[0].row
