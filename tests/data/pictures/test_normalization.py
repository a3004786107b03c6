"""Pictures cut to their ink and brought to a polarity: renderings, scans, and photographs that must survive it."""

from __future__ import annotations

import pickle

import pytest
from PIL import Image, ImageChops

from hmer_kit.data import PictureNormalization, PixelBudget, flatten, prepare_picture
from hmer_kit.exceptions import DataError, InputError
from photographs import Camera, photograph


def page(*boxes, size=(300, 200), ink=0, ground=255):
    image = Image.new("L", size, ground)
    for box in boxes:
        image.paste(ink, box)
    return image


def test_a_picture_is_cut_to_its_ink_and_a_margin():
    cut = PictureNormalization(margin=10).apply(page((100, 90, 180, 96)))
    assert cut.size == (100, 26)
    assert cut.getbbox() == (0, 0, 100, 26)
    assert ImageChops.invert(cut).getbbox() == (10, 10, 90, 16)


@pytest.mark.parametrize(("ink", "ground"), [(0, 255), (255, 0), (150, 200), (90, 40)])
def test_ink_is_found_whatever_the_tones(ink, ground):
    assert PictureNormalization(margin=0).apply(page((100, 90, 180, 96), ink=ink, ground=ground)).size == (80, 6)


def test_a_dot_of_one_pixel_is_ink():
    assert PictureNormalization(margin=0).apply(page((100, 90, 180, 96), (250, 95, 251, 96))).size == (151, 6)


def test_the_margin_ends_where_the_picture_ends():
    assert PictureNormalization(margin=50).apply(page((2, 3, 180, 96))).size == (230, 146)


def test_without_a_margin_nothing_is_cut():
    image = page((100, 90, 180, 96))
    assert PictureNormalization(margin=None).apply(image) is image


@pytest.mark.parametrize("ground", [0, 255])
@pytest.mark.parametrize("polarity", ["white_on_black", "black_on_white"])
def test_a_picture_is_inverted_where_its_polarity_is_the_other(ground, polarity):
    image = page((100, 90, 180, 96), ink=255 - ground, ground=ground)
    result = PictureNormalization(margin=None, polarity=polarity).apply(image)
    assert result.getpixel((0, 0)) == (0 if polarity == "white_on_black" else 255)
    assert result.getpixel((110, 92)) == (255 if polarity == "white_on_black" else 0)


def test_tones_stay_as_they_are():
    image = page((100, 90, 180, 96), ink=150, ground=220)
    assert PictureNormalization(polarity="black_on_white").apply(image).getcolors() == [(480, 150), (2640, 220)]


@pytest.mark.parametrize("mode", ["L", "RGB"])
@pytest.mark.parametrize("tone", [0, 130, 255])
def test_a_blank_picture_is_refused_by_name_or_kept(mode, tone):
    image = page(ground=tone).convert(mode)
    with pytest.raises(DataError, match="with ink, got 300 × 200 pixels of bare ground") as caught:
        PictureNormalization().apply(image)
    assert caught.value.code == "no_ink"
    assert PictureNormalization(blank="keep").apply(image) is image


def test_a_pictures_edge_of_ink_only_is_kept():
    image = page((0, 0, 300, 2))
    assert PictureNormalization(margin=0).apply(image).size == (300, 2)


@pytest.mark.parametrize("texture", [2.0, 6.0, 12.0])
def test_blank_paper_in_a_photograph_has_no_ink(texture):
    picture, _ = photograph("x", camera=Camera(strength=0.0, texture=texture), seed=3)
    with pytest.raises(DataError) as caught:
        PictureNormalization().apply(picture)
    assert caught.value.code == "no_ink"


def test_the_colours_of_a_photograph_are_inverted_and_not_otherwise_touched():
    picture, _ = photograph("x + 1", camera=Camera(ink=(200.0, 30.0, 30.0)), seed=1)
    inverted = PictureNormalization(margin=None, polarity="white_on_black").apply(picture)
    assert ImageChops.invert(inverted).tobytes() == picture.tobytes()
    assert PictureNormalization(margin=None, polarity="black_on_white").apply(picture) is picture


def test_a_dark_corner_makes_no_dark_ground():
    picture, _ = photograph("x + 1", camera=Camera(shade=0.8), seed=2)
    assert PictureNormalization(margin=None, polarity="black_on_white").apply(picture) is picture


def test_a_large_picture_is_cut_to_the_pixel_its_shrunk_copy_shows():
    image = page((3000, 2000, 4000, 2100), size=(6000, 4000))
    width, height = PictureNormalization(margin=0).apply(image).size
    assert 1000 <= width <= 1008
    assert 100 <= height <= 108


@pytest.mark.parametrize("image", [Image.new("RGBA", (3, 3)), Image.new("L", (0, 3))])
def test_other_modes_and_empty_pictures_are_refused(image):
    with pytest.raises(InputError, match="expected a picture of mode L or RGB with pixels"):
        PictureNormalization().apply(image)


@pytest.mark.parametrize(
    ("field", "value"),
    [("margin", -1), ("margin", 1.5), ("margin", True), ("margin", 10**9), ("polarity", "grey"), ("blank", "crash")],
)
def test_impossible_fields_are_named(field, value):
    with pytest.raises(InputError, match=field):
        PictureNormalization(**{field: value})


def test_a_normalization_is_a_small_value():
    normalization = PictureNormalization(margin=3, polarity="white_on_black")
    assert pickle.loads(pickle.dumps(normalization)) == normalization  # noqa: S301 - our own bytes
    assert len({normalization, PictureNormalization(margin=3, polarity="white_on_black")}) == 1


def test_a_picture_is_flattened_cut_and_fitted_in_this_order():
    image = Image.new("RGBA", (300, 200), (0, 0, 0, 0))
    image.paste((0, 0, 0, 255), (100, 90, 180, 96))
    normalization, budget = PictureNormalization(margin=10, polarity="white_on_black"), PixelBudget(max_pixels=1300)
    by_hand = budget.fit(normalization.apply(flatten(image, mode="L")))
    assert prepare_picture(image, mode="L", normalization=normalization, budget=budget) == by_hand
    assert by_hand.size == budget.size(100, 26)
    assert prepare_picture(image) == flatten(image)
