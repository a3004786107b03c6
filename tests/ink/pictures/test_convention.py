"""One convention for any picture."""

from __future__ import annotations

import io
import zipfile

import numpy as np
import pytest
from PIL import Image, ImageChops, ImageOps

from hmer_kit.exceptions import InputError
from hmer_kit.ink import Writer, is_dark_background, render, to_convention

SIZE = {"height": 48, "width": 192}


@pytest.fixture
def picture():
    return render(r"a + \frac { b } { c }", writer=Writer.from_seed(2), seed=0).to_image()


def difference(left, right):
    return np.abs(np.asarray(left, dtype=float) - np.asarray(right, dtype=float)).mean()


VARIANTS = {
    "inverse": ImageChops.invert,
    "rgb": lambda image: image.convert("RGB"),
    "rgba": lambda image: image.convert("RGBA"),
    "palette": lambda image: image.convert("P"),
    "wide_margin": lambda image: ImageOps.expand(image, 200, fill=0),
    "white_margin": lambda image: ImageOps.expand(ImageChops.invert(image), (5, 90, 300, 7), fill=255),
    "faint": lambda image: image.point(lambda value: 180 - value // 3),
    "grey_ground": lambda image: image.point(lambda value: 60 + value // 2),
    "16_bit": lambda image: Image.fromarray(np.asarray(image).astype(np.uint16) * 200),
    "blue_ink": lambda image: ImageOps.colorize(image, black=(250, 250, 235), white=(20, 20, 160)),
}


@pytest.mark.parametrize("name", sorted(VARIANTS))
def test_all_variants_of_a_picture_come_out_alike(picture, name):
    assert difference(to_convention(VARIANTS[name](picture), **SIZE), to_convention(picture, **SIZE)) < 4


def test_transparent_ground_counts_as_ground(picture):
    for colour in (0, 255):
        clear = Image.new("LA", picture.size, (colour, 0))
        clear.putalpha(picture)
        assert difference(to_convention(clear, **SIZE), to_convention(picture, **SIZE)) < 2


def test_synthetic_and_real_pictures_are_placed_alike():
    ink = render(r"\frac { x + 1 } { y }", writer=Writer.from_seed(8), seed=3)
    direct = ink.to_image(**SIZE)
    assert difference(to_convention(ink.to_image(anti_alias=False), **SIZE), direct) < 8


def test_the_other_polarity_is_the_inverse(picture):
    white = np.asarray(to_convention(picture, **SIZE))
    assert np.array_equal(white, 255 - np.asarray(to_convention(picture, polarity="black_on_white", **SIZE)))


def test_without_a_canvas_the_ink_is_cropped_to_its_margin(picture):
    result = to_convention(picture, margin=5)
    rows, columns = np.nonzero(np.asarray(result) > 128)
    assert min(rows.min(), columns.min()) >= 5
    assert max(rows.min(), columns.min()) <= 7
    assert result.height < picture.height


def test_margins_stay_where_cropping_is_off(picture):
    assert to_convention(picture, crop=False, margin=0).size == picture.size


def test_small_pictures_are_enlarged_only_when_asked(picture):
    canvas = {"height": 400, "width": 1200}
    plain, filled = (np.asarray(to_convention(picture, max_scale=scale, **canvas)) for scale in (1.0, None))
    assert (filled > 128).sum() > 3 * (plain > 128).sum()


def test_strokes_survive_strong_shrinking():
    line = render(" + ".join("x" * 40), writer=Writer.from_seed(1), seed=0).to_image(anti_alias=False)
    pixels = np.asarray(to_convention(line, **SIZE))
    inked = pixels[:, np.nonzero(pixels.max(axis=0))[0]]
    assert np.median(inked.max(axis=0)) > 140


def test_uneven_light_is_taken_out():
    ink = render("a + b = c", writer=Writer.from_seed(1), seed=0).to_image(style="black_on_white")
    ink = ink.resize((ink.width * 3, ink.height * 3))
    light = np.linspace(0.35, 1.0, ink.width)[None]
    photo = Image.fromarray(((0.25 + 0.75 * np.asarray(ink) / 255.0) * light * 230).astype(np.uint8))
    ground = np.asarray(to_convention(photo, **SIZE))
    assert (ground > 60).mean() < 0.3
    assert difference(ground, to_convention(ink, **SIZE)) < 12


@pytest.mark.parametrize("colour", [0, 128, 255])
def test_a_blank_picture_is_refused(colour):
    with pytest.raises(InputError, match="picture with ink"):
        to_convention(Image.new("L", (50, 40), colour), **SIZE)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [({"height": 9}, "together"), ({"polarity": "grey"}, "grey"), ({"height": 4, "width": 4}, "margins")],
)
def test_impossible_conventions_are_refused(picture, arguments, message):
    with pytest.raises(InputError, match=message):
        to_convention(picture, **arguments)


def test_a_picture_without_pixels_is_refused():
    with pytest.raises(InputError, match="one pixel"):
        to_convention(Image.new("L", (0, 5)), **SIZE)


def test_the_argument_is_left_alone(picture):
    before = picture.tobytes()
    to_convention(picture, **SIZE)
    assert picture.tobytes() == before


@pytest.mark.real_data
def test_polarity_of_crohme_pictures_is_found_in_both_styles(real_data):
    with zipfile.ZipFile(real_data / "crohme" / "test2014" / "images.zip") as archive:
        names = [name for name in archive.namelist() if name.endswith(".png")][:300]
        for name in names:
            image = Image.open(io.BytesIO(archive.read(name))).convert("L")
            assert is_dark_background(image), name
            assert not is_dark_background(ImageChops.invert(image)), name
            assert np.asarray(to_convention(image, **SIZE)).max() > 150, name
