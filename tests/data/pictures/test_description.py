from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageDraw

from hmer_kit import synthesize
from hmer_kit.data import BytesImage, FileImage, Quantiles, Record, describe_pictures
from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    from pathlib import Path


def line(folder: Path, name: str, *, pen: int = 4, ink: int = 0, size: tuple[int, int] = (200, 100)) -> Record:
    """A record whose picture is a level line 160 px long, of that width and grey, on paper of the other colour."""
    image = Image.new("L", size, 255 - ink)
    top = size[1] // 2
    ImageDraw.Draw(image).rectangle((20, top, 179, top + pen - 1), fill=ink)
    image.save(folder / f"{name}.png")
    return Record(name, "-", image=FileImage(folder, f"{name}.png"))


def test_polarity_is_that_of_all_pictures_but_few(tmp_path: Path) -> None:
    dark = [line(tmp_path, f"d{number}", ink=255) for number in range(4)]
    light = [line(tmp_path, f"l{number}") for number in range(4)]
    assert describe_pictures(dark).polarity == "white_on_black"
    assert describe_pictures(light).polarity == "black_on_white"
    both = describe_pictures([*dark, light[0]])
    assert (both.polarity, both.dark, both.dark_share) == ("mixed", 4, 0.8)
    assert describe_pictures([]).polarity is None


@pytest.mark.parametrize("style", ["white_on_black", "black_on_white"])
def test_polarity_of_synthetic_handwriting(style) -> None:
    pairs = synthesize(12, seed=3, style=style)
    found = describe_pictures(Record(str(number), latex, image=image) for number, (latex, image) in enumerate(pairs))
    assert found.polarity == style
    assert (found.blank, found.broken) == ((), ())


@pytest.mark.parametrize("pen", [2, 5, 12])
def test_pen_and_ink_are_measured_in_pixels(tmp_path: Path, pen: int) -> None:
    found = describe_pictures([line(tmp_path, "a", pen=pen)])
    assert found.ink_height.median == pen
    # 8 / pi makes the width right on average over directions: a level line measures 4 / pi of its own.
    assert found.pen_width.median == pytest.approx(pen * 4 / 3.14159 * 160 / (160 + pen), rel=0.01)
    assert (found.width.median, found.height.median, found.modes) == (200, 100, (("L", 1),))


def test_a_very_large_picture_is_measured_at_its_own_scale(tmp_path: Path) -> None:
    small = describe_pictures([line(tmp_path, "s", pen=8)])
    image = Image.open(tmp_path / "s.png").resize((4000, 2000), Image.Resampling.NEAREST)
    image.save(tmp_path / "big.png")
    big = describe_pictures([Record("b", "-", image=FileImage(tmp_path, "big.png"))])
    assert big.width.median == 4000
    assert big.ink_height.median == pytest.approx(20 * small.ink_height.median, rel=0.03)
    assert big.pen_width.median == pytest.approx(20 * small.pen_width.median, rel=0.03)


def test_blank_and_broken_pictures_are_named(tmp_path: Path) -> None:
    Image.new("RGB", (9, 9), "white").save(tmp_path / "blank.png")
    (tmp_path / "broken.png").write_bytes(b"no picture")
    names = ("blank.png", "broken.png", "missing.png")
    records = [Record(name[:5], "x", image=FileImage(tmp_path, name)) for name in names]
    found = describe_pictures([*records, line(tmp_path, "a"), Record("none", "x")])
    assert [str(skip) for skip in found.blank] == ["blank.png (id 'blank'): no ink"]
    assert [str(skip) for skip in found.broken] == [
        "broken.png (id 'broke'): no_picture",
        "missing.png (id 'missi'): missing_file",
    ]
    assert (found.total, found.without, found.looked_at, found.with_ink) == (5, 1, 4, 1)
    assert found.modes == (("RGB", 1), ("L", 1))
    assert "blank       1: blank.png (id 'blank'): no ink" in found.table().splitlines()
    assert str(found) == (
        "4 of 4 pictures: black on white, 104 × 54 px (median), ink 4 px high, pen 5.0 px, 1 blank, 2 broken"
    )


def test_limit_draws_evenly_and_the_same_again(tmp_path: Path) -> None:
    records = [line(tmp_path, str(number), size=(200, 100 + number)) for number in range(60)]
    found = describe_pictures(iter(records), limit=20)
    assert (found.total, found.looked_at) == (60, 20)
    assert found == describe_pictures(records, limit=20)
    assert found != describe_pictures(records, limit=20, seed=1)
    assert found.height.greatest > 140  # not the first twenty
    assert describe_pictures(records, limit=None).looked_at == 60
    with pytest.raises(InputError, match="limit"):
        describe_pictures(records, limit=0)


def test_pictures_of_every_mode_are_measured(tmp_path: Path) -> None:
    line(tmp_path, "a")
    grey = Image.open(tmp_path / "a.png")
    for mode in ("1", "L", "RGB", "RGBA", "P", "LA", "I;16"):
        image = grey.point(lambda value: value * 257, "I").convert("I;16") if mode == "I;16" else grey.convert(mode)
        image.save(tmp_path / "m.png")
        data = (tmp_path / "m.png").read_bytes()
        found = describe_pictures([Record("a", "-", image=BytesImage("m", data))])
        assert (found.modes, found.polarity) == (((mode, 1),), "black_on_white")
        assert found.ink_height.median == 4


def test_quantiles_of_nothing_are_0() -> None:
    assert Quantiles.of([]) == Quantiles(0, 0, 0, 0, 0)
    assert Quantiles.of([7]).lower == 7
