from __future__ import annotations

import json
import pickle
import tarfile
import tracemalloc
from typing import TYPE_CHECKING

import pytest

from hmer_kit.data import (
    RECORD_FORMATS,
    FileImage,
    Record,
    conversation,
    guess_format,
    open_records,
    write_parquet,
    write_predictions,
    write_shards,
    write_sharegpt,
)
from hmer_kit.data.opening._format_table import FORMATS
from hmer_kit.exceptions import DataError, InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from hmer_kit.data.records import ImageSource


def fill(folder: Path, files: Mapping[str, bytes | str]) -> Path:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def _sharegpt(folder: Path) -> Path:
    write_sharegpt(folder / "x.dat", [conversation("Read.", "x", images=["a.png"])])
    return folder / "x.dat"


def _predictions(folder: Path) -> Path:
    write_predictions(folder / "p.json", [Record("a", "x", prediction="y")])
    return (folder / "p.json").rename(folder / "p.dat")


MADE: dict[str, tuple[str, Callable[[Path], Path]]] = {
    "folder of captions": ("captions", lambda f: fill(f, {"captions.tsv": "a\tx\n", "images/a.png": PNG})),
    "file of captions": ("captions", lambda f: fill(f, {"c.dat": "a\tx\nb\ty\n"}) / "c.dat"),
    "hme100k": ("hme100k", lambda f: fill(f, {"train_labels.txt": "train_0.jpg\tx", "train_images/train_0.jpg": PNG})),
    "im2latex": (
        "im2latex",
        lambda f: fill(
            f, {"im2latex_formulas.lst": "x\n", "im2latex_train.lst": "0 a b\n", "formula_images/a.png": PNG}
        ),
    ),
    "kaggle": ("im2latex", lambda f: fill(f, {"im2latex_train.csv": "formula,image\nx,a.png\n", "i/a.png": PNG})),
    "sharegpt": ("sharegpt", lambda f: _sharegpt(fill(f, {"a.png": PNG}))),
    "predictions": ("predictions", _predictions),
    "table of predictions": ("predictions", lambda f: fill(f, {"p.dat": "img_id,gt,pred\na,x,y\n"}) / "p.dat"),
    "formulas": ("formulas", lambda f: fill(f, {"f.dat": "x ^ { 2 }\n\\alpha\n[ \\beta ]\n"}) / "f.dat"),
    "formulas that begin with a bracket": ("formulas", lambda f: fill(f, {"f.dat": "[ x ^ 2 ]\n{ \\a }\n"}) / "f.dat"),
    "image folder": ("image_folder", lambda f: fill(f, {"metadata.csv": "file_name,text\na.png,x\n", "a.png": PNG})),
    "texts beside": ("image_folder", lambda f: fill(f, {"a.tex": "x", "a.png": PNG})),
    "table in its folder": (
        "image_folder",
        lambda f: fill(f, {"l.csv": "image,latex\na.png,x\n", "a.png": PNG}) / "l.csv",
    ),
    "json lines in their folder": (
        "image_folder",
        lambda f: fill(f, {"l.jsonl": '{"img_name": "a.png", "formula": "x"}\n', "a.png": PNG}) / "l.jsonl",
    ),
}
INK = '<ink><annotation type="truth">x</annotation><trace>0 0, 1 1</trace></ink>'
GRAPH = "# IUD, a\nO, x_1, x, 1.0, 0\n"
RECORD = Record("a", "x")


def _tarred(folder: Path, name: str, *, member: str = "train/a.inkml") -> Path:
    with tarfile.open(folder / name, "w:xz" if name.endswith("xz") else "w") as archive:
        archive.add(fill(folder, {"a.inkml": INK}) / "a.inkml", arcname=member)
    return folder / name


def _shards(folder: Path) -> Path:
    image = FileImage(fill(folder / "p", {"a.png": PNG}), "a.png")
    write_shards(folder / "s", [Record("a", "x", image=image)])
    return folder / "s"


def _saved(folder: Path) -> Path:
    from datasets import Dataset

    Dataset.from_dict({"latex": ["x"]}).save_to_disk(str(folder / "d"))
    return folder / "d"


