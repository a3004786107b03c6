"""Folders and archives made to break a reader: refused, or counted, in bounded time and memory."""

from __future__ import annotations

import os
import shutil
import struct
import tempfile
import tracemalloc
import warnings
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hang_guard import hang_guard
from hmer_kit.data import (
    Skip,
    iter_captions,
    iter_formulas,
    iter_hme100k,
    iter_im2latex,
    iter_image_folder,
    open_records,
    read_captions,
    read_image_folder,
)
from hmer_kit.exceptions import DataError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hmer_kit.data import Record

LONG = 100_000_000
MEMORY = 20_000_000


def peak(items: Iterable[object]) -> tuple[int, int]:
    """Go through a stream; return how many items came and the most memory that was taken meanwhile."""
    tracemalloc.start()
    count = sum(1 for _ in items)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return count, most


@pytest.fixture
def long_lines(tmp_path: Path, picture: bytes) -> Path:
    """A folder whose files of text have a line of 100 MB each, all of it one file on the disk."""
    (tmp_path / "a.png").write_bytes(picture)
    line = b"a.png\tx\n" + b"b" * LONG + b"\nc.png\ty\n"
    (tmp_path / "captions.tsv").write_bytes(line)
    return tmp_path


def test_lines_of_100_megabytes_are_not_held(long_lines: Path) -> None:
    file = long_lines / "captions.tsv"
    with hang_guard():
        assert peak(iter_captions(file))[1] < MEMORY
        assert peak(iter_formulas(file)) == (3, pytest.approx(0, abs=MEMORY))
        assert peak(iter_image_folder(long_lines)) == (3, pytest.approx(0, abs=MEMORY))
        (long_lines / "test_images").mkdir()
        (long_lines / "a.png").rename(long_lines / "test_images" / "a.png")
        file.rename(long_lines / "test_labels.txt")
        assert peak(iter_hme100k(long_lines)) == (3, pytest.approx(0, abs=MEMORY))


def test_tables_and_lists_with_lines_of_100_megabytes_are_not_held(tmp_path: Path, picture: bytes) -> None:
    (tmp_path / "a.png").write_bytes(picture)
    (tmp_path / "labels.csv").write_bytes(b"formula,image\nx,a.png\n" + b"b" * LONG + b"\ny,a.png\n")
    with hang_guard():
        assert peak(iter_image_folder(tmp_path))[1] < MEMORY
        (tmp_path / "labels.csv").rename(tmp_path / "im2latex_test.csv")
        assert peak(iter_im2latex(tmp_path, lists=["im2latex_test.csv"])) == (3, pytest.approx(0, abs=MEMORY))
        assert open_records(tmp_path).format == "im2latex"


def test_json_with_a_line_of_100_megabytes_is_not_held(tmp_path: Path, picture: bytes) -> None:
    (tmp_path / "a.png").write_bytes(picture)
    (tmp_path / "metadata.jsonl").write_bytes(b'{"file_name": "a.png", "text": "x"}\n' + b"[" * LONG + b"\n{}\n")
    with hang_guard():
        assert peak(iter_image_folder(tmp_path)) == (3, pytest.approx(0, abs=MEMORY))


def test_a_million_skips_are_counted_as_they_come(tmp_path: Path) -> None:
    file = tmp_path / "captions.tsv"
    file.write_bytes(b"a\tx\n" + b"\n" * 1_000_000)
    with hang_guard():
        assert sum(isinstance(item, Skip) for item in iter_captions(file)) == 1_000_000
    file.write_bytes(b"a\tx\n" + b"\n" * 100_000)
    assert peak(iter_captions(file)) == (100_001, pytest.approx(0, abs=1_000_000))


def _directory_entry(name: bytes) -> bytes:
    return struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, 20, 0, 0, 0, 33, 0, 0, 0, len(name), 0, 0, 0, 0, 0, 0) + name


def test_an_archive_of_two_million_members_is_refused_before_they_are_listed(tmp_path: Path) -> None:
    path = tmp_path / "many.zip"
    entry, count = _directory_entry(b"a"), 2**21 + 1
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, len(entry) * count, 4, 0)
    path.write_bytes(b"PK\3\4" + entry * count + end)
    tracemalloc.start()
    with hang_guard(), pytest.raises(DataError, match="expected at most 2097152 files in the zip archive") as caught:
        read_image_folder(path)
    assert tracemalloc.get_traced_memory()[1] < MEMORY
    tracemalloc.stop()
    assert caught.value.code == "too_many_files"


