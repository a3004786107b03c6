from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from hmer_kit.data import FileImage, ZipImage, read_image_folder
from hmer_kit.exceptions import DataError, InputError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def fill(folder: Path, files: Mapping[str, bytes | str]) -> Path:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def triples(path: Path, **options) -> list[tuple[str, str, str | None]]:
    result = read_image_folder(path, **options)
    assert result.skipped == []
    return [(record.id, record.reference, record.split) for record in result.records]


def rows(*pairs: tuple[str, str], names: tuple[str, str]) -> str:
    return "".join(json.dumps(dict(zip(names, pair, strict=True))) + "\n" for pair in pairs)


TWO = [("a", "x ^ { 2 }", None), ("b", "\\alpha", None)]
CAPTIONS = {
    "captions.tsv": "a\tx ^ { 2 }\nb.png\t\\alpha\n",
    "labels.tsv": "file_name\tlatex\na.png\tx ^ { 2 }\nb.png\t\\alpha\n",
    "caption.txt": "a\tx ^ { 2 }\nb \\alpha\n",
    "labels.txt": "a.png x ^ { 2 }\nb.png\t\\alpha\n",
    "labels.csv": 'image_filename,latex_label\na.png,"x ^ { 2 }"\nb.png,\\alpha\n',
    "metadata.csv": "file_name,text\na.png,x ^ { 2 }\r\nb.png,\\alpha\r\n",
    "metadata.jsonl": rows(("a.png", "x ^ { 2 }"), ("b.png", "\\alpha"), names=("file_name", "text")),
    "formulas.jsonl": rows(("a.png", "x ^ { 2 }"), ("b.png", "\\alpha"), names=("img_name", "formula")),
}


@pytest.mark.parametrize("where", ["", "images/", "img/"])
@pytest.mark.parametrize("name", CAPTIONS)
def test_captions_of_every_kind(tmp_path: Path, picture: bytes, name: str, where: str) -> None:
    fill(tmp_path, {name: CAPTIONS[name], f"{where}a.png": picture, f"{where}b.png": picture})
    assert triples(tmp_path) == TWO
    record = read_image_folder(tmp_path, source="mine").records[0]
    assert record.image == FileImage(tmp_path, f"{where}a.png")
    assert record.source == "mine"


@pytest.mark.parametrize("prefix", ["", "mine/"])
@pytest.mark.parametrize("name", CAPTIONS)
def test_an_archive_is_read_as_a_folder_is(tmp_path: Path, picture: bytes, make_zip, name: str, prefix: str) -> None:
    members = {name: CAPTIONS[name].encode(), "a.png": picture, "b.png": picture}
    path = make_zip(tmp_path / "d.zip", {f"{prefix}{member}": data for member, data in members.items()})
    assert triples(path) == TWO
    image = read_image_folder(path).records[0].image
    assert image == ZipImage(path, f"{prefix}a.png")
    assert image.load().size == (6, 4)


def test_splits_of_hugging_face(tmp_path: Path, picture: bytes) -> None:
    line = '{"file_name": "0.png", "latex": "%s"}\n'
    files = {f"{split}/{name}": data for split in ("train", "test") for name, data in (("0.png", picture),)}
    files |= {"train/metadata.jsonl": (line % "x").encode(), "test/metadata.jsonl": (line % "y").encode()}
    fill(tmp_path, files)
    assert triples(tmp_path) == [("test/0", "y", "test"), ("train/0", "x", "train")]
    assert triples(tmp_path, splits=["train"]) == [("train/0", "x", "train")]
    assert read_image_folder(tmp_path).records[1].image == FileImage(tmp_path, "train/0.png")


def test_archive_of_comer(tmp_path: Path, make_zip, make_picture) -> None:
    bitmap = make_picture("BMP")
    members = {f"data/{part}/img/{name}.bmp": bitmap for part, name in (("train", "a"), ("2014", "b"), ("2016", "b"))}
    members |= {
        "data/train/caption.txt": b"a\tx\n",
        "data/2014/caption.txt": b"b y\n",
        "data/2016/caption.txt": b"b z\n",
    }
    path = make_zip(tmp_path / "data.zip", members)
    assert triples(path) == [("2014/b", "y", "2014"), ("2016/b", "z", "2016"), ("train/a", "x", "train")]
    assert triples(path, splits=["2016"]) == [("2016/b", "z", "2016")]


@pytest.mark.parametrize("folder", ["train_formulas/", "train_images/", "train/", "images/train/", ""])
def test_tables_of_splits_beside_their_pictures(tmp_path: Path, picture: bytes, folder: str) -> None:
    fill(tmp_path, {"train_labels.csv": "image,latex\n1.png,x\n", f"{folder}1.png": picture})
    assert triples(tmp_path) == [("1", "x", "train")]


