"""Pictures that look alike: what finds them, and the index against plain comparison of all with all."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image, ImageFilter, ImageOps

from hmer_kit.data import NearPictures, Record, deduplicate
from hmer_kit.data.corpus._perceptual import Look, look_of
from hmer_kit.data.corpus.duplicates import _near_index
from hmer_kit.data.corpus.duplicates._near_index import NearIndex

if TYPE_CHECKING:
    from collections.abc import Callable


def _jpeg(image: Image.Image) -> Image.Image:
    file = io.BytesIO()
    image.save(file, "JPEG", quality=40)
    return Image.open(io.BytesIO(file.getvalue()))


CHANGES: dict[str, Callable[[Image.Image], Image.Image]] = {
    "inverted": ImageOps.invert,
    "margins": lambda image: ImageOps.expand(image, (7, 30, 50, 2)),
    "doubled": lambda image: image.resize((2 * image.width, 2 * image.height), Image.Resampling.BICUBIC),
    "smaller": lambda image: image.resize((image.width * 3 // 4, image.height * 3 // 4), Image.Resampling.BILINEAR),
    "jpeg": _jpeg,
    "blurred": lambda image: image.filter(ImageFilter.GaussianBlur(0.7)),
    "pale": lambda image: image.point(lambda value: value * 0.6 + 30),
    "colour": lambda image: ImageOps.colorize(image, "white", "blue"),
}


@pytest.mark.parametrize("change", list(CHANGES))
def test_same_picture_made_over_is_found(change: str, stored, written) -> None:
    records = [Record(f"a{number}", "x", stored(image)) for number, image in enumerate(written)]
    changed = [Record(f"b{number}", "x", stored(CHANGES[change](image))) for number, image in enumerate(written)]
    result = deduplicate([*records, *changed], by=NearPictures())
    pairs = {(item.record.id, item.repeats) for item in result.dropped}
    assert pairs <= {(f"b{number}", f"a{number}") for number in range(len(written))}
    assert len(pairs) >= 0.9 * len(written)


def test_different_pictures_are_not_near(stored, written) -> None:
    records = [Record(str(number), "x", stored(image)) for number, image in enumerate(written)]
    assert not deduplicate(records, by=NearPictures()).dropped


def test_blank_pictures_are_near_to_none(stored) -> None:
    records = [Record(str(number), "x", stored(Image.new("L", (30, 20), 255))) for number in range(3)]
    assert len(deduplicate(records, by=NearPictures()).records) == 3


@pytest.mark.parametrize("size", [(1, 1), (1, 500), (500, 1), (3, 2)])
def test_odd_sizes_have_a_look(size: tuple[int, int]) -> None:
    image = Image.new("L", (size[0] + 1, size[1] + 1), 0)
    image.paste(255, (0, 0, *size))
    assert look_of(image) is not None


def test_huge_picture_looks_like_the_small_one(written) -> None:
    huge = written[0].resize((4096, 4096 * written[0].height // written[0].width), Image.Resampling.BICUBIC)
    small, large = look_of(written[0]), look_of(huge)
    assert small is not None
    assert large is not None
    assert (int.from_bytes(small.code, "big") ^ int.from_bytes(large.code, "big")).bit_count() <= 40


@pytest.mark.parametrize("numpy_1", [False, True])
def test_index_finds_what_comparing_all_with_all_finds(numpy_1: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if numpy_1:
        monkeypatch.delattr(np, "bitwise_count", raising=False)
    monkeypatch.setattr(_near_index, "_NEWEST", 16)  # so that sorting, growing and the newest all come into play
    rng = np.random.default_rng(0)
    bases = rng.integers(0, 256, size=(40, 32), dtype=np.uint8)
    index = NearIndex(max_distance=30, max_stretch=0.1)
    kept: list[tuple[int, Look]] = []
    for number in range(600):
        bits = np.unpackbits(bases[rng.integers(40)])
        bits[rng.choice(256, size=rng.integers(0, 30), replace=False)] ^= 1
        look = Look(np.packbits(bits).tobytes(), float(rng.normal(0, 0.1)))
        near = [
            ((int.from_bytes(look.code, "big") ^ int.from_bytes(other.code, "big")).bit_count(), place)
            for place, other in kept
            if abs(look.aspect - other.aspect) <= np.log1p(0.1)
        ]
        best = min(((distance, place) for distance, place in near if distance <= 30), default=(0, None))[1]
        assert index.find(look) == best
        index.add(look, number)
        kept.append((number, look))
    assert len(index) == 600