MADE |= {
    "ink": ("inkml", lambda f: fill(f, {"a.dat": INK}) / "a.dat"),
    "inks": ("inkml", lambda f: fill(f, {"HAMEX/a.inkml": INK, "HAMEX/a.lg": GRAPH})),
    "packed inks": ("inkml", lambda f: _tarred(f, "i.tar.xz")),
    "mathwriting": (
        "mathwriting",
        lambda f: fill(f, {"train/dcd6e0f2f06af904.inkml": INK.replace("truth", "normalizedLabel")}),
    ),
    "graphs": ("label_graphs", lambda f: fill(f, {"a.lg": GRAPH})),
    "graph": ("label_graphs", lambda f: fill(f, {"a.lg": GRAPH}) / "a.lg"),
    "parquet": ("parquet", lambda f: write_parquet(f / "a.dat", [RECORD]) and (f / "a.dat")),
    "parquets": ("parquet", lambda f: write_parquet(f / "data" / "a.parquet", [RECORD]) and f),
    "saved data set": ("datasets", _saved),
    "shards": ("shards", _shards),
    "shard": ("shards", lambda f: next(_shards(f).glob("*.tar"))),
}
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010800000000"
    "3a7e9b550000000a49444154789c63680000008200817703d1ff0000000049454e44ae426082"
)


@pytest.mark.parametrize("what", MADE)
def test_formats_are_told_by_what_is_there_and_read(tmp_path: Path, what: str) -> None:
    name, make = MADE[what]
    stream = open_records(make(tmp_path))
    assert stream.format == name == guess_format(stream.name)
    result = stream.read()
    assert result.records[0].reference in {"x", "x ^ { 2 }", "[ x ^ 2 ]"}
    said = ("caption without its picture", "columns guessed")
    assert [skip.reason for skip in result.skipped if not skip.reason.startswith(said)] == []


