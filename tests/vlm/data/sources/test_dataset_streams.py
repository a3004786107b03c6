"""Data sets of Hugging Face, by their place and as a stream, whose place is kept."""

from __future__ import annotations

import gc
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from hmer_kit.data import Columns, load_records
from hmer_kit.exceptions import DataError, InputError
from hmer_kit.vlm import TaskDataModule
from hmer_kit.vlm.data import DatasetStream, load_stream, open_source
from picture_tables import table

datasets = pytest.importorskip("datasets")

if TYPE_CHECKING:
    from pathlib import Path

    from hmer_kit.data import Record

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


def passed(source: DatasetStream, workers: int, seed: int = 0) -> list[list[Record]]:
    return [list(source.split(workers)(worker, seed)) for worker in range(workers)]


@pytest.mark.parametrize("workers", [1, 2, 3, 4, 6])
@pytest.mark.parametrize("block", [1, 5, 100])
def test_workers_share_a_stream_without_any_row_twice(folder, workers, block) -> None:
    parts = passed(load_stream(folder, block=block), workers)
    assert Counter(record.reference for part in parts for record in part) == Counter(f"x {n}" for n in range(28))
    assert all(parts)


def test_a_stream_is_shuffled_by_its_seed(folder) -> None:
    source = load_stream(folder, block=14)
    one, again, other = (passed(source, 1, seed)[0] for seed in (0, 0, 1))
    assert [record.reference for record in one] == [record.reference for record in again]
    assert [record.reference for record in one] != [record.reference for record in other]
    assert [record.reference for record in one] != [f"x {n}" for n in range(28)]
    assert one[0].image.load().size == (int(one[0].id) + 1, 8)


@pytest.mark.parametrize("workers", [1, 2, 6])
@pytest.mark.parametrize("block", [1, 5, 100])
def test_a_pass_goes_on_from_any_place(folder, workers, block) -> None:
    source = load_stream(folder, block=block).split(workers)
    whole = [record.reference for record in source(1 % workers, 3)]
    for stop in range(len(whole) + 1):
        begun, resumed = source(1 % workers, 3), source(1 % workers, 3)
        rows = iter(begun)
        taken = [next(rows).reference for _ in range(stop)]
        resumed.load_state_dict(begun.state_dict())
        assert taken + [record.reference for record in resumed] == whole


@pytest.mark.parametrize("workers", [0, 2])
def test_a_loader_of_a_stream_goes_on_where_it_was(folder, workers) -> None:
    def loader() -> Any:
        data = TaskDataModule(
            {"dataset": str(folder), "block": 5},
            collator=None,
            tasks={"vanilla": 1},
            batch_size=3,
            pool=2,
            num_workers=workers,
        )
        return data.train_dataloader()

    def ids(batches: Any, count: int) -> list:
        return [[example.record.reference for example in next(batches).examples] for _ in range(count)]

    whole = ids(iter(loader()), 16)
    begun, resumed = loader(), loader()
    assert ids(iter(begun), 9) == whole[:9]
    resumed.load_state_dict(begun.state_dict())
    assert ids(iter(resumed), 7) == whole[9:]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # datasets leaves a file open
def test_pictures_in_files_of_their_own_stay_below_their_folder(tmp_path) -> None:
    place = tmp_path / "pictures"
    place.mkdir()
    for number in range(3):
        Image.new("L", (number + 1, 8)).save(place / f"{number}.png")
    lines = "".join(f"{number}.png,x {number}\n" for number in range(3))
    (place / "metadata.csv").write_text("file_name,latex\n" + lines, encoding="utf-8")
    for records in (list(load_records(place)), list(load_stream(place, block=2)(0, 0))):
        assert sorted(record.image.load().size[0] for record in records) == [1, 2, 3]
    Image.new("L", (5, 5)).save(tmp_path / "secret.png")
    for path in (tmp_path / "secret.png", place / ".." / "secret.png", "secret.png"):
        with pytest.raises(DataError):
            Columns().record({"latex": "x", "image": {"path": str(path)}}, name="0", root=place).image.load()
    gc.collect()  # here, where the warning of the open file is expected


def test_a_saved_data_set_is_opened_and_what_is_none_is_refused(tmp_path) -> None:
    table(0, 5).save_to_disk(tmp_path / "saved")
    datasets.DatasetDict({"test": table(5, 2)}).save_to_disk(tmp_path / "parts")
    assert len(open_source(tmp_path / "saved").items) == 5
    assert len(load_records(tmp_path / "parts", split="test")) == 2
    with pytest.raises(DataError, match="cannot open the data set"):
        load_records(tmp_path / "parts", split="train")
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataError, match="cannot open the data set"):
        load_records(tmp_path / "empty")
    with pytest.raises(InputError, match="blocks of at least 1"):
        load_stream(tmp_path / "saved", block=0)


def test_a_stream_for_validation_or_beside_others_is_refused(folder) -> None:
    stream = {"dataset": str(folder), "block": 5}
    with pytest.raises(InputError, match="data that ends for validation"):
        TaskDataModule(stream, stream, collator=None)
    with pytest.raises(InputError, match="a stream beside others"):
        open_source([stream, folder])
