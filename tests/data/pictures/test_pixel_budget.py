"""One size for a picture wherever it goes, and one way to paper."""

from __future__ import annotations

import math
import random

import pytest
from PIL import Image
from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import smart_resize

from hmer_kit.data import PixelBudget, flatten
from hmer_kit.exceptions import InputError

BOUNDS = [(25_000, 100_000), (50_000, 500_000), (1, 10**6)]


def _sides(count: int) -> list[tuple[int, int]]:
    draw = random.Random(0)
    return [(draw.randint(1, 3000), draw.randint(1, 3000)) for _ in range(count)]


@pytest.mark.parametrize("multiple", [8, 28, 32])
@pytest.mark.parametrize(("lower", "upper"), BOUNDS)
def test_sizes_are_those_of_the_processors_of_qwen(lower: int, upper: int, multiple: int) -> None:
    budget = PixelBudget(lower, upper, multiple)
    compared = 0
    for width, height in _sides(500):
        if max(width, height) > 200 * min(width, height):
            continue  # smart_resize refuses it
        high, wide = smart_resize(height, width, factor=multiple, min_pixels=lower, max_pixels=upper)
        if 0 < wide * high <= upper:  # it may go over its own bound, and down to no pixels
            assert budget.size(width, height) == (wide, high)
            compared += 1
    assert compared > 400


@pytest.mark.parametrize("multiple", [1, 8, 28])
@pytest.mark.parametrize(("lower", "upper"), BOUNDS)
def test_the_upper_bound_holds_for_every_shape(lower: int, upper: int, multiple: int) -> None:
    budget = PixelBudget(lower, upper, multiple)
    for width, height in [*_sides(300), (1, 10**6), (10**6, 1), (1, 1), (7, 10**5)]:
        wide, high = budget.size(width, height)
        assert wide * high <= upper
        assert wide % multiple == high % multiple == 0
        assert min(wide, high) >= 1


@pytest.mark.parametrize("multiple", [1, 8, 28])
@pytest.mark.parametrize(("lower", "upper"), BOUNDS)
def test_a_fitted_picture_is_left_alone_by_a_second_fit(lower: int, upper: int, multiple: int) -> None:
    budget = PixelBudget(lower, upper, multiple)
    for width, height in [*_sides(300), (1, 10**6), (1, 1)]:
        size = budget.size(width, height)
        assert budget.size(*size) == size


def test_a_picture_between_the_bounds_keeps_its_size_and_a_small_one_grows_to_the_lower_bound_only() -> None:
    budget = PixelBudget(min_pixels=400, max_pixels=4000)
    assert budget.size(37, 53) == (37, 53)
    wide, high = budget.size(10, 20)
    assert 400 <= wide * high < 400 * 1.1


def test_the_shape_is_kept_as_far_as_whole_sides_allow() -> None:
    wide, high = PixelBudget(max_pixels=10_000).size(1200, 300)
    assert math.isclose(wide / high, 4, rel_tol=0.01)


def test_fitting_gives_the_size_and_the_same_pixels_each_time() -> None:
    image = Image.effect_noise((300, 200), 80)
    budget = PixelBudget(max_pixels=5000, multiple=4)
    once, again = budget.fit(image), budget.fit(image.copy())
    assert once.size == budget.size(300, 200)
    assert once.tobytes() == again.tobytes()


def test_a_picture_that_fits_is_returned_as_it_is() -> None:
    image = Image.new("RGB", (20, 10))
    assert PixelBudget().fit(image) is image


@pytest.mark.parametrize(
    ("mode", "result"),
    [
        ("1", "L"),
        ("LA", "L"),
        ("I;16", "L"),
        ("P", "RGB"),
        ("RGBA", "RGB"),
        ("CMYK", "RGB"),
        ("L", "L"),
        ("RGB", "RGB"),
    ],
)
def test_every_mode_is_fitted_in_grey_or_colour(mode: str, result: str) -> None:
    fitted = PixelBudget(max_pixels=50).fit(Image.new(mode, (20, 10)))
    assert (fitted.mode, fitted.size) == (result, (10, 5))


@pytest.mark.parametrize(
    "options",
    [
        {"min_pixels": 0},
        {"max_pixels": True},
        {"multiple": 2.0},
        {"min_pixels": 10, "max_pixels": 9},
        {"multiple": 28, "max_pixels": 783},
    ],
)
def test_bounds_that_cannot_be_met_are_refused(options) -> None:
    with pytest.raises(InputError, match="expected m"):
        PixelBudget(**options)


def test_a_picture_without_pixels_is_refused() -> None:
    with pytest.raises(InputError, match="1 × 1 pixels, got 0 × 5"):
        PixelBudget().fit(Image.new("L", (0, 5)))


def test_sixteen_bits_become_eight_and_not_white() -> None:
    image = Image.new("I;16", (3, 1))
    for place, value in enumerate((0, 30_000, 65_535)):
        image.putpixel((place, 0), value)
    assert list(flatten(image, mode="L").tobytes()) == [0, 117, 255]


def test_the_transparent_grey_of_sixteen_bits_is_paper() -> None:
    image = Image.new("I;16", (2, 1), 0)
    image.putpixel((1, 0), 20_000)
    image.info["transparency"] = 0
    assert list(flatten(image, mode="L").tobytes()) == [255, 78]


def test_an_unknown_mode_is_refused() -> None:
    with pytest.raises(InputError, match="'RGB' or 'L', got 'HSV'"):
        flatten(Image.new("L", (1, 1)), mode="HSV")
