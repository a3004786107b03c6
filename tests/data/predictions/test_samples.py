from __future__ import annotations

import os
import stat
import tracemalloc
import zipfile
from typing import TYPE_CHECKING

import pytest

from hmer_kit.data import Prediction, read_bare_predictions, read_predictions
from hmer_kit.data.predictions import _samples
from hmer_kit.exceptions import DataError

if TYPE_CHECKING:
    from pathlib import Path

A, B = Prediction("a", "x"), Prediction("b", r"\frac { a } { b }")


@pytest.fixture(params=["folder", "zip"])
def make(request: pytest.FixtureRequest, tmp_path: Path, make_zip):
    """Makes a folder or a zip archive of named bytes."""

    def build(files: dict[str, bytes]) -> Path:
        if request.param == "zip":
            return make_zip(tmp_path / "result.zip", files)
        folder = tmp_path / "result"
        folder.mkdir()
        for name, content in files.items():
            (folder / name).write_bytes(content)
        return folder

    return build


def test_archives_as_comer_writes_them(make) -> None:
    place = make({"b.txt": b"%b\n$\\frac { a } { b }$", "a.txt": b"%a\n$x$"})
    assert sorted(read_bare_predictions(place).records, key=lambda found: found.id) == [A, B]


@pytest.mark.parametrize(
    ("content", "prediction"),
    [
        (b"x ^ { 2 }", "x ^ { 2 }"),
        (b"x ^ { 2 }\n", "x ^ { 2 }"),
        (b"\xef\xbb\xbfx ^ { 2 }\r\n", "x ^ { 2 }"),
        (b"%a\r\n$x ^ { 2 }$\r\n", "x ^ { 2 }"),
        (b"% by some recognizer\n%\nx ^ { 2 }", "x ^ { 2 }"),
        (b"$$x ^ { 2 }$$", "x ^ { 2 }"),
        (b"$$ x ^ { 2 } $$\n", "x ^ { 2 }"),
        (b"x\n  y\n", "x\n  y"),
        (b"%a\n$$", ""),
        (b"$$", ""),
        (b"\n", ""),
        (b"%a\n$\\$ 5$", r"\$ 5"),
        (b"%a\n$5 \\$$", r"5 \$"),
        (b"5 \\$", r"5 \$"),
        (b"%a\n$x \\\\$", r"x \\"),
        (b"%a\n$% x$", "% x"),
        ("求 \\ne é".encode(), "求 \\ne é"),
    ],
)
def test_what_a_file_of_a_sample_may_hold(tmp_path: Path, content: bytes, prediction: str) -> None:
    (tmp_path / "a.tex").write_bytes(content)
    assert read_bare_predictions(tmp_path).records == [Prediction("a", prediction)]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "an empty file (0 bytes); an empty prediction is written $$"),
        (b"%bad", "a comment alone; an empty prediction is written $$"),
        (b"%other\n$x$", "its first line names another id than its file name"),
        (b"$x", "starts with $ and does not end with it"),
        (b"$", "starts with $ and does not end with it"),
        (b"$5 \\$", "starts with $ and does not end with it"),
        (b"x\0", "holds a NUL character"),
        (b"\xff\xfex\0", "no UTF-8"),
        (b"x" * (2**20 + 1), "larger than 1048576 bytes"),
        (b"%\n" * 2**19, "a comment alone; an empty prediction is written $$"),
    ],
)
def test_bad_sample_is_an_error_or_a_named_skip(make, content: bytes, reason: str) -> None:
    place = make({"a.txt": b"x", "bad.txt": content, "c.txt": b"y"})
    with pytest.raises(DataError) as caught:
        read_bare_predictions(place)
    assert f"1 of 3 records in {place} is bad: file 'bad.txt': {reason}" in str(caught.value)
    result = read_bare_predictions(place, on_bad="skip")
    assert [found.id for found in result.records] == ["a", "c"]
    assert [(skip.where, skip.reason) for skip in result.skipped] == [(f"{place} file 'bad.txt'", reason)]


def test_ids_are_names_without_their_last_suffix(make) -> None:
    place = make({"18_em_0.jpg.txt": b"x", "RIT 2014.TXT": b"y", "é.tex": b"z"})
    assert {found.id for found in read_bare_predictions(place).records} == {"18_em_0.jpg", "RIT 2014", "é"}


