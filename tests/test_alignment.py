from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmer_kit.alignment import Edit, EditOp, TokenKind, _restricted, align, edit_distance, is_runaway, token_kinds
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


STRUCTURED = st.lists(
    st.sampled_from(["x", "X", "{", "}", "^", "_", "&", r"\\", r"\sqrt", "[", "]", r"\begin", "{cases}", r"\mathrm"]),
    max_size=14,
)


def distance_among_likes(prediction: list[str], reference: list[str]) -> int:
    """The same programme where unlike tokens may not take each other's place."""
    ours, theirs = token_kinds(prediction), token_kinds(reference)
    row = list(range(len(reference) + 1))
    for i, a in enumerate(prediction, 1):
        diagonal, row[0] = row[0], i
        for j, b in enumerate(reference, 1):
            change = 0 if a == b else 1 if ours[i - 1] == theirs[j - 1] else 99
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + change)
    return row[-1]


@pytest.mark.parametrize("cells", [1, 1 << 18])  # halved down to single rows, and in one table
@given(STRUCTURED, STRUCTURED)
def test_structural_alignment_is_the_cheapest_that_pairs_likes(cells, prediction, reference):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_restricted, "_CELLS", cells)
        edits = align(prediction, reference, cost="structure")
        assert edits == align(prediction, reference, cost="structure")
    assert [edit.prediction for edit in edits if edit.prediction is not None] == prediction
    assert [edit.reference for edit in edits if edit.reference is not None] == reference
    assert sum(edit.op is not EditOp.EQUAL for edit in edits) == distance_among_likes(prediction, reference)
    ours, theirs = token_kinds(prediction), token_kinds(reference)
    for edit in edits:
        if edit.op is EditOp.SUBSTITUTE:
            assert ours[edit.prediction_index] is theirs[edit.reference_index]
        assert edit.prediction is None or prediction[edit.prediction_index] == edit.prediction
        assert edit.reference is None or reference[edit.reference_index] == edit.reference
        assert (edit.prediction == edit.reference) == (edit.op is EditOp.EQUAL)


def test_a_brace_is_never_read_as_a_letter():
    def found(cost):
        edits = align(["x", "^", "{", "a", "}"], ["x", "a", "b"], cost=cost)
        return {(edit.reference, edit.prediction) for edit in edits if edit.op is not EditOp.EQUAL}

    assert ("b", "}") in found("edits")
    assert found("structure") == {(None, "^"), (None, "{"), (None, "}"), ("b", None)}


def test_very_long_against_short_stays_exact():
    reference = ["a", "{", "b", "}"] * 8
    prediction = ["x", "}"] * 50_000
    for one, other in ((prediction, reference), (reference, prediction)):
        edits = align(one, other, cost="structure")
        assert [edit.prediction for edit in edits if edit.prediction is not None] == one
        # Each of the 8 closing braces is found, and each of the 16 letters takes the place of an x.
        assert sum(edit.op is EditOp.EQUAL for edit in edits) == 8
        assert sum(edit.op is EditOp.SUBSTITUTE for edit in edits) == 16


@pytest.mark.parametrize("cost", ["", "Structure", None, 1])
def test_unknown_cost_is_rejected(cost):
    with pytest.raises(InputError, match="expected cost as one of edits, structure"):
        align(["a"], ["b"], cost=cost)


@pytest.mark.parametrize(
    ("latex", "kinds"),
    [
        (r"x ^ { 2 } _ i", "symbol script open_brace symbol close_brace script symbol"),
        (r"\sqrt [ 3 ] { [ ] }", "symbol open_bracket symbol close_bracket open_brace symbol symbol close_brace"),
        (r"\sqrt [ { ] } ]", "symbol open_bracket open_brace symbol close_brace close_bracket"),
        (r"{ \sqrt [ } ]", "open_brace symbol symbol close_brace symbol"),
        (r"\begin {cases} & \\ \end {cases}", "begin name column row end name"),
        (r"\begin{cases} \end{cases} {cases}", "begin end symbol"),
        (r"\left ( \mathrm \, \left( ]", "fence symbol font space symbol symbol"),
    ],
)
def test_what_tokens_are_for(latex, kinds):
    assert token_kinds(latex.split()) == [TokenKind(kind) for kind in kinds.split()]


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