@pytest.mark.parametrize("comment", [b"", b"PK\1\2" * 100])
@pytest.mark.parametrize("before", [b"", b"#!/bin/sh\n" * 99])
def test_archives_with_a_comment_or_something_before_them_are_read(
    tmp_path: Path, make_zip, picture: bytes, comment: bytes, before: bytes
) -> None:
    path = make_zip(tmp_path / "d.zip", {"a.png": picture, "captions.tsv": b"a\tx\n"})
    with zipfile.ZipFile(path, "a") as archive:
        archive.comment = comment
    if before:  # as a self-extracting archive has it; it is then no archive by its first bytes
        (tmp_path / "images.zip").write_bytes(before + path.read_bytes())
        (tmp_path / "captions.tsv").write_text("a\tx\n")
        assert len(read_captions(tmp_path).records) == 1
    else:
        assert len(read_image_folder(path).records) == 1


def _declare(path: Path, name: bytes, *, size: int) -> None:
    """Write another size of a member into the directory of an archive."""
    data = bytearray(path.read_bytes())
    at = data.rfind(name, 0, data.rfind(b"PK\5\6")) - 46
    data[at + 24 : at + 28] = struct.pack("<L", size)
    path.write_bytes(data)


def test_captions_that_unpack_to_gigabytes_are_refused(tmp_path: Path, make_zip, picture: bytes) -> None:
    path = make_zip(tmp_path / "d.zip", {"a.png": picture, "captions.tsv": b"a\tx\n"})
    _declare(path, b"captions.tsv", size=2**31)
    with pytest.raises(DataError, match="unpacks to more than the limit of 1073741824 bytes"):
        list(iter_image_folder(path))


def test_captions_that_unpack_to_a_thousand_times_their_size_are_refused(
    tmp_path: Path, make_zip, picture: bytes
) -> None:
    path = make_zip(tmp_path / "d.zip", {"a.png": picture, "captions.tsv": b"\n" * 20_000_000})
    with pytest.raises(DataError, match="unpacks to more than 100 times its size"):
        list(iter_image_folder(path))


def test_captions_that_claim_another_members_bytes_are_refused(tmp_path: Path, make_zip, picture: bytes) -> None:
    path = make_zip(tmp_path / "d.zip", {"a.png": picture, "captions.tsv": b"a\tx\n"})
    data = path.read_bytes()
    at = data.rfind(b"captions.tsv") - 46
    path.write_bytes(data[: at + 42] + struct.pack("<L", 0) + data[at + 46 :])  # where the picture begins
    with pytest.raises(DataError, match="cannot unpack"):
        list(iter_image_folder(path))


def test_members_that_stand_there_twice_are_not_guessed_at(tmp_path: Path, picture: bytes) -> None:
    with warnings.catch_warnings(), zipfile.ZipFile(tmp_path / "d.zip", "w") as archive:
        warnings.simplefilter("ignore")  # zipfile warns of what we are about to do
        for name, data in (("a.png", picture), ("a.png", picture), ("b.png", picture), ("captions.tsv", b"a\tx\nb\ty")):
            archive.writestr(name, data)
    result = read_image_folder(tmp_path / "d.zip")
    assert [record.id for record in result.records] == ["b"]
    assert [skip.reason for skip in result.skipped] == ["several pictures of that name"]


@pytest.mark.parametrize("name", ["../a.png", "/etc/a.png", "x/../../a.png", "C:/a.png", "..\\a.png"])
def test_names_that_lead_out_are_named_and_never_used(tmp_path: Path, make_zip, picture: bytes, name: str) -> None:
    path = make_zip(tmp_path / "d.zip", {name: picture, "b.png": picture, "captions.tsv": b"a\tx\nb\ty\n"})
    result = read_image_folder(path)
    assert [record.id for record in result.records] == ["b"]
    assert [skip.reason for skip in result.skipped] == [
        "caption without its picture",
        "name that leads out of its folder",
    ]


