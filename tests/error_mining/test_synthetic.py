"""Synthetic errors: they change symbols, never structure, and are the same for the same chance."""

from __future__ import annotations

from random import Random

import pytest

from hmer_kit.error_mining import LOOK_ALIKES, apply_corrections, correction_log, corrupt, mark_errors
from hmer_kit.exceptions import InputError, LatexError
from hmer_kit.latex import parse

EXPRESSIONS = [
    "p",
    r"\sqrt { 7 }",
    r"x ^ { 2 } + 1",
    r"\frac { a } { b } _ { 3 }",
    r"\sum _ { n = 1 } ^ { \infty } a _ { n }",
]


@pytest.mark.parametrize("reference", EXPRESSIONS)
def test_result_differs_and_parses_for_every_seed(reference: str) -> None:
    for seed in range(500):
        wrong = corrupt(reference, rng=Random(seed), confusions={"7": ["1"], "1": ["7"], "x": ["y"]})
        assert wrong != reference
        parse(wrong)


def test_same_chance_gives_the_same_error() -> None:
    assert corrupt("a + b", rng=Random(3)) == corrupt("a + b", rng=Random(3))


def test_every_error_can_be_marked_and_corrected() -> None:
    for seed in range(200):
        reference = EXPRESSIONS[seed % len(EXPRESSIONS)]
        wrong = corrupt(reference, rng=Random(seed))
        assert apply_corrections(mark_errors(wrong, reference), correction_log(wrong, reference)) == reference


def test_only_given_confusions_are_substituted() -> None:
    seen = {token for seed in range(300) for token in corrupt("a b", rng=Random(seed), confusions={"a": ["c"]}).split()}
    assert seen == {"a", "b", "c"}


def test_mix_of_operations_is_near_the_published_one() -> None:
    ops = [
        item.op.value
        for seed in range(1500)
        for item in correction_log(corrupt("a + b - c = 3 0", rng=Random(seed)), "a + b - c = 3 0")
    ]
    assert 0.55 < sum(op.lower() == "replace" for op in ops) / len(ops) < 0.8


def test_expression_without_symbols_is_refused() -> None:
    with pytest.raises(InputError, match="symbols that can be confused"):
        corrupt("{ }", rng=Random(0))


def test_expression_that_does_not_parse_is_refused() -> None:
    with pytest.raises(LatexError):
        corrupt(r"\frac { a", rng=Random(0))


def test_look_alikes_go_both_ways() -> None:
    assert all(symbol in LOOK_ALIKES[other] for symbol, others in LOOK_ALIKES.items() for other in others)
