from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hmer_kit.data import FileImage, ZipImage, read_im2latex
from hmer_kit.exceptions import DataError, InputError

if TYPE_CHECKING:
    from pathlib import Path

RAW = {
    "im2latex_formulas.lst": b"x^2\n\\alpha\ncaf\xe9 a\rb\n\n\\beta",
    "im2latex_train.lst": b"1 aa basic\n0 bb basic\n",
    "im2latex_validate.lst": b"2 cc basic\n",
    "im2latex_test.lst": b"4 dd basic\n",
}


def fill(folder: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture
def raw(picture: bytes) -> dict[str, bytes]:
    return RAW | {f"formula_images/{name}.png": picture for name in ("aa", "bb", "cc", "dd")}


def triples(path: Path, **options) -> list[tuple[str, str, str | None]]:
    result = read_im2latex(path, **options)
    assert result.skipped == []
    return [(record.id, record.reference, record.split) for record in result.records]


def test_numbers_count_line_feeds_from_0_and_what_is_no_utf8_is_latin1(tmp_path: Path, raw) -> None:
    assert triples(fill(tmp_path, raw)) == [
        ("aa", "\\alpha", "train"),
        ("bb", "x^2", "train"),
        ("cc", "café a b", "validation"),
        ("dd", "\\beta", "test"),
    ]
    record = read_im2latex(tmp_path, splits=["val"]).records[0]
    assert record.image == FileImage(tmp_path, "formula_images/cc.png")
    assert record.source == "Im2LaTeX"


def test_an_archive_is_read_as_a_folder_is(tmp_path: Path, raw, make_zip) -> None:
    path = make_zip(tmp_path / "i.zip", {f"im2latex/{name}": data for name, data in raw.items()})
    fill(tmp_path / "f", raw)
    assert triples(path) == triples(tmp_path / "f")
    assert read_im2latex(path).records[0].image == ZipImage(path, "im2latex/formula_images/aa.png")


def test_processed_lists_go_before_raw_ones_with_their_formulas_and_pictures(
    tmp_path: Path, raw, picture: bytes
) -> None:
    processed = {
        "im2latex_formulas.norm.lst": b"x ^ { 2 }\n\\alpha\n",
        "im2latex_train_filter.lst": b"aa.png 1\nbb.png 0\n",
        "formula_images_processed/aa.png": picture,
        "formula_images_processed/bb.png": picture,
    }
    fill(tmp_path, raw | processed)
    assert triples(tmp_path, splits=["train"]) == [("aa", "\\alpha", "train"), ("bb", "x ^ { 2 }", "train")]
    record = read_im2latex(tmp_path, splits=["train"]).records[0]
    assert record.image == FileImage(tmp_path, "formula_images_processed/aa.png")
    lists = ["im2latex_train.lst"]
    assert triples(tmp_path, lists=lists, splits=["train"]) == [("aa", "\\alpha", "train"), ("bb", "x^2", "train")]
    assert read_im2latex(tmp_path, lists=lists).records[0].image == FileImage(tmp_path, "formula_images/aa.png")


def test_sample_of_im2markup(tmp_path: Path, picture: bytes) -> None:
    files = {
        "formulas.norm.lst": b"x\ny\n",
        "train_filter.lst": b"aa.png 1\n",
        "test_filter.lst": b"bb.png 0\n",
        "images_processed/aa.png": picture,
        "images_processed/bb.png": picture,
    }
    assert triples(fill(tmp_path, files)) == [("aa", "y", "train"), ("bb", "x", "test")]


def test_table_of_kaggle(tmp_path: Path, picture: bytes) -> None:
    files = {
        "im2latex_train.csv": b'formula,image\n"a , b",aa.png\n"\\left"" x",bb.png\n',
        "im2latex_formulas.norm.csv": b"formulas\nx\n",
        "formula_images_processed/formula_images_processed/aa.png": picture,
        "formula_images_processed/formula_images_processed/bb.png": picture,
    }
    assert triples(fill(tmp_path, files)) == [("aa", "a , b", "train"), ("bb", '\\left" x', "train")]


@pytest.fixture
def second(picture: bytes) -> dict[str, bytes]:
    return {
        "im2latexv2_train.csv": (
            b"formula,images\nx,basic/train/img/1_b.png,times/train/img/1_t.png\ny,basic/train/img/2_b.png\n"
        ),
        "basic/train/img/1_b.png": picture,
        "times/train/img/1_t.png": picture,
        "basic/train/img/2_b.png": picture,
    }


def test_every_rendering_of_im2latexv2_is_a_record(tmp_path: Path, second) -> None:
    assert triples(fill(tmp_path, second)) == [
        ("basic/train/img/1_b", "x", "train"),
        ("times/train/img/1_t", "x", "train"),
        ("basic/train/img/2_b", "y", "train"),
    ]


def test_first_rendering_alone_names_the_others(tmp_path: Path, second) -> None:
    result = read_im2latex(fill(tmp_path, second), renderings="first")
    assert [record.id for record in result.records] == ["basic/train/img/1_b", "basic/train/img/2_b"]
    assert [str(skip) for skip in result.skipped] == [
        f"{tmp_path / 'im2latexv2_train.csv'} line 2 (id 'times/train/img/1_t'): further rendering of a formula"
    ]


def test_first_rendering_of_a_list_goes_by_the_number_of_the_formula(tmp_path: Path, raw) -> None:
    raw["im2latex_train.lst"] = b"1 aa basic\n1 bb other\n"
    result = read_im2latex(fill(tmp_path, raw), renderings="first", splits=["train"])
    assert [record.id for record in result.records] == ["aa"]
    assert [skip.reason for skip in result.skipped] == ["further rendering of a formula"]
    assert len(read_im2latex(tmp_path, splits=["train"]).records) == 2


def test_what_is_wrong_with_a_list_is_named(tmp_path: Path, raw) -> None:
    lines = [
        b"0 aa basic", b"", b"0 aa basic", b"9 bb basic", b"-1 bb basic", b"3 bb basic", b"0 zz basic", b"a b c d",
        b"0",
        b"99999999999999999999999 bb basic", "٣ bb basic".encode(), b"0 ../../etc/passwd basic", b"1 bb\0 basic",
    ]  # fmt: skip
    raw["im2latex_train.lst"] = b"\n".join(lines)
    result = read_im2latex(fill(tmp_path, raw), splits=["train"])
    assert [record.id for record in result.records] == ["aa"]
    shape = "expected number, name and kind, or name and number"
    assert [skip.reason for skip in result.skipped] == [
        "blank line", "id came before", "number of a formula that is not there", shape, "empty caption",
        "caption without its picture", shape, shape, shape, shape, "caption without its picture", "control character",
    ]  # fmt: skip


def test_pictures_of_no_list_are_named_where_all_splits_are_read(tmp_path: Path, raw, picture: bytes) -> None:
    result = read_im2latex(fill(tmp_path, raw | {"formula_images/ee.png": picture}))
    (skip,) = result.skipped
    assert str(skip) == f"{tmp_path}: 'formula_images/ee.png': picture without a caption"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (b",aa.png", "empty caption"),
        (b"x", "row without a picture"),
        (b'"x" y,aa.png', "quotes do not match"),
        (b"x\0,aa.png", "control character"),
        (b"x" * 1_100_000 + b",aa.png", "a cell longer than"),
        (b"x," + b"a" * 1_100_000, "a cell longer than"),
    ],
)
def test_what_is_wrong_with_a_table_is_named(tmp_path: Path, picture: bytes, row: bytes, reason: str) -> None:
    table = b"formula,image\n" + row + b"\ny,bb.png\n"
    files = {"im2latex_test.csv": table, "images/aa.png": picture, "images/bb.png": picture}
    result = read_im2latex(fill(tmp_path, files), splits=["test"])
    assert [record.id for record in result.records] == ["bb"]
    (skip,) = result.skipped
    assert reason in skip.reason
    assert "im2latex_test.csv line 2" in skip.where


