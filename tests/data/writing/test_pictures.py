"""Pictures as files: as they are stored, or without loss."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from hmer_kit.data import BytesImage, FileImage
from hmer_kit.data.writing._pictures import picture_file
from hmer_kit.exceptions import DataError


class Drawn:
    name = "drawn"

    def __init__(self, image: Image.Image) -> None:
        self.image = image

    def load(self) -> Image.Image:
        return self.image


def gradient(mode: str) -> Image.Image:
    grey = Image.linear_gradient("L").resize((40, 20))
    if mode == "I":
        return grey.convert("I").point(lambda value: value * 257)
    if mode == "I;16":
        return gradient("I").convert("I;16")
    return grey.convert("RGB").convert(mode) if mode in {"P", "RGBA", "CMYK", "YCbCr"} else grey.convert(mode)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I", "I;16"])
def test_a_drawn_picture_becomes_a_png_with_the_same_pixels(mode) -> None:
    image = gradient(mode)
    data, extension = picture_file(Drawn(image))
    again = Image.open(BytesIO(data))
    assert extension == ".png"
    same = "I" if mode.startswith("I") else "RGBA"
    assert again.convert(same).tobytes() == image.convert(same).tobytes()


@pytest.mark.parametrize("image", [gradient("CMYK"), gradient("F"), gradient("YCbCr"), Image.new("I", (2, 2), -5)])
def test_a_picture_that_png_cannot_hold_is_refused(image) -> None:
    with pytest.raises(DataError) as caught:
        picture_file(Drawn(image))
    assert caught.value.code == "no_png"


@pytest.mark.parametrize(("kind", "extension"), [("PNG", ".png"), ("JPEG", ".jpg"), ("BMP", ".bmp")])
def test_a_stored_picture_keeps_its_bytes(tmp_path, kind, extension) -> None:
    gradient("L").save(tmp_path / "a.x", kind)
    data, found = picture_file(FileImage(tmp_path, "a.x"))
    assert found == extension
    assert data == (tmp_path / "a.x").read_bytes()


def test_a_stored_picture_of_a_kind_that_is_not_wanted_becomes_a_png() -> None:
    stored = BytesIO()
    gradient("L").save(stored, "BMP")
    data, extension = picture_file(BytesImage("a.bmp", stored.getvalue()), kinds=(".png", ".jpg"))
    assert extension == ".png"
    assert Image.open(BytesIO(data)).tobytes() == gradient("L").tobytes()


@pytest.mark.parametrize("cut", [0, 3, 40, 60])
def test_a_stored_picture_that_is_broken_is_refused(cut) -> None:
    stored = BytesIO()
    gradient("L").save(stored, "PNG")
    with pytest.raises(DataError):
        picture_file(BytesImage("a.png", stored.getvalue()[:cut]))
