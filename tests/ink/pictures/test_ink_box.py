"""The box of the ink: exact in renderings, never too small in photographs."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from PIL import Image

from hmer_kit.data import read_captions
from hmer_kit.exceptions import InputError
from hmer_kit.ink import ink_box, is_dark_background
from photographs import BLACKBOARD, Camera, in_a_shadow, on_a_desk, on_ruled_paper, photograph

CAMERAS = {
    "even light": Camera(shade=0.1),
    "uneven light": Camera(shade=0.6),
    "a dark corner": Camera(shade=0.8),
    "rough paper": Camera(texture=10),
    "pencil": Camera(ink=(120.0, 120.0, 120.0), strength=0.6),
    "red ink": Camera(ink=(200.0, 30.0, 30.0)),
    "ochre ink": Camera(ink=(180.0, 150.0, 40.0)),
    "a blackboard": Camera(ink=(230.0, 230.0, 220.0), paper=BLACKBOARD, shade=0.3),
    "a small picture": Camera(size=(400, 300)),
    "strong compression": Camera(quality=30),
}
EXPRESSIONS = [r"\frac { 1 } { 2 } x ^ { 2 } + 3", "x .", r"\sqrt { x } - y _ 1"]


@pytest.mark.parametrize("camera", CAMERAS)
def test_all_ink_of_a_photograph_lies_in_the_box(camera):
    for seed, latex in enumerate(EXPRESSIONS):
        picture, ink = photograph(latex, camera=CAMERAS[camera], seed=seed)
        left, top, right, bottom = ink_box(picture)
        rows, columns = np.nonzero(ink)
        cut = ink.sum() - ink[top:bottom, left:right].sum()
        assert cut <= 0.002 * ink.sum()  # the outermost pixels of an edge that the lens has blurred
        assert left <= columns.min() + 2
        assert top <= rows.min() + 2
        assert right >= columns.max() - 1
        assert bottom >= rows.max() - 1
        assert (right - left) * (bottom - top) < 0.5 * ink.size


@pytest.mark.parametrize("camera", CAMERAS)
def test_the_polarity_of_a_photograph_is_found(camera):
    for seed, latex in enumerate(EXPRESSIONS):
        picture, _ = photograph(latex, camera=CAMERAS[camera], seed=seed)
        assert is_dark_background(picture) is (camera == "a blackboard")


@pytest.mark.parametrize("scene", [on_a_desk, in_a_shadow, on_ruled_paper])
def test_what_lies_around_the_ink_makes_the_box_no_smaller_and_changes_no_polarity(scene):
    for seed, latex in enumerate(EXPRESSIONS):
        picture, ink = photograph(latex, camera=Camera(), seed=seed)
        picture = scene(picture)
        left, top, right, bottom = ink_box(picture)
        assert ink[top:bottom, left:right].sum() >= 0.998 * ink.sum()
        assert not is_dark_background(picture)


@pytest.mark.parametrize("box", [(0, 0, 1, 1), (299, 199, 300, 200), (0, 0, 300, 1), (5, 7, 60, 90)])
@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_the_box_of_a_rendering_is_exact(mode, box):
    image = Image.new("L", (300, 200), 0)
    image.paste(255, box)
    assert ink_box(image.convert(mode)) == box


def test_faint_tones_are_no_ink():
    image = Image.new("L", (300, 200), 255)
    image.paste(240, (5, 7, 60, 90))
    assert ink_box(image) is None


def test_a_large_picture_is_looked_at_small_and_its_box_is_not_too_small():
    image = Image.new("L", (6001, 4003), 255)
    image.paste(0, (3001, 2002, 4004, 2105))
    left, top, right, bottom = ink_box(image)
    assert 2990 < left <= 3001
    assert 1990 < top <= 2002
    assert 4004 <= right < 4015
    assert 2105 <= bottom < 2120


@pytest.mark.parametrize("image", [Image.new("RGBA", (3, 3)), Image.new("L", (0, 3))])
def test_other_modes_and_empty_pictures_are_refused(image):
    with pytest.raises(InputError, match="expected a picture of mode L or RGB with pixels"):
        ink_box(image)


@pytest.mark.real_data
def test_published_pictures_have_their_margin_around_the_box(real_data):
    margins = Counter()
    for record in read_captions(real_data / "crohme" / "test2014").records[::8]:
        image = record.image.load()
        assert is_dark_background(image)
        left, top, right, bottom = ink_box(image)
        assert image.getbbox() == (left, top, right, bottom)
        margins[left, top, image.width - right, image.height - bottom] += 1
    assert set(margins) == {(12, 12, 11, 11)}
