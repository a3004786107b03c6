"""Samples as the page's script reads them."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from hmer_kit.error_mining import ConfusionTable
from hmer_kit.report import ReportSample, samples_from_scores
from hmer_kit.report._browser.payload import edit_codes, json_for_script, sample_payload
from hmer_kit.scoring import score

texts = st.text(st.characters(exclude_categories=["Cs"]))
values = st.recursive(texts | st.integers() | st.none(), lambda inner: st.lists(inner) | st.dictionaries(texts, inner))
tokens = st.lists(st.sampled_from(["a", "b", "{", "}", r"\frac"]), max_size=12)


@given(values)
def test_script_json_reads_back_and_holds_nothing_that_could_end_the_element(value):
    text = json_for_script(value)
    assert json.loads(text) == value
    assert not set(text) & set("<>&'\u2028\u2029")


@given(tokens, tokens)
def test_edit_codes_lead_through_both_token_lists(prediction, reference):
    codes = edit_codes(prediction, reference)
    assert codes.count("=") + codes.count("s") + codes.count("i") == len(prediction)
    assert codes.count("=") + codes.count("s") + codes.count("d") == len(reference)
    p = r = 0
    for code in codes:
        if code == "=":
            assert prediction[p] == reference[r]
        elif code == "s":
            assert prediction[p] != reference[r]
        p += code != "d"
        r += code != "i"


def test_texts_are_joined_by_single_blanks_as_they_were_aligned():
    payload, _ = sample_payload([ReportSample("a", reference=" x\t+  y", prediction="x\x1cy\x85", distance=1)])
    [row] = payload["samples"]
    assert (row["reference"], row["prediction"], row["edits"]) == ("x + y", "x y", "=d=")


def test_tight_latex_is_marked_on_the_tokens_that_were_scored():
    result = score(["x^{2}"], ["x^{3}"], ids=["a"], protocol="exact")
    [row] = sample_payload(samples_from_scores(result))[0]["samples"]
    assert (row["reference"], row["prediction"], row["edits"]) == ("x ^ { 3 }", "x ^ { 2 }", "===s=")
    assert row["distance"] == 1


def test_a_runaway_says_so_since_no_confusion_counts_it():
    result = score(["x " * 500, "y"], ["y", "x"], ids=["loop", "plain"])
    rows = sample_payload(samples_from_scores(result))[0]["samples"]
    assert [row.get("runaway", False) for row in rows] == [True, False]
    table = ConfusionTable.from_pairs(["x " * 500, "y"], ["y", "x"], ids=["loop", "plain"])
    assert table.runaways == ("loop",)


def test_a_missing_prediction_is_nothing_readable():
    [row] = sample_payload(samples_from_scores(score([], []).with_missing(["x"], ids=["a"])))[0]["samples"]
    assert (row["id"], row["prediction"], row["distance"]) == ("a", None, None)


def test_a_right_sample_carries_no_edits_and_a_response_only_if_it_says_more():
    samples = [
        ReportSample("a", reference="x", prediction="x", distance=0, response="x"),
        ReportSample("b", reference="x", prediction="x", distance=0, response="x: 1\nx"),
    ]
    first, second = sample_payload(samples)[0]["samples"]
    assert "edits" not in first
    assert "response" not in first
    assert second["response"] == "x: 1\nx"


def test_an_unreadable_prediction_stays_none():
    [row] = sample_payload([ReportSample("a", reference="x", prediction=None, response="???")])[0]["samples"]
    assert (row["prediction"], row["distance"], row["response"]) == (None, None, "???")
    assert "edits" not in row
