"""Data sets of Hugging Face as records: by their place, and in order."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from hmer_kit.data import Columns, DatasetRecords, load_records
from hmer_kit.exceptions import DataError, InputError

datasets = pytest.importorskip("datasets")

if TYPE_CHECKING:
    from pathlib import Path


pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture(autouse=True)
def _cache(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "cache")
    datasets.disable_progress_bars()


def png(width: int) -> bytes:
    stored = BytesIO()
    Image.new("L", (width, 8)).save(stored, "PNG")
    return stored.getvalue()


def table(first: int, count: int) -> Any:
    rows = range(first, first + count)
    features = datasets.Features({"latex": datasets.Value("string"), "image": datasets.Image()})
    images = [{"bytes": png(n + 1), "path": f"{n}.png"} for n in rows]
    return datasets.Dataset.from_dict({"latex": [f"x {n}" for n in rows], "image": images}, features=features)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Four Parquet files of 7 rows."""
    place = tmp_path / "set"
    place.mkdir()
    for number in range(4):
        table(7 * number, 7).to_parquet(place / f"train-{number}.parquet")
    return place


def test_rows_are_records_whose_pictures_are_read_later(folder) -> None:
    records = load_records(folder)
    assert isinstance(records, DatasetRecords)
    assert [record.reference for record in records] == [f"x {n}" for n in range(28)]
    assert [record.image.size() for record in records[3:5]] == [(4, 8), (5, 8)]
    assert records[-1].image.load().size == (28, 8)
    assert records[2].id == "2"


def test_decoded_pictures_and_bytes_are_taken_too() -> None:
    picture = Image.new("L", (6, 7))
    for value in (picture, png(6), {"bytes": png(6), "path": None}):
        record = Columns().record({"latex": "x", "image": value}, name="r")
        assert record.image.load().size[0] == record.image.size()[0] == 6
        assert record.id == "r"
    with pytest.raises(DataError, match="a picture or its bytes in row r, got int"):
        Columns().record({"latex": "x", "image": 7}, name="r")


def test_columns_can_have_other_names_and_missing_ones_are_named(folder) -> None:
    renamed = table(0, 3).rename_columns({"latex": "formula", "image": "picture"})
    records = DatasetRecords(renamed, columns=Columns(reference="formula", image="picture", id="formula"))
    assert [record.id for record in records] == ["x 0", "x 1", "x 2"]
    with pytest.raises(InputError, match=r"expected the columns \['latex', 'image'\] .*\['formula', 'picture'\]"):
        DatasetRecords(renamed)
    with pytest.raises(DataError, match="row 0: expected a string as reference"):
        Columns(image=None).record({"latex": None}, name="0")
