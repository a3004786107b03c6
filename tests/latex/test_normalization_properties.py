"""Normalization on expressions of every kind: one normal form, however it is reached, that draws the same."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from hmer_kit.latex import (
    LOOSE,
    RULES,
    SAME_INK,
    is_parseable,
    normalize,
    outline,
    parse,
    to_latex,
    tokenize,
)
from ink_reading import ink
from strategies import DAMAGED, EXPRESSIONS, HEAPS, ORDINARY

EASY = settings(deadline=None, max_examples=100)
THINGS = st.one_of(ORDINARY, EXPRESSIONS, HEAPS.filter(is_parseable))
PROFILES = st.sampled_from([SAME_INK, LOOSE])
RULE_SETS = st.sets(st.sampled_from(sorted(RULES)), max_size=6).map(lambda rules: rules | {"braces", "base_braces"})


def one_by_one(latex: str, rules: list[str]) -> str:
    """Apply single rules, each to what the one before it wrote, round and round until nothing changes."""
    for _ in range(100):
        before = latex
        for rule in rules:
            latex = normalize(latex, rules=[rule]).latex
        if latex == before:
            return latex
    raise AssertionError(f"no end: {before} -> {latex}")


def shuffled(rules: set[str] | frozenset[str], seed: int) -> list[str]:
    return random.Random(seed).sample(sorted(rules), len(rules))


@EASY
@given(THINGS, st.one_of(PROFILES.map(lambda profile: profile.rules), RULE_SETS))
def test_a_normal_form_is_its_own_normal_form(latex: str, rules: set[str]) -> None:
    once = normalize(latex, rules=rules)
    twice = normalize(once.latex, rules=rules)
    assert twice.latex == once.latex
    assert twice.changes == ()


@EASY
@given(THINGS, PROFILES, st.integers())
def test_the_order_in_which_single_rules_are_applied_does_not_matter(latex: str, profile, seed: int) -> None:
    assert one_by_one(latex, shuffled(profile.rules, seed)) == normalize(latex, profile=profile).latex


@EASY
@given(THINGS, RULE_SETS, st.integers())
def test_nor_does_it_for_other_sets_of_rules(latex: str, rules: set[str], seed: int) -> None:
    assert one_by_one(latex, shuffled(rules, seed)) == normalize(latex, rules=rules).latex


@EASY
@given(THINGS)
def test_same_ink_draws_the_same_symbols_at_the_same_places(latex: str) -> None:
    assert ink(normalize(latex).latex) == ink(latex)


@EASY
@given(THINGS, PROFILES)
def test_a_change_is_reported_if_and_only_if_there_is_one(latex: str, profile) -> None:
    result = normalize(latex, profile=profile)
    assert (result.latex != to_latex(parse(latex))) == bool(result.changes)
    assert set(result.by_rule()) <= profile.rules
    assert all(0 <= first <= past <= len(latex) for change in result.changes for first, past in [change.span or (0, 0)])


@EASY
@given(THINGS)
def test_tight_and_blank_separated_latex_have_one_normal_form(latex: str) -> None:
    result = normalize(latex)
    assert normalize("\n".join(tokenize(latex))).latex == result.latex
    assert outline(parse(result.latex)) == outline(parse(normalize(result.latex, profile="exact").latex))


@EASY
@given(THINGS)
def test_loose_merges_all_that_same_ink_does(latex: str) -> None:
    assert normalize(normalize(latex).latex, profile="loose").latex == normalize(latex, profile="loose").latex


@EASY
@given(st.one_of(DAMAGED, HEAPS), PROFILES)
def test_what_is_damaged_has_a_normal_form_too(latex: str, profile) -> None:
    once = normalize(latex, profile=profile, on_error="recover")
    assert normalize(once.latex, profile=profile).latex == once.latex
