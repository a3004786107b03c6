from __future__ import annotations

import json
import pickle
import zipfile
from typing import TYPE_CHECKING

import pytest

from hmer_kit.data import FileImage, Record, Skip, ZipImage, iter_hme100k, read_hme100k
from hmer_kit.exceptions import DataError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def fill(folder: Path, files: Mapping[str, bytes | str]) -> Path:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


@pytest.fixture
def files(make_picture) -> dict[str, bytes | str]:
    jpeg = make_picture("JPEG")
    return {
        "train_images/train_0.jpg": jpeg,
        "train_images/train_1.jpg": jpeg,
        "train_labels.txt": "train_0.jpg\tx ^ { 2 }\ntrain_1.jpg\t\\angle A = 4 0 ^ { \\circ }\n",
        "test_images/test_0.jpg": jpeg,
        "test_images/test_1.jpg": jpeg,
        "test_labels.txt": "test_0.jpg\ty\ntest_1.jpg\tz\n",
    }


def summary(path: Path, **options) -> list[tuple[str, str, str | None]]:
    result = read_hme100k(path, **options)
    assert result.skipped == []
    return [(record.id, record.reference, record.split) for record in result.records]


ALL = [
    ("test_0", "y", "test"),
    ("test_1", "z", "test"),
    ("train_0", "x ^ { 2 }", "train"),
    ("train_1", "\\angle A = 4 0 ^ { \\circ }", "train"),
]


def test_labels_and_pictures_of_both_splits_are_read(tmp_path: Path, files) -> None:
    assert sorted(summary(fill(tmp_path, files))) == ALL
    record = read_hme100k(tmp_path, splits=["train"]).records[0]
    assert record.image == FileImage(tmp_path, "train_images/train_0.jpg")
    assert record.image.load().size == (6, 4)
    assert record.source == "HME100K"


@pytest.mark.parametrize("images", ["train/train_images/", "train/images/", "train/train-images/", "train/"])
def test_splits_may_be_folders(tmp_path: Path, make_picture, images: str) -> None:
    files = {f"{images}train_0.jpg": make_picture("JPEG"), "train/train_labels.txt": "train_0.jpg\tx\n"}
    assert summary(fill(tmp_path, files)) == [("train_0", "x", "train")]


def test_labels_may_lie_among_the_pictures(tmp_path: Path, make_picture) -> None:
    files = {
        "train_images/train_0.jpg": make_picture("JPEG"),
        "train_images/train_labels.txt": "train_0.jpg\tx\n",
        "test_images/test_0.jpg": make_picture("JPEG"),
        "test_images/test_labels.txt": "test_0.jpg\ty\n",
    }
    assert sorted(summary(fill(tmp_path, files))) == [("test_0", "y", "test"), ("train_0", "x", "train")]


def test_captions_beside_pictures_as_tamer_has_them(tmp_path: Path, picture: bytes) -> None:
    files = {"test/test_0.png": picture, "test/caption.txt": "test_0\tx + 1\n"}
    assert summary(fill(tmp_path, files)) == [("test_0", "x + 1", "test")]


def test_name_and_latex_may_be_parted_by_a_blank(tmp_path: Path, make_picture) -> None:
    files = {"test_images/test_0.jpg": make_picture("JPEG"), "test_labels.txt": "test_0.jpg x + 1\n"}
    assert summary(fill(tmp_path, files)) == [("test_0", "x + 1", "test")]


def test_the_whole_may_be_an_archive_with_a_folder_around(tmp_path: Path, files, make_zip) -> None:
    packed = {f"HME100K/{name}": text.encode() if isinstance(text, str) else text for name, text in files.items()}
    path = make_zip(tmp_path / "HME100K.zip", packed)
    assert sorted(summary(path)) == ALL
    image = read_hme100k(path, splits=["test"]).records[0].image
    assert image == ZipImage(path, "HME100K/test_images/test_0.jpg")
    assert image.load().size == (6, 4)


def test_archives_of_the_splits_are_read_where_they_lie(tmp_path: Path, files, make_zip) -> None:
    for split in ("train", "test"):
        own = {
            name: text.encode() if isinstance(text, str) else text
            for name, text in files.items()
            if name.startswith(split)
        }
        make_zip(tmp_path / f"{split}.zip", own)
    assert sorted(summary(tmp_path)) == ALL


def test_an_archive_of_archives_is_refused(tmp_path: Path, make_zip) -> None:
    make_zip(tmp_path / "train.zip", {"train_labels.txt": b"train_0.jpg\tx\n"})
    path = make_zip(tmp_path / "HME100K.zip", {"train.zip": (tmp_path / "train.zip").read_bytes()})
    with pytest.raises(DataError, match="unpack the outer one") as caught:
        read_hme100k(path)
    assert caught.value.code == "nested_archive"


