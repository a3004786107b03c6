"""Samples as the page's script reads them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from hang_guard import hang_guard
from hmer_kit.error_mining import ConfusionTable
from hmer_kit.report import ReportSample, samples_from_scores
from hmer_kit.report._browser.expressions import MOST_TOKENS
from hmer_kit.report._browser.payload import (
    PICTURES_IN_BLOCK,
    edit_codes,
    json_for_script,
    picture_blocks,
    sample_payload,
)
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


def rows_of(*pairs, **sample):
    samples = [
        ReportSample(f"s{at}", reference=r, prediction=p, distance=1, **sample) for at, (p, r) in enumerate(pairs)
    ]
    return sample_payload(samples)[0]


def test_the_trees_of_a_wrong_sample_come_as_numbers_that_name_each_symbol():
    payload = rows_of(("X ^ 2", "x ^ { 2 n }"))
    assert payload["labels"] == ["x", "X", "2", "n"]
    right, sup = payload["relations"].index("right"), payload["relations"].index("sup")
    assert payload["samples"][0]["tree"] == [4 * right + 1, 0, 1, 64 + 4 * sup, 2, 64 + 4 * right + 2, 3]


def test_what_does_not_parse_says_why_and_has_no_tree():
    payload = rows_of((r"\frac { a", "a"))
    [row] = payload["samples"]
    assert payload["expressions"][row["read"]].startswith("does not parse: expected '}'")
    assert "tree" not in row
    assert (row["depth"], row["structures"]) == (0, 0)


def test_each_expression_is_stored_once():
    payload = rows_of(("x", "y"), ("y", "x"), ("x", "x + y"))
    assert len(payload["expressions"]) == 3
    assert [(row["read"], row["expected"]) for row in payload["samples"]] == [(1, 0), (0, 1), (1, 2)]


def test_counts_say_what_is_missing_and_what_is_too_many_without_braces_and_script_signs():
    [row] = rows_of(("x + x", "x ^ { 2 } + y"))["samples"]
    assert sorted(row["counts"]) == [["2", -1], ["x", 1], ["y", -1]]


def test_sizes_are_those_of_the_reference():
    [row] = rows_of((r"x", r"\frac { x ^ { 2 } } { 3 } + 1"))["samples"]
    assert (row["depth"], row["structures"]) == (2, 2)


def test_writer_and_confidence_are_there_where_they_are_known():
    known, unknown = (
        rows_of(("x", "y"), writer="em_34", confidence=0.5)["samples"][0],
        rows_of(("x", "y"))["samples"][0],
    )
    assert (known["writer"], known["confidence"]) == ("em_34", 0.5)
    assert not {"writer", "confidence"} & unknown.keys()


def test_a_set_holds_the_places_of_its_samples_in_every_task_and_counts_ids_without_one():
    samples = [ReportSample(name, reference="x", prediction="x", task=task) for task in "st" for name in "ab"]
    payload, _ = sample_payload(samples, sets={"flipped": ["b", "b", "nobody"], "none": []})
    assert payload["sets"] == [
        {"name": "flipped", "samples": [1, 3], "absent": 1},
        {"name": "none", "samples": [], "absent": 0},
    ]


def test_pictures_come_in_blocks_that_may_stand_in_a_script():
    samples = [
        ReportSample(str(at), reference="x", prediction="x", distance=0, image=Image.new("L", (at + 1, 2), 255))
        for at in range(PICTURES_IN_BLOCK + 1)
    ]
    payload, book = sample_payload(samples)
    blocks = [json.loads(block) for block in picture_blocks(book)]
    assert [len(block) for block in blocks] == [PICTURES_IN_BLOCK, 1]
    last = payload["samples"][-1]["picture"]
    assert blocks[last // PICTURES_IN_BLOCK][last % PICTURES_IN_BLOCK]["width"] == PICTURES_IN_BLOCK + 1


@pytest.mark.parametrize(
    "endless",
    [r"\frac { " * 10_000 + "x" + " } { 1 }" * 10_000, "{ " * 10_000, " ".join("abcd" * 25_000)],
    ids=["nested", "unclosed", "flat"],
)
def test_endless_expressions_are_neither_parsed_nor_compared_and_say_so(endless):
    with hang_guard():
        payload = rows_of((endless, "x"), ("x", endless))
        json_for_script(payload)
    first, second = payload["samples"]
    assert payload["expressions"][first["read"]].startswith("too long to show as a formula")
    assert payload["expressions"][second["expected"]].startswith("too long to show as a formula")
    assert "tree" not in first
    assert len(first["edits"]) == len(endless.split())


def test_deep_nesting_within_the_longest_expression_is_neither_drawn_nor_compared():
    deep = r"\sqrt { " * (MOST_TOKENS // 4) + "x" + " }" * (MOST_TOKENS // 4)
    payload = rows_of((deep, "x"))
    [row] = payload["samples"]
    assert payload["expressions"][row["read"]].startswith("nested too deeply")
    assert row["tree"] is None
