"""What a result shows: runaways apart, signature, table, dictionary."""

from __future__ import annotations

import dataclasses
import json
import pickle

import pytest

import hmer_kit
from hmer_kit.exceptions import InputError
from hmer_kit.scoring import ScoreResult, compare_scores, score

LOOP = " ".join(["1"] * 1000)


@pytest.fixture
def looping() -> ScoreResult:
    return score(["a + b", "a - b", LOOP], ["a + b", "a + b", "x = 1"], ids=["good", "near", "loop"])


def test_runaways_are_named(looping: ScoreResult) -> None:
    assert [row.id for row in looping.runaways] == ["loop"]


def test_without_runaways_is_the_score_of_the_rest(looping: ScoreResult) -> None:
    rest = score(["a + b", "a - b"], ["a + b", "a + b"], ids=["good", "near"])
    robust = looping.without_runaways()
    assert robust.samples == rest.samples
    assert (robust.bleu, robust.released_cer) == (rest.bleu, rest.released_cer)
    assert looping.token_error_rate > 100 * robust.token_error_rate


def test_signature_names_the_protocol() -> None:
    version = hmer_kit.__version__
    assert score(["x"], ["x"]).signature == f"released/1|unit:token edits|n:1|v:{version}"


def test_signature_tells_a_selection(looping: ScoreResult) -> None:
    assert "|n:3|v:" in looping.signature
    assert "|n:2|samples:without-runaways|v:" in looping.without_runaways().signature


def test_rows_of_a_result_make_a_result(looping: ScoreResult) -> None:
    part = ScoreResult(looping.samples[:1], protocol=looping.protocol, selection="first")
    assert (part.n, part.expression_rate(), part.edit_score) == (1, 1.0, 1.0)
    assert "samples:first" in part.signature


def test_table_without_runaways() -> None:
    result = score(["a + b", "a - b"], ["a + b", "a + b"])
    assert result.table().splitlines() == [
        "samples                           2",
        "edit score                83.3333 %",
        "BLEU-4                    36.9617 %",
        'released "CER"               0.1000',
        "exact                     50.0000 %",
        "<=1                      100.0000 %",
        "<=2                      100.0000 %",
        "<=3                      100.0000 %",
        "token error rate             0.1667",
        result.signature,
    ]


def test_table_with_runaways_has_a_second_column_and_their_ids(looping: ScoreResult) -> None:
    lines = looping.table().splitlines()
    assert lines[0].split() == ["all", "without-runaways"]
    assert lines[1].split() == ["samples", "3", "2"]
    assert lines[-3] == "runaways: 1 (loop)"
    assert lines[-2:] == [looping.signature, looping.without_runaways().signature]


def test_table_names_the_first_runaways_and_counts_the_rest() -> None:
    result = score([LOOP] * 7, ["x"] * 7)
    assert "runaways: 7 (0, 1, 2, 3, 4 and 2 more)" in result.table()
    assert "n/a" in result.table()


def test_table_of_nothing_shows_no_rate() -> None:
    table = score([], []).table()
    assert table.count("n/a") == 8
    assert "nan" not in table


def test_dictionary_is_json_at_full_precision(looping: ScoreResult) -> None:
    loaded = json.loads(json.dumps(looping.to_dict(), allow_nan=False))
    assert loaded == looping.to_dict()
    assert loaded["edit_score"] == looping.edit_score
    assert loaded["expression_rate"] == {str(k): looping.expression_rate(k) for k in range(4)}
    assert (loaded["n"], loaded["runaways"], loaded["signature"]) == (3, ["loop"], looping.signature)
    assert loaded["without_runaways"]["bleu"] == looping.without_runaways().bleu


def test_dictionary_has_null_where_there_is_no_rate() -> None:
    nothing = json.loads(json.dumps(score([], []).to_dict(), allow_nan=False))
    assert nothing["edit_score"] is nothing["bleu"] is nothing["expression_rate"]["0"] is None
    assert json.loads(json.dumps(score(["x"], [""]).to_dict(), allow_nan=False))["token_error_rate"] is None


@pytest.fixture
def lacking() -> ScoreResult:
    return score(["a + b"], ["a + b"], ids=["good"]).with_missing(["x", "y z"], ids=["p", "q"])


def test_missing_samples_are_wrong_at_every_tolerance(lacking: ScoreResult) -> None:
    assert [lacking.expression_rate(k) for k in range(4)] == [1 / 3] * 4
    assert score(["a + b", "", ""], ["a + b", "x", "y z"]).expression_rate(2) == 1.0  # empty ones are predictions


def test_missing_samples_count_as_empty_predictions_where_tokens_are_summed(lacking: ScoreResult) -> None:
    empty = score(["a + b", "", ""], ["a + b", "x", "y z"])
    assert (lacking.token_error_rate, lacking.released_cer) == (empty.token_error_rate, empty.released_cer)
    assert (lacking.bleu, lacking.edit_score) == (empty.bleu, empty.edit_score)


def test_a_missing_sample_is_wrong_even_if_its_reference_is_empty() -> None:
    result = score(["x"], ["x"]).with_missing([""], ids=["p"])
    assert (result.expression_rate(), result.edit_score) == (0.5, 0.5)


def test_missing_samples_are_counted_and_named(lacking: ScoreResult) -> None:
    assert [row.id for row in lacking.missing] == ["p", "q"]
    assert "|n:3|missing:2|v:" in lacking.signature
    assert "missing, counted as wrong: 2 (p, q)" in lacking.table().splitlines()
    assert lacking.to_dict()["missing"] == ["p", "q"]


def test_nothing_missing_leaves_no_trace(looping: ScoreResult) -> None:
    assert looping.with_missing([], ids=[]) == looping
    assert "missing" not in looping.signature + looping.table()
    assert looping.to_dict()["missing"] == []


def test_missing_samples_stay_without_runaways(looping: ScoreResult) -> None:
    robust = looping.with_missing(["x"], ids=["p"]).without_runaways()
    assert robust.n == 3
    assert "|n:3|missing:1|samples:without-runaways|" in robust.signature


@pytest.mark.parametrize(
    ("references", "ids", "message"),
    [
        (["x"], ["good"], "got 'good', which has been scored"),
        (["x", "y"], ["p"], "1 ids and 2"),
        ("x", ["p"], "sequence of str, got one str"),
        ([None], ["p"], "expected a str"),
    ],
)
def test_missing_samples_that_make_no_sense_are_refused(lacking: ScoreResult, references, ids, message: str) -> None:
    with pytest.raises(InputError, match=message):
        lacking.with_missing(references, ids=ids)


def test_results_are_frozen_and_pickle(looping: ScoreResult) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        looping.samples = ()
    assert pickle.loads(pickle.dumps(looping)) == looping  # noqa: S301


def test_a_result_of_any_size_shows_itself_in_one_short_line() -> None:
    result = score(["x"] * 1000, ["x"] * 1000)
    assert repr(result) == f"<ScoreResult {result.signature}>"
    found = compare_scores(result, result, measures=["expression_rate"])
    assert repr(found) == f"<Comparison 0 gained, 0 lost, 1 measures, {result.signature}>"
