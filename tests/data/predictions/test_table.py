"""Predictions that meet a stream of records."""

from __future__ import annotations

import pytest

from hmer_kit.data import Prediction, PredictionTable, Record, Skip, join_predictions
from hmer_kit.exceptions import InputError

RECORDS = [Record("a", "x"), Record("b", "y"), Record("c", "z", prediction="old")]


def joined(predictions, items):
    found = list(PredictionTable(predictions, name="p.json").join(items))
    records = [item for item in found if isinstance(item, Record)]
    return records, [str(item) for item in found if isinstance(item, Skip)]


def test_records_come_out_as_joining_whole_lists_gives_them():
    predictions = [
        Record("b", "y", prediction=""),
        Prediction("a", "é \ud800", reference=None),
        Record("unknown", "x", prediction="X"),
    ]
    records, notes = joined(predictions, RECORDS)
    whole = join_predictions(predictions, RECORDS)
    assert records == list(whole.records)
    assert [record.prediction for record in records] == ["é \ud800", "", None]
    assert notes == [f"p.json (id {name!r}): prediction without a caption that can be used" for name in whole.unknown]


def test_a_prediction_for_another_reference_is_named_before_its_record_and_not_used():
    predictions = [Record("a", "x + 1", prediction="X"), Record("b", "  y ", prediction="Y")]
    table = PredictionTable(predictions, name="p.json")
    note, first, second = table.join(RECORDS[:2])
    assert isinstance(note, Skip)
    assert str(note) == "p.json (id 'a'): prediction for another reference than the caption"
    assert (first.prediction, second.prediction) == (None, "Y")
    assert list(join_predictions(predictions, RECORDS[:2]).differing) == ["a"]


def test_notes_of_the_reader_stay_in_their_places():
    note = Skip("line 2", "blank line")
    table = PredictionTable([Record("a", "x", prediction="X")], name="p.json")
    assert list(table.join([RECORDS[0], note, RECORDS[1]]))[1] is note


def test_an_id_that_comes_twice_in_the_records_gets_its_prediction_once():
    records, notes = joined([Record("a", "x", prediction="X")], [Record("a", "x"), Record("a", "x")])
    assert [record.prediction for record in records] == ["X", None]
    assert notes == ["p.json (id 'a'): prediction for an id that came before"]


def test_each_walk_is_counted_for_itself():
    table = PredictionTable([Record("a", "x", prediction="X")], name="p.json")
    assert list(table.join(RECORDS)) == list(table.join(RECORDS))
    assert len(table) == 1


def test_empty_predictions_of_empty_references_fit_too():
    table = PredictionTable([Record("a", "", prediction="")], name="p.json")
    assert table.fits(Record("a", " "))
    assert not table.fits(Record("a", "x"))


@pytest.mark.parametrize(
    ("predictions", "message"),
    [
        ([Prediction("a", "x"), Prediction("a", "y")], "each id once among the predictions, got 'a' twice"),
        ([Record("a", "x")], "expected a prediction in each record"),
    ],
)
def test_what_cannot_be_joined_is_refused(predictions, message):
    with pytest.raises(InputError, match=message):
        PredictionTable(predictions, name="p.json")