def test_unbalanced_quotes_are_an_error(tmp_path: Path, picture: bytes) -> None:
    table = b'formula,image\n"x,aa.png\n' + b"y,bb.png\n" * 300_000
    files = {"im2latex_test.csv": table, "images/aa.png": picture}
    with pytest.raises(DataError, match="expected the row that starts in line 2") as caught:
        read_im2latex(fill(tmp_path, files))
    assert caught.value.code == "broken_quotes"


def test_row_that_never_ends_is_an_error(tmp_path: Path, picture: bytes) -> None:
    table = b'formula,image\nx,"a' + (b"b" * 60 + b'\n","') * 280_000
    files = {"im2latex_test.csv": table, "images/aa.png": picture}
    with pytest.raises(DataError, match="expected rows of at most"):
        read_im2latex(fill(tmp_path, files))


@pytest.mark.parametrize(
    ("without", "with_", "message"),
    [
        ({"im2latex_formulas.lst"}, {}, "expected one file of formulas .* found none; give formulas="),
        (set(), {"more_formulas.lst": b"x\n"}, "found 'im2latex_formulas.lst' and 'more_formulas.lst'"),
        (set(), {"train.lst": b"0 aa b\n"}, "one list of a split, found 'im2latex_train.lst' and 'tr"),
        ({"im2latex_train.lst", "im2latex_validate.lst", "im2latex_test.lst"}, {}, "name them with lists="),
    ],
)
def test_what_cannot_be_told_is_an_error(tmp_path: Path, raw, without: set[str], with_, message: str) -> None:
    files = {name: data for name, data in raw.items() if name not in without} | with_
    with pytest.raises(DataError, match=message):
        read_im2latex(fill(tmp_path, files))


def test_packed_pictures_are_to_be_unpacked(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"found none; unpack 'formula_images\.tar\.gz' first"):
        read_im2latex(fill(tmp_path, RAW | {"formula_images.tar.gz": b"\x1f\x8b"}))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"splits": ["dev"], "lists": ["im2latex_train.lst"]}, "expected the splits"),
        ({"lists": ["nope.lst"]}, "found no such file"),
        ({"lists": ["notes.csv"]}, "expected the columns formula and image"),
        ({"formulas": "nope.lst"}, "found no such file"),
        ({"lists": ["../secret.lst"]}, "found no such file"),
    ],
)
def test_wrong_names_are_errors(tmp_path: Path, raw, options, message: str) -> None:
    with pytest.raises(DataError, match=message):
        read_im2latex(fill(tmp_path, raw | {"notes.csv": b"a,b\n1,2\n"}), **options)


def test_renderings_are_all_or_first() -> None:
    with pytest.raises(InputError, match="renderings='all' or 'first'"):
        read_im2latex(".", renderings="some")  # type: ignore[arg-type]
