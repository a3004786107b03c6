"""Captions with pictures, written and read."""

from __future__ import annotations

import os
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from hmer_kit.data import BytesImage, FileImage, Record, Skip, read_captions, write_captions
from hmer_kit.exceptions import InputError
from hmer_kit.ink import synthesize


def stored(name: str = "a.png", kind: str = "PNG") -> BytesImage:
    file = BytesIO()
    Image.new("L", (9, 7), 3).save(file, kind)
    return BytesImage(name, file.getvalue())


def test_what_is_written_is_read_with_the_same_pixels(tmp_path: Path) -> None:
    records = [Record(f"s{n}", latex, image=ink) for n, (latex, ink) in enumerate(synthesize(5, seed=2))]
    report = write_captions(tmp_path / "set", records)
    result = read_captions(tmp_path / "set")
    assert result.skipped == report.skipped == []
    assert [(record.id, record.reference) for record in result.records] == [(r.id, r.reference) for r in records]
    for ours, theirs in zip(result.records, records, strict=True):
        assert ours.image.load().tobytes() == theirs.image.load().tobytes()
    assert [file.name for file in report.files] == ["captions.tsv", "images"]


@pytest.mark.parametrize("pictures", ["folder", "zip"])
@pytest.mark.parametrize(("kind", "extension"), [("PNG", "png"), ("JPEG", "jpg"), ("BMP", "bmp")])
def test_stored_pictures_are_copied_byte_for_byte(tmp_path: Path, pictures, kind, extension) -> None:
    image = stored(kind=kind)
    write_captions(tmp_path / "set", [Record("a", "x", image=image)], pictures=pictures)
    (record,) = read_captions(tmp_path / "set").records
    assert record.image.name == f"a.{extension}"
    assert record.image.read() == image.data


def test_an_archive_says_nothing_of_the_day(tmp_path: Path) -> None:
    write_captions(tmp_path / "set", [Record("a", "x", image=stored())], pictures="zip")
    with zipfile.ZipFile(tmp_path / "set" / "images.zip") as archive:
        (member,) = archive.infolist()
    assert (member.date_time[0], member.create_system, member.compress_type) == (1980, 3, zipfile.ZIP_STORED)


def test_what_captions_cannot_hold_is_named(tmp_path: Path) -> None:
    records = [
        Record("good", "x", image=stored(), writer="w", prediction="y"),
        Record("good", "z", image=stored()),
        Record("none", "x"),
        Record("gone", "x", image=FileImage(tmp_path, "gone.png")),
        Record("broken", "x", image=BytesImage("b.png", b"\x89PNG")),
        Record("tab", "x\ty", image=stored()),
        Record("line", "x\ny", image=stored()),
        Record("blank", "  ", image=stored()),
        Record(" ", "x", image=stored()),
        Record("half", "\ud800", image=stored()),
        Record("long", "x" * 2**20, image=stored()),
    ]
    report = write_captions(tmp_path / "set", records)
    assert report.written == 1
    assert [(skip.where, skip.reason) for skip in report.skipped] == [
        ("record 2 (id 'good')", "id came before"),
        ("record 3 (id 'none')", "record without a picture"),
        ("record 4 (id 'gone')", "picture that is missing"),
        ("record 5 (id 'broken')", "picture that cannot be read"),
        ("record 6 (id 'tab')", "more than one tab"),
        ("record 7 (id 'line')", "control character"),
        ("record 8 (id 'blank')", "empty caption"),
        ("record 9 (id ' ')", "empty id"),
        ("record 10 (id 'half')", "text that UTF-8 cannot store"),
        ("record 11 (id 'long')", "reference that is longer than a line may be"),
        ("prediction of 1 records", "field left out"),
        ("writer of 1 records", "field left out"),
    ]


def test_ids_that_are_no_names_of_files_are_changed_and_named(tmp_path: Path) -> None:
    names = ["a/b", "a_b", "../up", "A", "a", "x.png"]
    report = write_captions(tmp_path / "set", [Record(name, "x", image=stored()) for name in names])
    result = read_captions(tmp_path / "set")
    assert result.skipped == []
    assert [record.id for record in result.records] == ["a_b", "a_b-2", "_._up", "A", "a-2", "x"]
    assert Skip("record 1 (id 'a/b'): now 'a_b'", "id changed to be the name of a file") in report.skipped
    assert len(report.skipped) == 5


def test_nothing_to_write_is_an_error_that_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="record without a picture"):
        write_captions(tmp_path / "set", [Record("a", "x")])
    assert list(tmp_path.iterdir()) == []


def test_other_files_of_the_folder_stay_and_old_pictures_go(tmp_path: Path) -> None:
    write_captions(tmp_path / "set", [Record("old", "x", image=stored())])
    (tmp_path / "set" / "notes.txt").write_text("mine", encoding="utf-8")
    write_captions(tmp_path / "set", [Record("new", "y", image=stored())], pictures="zip")
    assert sorted(file.name for file in (tmp_path / "set").iterdir()) == ["captions.tsv", "images.zip", "notes.txt"]
    assert [record.id for record in read_captions(tmp_path / "set").records] == ["new"]


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="open files are listed on Linux alone")
def test_no_file_is_open_when_the_folder_is_moved_to_its_place(tmp_path: Path) -> None:
    write_captions(tmp_path / "set", [Record("a", "x", image=stored())], pictures="zip")
    opened = [os.path.realpath(f"/proc/self/fd/{number}") for number in os.listdir("/proc/self/fd")]
    assert [name for name in opened if name.startswith(str(tmp_path.resolve()))] == []
