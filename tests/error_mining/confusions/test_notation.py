"""Notation told from ink."""

from __future__ import annotations

import pytest
from hypothesis import given

from hmer_kit.error_mining import ConfusionPair, ConfusionTable
from hmer_kit.exceptions import InputError
from hmer_kit.latex import normalize
from strategies import DAMAGED, EXPRESSIONS


def pairs(table):
    return {(pair.reference, pair.prediction) for pair in table.counts}


def one(prediction, reference, **options):
    return ConfusionTable.from_pairs([prediction], [reference], **options)


MATHWRITING = [  # prediction, reference, a pair that raw mining finds
    ("f ^ { \\prime } ( x )", "f ' ( x )", ("'", "}")),
    ("l o g x", r"\log x", (r"\log", "g")),
    (r"a \rightarrow b", r"a \to b", (r"\to", r"\rightarrow")),
    ("a ^ { 2 } _ { 1 }", "a _ { 1 } ^ { 2 }", ("^", "_")),
    (r"\tfrac { a } { b }", r"\frac { a } { b }", (r"\frac", r"\tfrac")),
    (r"\mathrm { d } x", "d x", ("", r"\mathrm")),
    (r"\left ( x \right )", "( x )", ("", r"\left")),
]


@pytest.mark.parametrize(("prediction", "reference", "pair"), MATHWRITING)
def test_noise_of_writing_is_notation(prediction, reference, pair):
    table = one(prediction, reference)
    assert pair in pairs(table)
    assert table.ink().counts == {}
    assert (table.ink().wrong, table.notation_only, table.notation().edits) == (0, 1, table.edits)


@pytest.mark.parametrize(("prediction", "reference", "pair"), MATHWRITING)
def test_noise_of_writing_stays_notation_beside_a_misread_symbol(prediction, reference, pair):
    table = one(f"{prediction} + X", f"{reference} + x")
    assert pairs(table.ink()) == {("x", "X")}
    assert pair in pairs(table.notation())
    assert (table.ink().wrong, table.notation_only) == (1, 0)


@pytest.mark.parametrize(
    ("prediction", "reference"),
    [
        (r"\ldots", r"\cdots"),
        (r"\epsilon", r"\varepsilon"),
        (r"\sum _ { i }", r"\sum \nolimits _ { i }"),
        ("f 1", "f '"),
        (r"\leftarrow", r"\to"),
        ("x _ 2", "x ^ 2"),
        (r"\mathbb { R }", "R"),
    ],
)
def test_what_a_pen_draws_otherwise_is_ink(prediction, reference):
    table = one(prediction, reference)
    assert table.notation().counts == {}
    assert table.ink() == table


def test_a_relation_that_was_lost_is_ink_though_its_sign_became_a_brace():
    table = one("a _ { 1 } + 1 } 4 + 3", "a _ { 1 } + 1 _ { 4 } + 3")
    assert ("_", "}") in pairs(table.ink())


def test_a_pair_may_be_notation_in_one_sample_and_ink_in_another():
    table = ConfusionTable.from_pairs(["a ^ { 2 } _ { 1 }", "1", "1"], ["a _ { 1 } ^ { 2 }", "2", "2"], ids=list("abc"))
    pair = ConfusionPair("2", "1")
    assert (table.counts[pair], table.ink().counts[pair], table.notation().counts[pair]) == (3, 2, 1)
    assert table.examples[pair] == ("b", "c", "a")
    assert table.ink().examples[pair] == ("b", "c")
    assert table.to_rows()[0]["notation"] == 1


def test_what_is_no_ink_counts_as_read_right():
    table = one(r"a \rightarrow X", r"a \to x")
    ink = table.ink()
    assert ink.correct == {r"\to": 1, "a": 1}
    assert ink.written == table.written == {r"\to": 1, "a": 1, "x": 1}


def test_a_profile_of_ones_own():
    sides = (r"\ldots", r"\cdots")
    assert one(*sides, profile="loose").ink().counts == {}
    assert one(r"\to", r"\rightarrow", profile=None).ink().edits == 1
    assert one(r"\to", r"\rightarrow", profile=None).profile == ""
    with pytest.raises(InputError, match="expected a profile out of"):
        one(*sides, profile="strict")


def test_tables_of_two_profiles_are_not_merged():
    with pytest.raises(InputError, match="same profile, got 'loose/1' and 'same_ink/1'"):
        one("x", "X", profile="loose") + one("x", "X", profile="same_ink")
    with pytest.raises(InputError, match="same cost, got 'edits' and 'structure'"):
        one("x", "X") + one("x", "X", cost="structure")


@given(EXPRESSIONS)
def test_a_normal_form_differs_from_its_expression_in_notation_alone(latex):
    table = one(normalize(latex).latex, latex)
    assert table.ink().counts == {}


@given(DAMAGED, EXPRESSIONS)
def test_ink_and_notation_are_the_whole(prediction, reference):
    table = one(prediction, reference)
    ink, notation = table.ink(), table.notation()
    assert ink.edits + notation.edits == table.edits
    assert ink.written == notation.written == table.written
    assert set(pairs(ink)).isdisjoint(pairs(notation))
