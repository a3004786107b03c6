from __future__ import annotations

import tracemalloc
from typing import TYPE_CHECKING

import pytest

from hmer_kit.data import FileImage, Record, Skip, ZipImage, iter_captions, read_captions
from hmer_kit.exceptions import DataError, InputError

if TYPE_CHECKING:
    from pathlib import Path

    from hmer_kit.data import ReadResult


def _read(folder: Path, content: bytes | str) -> ReadResult[Record]:
    """Read a captions file without pictures."""
    file = folder / "captions.tsv"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_captions(file)


def _pairs(result: ReadResult[Record]) -> list[tuple[str, str]]:
    return [(record.id, record.reference) for record in result.records]


def test_lines_become_records_in_order(tmp_path: Path) -> None:
    result = _read(tmp_path, "b\tx ^ { 2 }\na\t\\alpha\n")
    assert _pairs(result) == [("b", "x ^ { 2 }"), ("a", "\\alpha")]
    assert result.skipped == []
    assert result.records[0].image is None


@pytest.mark.parametrize(
    "content", ["a\tx\r\nb\ty\r\n", "a\tx\nb\ty", "\ufeffa\tx\nb\ty\n"], ids=["crlf", "no-end", "bom"]
)
def test_line_ends_and_byte_order_mark_do_not_matter(tmp_path: Path, content: str) -> None:
    result = _read(tmp_path, content)
    assert _pairs(result) == [("a", "x"), ("b", "y")]
    assert result.skipped == []


def test_a_stream_yields_records_and_skips_in_their_places(folder: Path, picture: bytes) -> None:
    _fill(folder / "images", {"a.png": picture, "c.png": picture, "d.png": picture})
    items = list(iter_captions(folder, source="made"))
    assert [item.id if isinstance(item, Record) else item.reason for item in items] == [
        "a",
        "caption without its picture",
        "c",
        "picture without a caption",
    ]
    result = read_captions(folder, source="made")
    assert [item for item in items if isinstance(item, Record)] == result.records
    assert [item for item in items if isinstance(item, Skip)] == result.skipped


def test_a_stream_that_cannot_begin_is_an_error_at_once(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="expected a captions file"):
        iter_captions(tmp_path)


def test_a_stream_goes_as_far_as_it_can(tmp_path: Path) -> None:
    file = tmp_path / "captions.tsv"
    file.write_bytes(b"a\tx\nb\t\xff\n")
    items = iter_captions(file)
    assert next(items) == Record("a", "x")
    with pytest.raises(DataError, match="in line 2"):
        next(items)


def test_a_line_with_two_tabs_does_not_take_its_id(tmp_path: Path) -> None:
    result = _read(tmp_path, "a\tx\ty\na\tz\n")
    assert _pairs(result) == [("a", "z")]
    assert [skip.reason for skip in result.skipped] == ["more than one tab"]


def test_captions_are_kept_as_they_are(tmp_path: Path) -> None:
    caption = " 求  x \u2028 \u00a0y\x85 "
    assert _pairs(_read(tmp_path, f"a\t{caption}\nb\ty\n")) == [("a", caption), ("b", "y")]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("no tab here", "expected id TAB caption, found no tab"),
        ("", "blank line"),
        ("  \t".rstrip("\t"), "blank line"),
        ("bad\t", "empty caption"),
        ("bad\t  ", "empty caption"),
        ("\tx", "empty id"),
        ("bad\tx\ty", "more than one tab"),
        ("bad\tx\0y", "control character"),
        ("b\0d\tx", "control character"),
        ("bad\tx\ry", "control character"),
        ("first\ty", "id came before"),
        ("bad\t" + "x" * (1 << 20), "longer than 1048576 bytes"),
    ],
)
def test_bad_line_is_skipped_and_named(tmp_path: Path, line: str, reason: str) -> None:
    result = _read(tmp_path, f"first\tx\n{line}\nlast\tz\n")
    assert _pairs(result) == [("first", "x"), ("last", "z")]
    (skip,) = result.skipped
    assert skip.reason == reason
    assert f"{tmp_path / 'captions.tsv'} line 2" in skip.where
    assert len(skip.where) < 300


