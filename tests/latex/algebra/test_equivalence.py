"""Verdicts: what is equal, what differs, and what is left open."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from hmer_kit.exceptions import InputError
from hmer_kit.latex import AlgebraWorker, Equivalence, EquivalenceResult, equivalent

EQUAL = [
    ("x + x", "2 x"),
    (r"\frac { 1 } { 2 } x", r"\frac { x } { 2 }"),
    (r"\frac { x ^ { 2 } - 1 } { x - 1 }", "x + 1"),
    (r"\sin ^ { 2 } x + \cos ^ { 2 } x", "1"),
    (r"\sqrt { 4 8 }", r"4 \sqrt { 3 }"),
    (r"\sqrt { x ^ { 2 } }", "| x |"),
    ("0 . 5", r"\frac { 1 } { 2 }"),
    (r"n !", "n ( n - 1 ) !"),
    (r"\binom { n } { 2 }", r"\frac { n ( n - 1 ) } { 2 }"),
    ("f ( a + b )", "f ( b + a )"),
    ("( x + 1 0 ^ { 2 0 } ) - 1 0 ^ { 2 0 }", "x"),
    ("2 x = 4", "x = 2"),
    ("a = b", "b = a"),
    ("x + 1 = 3", "1 + x = 2 + 1"),
    ("a < b", "b > a"),
    (r"- a \leq - b", r"a \geq b"),
    (r"a \neq b", r"2 b \neq 2 a"),
]
DIFFERENT = [
    ("x ^ { 2 }", "2 x"),
    ("x ^ { 2 }", "x ^ { 3 }"),
    ("1", "7"),
    ("f ( x )", "f ( y )"),
    ("f ( x )", "g ( x )"),
    ("a _ { i j }", "a _ { j i }"),
    ("x", "x '"),
    ("x", "X"),
    (r"\sqrt { x ^ { 2 } }", "x"),
    (r"\sin x", r"\cos x"),
    (r"\arctan x", r"\arcsin x"),
    (r"\tanh x", r"\tan x"),
    (r"\log _ { 2 } x", r"\log _ { 3 } x"),
    (r"\log x", r"\log y"),
    ("( - 1 ) ^ { n } x", "( - 1 ) ^ { n } y"),
    ("9 ^ { 9 ^ { 9 } }", "9 ^ { 9 ^ { 8 } }"),
    ("( x + 1 0 ^ { 9 9 } ) - 1 0 ^ { 9 9 }", "x + 1"),
    ("1 - x + i y", "1 - x + i z"),
    ("e ^ { x }", "e ^ { y }"),
    (r"\pi", "3 . 1 4 1 5 9 2 6 5 3 5 8 9 7 9 3"),
    ("n !", "n"),
    ("x = 2", "x - 2"),
    ("x = 2", "x = 3"),
    ("y = x ^ { 2 }", "y = x ^ { 3 }"),
    ("a + b = c + d", "a + b = c - d"),
    ("1 + 1 = 2", "1 + 1 = 3"),
    ("a = b", r"a \neq b"),
    ("a < b", "b < a"),
    (r"a \leq b", "a < b"),
    (r"a < b", "a = b"),
    ("x = 1 0 ^ { 9 0 }", "x = 1 0 ^ { 9 1 }"),
]
UNKNOWN = [
    (r"\log x", r"\ln x", "neither"),
    (r"\ln e", "1", "neither"),
    (r"e ^ { i \pi }", "- 1", "neither"),
    (r"\sqrt [ 3 ] { - x }", r"- \sqrt [ 3 ] { x }", "neither"),
    (r"\frac { 1 } { 0 }", r"\frac { 2 } { 0 }", "neither"),
    ("1 = 2", "3 = 4", "neither"),
    ("x = x", "y = y", "neither"),
    ("x ( y + 1 )", "x y + x", "a function or a factor"),
    ("f ( x ) ^ 2", "f ( x ) f ( x )", "a function or a factor"),
    ("a < b < c", "a < c", "a chain of relations"),
    ("a = b = c", "a = b", "a chain of relations"),
    (r"\int x d x", r"\frac { x ^ 2 } { 2 }", "expected algebra of numbers"),
    (r"\frac { d y } { d x }", r"\frac { y } { x }", "one thing with the name after it"),
    (r"\frac { a", r"\frac { a } { b }", "it does not parse"),
    ("a b", r"\frac { a", "it does not parse"),
]


@pytest.fixture(scope="module")
def worker():
    with AlgebraWorker() as shared:
        yield shared


@pytest.mark.parametrize(("one", "other"), EQUAL)
def test_equal(worker, one, other):
    for pair in ((one, other), (other, one)):
        assert equivalent(*pair, timeout=30, worker=worker).verdict is Equivalence.EQUAL


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different(worker, one, other):
    for pair in ((one, other), (other, one)):
        assert equivalent(*pair, timeout=30, worker=worker).verdict is Equivalence.DIFFERENT


@pytest.mark.parametrize(("one", "other", "reason"), UNKNOWN)
def test_unknown(worker, one, other, reason):
    for pair in ((one, other), (other, one)):
        result = equivalent(*pair, timeout=30, worker=worker)
        assert result.verdict is Equivalence.UNKNOWN
        assert reason in result.reason


def test_a_difference_is_shown(worker):
    result = equivalent("x ^ { 2 }", "2 x", worker=worker)
    assert result == EquivalenceResult(Equivalence.DIFFERENT, "they differ at x = 3")


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("a < b < c", "a<b<c", "the same tokens"),
        (r"\frac { a", r"\frac{a", "the same tokens"),
        (r"\sum _ { i } ^ { n } i", r"\sum _ i ^ n i", "the same layout"),
        (r"\frac12", r"{ 1 \over 2 }", "the same formula"),
        ("x _ 1 ^ 2", "x ^ 2 _ 1", "the same formula"),
        (r"a \le b", r"a \leqslant b", "the same formula"),
        (r"\left ( x \right ) y", "( x ) y", "the same formula"),
    ],
)
def test_what_is_written_alike_needs_no_process(one, other, reason):
    with AlgebraWorker() as unused:
        assert equivalent(one, other, worker=unused) == EquivalenceResult(Equivalence.EQUAL, reason)
        assert unused.pid is None


def test_without_a_worker_one_is_started_and_ended():
    assert equivalent("a b", "b a", timeout=30).verdict is Equivalence.EQUAL


@pytest.mark.parametrize("timeout", [0, -1, float("inf"), float("nan"), 1e10, 1e300, "2", None, True])
def test_timeout_is_a_number_of_seconds(timeout):
    with pytest.raises(InputError, match="expected timeout as a number of seconds above 0"):
        equivalent("x", "y", timeout=timeout)


def test_a_worker_is_an_algebra_worker():
    with pytest.raises(InputError, match="expected an AlgebraWorker as worker, got int"):
        equivalent("x + x", "2 x", worker=3)


def test_only_strings_are_compared():
    with pytest.raises(InputError, match="got list"):
        equivalent(["x"], "x")
    with pytest.raises(InputError, match="got NoneType"):
        equivalent("x", None)


@pytest.mark.real_data
def test_wrong_predictions_for_crohme_2014(real_data, worker):
    rows = json.loads((real_data / "predictions/unimumer/crohme_2014_pred.json").read_text(encoding="utf-8"))
    wrong = [(row["pred"], row["gt"]) for row in rows if row["pred"].split() != row["gt"].split()]
    verdicts = Counter(equivalent(*pair, timeout=30, worker=worker).verdict.value for pair in wrong)
    assert verdicts == {"unknown": 89, "different": 81, "equal": 1}
