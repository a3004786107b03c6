"""Data sets of Hugging Face as records: by their place, and in order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from hmer_kit.data import (
    Columns,
    DatasetRecords,
    Skip,
    gather,
    iter_conversations,
    iter_datasets,
    load_records,
)
from hmer_kit.data.formats.tables.hf_datasets import open_dataset
from hmer_kit.exceptions import DataError, InputError
from hmer_kit.tasks import prompts
from picture_tables import png, table

datasets = pytest.importorskip("datasets")

if TYPE_CHECKING:
    from pathlib import Path


pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture(autouse=True)
def _cache(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "cache")
    datasets.disable_progress_bars()


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


CHAT = [{"from": "human", "value": f"<image>{prompts.VANILLA}"}, {"from": "gpt", "value": "x"}]


def read(place: Any, **options: Any) -> tuple[list[str], list[str]]:
    """References and what was said beside them."""
    result = gather(iter_datasets(place, **options))
    return [record.reference for record in result.records], [skip.reason for skip in result.skipped]


@pytest.mark.parametrize("streaming", [True, False])
def test_folders_files_and_saved_sets_are_read_in_order(folder, tmp_path, streaming) -> None:
    table(0, 7).save_to_disk(tmp_path / "saved")
    datasets.DatasetDict({"test": table(0, 7)}).save_to_disk(tmp_path / "parts")
    expected = ([f"x {n}" for n in range(7)], ["columns guessed: reference = 'latex', image = 'image'"])
    assert read(tmp_path / "saved", streaming=streaming) == expected
    assert read(str(tmp_path / "parts"), split="test", streaming=streaming) == expected
    assert read(folder / "train-0.parquet", streaming=streaming) == expected
    assert len(read(folder, streaming=streaming)[0]) == 28


def test_pictures_are_not_decoded_on_the_way(folder) -> None:
    _, record, *_ = iter_datasets(folder, source="set")
    assert (record.image.name, record.image.data, record.source) == ("0.png", png(1), "set")


def test_pictures_in_lists_are_taken_where_there_is_one() -> None:
    cells = [[{"bytes": png(3), "path": None}], [], [{"bytes": png(n), "path": None} for n in (1, 2)]]
    features = datasets.Features({"text": datasets.Value("string"), "images": datasets.List(datasets.Image())})
    rows = datasets.Dataset.from_dict({"text": ["a", "b", "c"], "images": cells}, features=features)
    result = gather(iter_datasets(rows))
    assert [(record.id, record.image and record.image.size()) for record in result.records] == [
        ("0", (3, 8)),
        ("1", None),
    ]
    assert result.skipped[-1].reason == "several pictures in one row"


def test_a_stream_that_says_nothing_of_its_columns_is_told_by_its_first_row() -> None:
    def rows() -> Any:
        yield {"conversations": CHAT, "image": {"bytes": png(2), "path": "a.png"}, "gt": "x", "id": 7}
        yield {"conversations": None, "image": None, "gt": "x", "id": 8}

    stream = datasets.IterableDataset.from_generator(rows)
    assert stream.features is None
    records, notes = read(stream)
    assert records == ["x"]
    assert notes[0] == "columns guessed: image = 'image', id = 'id', messages = 'conversations'"
    assert notes[-1] == "no conversation of a question and its answer"


def test_conversations_come_out_of_data_sets_too() -> None:
    rows = datasets.Dataset.from_dict({"image": [{"bytes": png(2), "path": "a.png"}], "conversations": [CHAT]})
    (item,) = [item for item in iter_conversations(rows) if not isinstance(item, Skip)]
    assert item.conversation.images == ("a.png",)
    assert item.pictures[0].size() == (2, 8)


def test_what_is_no_data_set_is_refused(tmp_path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "code.py").write_text("raise SystemExit('code of a data set was run')", encoding="utf-8")
    (tmp_path / "broken.parquet").write_bytes(b"PAR1")
    for place in ("empty", "code", "broken.parquet"):
        with pytest.raises(DataError) as caught:
            list(iter_datasets(tmp_path / place))
        assert caught.value.code == "no_dataset"


def test_a_script_that_a_data_set_brings_along_is_not_run(tmp_path: Path) -> None:
    folder, mark = tmp_path / "evil", tmp_path / "mark"
    folder.mkdir()
    (folder / "evil.py").write_text(f"from pathlib import Path\nPath({str(mark)!r}).touch()\n", encoding="utf-8")
    with pytest.raises(DataError, match="cannot open the data set"):
        open_dataset(folder)
    assert not mark.exists()