def test_other_files_and_second_ones_are_named_and_hidden_ones_left_alone(make) -> None:
    place = make({".DS_Store": b"\0", "a.tex": b"x", "a.txt": b"y", "notes.md": b"", "._a.txt": b"\0"})
    result = read_bare_predictions(place, on_bad="skip")
    assert result.records == [A]
    assert [(skip.where, skip.reason) for skip in result.skipped] == [
        (f"{place} file 'a.txt' (id 'a')", "id came before"),
        (f"{place} file 'notes.md'", "expected a .txt or .tex file"),
    ]


def test_label_graphs_are_refused_by_name(make, tmp_path: Path) -> None:
    place = make({"a.txt": b"x", "b.lg": b"# IUD"})
    single = tmp_path / "c.lg"
    single.write_text("# IUD\nN, 0, x, 1.0\n", encoding="utf-8")
    for path in (place, single):
        with pytest.raises(
            DataError, match=r"found a label graph in .*<id>.txt or <id>.tex files with LaTeX"
        ) as caught:
            read_bare_predictions(path, on_bad="skip")
        assert (caught.value.code, caught.value.path) == ("label_graphs", str(path))


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({}, "found nothing"),
        ({"captions.tsv": b"a\tx\n"}, "found 'captions.tsv'$"),
        ({f"{n}.png": b"" for n in range(5)}, "found '.*png', '.*png', '.*png' and 2 more"),
    ],
)
def test_a_place_without_samples_is_an_error_in_either_mode(make, files: dict[str, bytes], says: str) -> None:
    place = make(files)
    with pytest.raises(DataError, match=says) as caught:
        read_bare_predictions(place, on_bad="skip")
    assert caught.value.code == "no_samples"


def test_they_hold_no_references(make) -> None:
    with pytest.raises(DataError, match=r"found none\. Predictions without references are read by") as caught:
        read_predictions(make({"a.txt": b"x"}), on_bad="skip")
    assert caught.value.code == "no_references"


def test_all_files_together_are_bounded(make) -> None:
    place = make({f"{n}.txt": b"x" * 1000 for n in range(10)})
    assert len(read_bare_predictions(place, max_bytes=10_000).records) == 10
    with pytest.raises(DataError, match="more than the limit of 9999 bytes in all") as caught:
        read_bare_predictions(place, on_bad="skip", max_bytes=9_999)
    assert caught.value.code == "too_large"


def test_the_number_of_files_is_bounded(make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_samples, "MAX_SAMPLES", 3)
    place = make({f"{n}.txt": b"x" for n in range(4)})
    with pytest.raises(DataError, match="expected at most 3 files") as caught:
        read_bare_predictions(place)
    assert caught.value.code == "too_many_files"


