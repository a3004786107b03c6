from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmer_kit.data import Prediction, Record, join_predictions, read_captions, read_predictions, read_references
from hmer_kit.exceptions import DataError, InputError

if TYPE_CHECKING:
    from pathlib import Path

names = st.lists(st.sampled_from("abcdefgh"), unique=True)


@given(names, names)
def test_every_reference_comes_back_in_order_and_every_id_is_accounted_for(given_ids, wanted_ids) -> None:
    predictions = [Record(name, "x", prediction=name.upper()) for name in given_ids]
    joined = join_predictions(predictions, [Record(name, "x") for name in wanted_ids])
    assert [record.id for record in joined.records] == wanted_ids
    assert {record.id: record.prediction for record in joined.records} == {
        name: name.upper() if name in given_ids else None for name in wanted_ids
    }
    assert joined.missing == tuple(name for name in wanted_ids if name not in given_ids)
    assert joined.unknown == tuple(name for name in given_ids if name not in wanted_ids)
    assert joined.differing == ()


def test_the_reference_of_the_test_set_stays_and_another_one_is_named() -> None:
    predictions = [Record("a", "x  + 1", prediction="p"), Record("b", "y", prediction="q")]
    joined = join_predictions(predictions, [Record("a", "x + 1", writer="w"), Record("b", "Y")])
    assert joined.records == (Record("a", "x + 1", writer="w", prediction="p"), Record("b", "Y", prediction="q"))
    assert joined.differing == ("b",)


def test_a_prediction_without_a_reference_differs_from_none() -> None:
    predictions = [Prediction("a", "p"), Prediction("b", "q", reference="z"), Prediction("c", "r", reference=" w ")]
    joined = join_predictions(predictions, [Record("a", "x"), Record("b", "y"), Record("c", "w")])
    assert [record.prediction for record in joined.records] == ["p", "q", "r"]
    assert [record.reference for record in joined.records] == ["x", "y", "w"]
    assert joined.differing == ("b",)


def test_an_empty_prediction_is_one() -> None:
    joined = join_predictions([Record("a", "x", prediction="")], [Record("a", "x")])
    assert (joined.records[0].prediction, joined.missing) == ("", ())


def test_a_prediction_that_stood_on_a_reference_is_not_taken_for_one_of_the_file() -> None:
    assert join_predictions([], [Record("a", "x", prediction="old")]).records[0].prediction is None


@pytest.mark.parametrize(
    ("predictions", "references", "says"),
    [
        ([Record("a", "x", prediction="x")] * 2, [], "once among the predictions, got 'a' twice"),
        ([], [Record("a", "x")] * 2, "once among the references, got 'a' twice"),
        ([Record("a", "x")], [Record("a", "x")], r"got None \(id 'a'\)"),
    ],
)
def test_what_cannot_be_joined_is_an_error(predictions, references, says: str) -> None:
    with pytest.raises(InputError, match=says):
        join_predictions(predictions, references)


def test_references_are_read_whatever_pictures_there_are(tmp_path: Path) -> None:
    (tmp_path / "captions.tsv").write_text("a\tx\nb\ty\nbad\n", encoding="utf-8")
    for place in (tmp_path, tmp_path / "captions.tsv"):
        result = read_references(place, source="made")
        assert result.records == [Record("a", "x", source="made"), Record("b", "y", source="made")]
        assert [skip.reason for skip in result.skipped] == ["expected id TAB caption, found no tab"]
    (tmp_path / "images").mkdir()
    assert read_captions(tmp_path).records == []
    assert len(read_references(tmp_path).records) == 2


def test_missing_references_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="expected a captions file, found none at"):
        read_references(tmp_path)


@pytest.mark.real_data
def test_comer_lacks_one_sample_of_crohme_2014(real_data: Path) -> None:
    predictions = read_predictions(real_data / "predictions/comer/2014_pred.json").records
    joined = join_predictions(predictions, read_references(real_data / "crohme/test2014").records)
    assert (len(predictions), len(joined.records)) == (985, 986)
    assert (joined.missing, joined.unknown, joined.differing) == (("505_em_51",), (), ())
