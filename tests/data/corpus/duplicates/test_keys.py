from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PIL import Image

from hmer_kit.data import (
    NearPictures,
    Record,
    ZipImage,
    by_expression,
    by_file,
    by_layout,
    by_pixels,
    by_structure,
    by_tokens,
    deduplicate,
)
from hmer_kit.exceptions import DataError, InputError

if TYPE_CHECKING:
    from pathlib import Path


def equal(key, first: str, second: str) -> bool:
    return key(Record("a", first)) == key(Record("b", second))


@pytest.mark.parametrize(
    ("first", "second", "keys"),
    [
        ("x + 1", "x+1", {by_tokens, by_expression, by_layout, by_structure}),
        (r"\frac12", r"\frac { 1 } { 2 }", {by_expression, by_layout, by_structure}),
        (r"a \le b", r"a \leq b", {by_expression, by_structure}),
        ("x ^ 2", "y ^ n", {by_structure}),
        ("x ^ 2", "x _ 2", set()),
        ("x", "x x", set()),
    ],
)
def test_keys_are_degrees_of_the_same_expression(first: str, second: str, keys: set[object]) -> None:
    assert {key for key in (by_tokens, by_expression, by_layout, by_structure) if equal(key, first, second)} == keys


@pytest.mark.parametrize("key", [by_expression, by_layout, by_structure])
def test_broken_latex_has_a_key_too(key) -> None:
    assert equal(key, r"\frac { 1 } { 2", r"\frac { 1 } { 2 }")


def test_file_and_pixels_are_two_degrees_of_the_same_picture(stored, written, make_zip, tmp_path: Path) -> None:
    png, bmp = stored(written[0]), stored(written[0].convert("RGB"), "BMP")
    make_zip(tmp_path / "a.zip", {"a.png": png.data})
    same, other, moved = Record("a", "", png), Record("b", "", bmp), Record("c", "", stored(written[1]))
    assert by_file(same) == by_file(Record("d", "", ZipImage(tmp_path / "a.zip", "a.png"))) != by_file(other)
    assert by_pixels(same) == by_pixels(other) != by_pixels(moved)


def test_pixels_of_other_sides_are_others(stored) -> None:
    flat, high = (Record("a", "", stored(Image.new("L", size))) for size in ((8, 2), (2, 8)))
    assert by_pixels(flat) != by_pixels(high)


def test_picture_that_is_none_is_a_data_error(stored) -> None:
    with pytest.raises(DataError):
        by_pixels(Record("a", "", ZipImage("no such.zip", "a.png")))


@pytest.mark.parametrize("values", [{"max_distance": -1}, {"max_distance": 65}, {"max_distance": 1.5}])
@pytest.mark.parametrize("stretch", [0.1, 2])
def test_bounds_of_near_pictures_are_checked(values: dict[str, object], stretch: float) -> None:
    with pytest.raises(InputError, match="expected max_"):
        NearPictures(**values, max_stretch=stretch)


def test_near_pictures_is_hashable_and_named_as_a_function_is() -> None:
    assert hash(NearPictures()) == hash(NearPictures())
    assert deduplicate([], by=[by_tokens, NearPictures()]).keys == ("by_tokens", "near_pictures")
