from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmer_kit.alignment import Edit, EditOp, align, edit_distance, is_runaway
from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    from pathlib import Path

TOKENS = st.lists(st.sampled_from(["x", "X", "{", "}", "^", r"\frac", "2", "", "ab"]), max_size=25)


def plain_distance(left: list[str], right: list[str]) -> int:
    """Textbook dynamic programme, as an independent reference."""
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        diagonal, row[0] = row[0], i
        for j, b in enumerate(right, 1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (a != b))
    return row[-1]


def test_neighbouring_substitutions_stay_single():
    edits = align(["a", "x", "y", "b"], ["a", "X", "Y", "b"])
    assert [edit.op for edit in edits] == ["equal", "substitute", "substitute", "equal"]
    assert edits[1] == Edit(EditOp.SUBSTITUTE, "x", "X", 1, 1)


def test_insert_is_extra_in_the_prediction():
    assert align(["a", "b"], ["b"])[0] == Edit(EditOp.INSERT, "a", None, 0, 0)


def test_delete_is_missing_in_the_prediction():
    assert align(["a"], ["a", "b"])[-1] == Edit(EditOp.DELETE, None, "b", 1, 1)


def test_both_empty():
    assert align([], []) == []
    assert edit_distance([], []) == 0


def test_one_side_empty():
    assert [edit.op for edit in align([], ["a", "b"])] == ["delete", "delete"]
    assert [edit.op for edit in align(("a",), [])] == ["insert"]


@given(TOKENS, TOKENS)
def test_distance_equals_the_textbook(prediction, reference):
    assert edit_distance(prediction, reference) == plain_distance(prediction, reference)


@given(TOKENS, TOKENS)
def test_alignment_rebuilds_both_sides_with_fewest_edits(prediction, reference):
    edits = align(prediction, reference)
    assert [edit.prediction for edit in edits if edit.prediction is not None] == prediction
    assert [edit.reference for edit in edits if edit.reference is not None] == reference
    assert sum(edit.op is not EditOp.EQUAL for edit in edits) == plain_distance(prediction, reference)
    for edit in edits:
        assert (edit.prediction is None) == (edit.op is EditOp.DELETE)
        assert (edit.reference is None) == (edit.op is EditOp.INSERT)
        assert edit.prediction is None or prediction[edit.prediction_index] == edit.prediction
        assert edit.reference is None or reference[edit.reference_index] == edit.reference
        assert (edit.prediction == edit.reference) == (edit.op is EditOp.EQUAL)


@pytest.mark.parametrize("call", [align, edit_distance, is_runaway])
@pytest.mark.parametrize("bad", ["a b", None, b"a", 3, {"a"}, ["a", None], ["a", 1]])
def test_what_is_no_token_list_is_rejected(call, bad):
    with pytest.raises(InputError, match="prediction"):
        call(bad, ["a"])
    with pytest.raises(InputError, match="reference"):
        call(["a"], bad)


def test_wrong_token_is_named_by_its_place():
    with pytest.raises(InputError, match=r"NoneType 'None' at token 1"):
        align(["a", None], ["a"])  # type: ignore[list-item]


@pytest.mark.parametrize(
    ("prediction", "reference", "expected"),
    [
        ([], [], False),
        ([], ["a"] * 100, False),
        (["a"] * 49, [], True),  # a loop
        ([str(i) for i in range(49)], [], False),
        ([str(i) for i in range(50)], [], True),
        ([str(i) for i in range(150)], ["a"] * 100, False),  # 50 longer, not twice as long
        ([str(i) for i in range(200)], ["a"] * 100, True),
        (["3", "."] + ["3"] * 1025, ["3"] * 27, True),
        (["x", "+"] + ["y", "_", "2"] * 10, ["x", "+", "y"], True),
        (["0"] * 40, ["0"] * 40, False),  # repeats itself on paper
        (["0"] * 40, ["0"] * 38, False),
        (["3", "3", "3", "3"], ["3"], False),
    ],
)
def test_runaway_rule(prediction, reference, expected):
    assert is_runaway(prediction, reference) is expected


@pytest.mark.real_data
def test_published_predictions_hold_two_runaways(real_data: Path):
    found, compared = [], 0
    for path in sorted(real_data.glob("predictions/*/*_pred.json")):
        for row in json.loads(path.read_text(encoding="utf-8")):
            compared += 1
            prediction, reference = row["pred"].split(), row["gt"].split()
            if is_runaway(prediction, reference):
                found.append((path.name, len(prediction), len(reference)))
    assert compared == 7792
    assert found == [("N1_pred.json", 1027, 27), ("crohme_2014_pred.json", 1027, 27)]
