"""Every measure by hand, on nothing, and on what is odd."""

from __future__ import annotations

import math
import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hmer_kit.exceptions import InputError
from hmer_kit.scoring import (
    MEASURES,
    SampleScore,
    ScoreStream,
    bleu_measure,
    expression_rate_measure,
    get_measure,
    score,
)

EXPRESSIONS = st.lists(st.sampled_from(["x", "y", "+", "{", "}", "^", "_", "\\frac", "é"]), max_size=8).map(" ".join)
PAIRS = st.lists(st.tuples(EXPRESSIONS, EXPRESSIONS), max_size=6)
each_measure = pytest.mark.parametrize("measure", MEASURES.values(), ids=list(MEASURES))

BY_HAND = [
    ("expression_rate", 1 / 4),
    ("expression_rate_1", 2 / 4),
    ("expression_rate_2", 2 / 4),
    ("expression_rate_3", 4 / 4),
    ("edit_score", round((1 + 2 / 3 + 2 / 5 + 0) / 4, 9)),
    ("error_rate", 7 / 14),
    ("token_error_rate", 7 / 14),
    ("character_error_rate", 7 / 14),
    ("released_cer", 7 / 24),
    ("structure_rate", 2 / 4),
    ("symbol_precision", 7 / 8),
    ("symbol_recall", 7 / 11),
    ("symbol_f1", 14 / 19),
    ("relation_precision", 4 / 5),
    ("relation_recall", 4 / 7),
    ("relation_f1", 8 / 12),
    ("count_mae", (0 + 2 + 0 + 3) / 4),
    ("count_mse", (0 + 2 + 0 + 3) / 4),
    ("count_exact_rate", 2 / 4),
    ("bracket_balance_rate", 1.0),
    ("parse_rate", 1.0),
    ("runaway_rate", 0.0),
]
PREDS = ["a + b", "a + c", "x 2", ""]
TARGET = ["a + b", "a + b", "x ^ { 2 }", "u v w"]


@pytest.mark.parametrize(("name", "expected"), BY_HAND, ids=[name for name, _ in BY_HAND])
def test_four_pairs_by_hand(name: str, expected: float) -> None:
    assert score(PREDS, TARGET).rate(name) == pytest.approx(expected, abs=1e-12)


def test_all_measures_but_bleu_are_done_by_hand() -> None:
    assert {name for name, _ in BY_HAND} == MEASURES.keys() - {"bleu"}


@each_measure
def test_no_samples_are_nan(measure) -> None:
    assert math.isnan(score([], []).rate(measure))


@each_measure
def test_a_right_sample_is_best_and_a_missing_one_is_never_right(measure) -> None:
    right = score(["x + y = 1"], ["x + y = 1"]).rate(measure)
    assert right == (1 if measure.higher_is_better else 0)
    missing = score([], []).with_missing(["x + y = 1"], ids=["a"]).rate(measure)
    if measure.name == "runaway_rate":
        assert missing == 0
    elif measure.name.endswith("_precision"):
        assert math.isnan(missing)  # nothing is predicted
    else:
        assert (missing < right) if measure.higher_is_better else (missing > right)


@each_measure
def test_a_measure_says_what_it_is_and_pickles(measure) -> None:
    assert measure.definition.endswith(".")
    assert measure.source
    assert measure.family.columns[0] == "samples"
    again = pickle.loads(pickle.dumps(measure))  # noqa: S301
    sample = SampleScore("x + y", "x + 1")
    assert again.rate(again.family.count(sample)) == measure.rate(measure.family.count(sample))


@each_measure
@settings(deadline=None, max_examples=30)
@given(pairs=PAIRS)
def test_counts_are_integers_one_for_each_column_and_the_rate_is_finite_or_nan(measure, pairs) -> None:
    preds, target = [p for p, _ in pairs], [t for _, t in pairs]
    result = score(preds, target)
    for row in result.counts(measure):
        assert len(row) == len(measure.family.columns)
        assert row[0] == 1
        assert all(type(count) is int and count >= 0 for count in row)
    rate = result.rate(measure)
    if measure.kind == "fraction":
        assert math.isnan(rate) or 0 <= rate <= 1 + 1e-12


