"""Any format for those who need pictures."""

from __future__ import annotations

import zipfile

import pytest
from PIL import Image

from hmer_kit.data import InkImage, Record, Skip, open_with_pictures, write_parquet, write_predictions
from hmer_kit.exceptions import DataError, InputError
from hmer_kit.ink import STYLES

INK = "<ink><annotation type='truth'>$x$</annotation><trace>1 2, 30 40</trace></ink>"


@pytest.fixture
def captions(tmp_path):
    folder = tmp_path / "set"
    (folder / "images").mkdir(parents=True)
    Image.new("L", (9, 8)).save(folder / "images" / "a.png")
    (folder / "captions.tsv").write_text("a\tx\n", encoding="utf-8")
    return folder


def test_ink_is_drawn_in_the_style_wanted(tmp_path):
    (tmp_path / "a.inkml").write_text(INK, encoding="utf-8")
    stream = open_with_pictures(tmp_path, style="crohme_2019")
    [record] = stream
    assert (stream.format, record.reference, record.ink is not None) == ("inkml", "x", True)
    assert record.image == InkImage(record.ink, STYLES["crohme_2019"])
    assert record.image.load().size == (1010, 1010)
    with pytest.raises(InputError, match="one of"):
        open_with_pictures(tmp_path, style="wap")


def test_a_folder_with_captions_is_read_as_captions_whatever_else_is_in_it(captions):
    (captions / "train_labels.txt").write_text("train_1.jpg x\n", encoding="utf-8")
    (captions / "b.inkml").write_text(INK, encoding="utf-8")
    stream = open_with_pictures(captions)
    assert (stream.format, [record.id for record in stream]) == ("captions", ["a"])


def test_an_archive_with_captions_is_read_as_its_folder_is(captions, tmp_path):
    (captions / "captions.tsv").write_text("a\tx\nb\ty\nno tab\n", encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "set.zip", "w") as archive:
        archive.write(captions / "captions.tsv", "captions.tsv")
        archive.write(captions / "images" / "a.png", "images/a.png")
    folder, packed = open_with_pictures(captions), open_with_pictures(tmp_path / "set.zip")
    assert [record.id for record in folder] == [record.id for record in packed] == ["a"]
    assert [skip.reason for skip in folder.skipped] == [skip.reason for skip in packed.skipped]
    assert packed.skipped[0].where == f"{tmp_path / 'set.zip'}:captions.tsv line 2 (id 'b')"


def test_a_table_of_digits_alone_is_captions_where_its_name_says_so(captions):
    (captions / "captions.tsv").write_text("a\t1\n", encoding="utf-8")
    assert [record.reference for record in open_with_pictures(captions / "captions.tsv")] == ["1"]


def test_sources_without_any_picture_are_refused_at_once(captions, tmp_path):
    (tmp_path / "bare.tsv").write_text("a\tx\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"expected pictures beside the captions .* give images=") as caught:
        open_with_pictures(tmp_path / "bare.tsv")
    assert caught.value.code == "no_pictures"
    write_predictions(tmp_path / "p.json", [Record("a", "x", prediction="y")])
    with pytest.raises(DataError, match=r"read as predictions\); give another source"):
        open_with_pictures(tmp_path / "p.json")
    images = captions / "images"
    assert [record.image.name for record in open_with_pictures(tmp_path / "bare.tsv", images=images)] == ["a.png"]


def test_a_source_of_which_nothing_can_be_used_says_why_in_its_notes(captions):
    (captions / "captions.tsv").write_text("lost\tx\n", encoding="utf-8")
    reasons = [item.reason for item in open_with_pictures(captions).items() if isinstance(item, Skip)]
    assert reasons == ["caption without its picture", "picture without a caption"]


def test_an_unknown_source_is_told_the_formats(tmp_path):
    (tmp_path / "notes.md").write_text("# Notes\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"Known formats: captions, hme100k, .*parquet"):
        open_with_pictures(tmp_path / "notes.md")


def test_options_and_formats_are_passed_on(captions, tmp_path):
    pytest.importorskip("pyarrow")
    [record] = open_with_pictures(captions, format="captions", source="mine")
    assert record.source == "mine"
    write_parquet(tmp_path / "a.parquet", [record])
    [again] = open_with_pictures(tmp_path / "a.parquet")
    assert (again.id, again.image.load().size) == ("a", (9, 8))
