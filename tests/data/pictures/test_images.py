from __future__ import annotations

import io
import os
import pickle
import struct
import tracemalloc
import zipfile
import zlib
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from hmer_kit.data import FileImage, ZipImage
from hmer_kit.exceptions import DataError

if TYPE_CHECKING:
    from pathlib import Path

    from hmer_kit.data import ImageSource


def _sum_of(source: ImageSource) -> int:
    return sum(source.load().convert("L").tobytes())


def _png_header(width: int, height: int) -> bytes:
    """A PNG that says how large it is and holds next to nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = chunk(b"IDAT", zlib.compress(b"\0" * 100))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + pixels + chunk(b"IEND", b"")


@pytest.fixture(params=["file", "zip"])
def source_of(request: pytest.FixtureRequest, tmp_path: Path, make_zip):
    """Makes the source of a picture with the bytes given, in a file and in an archive."""

    def make(data: bytes, **limits: int) -> ImageSource:
        if request.param == "zip":
            return ZipImage(make_zip(tmp_path / "images.zip", {"a.png": data}), "a.png", **limits)
        (tmp_path / "a.png").write_bytes(data)
        return FileImage(tmp_path, "a.png", **limits)

    return make


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "BMP"])
@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_load_gives_the_decoded_picture(source_of, make_picture, kind: str, mode: str) -> None:
    data = make_picture(kind, mode=mode)
    loaded = source_of(data).load()
    with Image.open(io.BytesIO(data)) as expected:
        assert (loaded.size, loaded.mode) == ((6, 4), mode)
        assert loaded.tobytes() == expected.tobytes()


def test_loaded_picture_needs_its_file_no_more(tmp_path: Path, picture: bytes) -> None:
    (tmp_path / "a.png").write_bytes(picture)
    loaded = FileImage(tmp_path, "a.png").load()
    (tmp_path / "a.png").unlink()
    assert loaded.getpixel((0, 0)) is not None


@pytest.mark.parametrize(
    ("damage", "code", "says"),
    [
        (lambda _: b"", "empty_file", "0 bytes"),
        (lambda data: data[:-30], "broken_picture", "truncated or broken"),
        (lambda data: data[:20], "broken_picture", "truncated or broken"),
        (lambda _: b"<html>not found</html>", "no_picture", "expected a PNG, JPEG or BMP"),
        (lambda data: b"GIF89a" + data, "no_picture", "expected a PNG, JPEG or BMP"),
    ],
    ids=["0-byte", "truncated", "header-only", "html", "gif"],
)
def test_damaged_picture_is_a_located_error(source_of, picture: bytes, damage, code: str, says: str) -> None:
    with pytest.raises(DataError, match=says) as caught:
        source_of(damage(picture)).load()
    assert caught.value.code == code
    assert caught.value.path is not None
    assert "a.png" in caught.value.path
    assert caught.value.path in str(caught.value)


def test_every_truncation_of_a_picture_is_a_data_error(source_of, make_picture) -> None:
    data = make_picture("JPEG", size=(40, 30), mode="RGB")
    for length in range(1, len(data) - 2, 37):
        with pytest.raises(DataError):
            source_of(data[:length]).load()


@pytest.mark.parametrize("side", [9_000, 10_000, 40_000])
def test_decompression_bomb_is_a_data_error(source_of, side: int) -> None:
    with pytest.raises(DataError, match=r"pixels|exceeds limit") as caught:
        source_of(_png_header(side, side)).load()
    assert caught.value.code == "too_many_pixels"


def test_pixel_limit_is_adjustable(source_of, picture: bytes) -> None:
    assert source_of(picture, max_pixels=24).load().size == (6, 4)
    with pytest.raises(DataError, match=r"6 × 4 pixels, over the limit of 23"):
        source_of(picture, max_pixels=23).load()


def test_byte_limit_is_adjustable(source_of, picture: bytes) -> None:
    assert source_of(picture, max_bytes=len(picture)).load().size == (6, 4)
    with pytest.raises(DataError, match="limit") as caught:
        source_of(picture, max_bytes=len(picture) - 1).load()
    assert caught.value.code == "too_large"


def test_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, make_zip) -> None:
    bomb = make_zip(tmp_path / "bomb.zip", {"a.png": b"\0" * 50_000_000})
    assert bomb.stat().st_size < 100_000
    tracemalloc.start()
    with pytest.raises(DataError, match="unpacks to more than the limit of 1000000 bytes"):
        ZipImage(bomb, "a.png", max_bytes=1_000_000).load()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2_000_000


def test_default_limit_is_below_a_gigabyte(tmp_path: Path, make_zip, picture: bytes) -> None:
    archive = make_zip(tmp_path / "images.zip", {"a.png": picture})
    raw = bytearray(archive.read_bytes())
    size_at = raw.index(b"PK\x01\x02") + 24
    raw[size_at : size_at + 4] = struct.pack("<I", 2**29)
    archive.write_bytes(raw)
    with pytest.raises(DataError, match="unpacks to more than the limit"):
        ZipImage(archive, "a.png").load()


def test_zip_member_that_lies_about_its_size_is_refused(tmp_path: Path, make_zip) -> None:
    data = b"\0" * 50_000
    archive = make_zip(tmp_path / "lies.zip", {"a.png": data})
    raw = archive.read_bytes().replace(struct.pack("<I", len(data)), struct.pack("<I", 10))
    archive.write_bytes(raw)
    with pytest.raises(DataError, match="cannot unpack"):
        ZipImage(archive, "a.png").load()


@pytest.mark.parametrize(
    "name",
    ["../a.png", "a/../../b.png", "/etc/passwd", "", "a\0b", "..\\a.png", "C:\\a.png", "C:a.png", "\\\\host\\a", ".."],
)
def test_names_that_leave_their_root_are_refused(tmp_path: Path, name: str) -> None:
    for make in (FileImage, ZipImage):
        with pytest.raises(DataError, match="expected a relative path below its root") as caught:
            make(tmp_path, name)
        assert caught.value.code == "unsafe_name"


def test_name_with_dots_that_stays_inside_is_fine(tmp_path: Path, picture: bytes) -> None:
    (tmp_path / "a..b.png").write_bytes(picture)
    assert FileImage(tmp_path, "./a..b.png").load().size == (6, 4)


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_link_out_of_the_root_is_refused(tmp_path: Path, picture: bytes, kind: str) -> None:
    root, outside = tmp_path / "root", tmp_path / "root_secret"
    root.mkdir()
    outside.mkdir()
    (outside / "a.png").write_bytes(picture)
    link = root / ("a.png" if kind == "file" else "sub")
    link.symlink_to(outside / "a.png" if kind == "file" else outside)
    with pytest.raises(DataError, match="a link that leads out of it") as caught:
        FileImage(root, "a.png" if kind == "file" else "sub/a.png").load()
    assert caught.value.code == "outside_root"


def test_links_within_the_root_and_to_the_root_are_followed(tmp_path: Path, picture: bytes) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (root / "real.png").write_bytes(picture)
    (root / "a.png").symlink_to("real.png")
    (tmp_path / "alias").symlink_to(root)
    assert FileImage(tmp_path / "alias", "a.png").load().size == (6, 4)


def test_loop_of_links_is_a_data_error(tmp_path: Path) -> None:
    (tmp_path / "a.png").symlink_to("b.png")
    (tmp_path / "b.png").symlink_to("a.png")
    with pytest.raises(DataError):
        FileImage(tmp_path, "a.png").load()


def test_missing_picture_names_its_path(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="found no such file") as caught:
        FileImage(tmp_path, "images/a.png").load()
    assert caught.value.path == str(tmp_path / "images" / "a.png")


def test_what_is_no_file_is_refused_without_waiting(tmp_path: Path) -> None:
    (tmp_path / "folder.png").mkdir()
    os.mkfifo(tmp_path / "pipe.png")
    for name in ("folder.png", "pipe.png"):
        with pytest.raises(DataError, match="found no file"):
            FileImage(tmp_path, name).load()


def test_missing_archive_and_member_are_named(tmp_path: Path, picture: bytes, make_zip) -> None:
    archive = make_zip(tmp_path / "images.zip", {"a.png": picture})
    with pytest.raises(DataError, match=r"holds no such file: .*images\.zip:b\.png"):
        ZipImage(archive, "b.png").load()
    with pytest.raises(DataError, match="found no such file"):
        ZipImage(tmp_path / "no.zip", "a.png").load()


def test_broken_archive_is_a_data_error(tmp_path: Path, picture: bytes, make_zip) -> None:
    archive = make_zip(tmp_path / "images.zip", {"a.png": picture})
    archive.write_bytes(archive.read_bytes()[:-10])
    with pytest.raises(DataError, match="cannot read the zip archive"):
        ZipImage(archive, "a.png").load()
    with pytest.raises(DataError, match="cannot read the zip archive"):
        ZipImage(tmp_path, "a.png").load()


def test_member_with_a_wrong_checksum_is_a_data_error(tmp_path: Path, make_zip, make_picture) -> None:
    data = make_picture("BMP", size=(50, 50))
    path = make_zip(tmp_path / "images.zip", {"a.bmp": data}, compression=zipfile.ZIP_STORED)
    raw = bytearray(path.read_bytes())
    raw[len(data) // 2] ^= 0xFF
    path.write_bytes(raw)
    with pytest.raises(DataError, match=r"cannot unpack.*CRC"):
        ZipImage(path, "a.bmp").load()


def test_encrypted_member_is_a_data_error(tmp_path: Path, picture: bytes, make_zip) -> None:
    path = make_zip(tmp_path / "images.zip", {"a.png": picture})
    raw = bytearray(path.read_bytes())
    raw[6] |= 1
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(raw)
    with pytest.raises(DataError, match=r"cannot unpack.*(encrypted|password)"):
        ZipImage(path, "a.png").load()


def test_archive_that_was_replaced_is_read_anew(tmp_path: Path, picture: bytes, make_zip, make_picture) -> None:
    source = ZipImage(make_zip(tmp_path / "images.zip", {"a.png": picture}), "a.png")
    assert source.load().size == (6, 4)
    new = make_zip(tmp_path / "new.zip", {"b.png": picture, "a.png": make_picture(size=(9, 9))})
    new.replace(tmp_path / "images.zip")
    assert source.load().size == (9, 9)


def test_sources_pickle_hash_and_compare(tmp_path: Path) -> None:
    for source in (FileImage(tmp_path, "a.png"), ZipImage(tmp_path / "a.zip", "a.png")):
        copy = pickle.loads(pickle.dumps(source))  # noqa: S301
        assert copy == source
        assert hash(copy) == hash(source)
        assert len(pickle.dumps(source)) < 500


@pytest.mark.parametrize("start", ["fork", "spawn", "forkserver"])
def test_sources_work_in_worker_processes(tmp_path: Path, make_zip, make_picture, run_workers, start: str) -> None:
    members = {f"{n}.bmp": make_picture("BMP", size=(n + 90, 99)) for n in range(12)}
    archive = make_zip(tmp_path / "images.zip", members)
    (tmp_path / "0.bmp").write_bytes(members["0.bmp"])
    sources: list[ImageSource] = [FileImage(tmp_path, "0.bmp"), *(ZipImage(archive, name) for name in members)]
    assert run_workers(sources * 10, start=start) == [_sum_of(source) for source in sources] * 10


@pytest.mark.parametrize("start", ["fork", "spawn"])
def test_errors_of_sources_cross_a_process_boundary(tmp_path: Path, run_workers, start: str) -> None:
    assert run_workers([FileImage(tmp_path, "a.png")], start=start) == ["missing_file"]


def test_threads_share_an_archive(tmp_path: Path, make_zip, make_picture) -> None:
    archive = make_zip(tmp_path / "images.zip", {f"{n}.png": make_picture(size=(n + 2, 50)) for n in range(20)})
    sources = [ZipImage(archive, f"{n}.png") for n in range(20)] * 10
    expected = [_sum_of(source) for source in sources]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(_sum_of, sources)) == expected