@pytest.mark.parametrize("protocol", ["released", "exact", "label_graph", "characters"])
@pytest.mark.parametrize("name", ["expression_rate", "edit_score", "parse_rate"])
@given(pairs=PAIRS)
def test_counts_of_many_are_those_of_each(name: str, protocol: str, pairs) -> None:
    family = MEASURES[name].family

    def samples() -> list[SampleScore]:
        found = [SampleScore(*pair, protocol=protocol) for pair in [*pairs, *((text, text) for _, text in pairs)]]
        return found + [SampleScore("", text, protocol=protocol, missing=True) for _, text in pairs]

    asked_before = samples()
    for sample in asked_before:
        assert sample.tokens
        assert sample.distance >= 0
    expected = [family.count(sample) for sample in samples()]
    assert family.rows(samples()) == family.rows(asked_before) == expected


@given(pairs=PAIRS)
def test_samples_of_many_are_those_of_each(pairs) -> None:
    result = score([p for p, _ in pairs], [t for _, t in pairs])
    expected = [SampleScore(*pair, id=str(number)) for number, pair in enumerate(pairs)]
    assert list(result.samples) == expected
    assert [sample.is_same for sample in result.samples] == [p == t for p, t in pairs]


@pytest.mark.parametrize("text", ["x " * 100_000, "\\frac { " * 30_000, "\ud800 é 漢", "\x00", "{ } } {", "   "])
def test_odd_predictions_have_an_outcome(text: str) -> None:
    """A surrogate, a NUL, 10^5 tokens, deep and unclosed: counted, never raised."""
    rates = score([text], ["x ^ { 2 }"]).rates()
    assert rates.keys() == MEASURES.keys()
    assert not any(map(math.isinf, rates.values()))


def test_a_runaway_is_one() -> None:
    assert score(["x " * 200, "x"], ["x", "x"]).rate("runaway_rate") == 0.5


def test_braces_that_do_not_match_and_what_does_not_parse() -> None:
    preds = ["x ^ { 2", "x }", r"\{ x", r"\frac { 1 }", "x"]
    result = score(preds, ["x"] * 5)
    assert result.rate("bracket_balance_rate") == 3 / 5
    assert result.rate("parse_rate") == 2 / 5


def test_errors_of_counts_are_summed_over_symbols() -> None:
    result = score(["x x x y"], ["x z z"])
    assert result.rate("count_mae") == 2 + 1 + 2
    assert result.rate("count_mse") == 4 + 1 + 4
    assert score(["x ^ { 2 }"], ["x _ 2"]).rate("count_exact_rate") == 1


def test_token_error_rate_stays_in_tokens_where_the_protocol_counts_otherwise() -> None:
    by_graph = score(["x 2"], ["x ^ { 2 }"], protocol="label_graph")
    assert by_graph.rate("error_rate") == 4 / 3
    assert by_graph.token_error_rate == 3 / 5
    by_character = score([r"\alpha"], [r"\beta"], protocol="characters")
    assert by_character.rate("error_rate") == by_character.rate("character_error_rate") == 4 / 5


def test_other_tolerances_and_orders() -> None:
    result = score(["a b c d e f", "a"], ["u v w x y z", "a"])
    assert result.rate(expression_rate_measure(5)) == 0.5
    assert result.rate(expression_rate_measure(6)) == 1.0
    assert result.rate(bleu_measure(1)) == pytest.approx(1 / 7)
    assert expression_rate_measure(5).family.name != expression_rate_measure(6).family.name


@pytest.mark.parametrize("name", ["ExpRate", None, 3])
def test_unknown_measures_are_named(name) -> None:
    with pytest.raises(InputError, match="expected a measure out of expression_rate, "):
        get_measure(name)


@settings(deadline=None, max_examples=60)
@given(batches=st.lists(PAIRS, max_size=4), cut=st.integers(0, 4))
def test_a_stream_gives_the_rates_of_all_pairs_at_once(batches, cut: int) -> None:
    first, second = ScoreStream(MEASURES), ScoreStream(MEASURES)
    for number, batch in enumerate(batches):
        (first if number < cut else second).update([p for p, _ in batch], [t for _, t in batch])
    first.merge(second)
    pairs = [pair for batch in batches for pair in batch]
    result = score([p for p, _ in pairs], [t for _, t in pairs])
    assert first.n == result.n
    assert first.rates() == pytest.approx(result.rates(), nan_ok=True)
    assert first.signature == result.signature
