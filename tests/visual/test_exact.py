"""The strict measure: the same symbols at the same places, however they are spelled."""

from __future__ import annotations

import math

import pytest

from hang_guard import hang_guard
from hmer_kit.exceptions import InputError
from hmer_kit.visual import is_visually_equal, visual_exact_match


@pytest.mark.parametrize(
    ("prediction", "reference"),
    [
        (r"\frac12", r"\frac { 1 } { 2 }"),
        (r"a \ne b", r"a \neq b"),
        (r"a \lt b", "a < b"),
        ("x^2_1", "x _ { 1 } ^ { 2 }"),
        ("f ' ( x )", r"f ^ { \prime } ( x )"),
        (r"\left( a \right)", "( a )"),
        (r"\sum \limits _ { i } a", r"\sum _ { i } a"),
        (r"a \quad b", "a b"),
        ("", r"\,"),
        (r"{ \rm x }", r"\mathrm { x }"),
    ],
)
def test_one_layout_in_two_spellings_is_equal(prediction: str, reference: str) -> None:
    assert is_visually_equal(prediction, reference)
    assert is_visually_equal(reference, prediction)


@pytest.mark.parametrize(
    ("prediction", "reference"),
    [
        ("N m", "N _ { m }"),
        (r"\sqrt { a } b", r"\sqrt { a b }"),
        ("x ^ { 2 }", "x 2"),
        (r"\mathbf { x }", "x"),
        (r"\phi", r"\varphi"),
        (r"\cdots", r"\ldots"),
        ("a", ""),
        (r"\foo x", "x"),
    ],
)
def test_another_layout_or_symbol_is_not(prediction: str, reference: str) -> None:
    assert not is_visually_equal(prediction, reference)
    assert not is_visually_equal(reference, prediction)


def test_what_does_not_parse_equals_only_its_own_tokens_and_is_counted() -> None:
    broken, whole = r"\frac { a } { b", r"\frac { a } { b }"
    result = visual_exact_match([broken, broken, broken, whole], [whole, broken, r"\frac{a}{b", broken])
    assert result.matches == (False, True, True, False)
    assert result.unparsed == (0, 1, 2)
    assert result.unparsed_references == (1, 2, 3)
    assert (result.n, result.n_unparsed, result.rate) == (4, 3, 0.5)


def test_profile_decides_what_is_the_same() -> None:
    pairs = [r"\mathbf { x }", r"a \cdots b"], ["x", r"a \ldots b"]
    assert visual_exact_match(*pairs).rate == 0
    loose = visual_exact_match(*pairs, profile="loose")
    assert loose.rate == 1
    assert "norm:loose/1|n:2" in loose.signature


def test_no_samples_no_rate() -> None:
    result = visual_exact_match([], [])
    assert math.isnan(result.rate)
    assert result.table() == "visually equal n/a (0 of 0), predictions that do not parse 0"


@pytest.mark.parametrize("arguments", [(["x"], []), ([None], ["x"]), (["x"], [None]), ("x", "x"), (None, None)])
def test_wrong_arguments_are_refused(arguments: tuple) -> None:
    with pytest.raises(InputError, match="expected"):
        visual_exact_match(*arguments)


@pytest.mark.parametrize("arguments", [(None, "x"), ("x", None), (["x"], ["x"])])
def test_a_pair_of_anything_but_strings_is_refused(arguments: tuple) -> None:
    with pytest.raises(InputError, match="expected a str of LaTeX"):
        is_visually_equal(*arguments)


@pytest.mark.parametrize("piece", ["a ", "{ ", "x ^ { ", r"\frac { ", "中 "])
def test_long_and_deep_predictions_end_soon(piece: str) -> None:
    with hang_guard():
        assert not is_visually_equal(piece * 20_000, "x")