def test_a_column_may_say_split_writer_and_id(tmp_path: Path, picture: bytes) -> None:
    table = "id,image,latex,split,writer\nk,a.png,x,val,7\nl,b.png,y,odd,\n"
    result = read_image_folder(fill(tmp_path, {"labels.csv": table, "a.png": picture, "b.png": picture}))
    found = [(record.id, record.split, record.writer) for record in result.records]
    assert found == [("k", "validation", "7"), ("l", "odd", "")]


def test_columns_may_be_called_anything(tmp_path: Path, picture: bytes) -> None:
    fill(tmp_path, {"stuff.csv": "bild,formel,mehr\na.png,x,1\n", "a.png": picture})
    columns = {"image": "bild", "reference": "formel"}
    assert triples(tmp_path, captions="stuff.csv", columns=columns) == [("a", "x", None)]
    with pytest.raises(DataError, match=r"expected the columns one of LaTeX and one of pictures .* found 'bild'"):
        read_image_folder(tmp_path, captions="stuff.csv")
    with pytest.raises(DataError, match="expected the columns 'tex'"):
        read_image_folder(tmp_path, captions="stuff.csv", columns={"image": "bild", "reference": "tex"})
    with pytest.raises(InputError, match="expected columns= with names for"):
        read_image_folder(tmp_path, columns={"picture": "bild"})


def test_two_columns_of_latex_are_not_guessed_at(tmp_path: Path, picture: bytes) -> None:
    fill(tmp_path, {"labels.csv": "image,text,latex\na.png,words,x\n", "a.png": picture})
    with pytest.raises(DataError, match=r"found 'text' and 'latex'; say which: columns=\{'reference': 'text'\}"):
        read_image_folder(tmp_path)
    assert triples(tmp_path, columns={"reference": "latex"}) == [("a", "x", None)]


@pytest.mark.parametrize("suffix", [".txt", ".tex"])
def test_a_text_beside_each_picture(tmp_path: Path, picture: bytes, suffix: str) -> None:
    texts = {"a": "$x$\n", "sub/b": "%sub\n\\frac {1}\n  {2}\n", "train/c": "y"}
    files: dict[str, bytes | str] = {f"{name}{suffix}": text for name, text in texts.items()}
    fill(tmp_path, files | {f"{name}.png": picture for name in texts})
    result = read_image_folder(tmp_path)
    assert [(record.id, record.reference, record.split) for record in result.records] == [
        ("a", "x", None),
        ("train/c", "y", "train"),
    ]
    assert [skip.reason for skip in result.skipped] == ["its first line names another id than its file name"]


def test_what_is_wrong_with_texts_beside_pictures_is_named(tmp_path: Path, picture: bytes) -> None:
    texts: dict[str, bytes | str] = {
        "a.txt": "x\n+ y", "b.txt": "x % no\n+ y", "c.txt": b"\xff\xfex\0", "d.txt": "", "e.txt": "x", "e.tex": "y",
        "f.txt": "x" * 2_000_000, "g.txt": b"caf\xe9", "lost.txt": "z",
    }  # fmt: skip
    fill(tmp_path, texts | {f"{name}.png": picture for name in "abcdefgh"})
    result = read_image_folder(tmp_path)
    assert [(record.id, record.reference) for record in result.records] == [("a", "x + y")]
    assert [(skip.where.rpartition("/")[2].partition(" (")[0], skip.reason) for skip in result.skipped] == [
        ("b.txt", "a comment within LaTeX of several lines"),
        ("c.txt", "no UTF-8"),
        ("d.txt", "empty caption"),
        ("e.txt", "several captions of that name"),
        ("f.txt", "text too long"),
        ("g.txt", "no UTF-8"),
        ("lost.txt", "text without its picture"),
        (f"{tmp_path.name}: 'h.png'", "picture without a caption"),
    ]


@pytest.mark.parametrize(
    ("text", "pictures", "split"),
    [
        ("math.txt", "", None),
        ("math.txt", "images/", None),
        ("train.txt", "images/", "train"),
        ("cpe.txt", "cpe/", "cpe"),
        ("formulas.txt", "", None),
    ],
)
def test_numbered_pictures_and_a_formula_a_line(
    tmp_path: Path, picture: bytes, text: str, pictures: str, split: str | None
) -> None:
    files: dict[str, bytes | str] = {f"{pictures}000000{number}.png": picture for number in (0, 2)}
    result = read_image_folder(fill(tmp_path, files | {text: "x\ny\nz\n\n"}))
    found = [(record.id, record.reference, record.split) for record in result.records]
    assert found == [("0000000", "x", split), ("0000002", "z", split)]
    assert [skip.reason for skip in result.skipped] == ["caption without its picture", "blank line"]


def test_numbers_may_begin_at_1(tmp_path: Path, picture: bytes) -> None:
    fill(tmp_path, {"1.png": picture, "2.png": picture, "math.txt": "x\ny\n"})
    assert triples(tmp_path, first_number=1) == [("1", "x", None), ("2", "y", None)]


