"""What a report is made of: checked where it is made."""

from __future__ import annotations

import pytest

from hmer_kit.exceptions import InputError
from hmer_kit.report import CurvePoint, ReportData, ReportSample, samples_from_scores
from hmer_kit.scoring import score


def test_a_percentage_as_expression_rate_is_refused_with_its_step_and_task():
    with pytest.raises(InputError, match=r"between 0 and 1 at step 7 for task 'vanilla', got 52.5; divide"):
        CurvePoint(7, expression_rates={"vanilla": 52.5})


def test_a_nan_expression_rate_is_refused():
    with pytest.raises(InputError, match="got nan"):
        CurvePoint(7, expression_rates={"vanilla": float("nan")})


def test_a_negative_step_is_refused():
    with pytest.raises(InputError, match="step of 0 or more"):
        CurvePoint(-1)


@pytest.mark.parametrize("name", ["curve", "samples"])
def test_a_string_is_no_sequence(name):
    with pytest.raises(InputError, match=f"expected a sequence as {name} of ReportData, got str"):
        ReportData("Run", **{name: "abc"})


@pytest.mark.parametrize("name", ["settings", "scores", "figures"])
def test_a_list_is_no_mapping(name):
    with pytest.raises(InputError, match=f"expected a mapping as {name} of ReportData, got list"):
        ReportData("Run", **{name: []})


@pytest.mark.parametrize(("distance", "right"), [(0, True), (1, False), (None, False)])
def test_only_distance_zero_is_right(distance, right):
    assert ReportSample("a", reference="x", prediction="x", distance=distance).is_right is right


def test_rows_of_a_score_become_samples_with_their_pictures_and_responses():
    result = score(["x", "y + 1"], ["x", "z"], ids=["a", "b"])
    picture = object()
    samples = samples_from_scores(result, task="tree_cot", images={"b": picture}, responses={"a": "raw"})
    assert [(one.id, one.task, one.distance, one.prediction, one.reference) for one in samples] == [
        ("a", "tree_cot", 0, "x", "x"),
        ("b", "tree_cot", 3, "y + 1", "z"),
    ]
    assert [one.image for one in samples] == [None, picture]
    assert [one.response for one in samples] == ["raw", None]


def test_rows_of_a_score_carry_writer_and_confidence_where_they_are_known():
    result = score(["x", "y"], ["x", "z"], ids=["a", "b"])
    first, second = samples_from_scores(result, writers={"a": "em_34"}, confidences={"a": 0.75})
    assert (first.writer, first.confidence) == ("em_34", 0.75)
    assert (second.writer, second.confidence) == (None, None)


@pytest.mark.parametrize("confidence", [float("nan"), -0.1, 75.0])
def test_a_confidence_that_is_no_fraction_is_refused_with_the_sample(confidence):
    with pytest.raises(InputError, match="confidence between 0 and 1 of sample 'a', got"):
        ReportSample("a", reference="x", prediction="x", confidence=confidence)


def test_a_string_is_no_set_of_ids():
    with pytest.raises(
        InputError, match=r"expected ids of samples as the set 'flipped', got the str 'abc'; write \['abc'\]"
    ):
        ReportData("Run", sets={"flipped": "abc"})
