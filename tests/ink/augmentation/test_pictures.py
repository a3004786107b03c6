"""Pictures come changed, in the mode and size they had, with all of their ink."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageOps

from hmer_kit.exceptions import InputError
from hmer_kit.ink import PictureAugmentation, Writer, is_dark_background, render, to_convention

NONE = dict.fromkeys(PictureAugmentation.__dataclass_fields__, 0.0)
KINDS = [name for name in NONE if name != "skipped"]
SHAPES = ("rotation", "slant", "stretch", "warp")


def picture(*, mode: str = "L", style: str = "white_on_black", seed: int = 0) -> Image.Image:
    ink = render(r"\frac { x } { y } + 2 ^ { n }", writer=Writer.from_seed(seed), seed=seed)
    image = ink.to_image(style=style)
    return image.point(lambda value: 255 * (value > 127)).convert("1") if mode == "1" else image.convert(mode)


def strong(**strengths: float) -> PictureAugmentation:
    return PictureAugmentation(**{**NONE, **strengths})


@pytest.mark.parametrize("mode", ["L", "RGB", "1"])
@pytest.mark.parametrize("style", ["white_on_black", "black_on_white"])
def test_mode_size_and_polarity_stay(mode: str, style: str) -> None:
    image = picture(mode=mode, style=style)
    changed = PictureAugmentation(**{**dict.fromkeys(KINDS, 1.0), "skipped": 0.0})
    for seed in range(12):
        other = changed.apply(image, seed=seed)
        assert (other.mode, other.size) == (image.mode, image.size)
        if mode != "1":  # a paper of two colours cannot hold a shadow
            assert is_dark_background(other) == is_dark_background(image)


@pytest.mark.parametrize("kind", KINDS)
def test_each_strength_changes_the_picture(kind: str) -> None:
    image = picture()
    assert any(strong(**{kind: 1.0}).apply(image, seed=seed).tobytes() != image.tobytes() for seed in range(3))


@pytest.mark.parametrize("kind", SHAPES)
@pytest.mark.parametrize("crop", [0, 3, 12])
def test_no_ink_leaves_the_picture(kind: str, crop: int) -> None:
    image = ImageOps.expand(ImageOps.crop(picture(), 12), crop)
    for seed in range(15):
        other = strong(**{kind: 1.0}).apply(image, seed=seed)
        framed = ImageOps.expand(image, 60)
        free = strong(**{kind: 1.0}).apply(framed, seed=seed)  # the same change where there is room
        scale = np.asarray(other, float).sum() / np.asarray(free, float).sum()
        assert 0.55 < scale < 1.45
        edge = np.concatenate([np.asarray(other)[[0, -1]].ravel(), np.asarray(other)[:, [0, -1]].ravel()])
        assert (edge > 127).sum() < 12


@pytest.mark.parametrize("seed", range(8))
def test_all_symbols_remain_apart_from_the_edge(seed: int) -> None:
    """Components of ink before and after a bending: none lost, none cut off."""
    image = picture(seed=seed)
    other = strong(**dict.fromkeys(SHAPES, 1.0)).apply(image, seed=seed)
    left, top, right, bottom = other.point(lambda value: 255 * (value > 60)).getbbox()
    assert left > 0
    assert top > 0
    assert right < other.width
    assert bottom < other.height


def test_both_polarities_are_treated_alike() -> None:
    image = picture()
    changed = PictureAugmentation(skipped=0.0, jpeg=0.0)
    dark, light = (changed.apply(item, seed=5) for item in (image, ImageOps.invert(image)))
    difference = np.abs(np.asarray(dark, int) - np.asarray(ImageOps.invert(light), int))
    assert difference.max() <= 1


def test_grey_colours_stay_grey() -> None:
    other = PictureAugmentation(skipped=0.0, jpeg=0.0).apply(picture(mode="RGB"), seed=3)
    channels = np.asarray(other)
    assert (channels[..., 0] == channels[..., 1]).all()
    assert (channels[..., 0] == channels[..., 2]).all()


def test_ink_can_still_be_told_from_the_ground() -> None:
    changed = PictureAugmentation(**{**dict.fromkeys(KINDS, 0.6), "skipped": 0.3, "ruled": 0.0})
    for seed in range(20):
        other = changed.apply(picture(style="black_on_white"), seed=seed)
        assert np.asarray(to_convention(other)).mean() > 3


def test_one_seed_gives_one_picture_and_another_another() -> None:
    image = picture()
    one, same, other = (PictureAugmentation(skipped=0.0).apply(image, seed=seed).tobytes() for seed in (1, 1, 2))
    assert one == same != other


def test_some_pictures_stay_as_they_are() -> None:
    image = picture()
    kept = [strong(blur=1.0, skipped=0.5).apply(image, seed=s).tobytes() == image.tobytes() for s in range(200)]
    assert 70 < sum(kept) < 130


def test_the_picture_given_is_left_alone() -> None:
    image = picture()
    before = image.tobytes()
    PictureAugmentation(skipped=0.0).apply(image, seed=1)
    assert image.tobytes() == before


@pytest.mark.parametrize("size", [(1, 1), (1, 400), (400, 1), (3, 3), (2500, 30)])
@pytest.mark.parametrize("ground", [0, 255])
def test_odd_sizes_and_blank_pictures_come_back(size: tuple[int, int], ground: int) -> None:
    changed = PictureAugmentation(**{**dict.fromkeys(KINDS, 1.0), "skipped": 0.0})
    assert changed.apply(Image.new("L", size, ground), seed=1).size == size


@pytest.mark.parametrize("mode", ["RGBA", "P", "I", "CMYK"])
def test_other_modes_are_refused(mode: str) -> None:
    with pytest.raises(InputError, match=f"expected a picture of mode L, RGB or 1 with pixels, got '{mode}'"):
        PictureAugmentation().apply(Image.new(mode, (5, 5)), seed=0)


@pytest.mark.parametrize("value", [-0.1, 1.5])
def test_a_strength_out_of_range_is_refused(value: float) -> None:
    with pytest.raises(InputError, match=r"expected blur from 0 to 1\.0"):
        PictureAugmentation(blur=value)


def test_a_negative_seed_is_refused() -> None:
    with pytest.raises(InputError, match="expected a seed of at least 0, got -1"):
        PictureAugmentation().apply(picture(), seed=-1)
