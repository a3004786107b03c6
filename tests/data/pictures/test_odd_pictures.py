"""Pictures as the world has them: each comes out as it was meant to be seen, or is a DataError."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zlib
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from hmer_kit.data import FileImage, PixelBudget, flatten
from hmer_kit.exceptions import DataError

if TYPE_CHECKING:
    from pathlib import Path

BLACK, WHITE = (0, 0, 0), (255, 255, 255)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _png(width: int, height: int, *, bits: int = 8, colour: int = 0, packed: bytes = b"", extra: bytes = b"") -> bytes:
    header = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + extra + _chunk(b"IDAT", packed) + _chunk(b"IEND", b"")


def _loaded(tmp_path: Path, data: bytes) -> Image.Image:
    (tmp_path / "a.png").write_bytes(data)
    return FileImage(tmp_path, "a.png").load()


def _saved(image: Image.Image, kind: str, **options) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def _half_black(mode: str = "RGB") -> Image.Image:
    """Return 40 × 20 pixels, the left half black."""
    image = Image.new("RGB", (40, 20), WHITE)
    image.paste(BLACK, (0, 0, 20, 20))
    return image.convert(mode)


@pytest.mark.parametrize(("orientation", "size", "dark"), [(1, (40, 20), (5, 10)), (3, (40, 20), (35, 10))])
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_photograph_is_turned_as_its_camera_says(tmp_path, kind, orientation, size, dark) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    loaded = _loaded(tmp_path, _saved(_half_black(), kind, exif=exif))
    assert loaded.size == size
    assert loaded.convert("L").getpixel(dark) < 40


def test_a_photograph_on_its_side_changes_width_and_height(tmp_path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    assert _loaded(tmp_path, _saved(_half_black(), "JPEG", exif=exif)).size == (20, 40)


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")  # Pillow's
def test_a_broken_exif_block_turns_nothing(tmp_path) -> None:
    data = _saved(_half_black(), "JPEG", exif=b"Exif\0\0MM\0*\xff\xff\xff\xff" + b"\xff" * 40)
    assert _loaded(tmp_path, data).size == (40, 20)


def test_sixteen_bits_keep_their_ink(tmp_path) -> None:
    rows = b"".join(b"\0" + struct.pack(">2H", 30_000, 65_535) for _ in range(2))
    loaded = _loaded(tmp_path, _png(2, 2, bits=16, packed=zlib.compress(rows)))
    assert list(flatten(loaded, mode="L").tobytes()) == [117, 255] * 2


def test_a_palette_with_a_transparent_colour_is_put_on_paper(tmp_path) -> None:
    image = Image.new("P", (2, 1), 0)
    image.putpalette([0, 0, 0, 10, 20, 30] + [0] * 750)
    image.putpixel((1, 0), 1)
    flat = flatten(_loaded(tmp_path, _saved(image, "PNG", transparency=0)))
    assert [flat.getpixel((x, 0)) for x in (0, 1)] == [WHITE, (10, 20, 30)]


def test_cmyk_is_seen_in_its_colours(tmp_path) -> None:
    flat = flatten(_loaded(tmp_path, _saved(_half_black("CMYK"), "JPEG")))
    assert flat.mode == "RGB"
    assert max(flat.getpixel((5, 10))) < 10
    assert min(flat.getpixel((35, 10))) > 245


def test_of_an_animation_the_first_frame_is_read(tmp_path) -> None:
    frames = [Image.new("RGB", (4, 4), WHITE), Image.new("RGB", (4, 4), BLACK)]
    data = _saved(frames[0], "PNG", save_all=True, append_images=frames[1:])
    loaded = _loaded(tmp_path, data)
    assert (loaded.size, loaded.convert("RGB").getpixel((0, 0))) == ((4, 4), WHITE)


@pytest.mark.parametrize(("width", "height"), [(0, 5), (5, 0), (0, 0)])
def test_a_picture_without_pixels_is_an_error(tmp_path, width: int, height: int) -> None:
    with pytest.raises(DataError) as caught:
        _loaded(tmp_path, _png(width, height, packed=zlib.compress(b"")))
    assert caught.value.code in {"broken_picture", "no_picture"}


def test_a_bit_map_of_four_thousand_million_pixels_is_refused_in_little_memory(tmp_path) -> None:
    row = b"\0" + b"\0" * 8188
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(row) for _ in range(400)) + packer.flush()
    tracemalloc.start()
    with pytest.raises(DataError) as caught:
        _loaded(tmp_path, _png(65_500, 65_500, bits=1, packed=packed))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert caught.value.code == "too_many_pixels"
    assert peak < 5_000_000


def test_a_jpeg_that_claims_a_size_it_has_not_is_refused(tmp_path) -> None:
    data = bytearray(_saved(_half_black(), "JPEG"))
    frame = data.index(b"\xff\xc0") + 5
    data[frame : frame + 4] = struct.pack(">2H", 65_000, 65_000)
    with pytest.raises(DataError) as caught:
        _loaded(tmp_path, bytes(data))
    assert caught.value.code == "too_many_pixels"
    data[frame : frame + 4] = struct.pack(">2H", 4_000, 4_000)
    assert _loaded(tmp_path, bytes(data)).size == (4_000, 4_000)  # grey where nothing is: no more than it says


def test_a_text_chunk_that_unpacks_to_gigabytes_is_refused(tmp_path) -> None:
    bomb = zlib.compress(b"\0" * 100_000_000, 9)
    text = _chunk(b"zTXt", b"Comment\0\0" + bomb)
    rows = zlib.compress(b"\0\0\0" * 2)
    with pytest.raises(DataError, match="truncated or broken") as caught:
        _loaded(tmp_path, _png(2, 2, packed=rows, extra=text))
    assert caught.value.code == "broken_picture"


def test_a_large_bit_map_is_fitted_to_a_budget(tmp_path) -> None:
    loaded = _loaded(tmp_path, _saved(Image.new("1", (4000, 2000)), "PNG"))
    assert PixelBudget(max_pixels=100_000).fit(loaded).size == (447, 223)
