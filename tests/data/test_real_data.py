"""The readers on the real files beside the checkout."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest

from hmer_kit.data import (
    conversation,
    join_predictions,
    read_bare_predictions,
    read_captions,
    read_predictions,
    read_references,
    read_sharegpt,
    split_records,
    write_predictions,
    write_sharegpt,
)
from hmer_kit.exceptions import DataError

if TYPE_CHECKING:
    from pathlib import Path

    from hmer_kit.data import Record

pytestmark = pytest.mark.real_data


def _shape(record: Record) -> tuple[str, tuple[int, int]]:
    assert record.image is not None
    picture = record.image.load()
    return picture.mode, picture.size


@pytest.mark.parametrize(("name", "count"), [("train", 8835), ("test2014", 986), ("test2016", 1147)])
def test_crohme_is_read_without_a_skip(real_data: Path, name: str, count: int) -> None:
    result = read_captions(real_data / "crohme" / name)
    assert result.summary() == f"{count} read, 0 skipped"
    shapes = [_shape(record) for record in result.records[::100]]
    assert {mode for mode, _ in shapes} <= {"L", "1"}
    assert all(width > 0 and height > 0 for _, (width, height) in shapes)


def test_crohme_pictures_are_white_ink_on_black(real_data: Path) -> None:
    for record in read_captions(real_data / "crohme" / "test2014").records[::100]:
        assert record.image is not None
        pixels = record.image.load().convert("L").tobytes()
        assert set(pixels) == {0, 255}
        assert pixels.count(0) > pixels.count(255)


@pytest.mark.parametrize("start", ["fork", "spawn"])
def test_crohme_pictures_load_in_two_worker_processes(real_data: Path, run_workers, start: str) -> None:
    images = [record.image for record in read_captions(real_data / "crohme" / "test2016").records[::10]]
    sums = [sum(image.load().convert("L").tobytes()) for image in images if image is not None]
    assert run_workers(images, start=start) == sums
    assert len(sums) == 115


@pytest.mark.parametrize(
    ("name", "count"), [("hme_scene_30k.tsv", 30_000), ("crohme2023_test.tsv", 2300), ("mne_N1.tsv", 1875)]
)
def test_captions_alone_are_read_without_a_skip(real_data: Path, name: str, count: int) -> None:
    file = real_data / "captions" / name
    result = read_captions(file)
    assert result.summary() == f"{count} read, 0 skipped"
    lines = "".join(f"{record.id}\t{record.reference}\n" for record in result.records)
    assert lines.encode() == file.read_bytes()


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("comer/2014_pred.json", 985),
        ("comer/2016_pred.json", 1147),
        ("unimumer/crohme_2014_pred.json", 986),
        ("unimumer/crohme_2016_pred.json", 1147),
        ("unimumer/crohme2023_test_normalized_pred.json", 1652),
        ("unimumer/N1_pred.json", 1875),
    ],
)
def test_published_predictions_are_read_without_a_skip(real_data: Path, name: str, count: int) -> None:
    result = read_predictions(real_data / "predictions" / name)
    assert result.summary() == f"{count} read, 0 skipped"
    assert all(record.prediction for record in result.records)


def test_predictions_belong_to_the_captions_of_their_set(real_data: Path) -> None:
    captions = {record.id: record.reference for record in read_captions(real_data / "crohme" / "test2016").records}
    predictions = read_predictions(real_data / "predictions" / "comer" / "2016_pred.json").records
    assert {record.id for record in predictions} == captions.keys()


@pytest.mark.parametrize("name", ["p.json", "p.jsonl", "p.csv", "p.tsv"])
def test_published_predictions_survive_every_format(real_data: Path, tmp_path: Path, name: str) -> None:
    records = read_predictions(real_data / "predictions" / "unimumer" / "crohme_2014_pred.json").records
    write_predictions(tmp_path / name, records)
    assert read_predictions(tmp_path / name).records == records


def test_predictions_as_comer_writes_them_join_their_test_set(real_data: Path, tmp_path: Path) -> None:
    published = read_predictions(real_data / "predictions" / "comer" / "2014_pred.json").records
    with zipfile.ZipFile(tmp_path / "result.zip", "w") as archive:
        for record in published:
            archive.writestr(f"{record.id}.txt", f"%{record.id}\n${record.prediction}$")
    predictions = read_bare_predictions(tmp_path / "result.zip").records
    joined = join_predictions(predictions, read_references(real_data / "crohme" / "test2014").records)
    expected = {record.id: record.prediction for record in published}
    assert {record.id: record.prediction for record in joined.records} == {"505_em_51": None, **expected}


def test_captions_are_read_as_bare_predictions(real_data: Path) -> None:
    file = real_data / "captions" / "mne_N1.tsv"
    predictions = read_bare_predictions(file).records
    assert [(item.id, item.prediction) for item in predictions] == [
        (record.id, record.reference) for record in read_references(file).records
    ]


def test_label_graphs_of_crohme_are_refused(real_data: Path) -> None:
    with pytest.raises(DataError, match=r"found a label graph in .*: '101_Fabricio\.lg'"):
        read_bare_predictions(real_data / "label_graphs")


def test_split_of_train_leaks_no_caption(real_data: Path) -> None:
    records = read_captions(real_data / "crohme" / "train").records
    kept, held = split_records(records, holdout=0.1, seed=0)
    assert len(kept) + len(held) == 8835
    assert 800 <= len(held) <= 883
    assert not {record.reference for record in kept} & {record.reference for record in held}


def test_all_train_captions_survive_sharegpt(real_data: Path, tmp_path: Path) -> None:
    records = read_captions(real_data / "crohme" / "train").records
    items = [conversation("Read it.", r.reference, images=[r.image.name]) for r in records if r.image is not None]
    write_sharegpt(tmp_path / "train.json", items)
    assert read_sharegpt(tmp_path / "train.json").records == items
