"""score() and the thin functions on it."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hmer_kit import scoring
from hmer_kit.exceptions import InputError
from hmer_kit.scoring import score

EXPRESSIONS = st.lists(st.sampled_from(["x", "y", "^", "{", "}", r"\frac"]), max_size=12).map(" ".join)
PAIRS = st.lists(st.tuples(EXPRESSIONS, EXPRESSIONS), min_size=1, max_size=8)


def plain_distance(prediction: list[str], reference: list[str]) -> int:
    """Textbook Levenshtein distance, as an independent reference."""
    row = list(range(len(reference) + 1))
    for i, token in enumerate(prediction, start=1):
        previous, row = row, [i]
        for j, wanted in enumerate(reference, start=1):
            row.append(min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (token != wanted)))
    return row[-1]


@settings(deadline=None)  # the machine may be busy
@given(PAIRS)
def test_rates_are_those_of_a_plain_computation(pairs: list[tuple[str, str]]) -> None:
    preds, target = [list(side) for side in zip(*pairs, strict=True)]
    distances = [plain_distance(p.split(), t.split()) for p, t in pairs]
    longer = [max(len(p.split()), len(t.split())) for p, t in pairs]
    edit_scores = [1 - d / n if n else 1.0 for d, n in zip(distances, longer, strict=True)]
    result = score(preds, target)
    assert [row.distance for row in result.samples] == distances
    for tolerance in range(4):
        expected = sum(d <= tolerance for d in distances) / len(pairs)
        assert result.expression_rate(tolerance) == expected
        assert scoring.expression_rate(preds, target, tolerance=tolerance) == expected
    assert result.edit_score == pytest.approx(sum(edit_scores) / len(pairs), abs=1e-9)
    tokens, characters = sum(len(t.split()) for t in target), sum(len(t) for t in target)
    if tokens:
        assert result.token_error_rate == sum(distances) / tokens
        assert result.released_cer == sum(distances) / characters


@settings(deadline=None)  # the machine may be busy
@given(PAIRS)
def test_thin_functions_read_the_one_result(pairs: list[tuple[str, str]]) -> None:
    preds, target = [list(side) for side in zip(*pairs, strict=True)]
    result = score(preds, target)
    for measure in ("edit_score", "token_error_rate", "released_cer", "bleu"):
        assert getattr(scoring, measure)(preds, target) == getattr(result, measure)


@settings(deadline=None)  # the machine may be busy
@given(PAIRS, st.randoms(use_true_random=False))
def test_order_of_the_samples_does_not_matter(pairs: list[tuple[str, str]], random) -> None:
    shuffled = random.sample(pairs, len(pairs))
    first, second = (score([p for p, _ in side], [t for _, t in side]).to_dict() for side in (pairs, shuffled))
    first.pop("runaways"), second.pop("runaways")
    assert first == second


@pytest.mark.parametrize(
    ("prediction", "reference", "edit_score"), [("", "", 1.0), ("", "x y", 0.0), ("x y", "", 0.0), ("  ", "", 1.0)]
)
def test_edit_score_of_empty_expressions(prediction: str, reference: str, edit_score: float) -> None:
    assert score([prediction], [reference]).edit_score == edit_score


def test_an_empty_prediction_passes_a_tolerance_as_long_as_its_reference() -> None:
    result = score([""], ["a b c"])
    assert [result.expression_rate(k) for k in (2, 3)] == [0.0, 1.0]


def test_error_rates_where_all_references_are_empty() -> None:
    assert score([""], [""]).token_error_rate == 0.0
    assert score(["x"], [""]).token_error_rate == math.inf
    assert score(["x"], [""]).released_cer == math.inf


def test_no_samples_have_no_rates() -> None:
    result = score([], [])
    assert result.n == 0
    rates = [result.expression_rate(), result.edit_score, result.token_error_rate, result.released_cer, result.bleu]
    assert all(math.isnan(rate) for rate in rates)


def test_rows_keep_strings_ids_and_lengths() -> None:
    row = score(["x ^ 2"], ["x ^ { 2 }"], ids=["RIT_2014_1"]).samples[0]
    assert (row.id, row.prediction, row.reference) == ("RIT_2014_1", "x ^ 2", "x ^ { 2 }")
    assert (row.distance, row.prediction_length, row.reference_length, row.reference_characters) == (2, 3, 5, 9)
    assert (row.edit_score, row.runaway) == (0.6, False)


def test_ids_default_to_numbers() -> None:
    assert [row.id for row in score(["x", "y"], ["x", "y"]).samples] == ["0", "1"]


def test_the_exact_protocol_reads_tight_latex() -> None:
    tight, spaced = [r"\frac{1}{2}x^2"], [r"\frac { 1 } { 2 } x ^ 2"]
    assert scoring.expression_rate(tight, spaced) == 0.0
    assert scoring.expression_rate(tight, spaced, protocol="exact") == 1.0
    assert "exact/1|unit:token edits|" in score(tight, spaced, protocol="exact").signature


def test_the_released_protocol_cuts_at_any_blank_and_ignores_their_number() -> None:
    assert scoring.expression_rate(["x  +\ty\n"], ["x + y"]) == 1.0


@pytest.mark.parametrize(
    ("preds", "target", "ids", "message"),
    [
        (["x"], ["x", "y"], None, "1 preds and 2 target"),
        (["x", "y"], ["x", "y"], ["a"], "1 ids and 2 preds"),
        ("x", ["x"], None, r"preds as a sequence of str, got one str; write \[preds\]"),
        (["x"], "x", None, "target as a sequence of str, got one str"),
        (b"x", ["x"], None, "got one bytes"),
        (["x"], ["x"], "a", "ids as a sequence of str, got one str"),
        (None, ["x"], None, "preds as a sequence of str, got NoneType"),
        ({"x"}, ["x"], None, r"got set; write list\(preds\)"),
        (iter(["x"]), ["x"], None, r"got list_iterator; write list\(preds\)"),
        (["x", None], ["x", "y"], ["a", "b"], r"str at preds\[1\] \(id 'b'\), got None"),
        (["x", "y"], [3, "y"], None, r"str at target\[0\], got 3"),
        (["x"], ["x"], [7], r"str at ids\[0\], got 7"),
    ],
)
def test_bad_input_is_named(preds, target, ids, message: str) -> None:
    with pytest.raises(InputError, match=message):
        score(preds, target, ids=ids)


def test_unknown_protocol_is_named_even_without_samples() -> None:
    with pytest.raises(InputError, match=r"a protocol out of released, exact, .*, got 'bpe'"):
        score([], [], protocol="bpe")


@pytest.mark.parametrize("tolerance", [-1, 0.5, True, None, "1"])
def test_tolerance_is_a_count(tolerance) -> None:
    with pytest.raises(InputError, match="tolerance as a number of errors"):
        score(["x"], ["x"]).expression_rate(tolerance)


def test_arguments_are_left_alone() -> None:
    preds, target = ["x", "y"], ["x", "z"]
    score(preds, target)
    assert (preds, target) == (["x", "y"], ["x", "z"])


def test_five_thousand_tokens_flat_and_nested() -> None:
    nested = " ".join(["{"] * 5000 + ["x"] + ["}"] * 5000)
    flat = " ".join(["x"] * 5000)
    result = score([nested, flat], [flat, flat], protocol="exact")
    assert [row.distance for row in result.samples] == [10_000, 0]