def test_latex_of_several_lines_comes_on_one(tmp_path: Path, picture: bytes) -> None:
    table = 'image,latex\na.png,"x\n+\ty"\nb.png,"x % c\ny"\n'
    result = read_image_folder(fill(tmp_path, {"labels.csv": table, "a.png": picture, "b.png": picture}))
    assert [record.reference for record in result.records] == ["x + y"]
    assert result.skipped[0].reason == "a comment within LaTeX of several lines"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"file_name": "a.png"}', "expected a string as 'text', got null"),
        ('{"file_name": 3, "text": 4}', "expected a string as 'text', got a number"),
        ('{"file_name": ["a.png"], "text": "x"}', "expected a string as 'file_name', got a list"),
        ("[1]", "expected an object, got a list"),
        ("", "blank line"),
        ('{"file_name": "a.png", "text": "x"', "broken JSON"),
        ('{"file_name": "a.png", "text": "x", "text": "y"}', "the key 'text' stands there twice"),
        ("[" * 100_000, "nested too deep"),
        ('{"file_name": "a.png", "text": "\\ud800"}', "half a surrogate pair"),
        ('{"file_name": "a.png", "text": "\\u0000"}', "control character"),
        ('{"file_name": "a\\nb.png", "text": "x"}', "control character"),
        ('{"file_name": "../a.png", "text": "x"}', "caption without its picture"),
        ('{"file_name": "/etc/passwd", "text": "x"}', "caption without its picture"),
        ('{"file_name": "C:\\\\a.png", "text": "x"}', "caption without its picture"),
        ('{"file_name": "", "text": "x"}', "empty id"),
    ],
)
def test_what_is_wrong_with_a_row_of_json_is_named(tmp_path: Path, picture: bytes, line: str, reason: str) -> None:
    text = f'{{"file_name": "z.png", "text": "z"}}\n{line}\n'
    result = read_image_folder(fill(tmp_path, {"metadata.jsonl": text, "z.png": picture, "a.png": picture}))
    assert [record.id for record in result.records] == ["z"]
    assert reason in result.skipped[0].reason
    assert "metadata.jsonl line 2" in result.skipped[0].where


def test_rows_of_another_length_are_named(tmp_path: Path, picture: bytes) -> None:
    table = "image,latex\na.png,x,1\nb.png\na.png,y\n\n"
    result = read_image_folder(fill(tmp_path, {"labels.csv": table, "a.png": picture}))
    assert [record.reference for record in result.records] == ["y"]
    assert [skip.reason for skip in result.skipped] == [
        "expected 2 cells as in the first line, got 3",
        "expected 2 cells as in the first line, got 1",
    ]


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"labels.csv": "image,latex\na.png,x\n"}, "expected pictures"),
        ({"a.png": b"", "notes.md": ""}, "call it captions.tsv, labels.csv or metadata.jsonl"),
        ({"a.png": b"", "captions.tsv": "a\tx", "metadata.jsonl": "{}"}, "give captions="),
        ({"a.png": b"", "labels.csv": ""}, "0 bytes"),
        ({"a.png": b"", "labels.csv": "\n\n"}, "expected names of columns in the first line"),
        ({"a.png": b"", "labels.csv": "latex,latex,image\nx,y,a.png\n"}, "the column 'latex' stands in"),
        ({"a.png": b"", "labels.csv": "image,latex\n".encode("utf-16")}, "looks like UTF-16; save it as UTF-8"),
        ({"images.pkl": b"\x80\x04", "caption.txt": "a x"}, "to read a pickle"),
    ],
)
def test_what_cannot_be_read_is_an_error(tmp_path: Path, files, message: str) -> None:
    with pytest.raises(DataError, match=message):
        read_image_folder(fill(tmp_path, files))


def test_captions_that_are_not_there_are_an_error(tmp_path: Path, picture: bytes) -> None:
    fill(tmp_path, {"a.png": picture, "x.doc": "", "captions.tsv": "a\tx"})
    with pytest.raises(DataError, match="found no such file"):
        read_image_folder(tmp_path, captions="y.csv")
    with pytest.raises(DataError, match="found another kind of file"):
        read_image_folder(tmp_path, captions="x.doc")
    with pytest.raises(DataError, match=r"expected the splits \['test'\]"):
        read_image_folder(tmp_path, splits=["test"])


def test_lines_that_are_no_utf8_are_named_and_the_others_read(tmp_path: Path, picture: bytes) -> None:
    text = b"a\tcaf\xe9\nb\tx\n"
    result = read_image_folder(fill(tmp_path, {"caption.txt": text, "a.png": picture, "b.png": picture}))
    assert [record.id for record in result.records] == ["b"]
    assert result.skipped[0].reason == "no UTF-8"
