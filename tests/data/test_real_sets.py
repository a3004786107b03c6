"""One door for the real files beside the checkout, and what their pictures look like."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest

from hmer_kit.data import (
    conversation,
    describe_pictures,
    iter_captions,
    open_records,
    read_captions,
    read_predictions,
    read_references,
    write_sharegpt,
)
from hmer_kit.exceptions import DataError
from hmer_kit.tasks import build_examples

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.real_data


@pytest.mark.parametrize(
    ("name", "format_", "count"),
    [
        ("crohme/train", "captions", 8835),
        ("crohme/test2014", "captions", 986),
        ("crohme/test2016/captions.tsv", "captions", 1147),
        ("captions/hme_scene_30k.tsv", "captions", 30_000),
        ("captions/mne_N1.tsv", "captions", 1875),
        ("captions/crohme2023_test.tsv", "captions", 2300),
        ("captions/im2latex100k_val.norm.txt", "formulas", 8475),
        ("predictions/unimumer/N1_pred.json", "predictions", 1875),
        ("predictions/comer/2016_pred.json", "predictions", 1147),
    ],
)
def test_formats_of_real_files_are_told_and_every_row_read(
    real_data: Path, name: str, format_: str, count: int
) -> None:
    stream = open_records(real_data / name)
    assert stream.format == format_
    assert stream.read().summary() == f"{count} read, 0 skipped"


@pytest.mark.parametrize(
    "name",
    [
        "crohme/test2014/images.zip",
        "inkml/crohme_test2014.tar.xz",
        "predictions/comer/2014_lgeval.txt",
        "dictionaries/wap_111.txt",
        "dictionaries",
        "cdm/cdm_demo.png",
        "captions",
    ],
)
def test_real_files_without_records_are_no_data_set(real_data: Path, name: str) -> None:
    with pytest.raises(DataError, match="cannot tell the format of"):
        open_records(real_data / name)


def test_captions_come_one_by_one_as_they_are_gathered(real_data: Path) -> None:
    folder = real_data / "crohme" / "test2016"
    assert list(iter_captions(folder)) == read_captions(folder).records


def test_one_archive_of_captions_and_pictures_gives_the_same_records(real_data: Path, tmp_path: Path) -> None:
    folder = real_data / "crohme" / "test2014"
    (tmp_path / "all.zip").write_bytes((folder / "images.zip").read_bytes())
    with zipfile.ZipFile(tmp_path / "all.zip", "a") as archive:
        archive.write(folder / "captions.tsv", "captions.tsv")
    stream = open_records(tmp_path / "all.zip")
    expected = read_captions(folder).records
    assert [(record.id, record.reference) for record in stream] == [(each.id, each.reference) for each in expected]
    first = next(iter(stream)).image
    assert first is not None
    assert expected[0].image is not None
    assert first.load().tobytes() == expected[0].image.load().tobytes()


def _packed(path: Path, texts: dict[str, bytes], pictures: list[str]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in texts.items():
            archive.writestr(name, content)
        for name in pictures:
            archive.writestr(name, b"never decoded here")
    return path


def test_30000_scene_captions_in_the_layout_of_hme100k(real_data: Path, tmp_path: Path) -> None:
    labels = (real_data / "captions" / "hme_scene_30k.tsv").read_bytes()
    expected = read_references(real_data / "captions" / "hme_scene_30k.tsv").records
    pictures = [f"train_images/{record.id}" for record in expected]
    stream = open_records(_packed(tmp_path / "train.zip", {"train_labels.txt": labels}, pictures))
    result = stream.read()
    assert (stream.format, result.summary()) == ("hme100k", "30000 read, 0 skipped")
    assert [f"{record.id}.jpg" for record in result.records] == [record.id for record in expected]
    assert [record.reference for record in result.records] == [record.reference.strip() for record in expected]


def test_8475_formulas_in_the_layout_of_im2latex(real_data: Path, tmp_path: Path) -> None:
    formulas = (real_data / "captions" / "im2latex100k_val.norm.txt").read_bytes()
    lines = formulas.decode().splitlines()
    listed = "".join(f"{number:07d}.png {number}\n" for number in reversed(range(len(lines))))
    texts = {"formulas.norm.lst": formulas, "validate_filter.lst": listed.encode()}
    pictures = [f"images_processed/{number:07d}.png" for number in range(len(lines))]
    stream = open_records(_packed(tmp_path / "i.zip", texts, pictures))
    result = stream.read()
    assert (stream.format, result.summary()) == ("im2latex", "8475 read, 0 skipped")
    assert [record.reference for record in result.records] == [line.strip() for line in reversed(lines)]
    assert {record.split for record in result.records} == {"validation"}


def test_references_of_986_come_back_out_of_the_answers_of_four_tasks(real_data: Path, tmp_path: Path) -> None:
    folder = real_data / "crohme" / "test2014"
    records = read_predictions(real_data / "predictions" / "unimumer" / "crohme_2014_pred.json").records
    expected = {record.id: record.reference for record in records}
    for task in ("vanilla", "tree_cot", "symbol_counting", "error_correction"):
        built = build_examples(records, tasks=[task]).examples
        rows = [conversation(each.prompt, each.target, images=[f"{each.record.id}.png"]) for each in built]
        write_sharegpt(tmp_path / f"{task}.json", rows)
        stream = open_records(tmp_path / f"{task}.json", images=folder / "images.zip")
        found = {record.id: record.reference for record in stream}
        assert (stream.format, stream.skipped) == ("sharegpt", [])
        assert len(found) == len(built) >= 171
        assert found.items() <= expected.items()


@pytest.mark.parametrize("name", ["train", "test2014", "test2016"])
def test_crohme_pictures_are_white_on_black_with_a_pen_of_three_pixels(real_data: Path, name: str) -> None:
    found = describe_pictures(open_records(real_data / "crohme" / name), limit=60)
    assert found.polarity == "white_on_black"
    assert found.dark_share == 1
    assert found.modes == (("L", 60),)
    assert 3 <= found.pen_width.median <= 4
    assert (found.blank, found.broken, found.without) == ((), (), 0)
    # The margin of 12 px is what the README of the data says of the train set.
    assert found.height.median - found.ink_height.median == pytest.approx(24, abs=2)