def test_subset_chooses_by_name_and_names_what_it_lacks(tmp_path: Path, files) -> None:
    fill(tmp_path, files | {"subset/easy.json": json.dumps(["test_1", "test_9"]), "subset/hard.json": "[]"})
    result = read_hme100k(tmp_path, subset="easy")
    assert [record.id for record in result.records] == ["test_1"]
    assert [str(skip) for skip in result.skipped] == ["subset (id 'test_9'): name of the subset without a caption"]
    with pytest.raises(DataError, match="found easy, hard"):
        read_hme100k(tmp_path, subset="medium")


@pytest.mark.parametrize("text", ["{}", "[1]", "[[", "[" * 100_000])
def test_subset_that_is_no_list_of_names_is_an_error(tmp_path: Path, files, text: str) -> None:
    fill(tmp_path, files | {"subset/easy.json": text})
    with pytest.raises(DataError, match="expected a JSON list of names"):
        read_hme100k(tmp_path, subset="easy")


class _Bomb:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (exec, ("raise SystemExit('a pickle was opened')",))


@pytest.mark.parametrize(
    ("pickled", "labels"),
    [("train_images.pkl", "train_labels.txt"), ("train/images.pkl", "train/caption.txt"), ("train_image.pkl", "")],
)
def test_pictures_in_a_pickle_are_refused_without_opening_it(tmp_path: Path, pickled: str, labels: str) -> None:
    fill(tmp_path, {pickled: pickle.dumps(_Bomb())} | ({labels: "train_0\tx\n"} if labels else {}))
    with pytest.raises(DataError, match="to read a pickle is to run whatever code is in it") as caught:
        read_hme100k(tmp_path)
    assert caught.value.code == "pickled_pictures"
    assert "PIL.Image.fromarray" in str(caught.value)


def test_pickle_beside_pictures_is_named_and_not_opened(tmp_path: Path, files) -> None:
    fill(tmp_path, files | {"train_images.pkl": pickle.dumps(_Bomb())})
    result = read_hme100k(tmp_path)
    assert len(result.records) == 4
    assert [skip.reason for skip in result.skipped] == ["a pickle, which is not opened"]


def test_what_is_wrong_is_named(tmp_path: Path, files) -> None:
    lines = ["train_0.jpg\tx", "", "train_7.jpg\ty", "train_0.jpg\tz", "train_1.jpg\t", "a\tb\tc", "n\tx\0"]
    result = read_hme100k(fill(tmp_path, files | {"train_labels.txt": "\n".join(lines)}), splits=["train"])
    assert [record.id for record in result.records] == ["train_0"]
    assert [skip.reason for skip in result.skipped] == [
        "blank line",
        "caption without its picture",
        "id came before",
        "expected name TAB caption, found no caption",
        "more than one tab",
        "control character",
        "picture without a caption",
    ]
    assert result.skipped[1].where == f"{tmp_path / 'train_labels.txt'} line 3 (id 'train_7')"


def test_records_come_as_they_are_read(tmp_path: Path, files) -> None:
    items = iter_hme100k(fill(tmp_path, files | {"test_labels.txt": "\ntest_0.jpg\ty\n"}), splits=["test"])
    assert [type(item) for item in items] == [Skip, Record, Skip]


@pytest.mark.parametrize(
    ("files", "message"),
    [({}, "found neither"), ({"train_labels.txt": "a\tx\n"}, "put train_images/ beside"), ({"x.txt": ""}, "neither")],
)
def test_nothing_to_read_is_an_error(tmp_path: Path, files: dict[str, str], message: str) -> None:
    with pytest.raises(DataError, match=message):
        read_hme100k(fill(tmp_path, files))


def test_split_that_is_not_there_is_an_error(tmp_path: Path, files) -> None:
    with pytest.raises(DataError, match=r"expected the splits \['validation'\]"):
        read_hme100k(fill(tmp_path, files), splits=["validation"])


@pytest.mark.parametrize("name", ["no_such_folder", "a.txt"])
def test_path_must_be_a_folder_or_an_archive(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.txt").write_text("x")
    with pytest.raises(DataError, match="expected a folder or a zip archive"):
        read_hme100k(tmp_path / name)


def test_labels_of_the_archive_that_lie_are_an_error(tmp_path: Path, files, make_zip) -> None:
    packed = {name: text.encode() if isinstance(text, str) else text for name, text in files.items()}
    path = make_zip(tmp_path / "h.zip", packed, compression=zipfile.ZIP_STORED)
    broken = path.read_bytes().replace(b"train_1.jpg\t\\angle", b"train_1.jpg\t\\angel")
    path.write_bytes(broken)
    with pytest.raises(DataError, match="CRC"):
        read_hme100k(path)
