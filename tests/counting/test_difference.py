"""What a prediction has too many and too few."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmer_kit.counting import (
    CountDialect,
    CountDifference,
    compare_counts,
    count_difference,
    count_error,
    count_symbols,
)
from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    from pathlib import Path

DIALECTS = get_args(CountDialect)
EXPRESSIONS = st.lists(st.sampled_from(["x", "y", "1", "{", "}", "^", "_", "\\frac"]), max_size=20).map(" ".join)


@pytest.mark.parametrize(
    ("prediction", "reference", "differences"),
    [
        ("x + y", "x + x", {"x": -1, "y": 1}),
        ("x ^ { 2 }", "x _ { 2 } z", {"_": -1, "z": -1, "^": 1}),
        ("a - b", "b - a", {}),
        ("", "x x", {"x": -2}),
        ("{ { x } }", "x", {}),
    ],
)
def test_differences_are_signed_and_in_order(prediction: str, reference: str, differences: dict[str, int]) -> None:
    assert list(count_difference(prediction, reference).differences.items()) == list(differences.items())


@pytest.mark.parametrize(("dialect", "total"), [("released", 2), ("paper", 0), ("can", 0)])
def test_dialect_says_what_can_differ(dialect: CountDialect, total: int) -> None:
    assert count_difference("x ^ { 2 }", "x _ { 2 }", dialect=dialect).total == total


def test_missing_and_extra_are_told_apart() -> None:
    difference = count_difference("x y y y", "x x z")
    assert (difference.missing, difference.extra, difference.total) == (2, 3, 5)
    assert CountDifference({}).total == 0


def test_counts_of_zero_are_counts_of_nothing() -> None:
    assert compare_counts({"x": 1, "y": 0}, {"x": 1, "z": 0}).differences == {}


@pytest.mark.parametrize("dialect", DIALECTS)
@given(prediction=EXPRESSIONS, reference=EXPRESSIONS)
def test_differences_are_those_of_multisets(dialect: CountDialect, prediction: str, reference: str) -> None:
    ours, theirs = (Counter(count_symbols(latex, dialect=dialect)) for latex in (prediction, reference))
    difference = count_difference(prediction, reference, dialect=dialect)
    assert difference.extra == (ours - theirs).total()
    assert difference.missing == (theirs - ours).total()
    assert difference.total == count_error(ours, theirs) == count_error(theirs, ours)
    mirrored = count_difference(reference, prediction, dialect=dialect).differences
    assert mirrored == {symbol: -count for symbol, count in difference.differences.items()}


@pytest.mark.parametrize(
    ("prediction", "reference", "error"),
    [
        ({}, {}, 0),
        ({"x": 2}, {"x": 2}, 0),
        ({"x": 3}, {"x": 1}, 2),
        ({"x": 1}, {"y": 2}, 3),
        ({"x": 1, "y": 0}, {"x": 1}, 0),
    ],
)
def test_count_error_sums_differences(prediction: dict[str, int], reference: dict[str, int], error: int) -> None:
    assert count_error(prediction, reference) == count_error(reference, prediction) == error


@pytest.mark.parametrize(
    "counts", [None, "x: 1", ["x"], {1: 1}, {"x": "1"}, {"x": 1.5}, {"x": None}, {"x": True}, {"x": -1}, {"x": 10**9}]
)
def test_what_is_no_count_is_refused(counts: object) -> None:
    for compare in (count_error, compare_counts):
        with pytest.raises(InputError, match="expected prediction_counts as"):
            compare(counts, {"x": 1})  # type: ignore[operator]
        with pytest.raises(InputError, match="expected reference_counts as"):
            compare({"x": 1}, counts)  # type: ignore[operator]


def test_only_strings_of_a_known_dialect_are_compared() -> None:
    with pytest.raises(InputError, match="got list"):
        count_difference(["x"], "x")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="got 'wap'"):
        count_difference("x", "x", dialect="wap")  # type: ignore[arg-type]


@pytest.mark.real_data
def test_published_predictions_differ_as_their_symbols_do(real_data: Path) -> None:
    rows = json.loads((real_data / "predictions/unimumer/crohme_2014_pred.json").read_text(encoding="utf-8"))
    pairs = [(row["pred"], row["gt"]) for row in rows]
    assert len(pairs) == 986
    for prediction, reference in pairs:
        ours, theirs = Counter(prediction.split()), Counter(reference.split())
        expected = {s: ours[s] - theirs[s] for s in ours | theirs if ours[s] != theirs[s] and s not in "{}"}
        assert count_difference(prediction, reference).differences == expected
