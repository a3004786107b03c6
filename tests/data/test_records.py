from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from PIL import Image

from hmer_kit.data import Prediction, ReadResult, Record, Skip
from hmer_kit.exceptions import InputError


@pytest.mark.parametrize("bad", [None, 3, b"x"])
def test_record_rejects_what_is_no_string(bad: object) -> None:
    with pytest.raises(InputError, match="expected a string as reference of a Record, got"):
        Record("a", bad)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="expected a string as id"):
        Record(bad, "x")  # type: ignore[arg-type]


def test_empty_prediction_is_a_prediction() -> None:
    assert Record("a", "x", prediction="").prediction == ""
    with pytest.raises(InputError, match="prediction"):
        Record("a", "x", prediction=1)  # type: ignore[arg-type]


@pytest.mark.parametrize("bad", [None, 3, b"x"])
def test_prediction_rejects_what_is_no_string(bad: object) -> None:
    with pytest.raises(InputError, match="expected a string as prediction of a Prediction, got"):
        Prediction("a", bad)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="expected a string as id of a Prediction"):
        Prediction(bad, "x")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="expected a string as reference of a Prediction, got int"):
        Prediction("a", "x", reference=3)  # type: ignore[arg-type]


@pytest.mark.parametrize("item", [Record("a", "x", writer="w"), Prediction("a", "x", reference="y")])
def test_records_and_results_pickle(item: Record | Prediction) -> None:
    result = ReadResult([item], [Skip("line 2", "empty caption")])
    assert pickle.loads(pickle.dumps(result)) == result  # noqa: S301


def test_result_can_be_made_with_its_type_written_out() -> None:
    assert ReadResult[Record](records=[]) == ReadResult([])


def test_results_do_not_share_their_lists() -> None:
    first: ReadResult[Record] = ReadResult([])
    first.skipped.append(Skip("a", "b"))
    assert ReadResult([]).skipped == []


def test_summary_counts_reasons_commonest_first() -> None:
    skipped = [Skip("1", "rare"), *(Skip(str(n), "common") for n in range(3))]
    assert ReadResult([], skipped).summary() == "0 read, 4 skipped (3 × common, 1 × rare)"


def test_summary_stays_one_short_line() -> None:
    skipped = [Skip(str(n), f"reason {n} " + "very\nlong " * 10_000) for n in range(1000)]
    summary = ReadResult([], skipped).summary()
    assert "\n" not in summary
    assert summary.endswith("996 more kinds)")
    assert len(summary) < 500


def test_skip_prints_where_and_why() -> None:
    assert str(Skip("a.tsv line 3", "empty caption")) == "a.tsv line 3: empty caption"


@pytest.mark.parametrize("given", ["a.png", Path("a.png"), Image.new("L", (2, 2))], ids=["str", "path", "picture"])
def test_a_path_or_a_picture_is_no_source_and_the_message_names_one(given: object) -> None:
    with pytest.raises(InputError, match=r"got \w+; write FileImage\(folder, name\)"):
        Record("a", "x", image=given)  # type: ignore[arg-type]
