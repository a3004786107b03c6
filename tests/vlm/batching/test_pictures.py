"""Pictures in the mode that a model takes."""

from __future__ import annotations

import pytest
from PIL import Image

from hmer_kit.data import Record
from hmer_kit.exceptions import DataError
from hmer_kit.vlm.batching.pictures import load_picture


class Picture:
    name = "picture"

    def __init__(self, image: Image.Image) -> None:
        self.image = image

    def load(self) -> Image.Image:
        return self.image


@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_transparent_paper_is_white_and_ink_stays_black(mode) -> None:
    image = Image.new("RGBA", (2, 1), (0, 0, 0, 0))
    image.putpixel((0, 0), (0, 0, 0, 255))
    seen = load_picture(Record("a", "x", image=Picture(image)), mode=mode).convert("L")
    assert (seen.getpixel((0, 0)), seen.getpixel((1, 0))) == (0, 255)


def test_a_palette_with_a_transparent_colour_is_put_on_white() -> None:
    image = Image.new("P", (1, 1), 0)
    image.putpalette([0, 0, 0] * 256)
    image.info["transparency"] = 0
    assert load_picture(Record("a", "x", image=Picture(image)), mode="L").getpixel((0, 0)) == 255


def test_one_bit_and_grey_pictures_keep_their_ink() -> None:
    for mode, value in (("1", 1), ("L", 255), ("LA", (255, 255))):
        seen = load_picture(Record("a", "x", image=Picture(Image.new(mode, (1, 1), value))))
        assert seen.getpixel((0, 0)) == (255, 255, 255)


def test_a_record_without_a_picture_is_named() -> None:
    with pytest.raises(DataError, match="'a' to have a picture") as caught:
        load_picture(Record("a", "x"))
    assert caught.value.record_id == "a"