def test_numbers_of_lines_stay_right_after_a_long_line(tmp_path: Path) -> None:
    result = _read(tmp_path, b"a\tx\n" + b"b\t" + b"y" * 10_000_000 + b"\nno tab\n" + b"z" * 5_000_000)
    assert [skip.where.rpartition(" ")[2] for skip in result.skipped] == ["2", "3", "4"]


def test_long_line_is_not_held_in_memory(tmp_path: Path) -> None:
    file = tmp_path / "captions.tsv"
    file.write_bytes(b"a\tx\n" + b"b" * 30_000_000 + b"\nc\ty\n")
    tracemalloc.start()
    result = read_captions(file)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(result.records) == 2
    assert peak < 6_000_000


def test_undecodable_bytes_are_an_error_with_path_and_line(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"expected UTF-8, got byte 0xff in line 2 of .*captions\.tsv") as caught:
        _read(tmp_path, b"a\tx\nb\t\xff\n")
    assert caught.value.line == 2
    assert caught.value.path == str(tmp_path / "captions.tsv")


def test_utf16_is_recognized(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="looks like UTF-16; save it as UTF-8"):
        _read(tmp_path, "a\tx\n".encode("utf-16"))


def test_empty_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="0 bytes"):
        _read(tmp_path, b"")


@pytest.mark.parametrize("name", ["no_such_folder", "no_such.tsv", "."])
def test_missing_captions_are_an_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(DataError, match="expected a captions file, found none at") as caught:
        read_captions(tmp_path / name)
    assert caught.value.code == "missing_file"


def test_path_must_be_a_path() -> None:
    with pytest.raises(InputError, match="expected a path"):
        read_captions(3)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="NUL"):
        read_captions("a\0b")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "captions.tsv").write_text("a\tx\nb.JPG\ty\nc\tz\n", encoding="utf-8")
    return tmp_path


def _fill(folder: Path, names: dict[str, bytes]) -> None:
    for name, data in names.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


def test_pictures_in_a_folder_are_found_by_id_with_or_without_extension(folder: Path, make_picture) -> None:
    _fill(folder / "images", {"a.png": make_picture(), "b.JPG": make_picture("JPEG"), "c.bmp": make_picture("BMP")})
    result = read_captions(folder, source="made")
    assert result.skipped == []
    assert [record.image for record in result.records] == [
        FileImage(folder / "images", name) for name in ("a.png", "b.JPG", "c.bmp")
    ]
    assert [record.image.load().size for record in result.records if record.image] == [(6, 4)] * 3
    assert {record.source for record in result.records} == {"made"}


@pytest.mark.parametrize("prefix", ["", "images/", "deep/er/", "images\\"])
def test_pictures_in_an_archive_are_found_at_any_depth(folder: Path, make_zip, picture: bytes, prefix: str) -> None:
    make_zip(folder / "images.zip", {f"{prefix}{name}": picture for name in ("a.png", "b.JPG", "c.png")})
    result = read_captions(folder)
    assert result.skipped == []
    assert result.records[0].image == ZipImage(folder / "images.zip", f"{prefix}a.png")
    assert result.records[0].image.load().size == (6, 4)


def test_folder_goes_before_archive(folder: Path, make_zip, picture: bytes) -> None:
    make_zip(folder / "images.zip", dict.fromkeys(("a.png", "b.JPG", "c.png"), picture))
    _fill(folder / "images", {"a.png": picture})
    result = read_captions(folder)
    assert [record.image for record in result.records] == [FileImage(folder / "images", "a.png")]
    assert read_captions(folder, images="images.zip").records[2].image == ZipImage(folder / "images.zip", "c.png")


