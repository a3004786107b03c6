"""Samples as the page's script reads them."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from hmer_kit.report import ReportSample
from hmer_kit.report._samples import edit_codes, json_for_script, sample_payload

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
    codes = edit_codes(" ".join(prediction), " ".join(reference))
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