def test_links_in_archives_are_named_and_never_followed(tmp_path: Path, make_zip, picture: bytes) -> None:
    path = make_zip(tmp_path / "d.zip", {"b.png": picture, "captions.tsv": b"a\tx\nb\ty\n"})
    with zipfile.ZipFile(path, "a") as archive:
        link = zipfile.ZipInfo("a.png")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    result = read_image_folder(path)
    assert [record.id for record in result.records] == ["b"]
    assert [skip.reason for skip in result.skipped] == ["caption without its picture", "a link in an archive"]


def test_files_of_captions_behind_links_are_not_read(tmp_path: Path, picture: bytes) -> None:
    (tmp_path / "secret.txt").write_text("password")
    folder = tmp_path / "d"
    folder.mkdir()
    (folder / "a.png").write_bytes(picture)
    (folder / "a.txt").symlink_to(tmp_path / "secret.txt")
    result = read_image_folder(folder)
    assert result.records == []
    assert [skip.reason for skip in result.skipped] == ["a link that leads out of the folder, or no file"]
    (folder / "a.txt").rename(folder / "caption.txt")
    with pytest.raises(DataError, match="a link that leads out of it") as caught:
        read_image_folder(folder)
    assert caught.value.code == "outside_root"


def test_pipes_and_loops_of_links_do_not_hang(tmp_path: Path, picture: bytes) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.png").write_bytes(picture)
    os.mkfifo(tmp_path / "a.txt")
    (tmp_path / "b.txt").symlink_to(tmp_path / "b.txt")
    (tmp_path / "round").symlink_to(tmp_path)
    with hang_guard():
        result = read_image_folder(tmp_path)
    assert result.records == []
    assert [skip.where.rpartition("/")[2][:5] for skip in result.skipped] == ["a.txt", "b.txt"]


def test_odd_names_are_named_and_those_of_other_encodings_never_become_ids(tmp_path: Path, picture: bytes) -> None:
    names = [b"new\nline", b"bell\a", b"caf\xe9", "wörld ".encode(), b"-rf", b"$(x)"]
    for name in names:
        for suffix, content in ((b".png", picture), (b".txt", b"x")):
            with open(os.path.join(os.fsencode(tmp_path), name + suffix), "wb") as file:
                file.write(content)
    result = read_image_folder(tmp_path)
    assert [record.id for record in result.records] == ["$(x)", "-rf", "wörld "]
    assert [skip.reason for skip in result.skipped] == ["control character"] * 2 + ["name that is no UTF-8"] * 2
    assert all("\n" not in str(skip.where).removeprefix(str(tmp_path)).partition("(id")[2] for skip in result.skipped)


@pytest.fixture
def deep() -> Iterator[Path]:
    """A folder with another in it, 1,200 times, apart from pytest's own: its cleaning up would end in recursion."""
    root = Path(tempfile.mkdtemp())
    inner = [root / ("d/" * depth) for depth in range(1, 1201)]
    for folder in inner:
        folder.mkdir()
    yield root
    for folder in reversed(inner):
        folder.rmdir()
    shutil.rmtree(root)


def test_folders_a_thousand_deep_are_walked(deep: Path, picture: bytes) -> None:
    (deep / "a.png").write_bytes(picture)
    (deep / "captions.txt").write_text("a x")
    with hang_guard():
        assert len(read_image_folder(deep).records) == 1


def _all(stream: Iterator[Record | Skip]) -> list[str]:
    return [type(item).__name__ for item in stream]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "latin-1"])
@pytest.mark.parametrize("name", ["captions.txt", "labels.csv", "metadata.jsonl", "math.txt"])
def test_other_encodings_are_refused_or_counted(tmp_path: Path, picture: bytes, encoding: str, name: str) -> None:
    (tmp_path / "1.png").write_bytes(picture)
    texts = {
        "captions.txt": "1\té\n2\té\n",
        "labels.csv": "image,latex\n1.png,é\n",
        "metadata.jsonl": '{"image": "1.png", "latex": "é"}\n',
        "math.txt": "é\né\n",
    }
    (tmp_path / name).write_bytes(texts[name].encode(encoding))
    try:
        assert "Record" not in _all(iter_image_folder(tmp_path))
    except DataError as error:
        assert error.code in {"not_utf8", "no_header"}  # noqa: PT017 - either is right