def test_pictures_may_lie_elsewhere(folder: Path, picture: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other")
    _fill(other, {"a.png": picture})
    assert len(read_captions(folder, images=other).records) == 1


def test_captions_without_picture_and_pictures_without_caption_are_named(folder: Path, picture: bytes) -> None:
    _fill(folder / "images", {"a.png": picture, "d.png": picture, "notes.txt": b"", ".hidden.png": b"", "a.png~": b""})
    result = read_captions(folder)
    assert [(skip.where.rpartition("/")[2], skip.reason) for skip in result.skipped] == [
        ("captions.tsv line 2 (id 'b.JPG')", "caption without its picture"),
        ("captions.tsv line 3 (id 'c')", "caption without its picture"),
        ("images: 'd.png'", "picture without a caption"),
    ]


def test_picture_of_a_skipped_caption_is_not_reported_twice(tmp_path: Path, picture: bytes) -> None:
    (tmp_path / "captions.tsv").write_text("a\t\n", encoding="utf-8")
    _fill(tmp_path / "images", {"a.png": picture})
    assert [skip.reason for skip in read_captions(tmp_path).skipped] == ["empty caption"]


def test_several_pictures_of_one_name_are_not_guessed_at(folder: Path, picture: bytes) -> None:
    _fill(folder / "images", {"a.png": picture, "sub/a.png": picture, "b.JPG": picture, "c.png": picture})
    result = read_captions(folder)
    assert [record.id for record in result.records] == ["b.JPG", "c"]
    assert [skip.reason for skip in result.skipped] == ["several pictures of that name"]


def test_ids_may_be_paths(tmp_path: Path, picture: bytes) -> None:
    (tmp_path / "captions.tsv").write_text("sub/a.png\tx\ntop/a\ty\n", encoding="utf-8")
    _fill(tmp_path / "images", {"sub/a.png": picture, "top/a.png": picture})
    assert [record.image for record in read_captions(tmp_path).records] == [
        FileImage(tmp_path / "images", "sub/a.png"),
        FileImage(tmp_path / "images", "top/a.png"),
    ]


@pytest.mark.parametrize("hostile", ["../secret", "/etc/passwd", "images/../../secret.png", "C:\\x"])
def test_hostile_ids_find_nothing(tmp_path: Path, picture: bytes, hostile: str) -> None:
    _fill(tmp_path, {"secret.png": picture, "data/images/a.png": picture})
    (tmp_path / "data" / "captions.tsv").write_text(f"{hostile}\tx\na\ty\n", encoding="utf-8")
    result = read_captions(tmp_path / "data")
    assert [record.id for record in result.records] == ["a"]
    assert [skip.reason for skip in result.skipped] == ["caption without its picture"]


def test_hostile_member_names_are_reported_and_never_used(folder: Path, make_zip, picture: bytes) -> None:
    make_zip(folder / "images.zip", {"../a.png": picture, "/b.JPG": picture, "c.png": picture, "__MACOSX/._c.png": b""})
    result = read_captions(folder)
    assert [record.id for record in result.records] == ["c"]
    reasons = [skip.reason for skip in result.skipped]
    assert reasons == ["caption without its picture"] * 2 + ["picture name that leads out of its folder"] * 2


def test_folder_without_pictures_is_an_error(folder: Path) -> None:
    with pytest.raises(DataError, match="found neither; pass images="):
        read_captions(folder)
    assert len(read_captions(folder / "captions.tsv").records) == 3


def test_pictures_asked_for_must_be_there(folder: Path) -> None:
    with pytest.raises(DataError, match="found nothing there"):
        read_captions(folder / "captions.tsv", images="pictures")
    with pytest.raises(DataError, match="cannot read the zip archive"):
        read_captions(folder, images="captions.tsv")


def test_link_out_of_the_folder_of_pictures_is_refused_on_loading(folder: Path, picture: bytes) -> None:
    _fill(folder, {"secret.png": picture})
    (folder / "images").mkdir()
    (folder / "images" / "a.png").symlink_to(folder / "secret.png")
    (record,) = read_captions(folder).records
    assert record.image is not None
    with pytest.raises(DataError, match="a link that leads out of it"):
        record.image.load()