def test_folder_is_read_by_name_and_its_subfolders_are_not(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "c.txt"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    (tmp_path / "d.txt").mkdir()
    (tmp_path / "d.txt" / "e.txt").write_text("x", encoding="utf-8")
    result = read_bare_predictions(tmp_path, on_bad="skip")
    assert [found.id for found in result.records] == ["a", "b", "c"]
    assert [skip.reason for skip in result.skipped] == ["no regular file"]


def test_links_and_pipes_of_a_folder(tmp_path: Path) -> None:
    secret, folder = tmp_path / "secret.txt", tmp_path / "result"
    secret.write_text("secret", encoding="utf-8")
    folder.mkdir()
    (folder / "a.txt").write_text("x", encoding="utf-8")
    (folder / "inside.txt").symlink_to("a.txt")
    (folder / "lost.txt").symlink_to("no such file")
    (folder / "loop.txt").symlink_to("loop.txt")
    (folder / "out.txt").symlink_to(secret)
    (folder / "up.txt").symlink_to("../secret.txt")
    os.mkfifo(folder / "pipe.txt")
    (tmp_path / "link").symlink_to(folder)
    for place in (folder, tmp_path / "link"):
        result = read_bare_predictions(place, on_bad="skip")
        assert result.records == [A, Prediction("inside", "x")]
        reasons = {skip.where.rpartition("file ")[2]: skip.reason for skip in result.skipped}
        assert reasons.keys() == {"'lost.txt'", "'loop.txt'", "'out.txt'", "'up.txt'", "'pipe.txt'"}
        assert reasons["'out.txt'"] == reasons["'up.txt'"] == "a link that leads out of the folder"
        assert reasons["'pipe.txt'"] == "no regular file"
        assert reasons["'lost.txt'"] == "cannot be read: No such file or directory"


def test_file_name_that_is_no_utf_8_is_bad(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x", encoding="utf-8")
    try:
        with open(os.fsencode(tmp_path) + b"/\xff.txt", "wb") as file:
            file.write(b"x")
    except OSError:
        pytest.skip("this file system takes no such name")
    result = read_bare_predictions(tmp_path, on_bad="skip")
    assert result.records == [A]
    assert "half a surrogate pair" in result.skipped[0].reason
    result.skipped[0].where.encode()


def test_archive_members_may_stand_in_folders(tmp_path: Path, make_zip) -> None:
    files = {"out/": b"", "out/b.txt": B.prediction.encode(), "out/a.txt": b"x", "__MACOSX/out/a.txt": b"\0"}
    assert read_bare_predictions(make_zip(tmp_path / "r.zip", files)).records == [B, A]


@pytest.mark.parametrize("name", ["../a.txt", "/etc/a.txt", "C:/a.txt", "x/../../a.txt", "..\\a.txt"])
def test_member_that_leads_out_is_bad(tmp_path: Path, make_zip, name: str) -> None:
    archive = make_zip(tmp_path / "r.zip", {name: b"secret", "b.txt": B.prediction.encode()})
    result = read_bare_predictions(archive, on_bad="skip")
    assert result.records == [B]
    assert [skip.reason for skip in result.skipped] == ["a name that leads out of the archive"]


def test_links_and_second_members_of_that_name_are_bad(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "r.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
        archive.writestr("a.txt", "x")
        archive.writestr("twice.txt", "x")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("twice.txt", "y")
    result = read_bare_predictions(tmp_path / "r.zip", on_bad="skip")
    assert result.records == [A]
    twice = "a name that stands in the archive more than once"
    assert [skip.reason for skip in result.skipped] == ["a link", twice, twice]


def test_member_without_a_name_is_bad(tmp_path: Path, make_zip) -> None:
    archive = make_zip(tmp_path / "r.zip", {"a.txt": b"x", "b.txt": b"y"})
    archive.write_bytes(archive.read_bytes().replace(b"b.txt", b"\0.txt"))  # a name ends at a NUL
    result = read_bare_predictions(archive, on_bad="skip")
    assert result.records == [A]
    assert [str(skip) for skip in result.skipped] == [f"{archive} file '': expected a .txt or .tex file"]


def test_zip_bomb_is_bad_and_never_unpacked(tmp_path: Path, make_zip) -> None:
    archive = make_zip(tmp_path / "r.zip", {"a.txt": b"x", "bomb.txt": b"x" * 2**26})
    tracemalloc.start()
    result = read_bare_predictions(archive, on_bad="skip")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2**23
    assert result.records == [A]
    assert [skip.reason for skip in result.skipped] == ["larger than 1048576 bytes"]


def test_bomb_that_lies_about_its_size_is_bad(tmp_path: Path, make_zip) -> None:
    size = 0x01234567
    archive = make_zip(tmp_path / "r.zip", {"a.txt": b"x", "bomb.txt": b"x" * size})
    data = archive.read_bytes()
    assert data.count(size.to_bytes(4, "little")) == 2
    archive.write_bytes(data.replace(size.to_bytes(4, "little"), (100).to_bytes(4, "little")))
    result = read_bare_predictions(archive, on_bad="skip")
    assert result.records == [A]
    assert len(result.skipped) == 1


def test_broken_member_is_bad_alone(tmp_path: Path, make_zip) -> None:
    archive = make_zip(tmp_path / "r.zip", {"a.txt": b"x", "b.txt": b"payload"}, compression=zipfile.ZIP_STORED)
    archive.write_bytes(archive.read_bytes().replace(b"payload", b"changed"))
    result = read_bare_predictions(archive, on_bad="skip")
    assert result.records == [A]
    assert "Bad CRC-32" in result.skipped[0].reason


@pytest.mark.parametrize("content", [b"PK\x03\x04 and no more", b"no zip at all"])
def test_what_is_no_archive_is_an_error(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "r.zip"
    file.write_bytes(content)
    with pytest.raises(DataError, match="cannot read the zip archive") as caught:
        read_bare_predictions(file, on_bad="skip")
    assert caught.value.code == "broken_archive"


def test_large_archive_is_not_opened(tmp_path: Path, make_zip) -> None:
    archive = make_zip(tmp_path / "r.zip", {"a.txt": b"x"})
    with pytest.raises(DataError, match="larger than the limit of 50 bytes") as caught:
        read_bare_predictions(archive, max_bytes=50)
    assert caught.value.code == "too_large"