@pytest.mark.parametrize("what", ["hme100k", "im2latex", "kaggle", "image folder", "texts beside"])
def test_archives_are_told_as_folders_are(tmp_path: Path, make_zip, what: str) -> None:
    name, make = MADE[what]
    folder = make(tmp_path / "f")
    files = [path for path in folder.rglob("*") if path.is_file()]
    packed = {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
    assert open_records(make_zip(tmp_path / "packed.dat", packed)).format == name


def test_an_archive_of_captions_is_an_image_folder(tmp_path: Path, make_zip) -> None:
    stream = open_records(make_zip(tmp_path / "d.zip", {"captions.tsv": b"a\tx\n", "images/a.png": PNG}))
    assert (stream.format, [record.id for record in stream]) == ("image_folder", ["a"])


def test_a_stream_is_read_anew_each_time(tmp_path: Path) -> None:
    stream = open_records(fill(tmp_path, {"c.tsv": "a\tx\nb\n"}) / "c.tsv", source="mine")
    for _ in range(2):
        assert [record.source for record in stream] == ["mine"]
        assert len(stream.skipped) == 1


def test_format_may_be_said(tmp_path: Path) -> None:
    file = fill(tmp_path, {"c.tsv": "a\tx\n"}) / "c.tsv"
    assert [record.reference for record in open_records(file, format="formulas")] == ["a\tx"]
    with pytest.raises(InputError, match=r"expected format to be None or one of captions, .*, got 'tsv'"):
        open_records(file, format="tsv")


def test_options_are_those_of_the_reader(tmp_path: Path, make_zip) -> None:
    fill(tmp_path, {"c.tsv": "a\tx\n"})
    pictures = make_zip(tmp_path / "p.zip", {"a.png": PNG})
    (record,) = open_records(tmp_path / "c.tsv", images=pictures)
    assert record.image is not None
    with pytest.raises(InputError, match=r"expected options of the format captions \(images, source\), got 'columns'"):
        open_records(tmp_path / "c.tsv", columns={})


def test_two_formats_that_fit_are_not_chosen_between(tmp_path: Path) -> None:
    fill(tmp_path, {"captions.tsv": "a\tx\n", "train_labels.txt": "train_0.jpg\tx\n", "images/a.png": PNG})
    with pytest.raises(
        DataError, match=r"it may be captions \(captions\.tsv\) and hme100k \('train_labels\.txt'\)"
    ) as e:
        open_records(tmp_path)
    assert e.value.code == "several_formats"


def _tar(folder: Path) -> Path:
    with tarfile.open(folder / "x.tar", "w") as archive:
        archive.add(fill(folder, {"a.png": PNG}) / "a.png")
    return folder / "x.tar"


UNKNOWN: dict[str, tuple[str, Callable[[Path], Path]]] = {
    "folder": ("a folder with 2 .png", lambda f: fill(f, {"a.png": PNG, "b/b.png": PNG})),
    "empty folder": ("a folder with no file", lambda f: fill(f, {})),
    "pickle": ("a pickle (to read a pickle is to run", lambda f: fill(f, {"a.csv": pickle.dumps([1])}) / "a.csv"),
    "tar": ("a tar archive (unpack it first)", _tar),
    "gzip": ("gzip (unpack it first)", lambda f: fill(f, {"a.tsv": b"\x1f\x8b\x08"}) / "a.tsv"),
    "picture": ("a PNG picture", lambda f: fill(f, {"captions.tsv": PNG}) / "captions.tsv"),
    "empty": ("an empty file", lambda f: fill(f, {"captions.tsv": b""}) / "captions.tsv"),
    "prose": ("a file that begins with 'Dear reader", lambda f: fill(f, {"a.txt": "Dear reader,\nhello\n"}) / "a.txt"),
    "vocabulary": ("begins with", lambda f: fill(f, {"a.txt": "\\alpha\t0\n\\beta\t1\nx\t2\n"}) / "a.txt"),
    "xml": ("begins with '<svg", lambda f: fill(f, {"a.tsv": "<svg>\t\\alpha ^ 2</svg>"}) / "a.tsv"),
    "other json": ("begins with", lambda f: fill(f, {"a.json": json.dumps([{"latex": "\\alpha ^ 2"}])}) / "a.json"),
    "nested json": ("begins with '[[[", lambda f: fill(f, {"a.json": "[" * 100_000}) / "a.json"),
    "utf-16": ("begins with", lambda f: fill(f, {"a.tsv": "a\t\\alpha\n".encode("utf-16-le")}) / "a.tsv"),
}


@pytest.mark.parametrize("what", UNKNOWN)
def test_what_cannot_be_told_is_an_error_that_says_what_is_there(tmp_path: Path, what: str) -> None:
    seen, make = UNKNOWN[what]
    with pytest.raises(DataError, match="cannot tell the format of") as caught:
        open_records(make(tmp_path))
    assert caught.value.code == "unknown_format"
    assert seen in str(caught.value)
    assert ", ".join(RECORD_FORMATS) in str(caught.value)


def test_nothing_is_no_data_set(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="found nothing there"):
        open_records(tmp_path / "nope")
    with pytest.raises(DataError, match="found no file there"):
        open_records("/dev/null")


def test_texts_without_pictures_are_predictions_to_be_joined(tmp_path: Path, make_zip) -> None:
    path = make_zip(tmp_path / "result.zip", {"a.txt": b"%a\n$x$"})
    assert guess_format(path) == "predictions"
    with pytest.raises(DataError, match="read_bare_predictions"):
        open_records(path).read()


def test_several_files_of_captions_are_told_about_when_read(tmp_path: Path) -> None:
    fill(tmp_path, {"labels.csv": "image,latex\na.png,x\n", "metadata.jsonl": "{}", "a.png": PNG})
    with pytest.raises(DataError, match="give captions="):
        open_records(tmp_path).read()
    (record,) = open_records(tmp_path, captions="labels.csv")
    assert record.reference == "x"


def test_pictures_in_a_pickle_are_told_about(tmp_path: Path) -> None:
    fill(tmp_path, {"train/images.pkl": b"\x80\x04.", "train/caption.txt": "a x\n"})
    with pytest.raises(DataError, match="to read a pickle is to run whatever code is in it"):
        open_records(tmp_path).read()


def test_records_of_a_stream_have_pictures_that_load(tmp_path: Path) -> None:
    fill(tmp_path, {"metadata.csv": "file_name,text\na.png,x\n", "a.png": PNG})
    (record,) = open_records(tmp_path)
    image: ImageSource | None = record.image
    assert image is not None
    assert image.load().size == (1, 1)


def test_of_a_compressed_archive_a_mebibyte_is_looked_at(tmp_path: Path) -> None:
    (tmp_path / "big").write_bytes(bytes(50_000_000))
    with tarfile.open(tmp_path / "big.tar.gz", "w:gz", compresslevel=1) as archive:
        archive.add(tmp_path / "big", arcname="big")
        archive.add(fill(tmp_path, {"a.inkml": INK}) / "a.inkml", arcname="a.inkml")
    tracemalloc.start()
    with pytest.raises(DataError, match="unpack it first"):
        guess_format(tmp_path / "big.tar.gz")
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()
    assert [record.id for record in open_records(tmp_path / "big.tar.gz", format="inkml")] == ["a"]


def test_the_names_that_are_listed_are_those_of_the_table() -> None:
    assert tuple(FORMATS) == RECORD_FORMATS
