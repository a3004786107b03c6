"""Many pictures on one page: equal cells, captions that fit, one polarity if asked for, and no endless page."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from hmer_kit.exceptions import InputError
from hmer_kit.ink import contact_sheet

LEFT, TOP = 6, 6  # the first cell


def bar(*, ground: int = 0, size: tuple[int, int] = (40, 30), mode: str = "L") -> Image.Image:
    image = Image.new("L", size, ground)
    image.paste(255 - ground, (size[0] // 2 - 2, 4, size[0] // 2 + 2, size[1] - 4))
    return image.convert(mode)


@pytest.mark.parametrize(("count", "columns", "rows"), [(1, 4, 1), (4, 4, 1), (5, 4, 2), (3, 1, 3)])
def test_cells_are_equal_and_stand_in_rows(count: int, columns: int, rows: int) -> None:
    sheet = contact_sheet([bar()] * count, columns=columns, cell=(50, 40))
    assert sheet.size == (columns * 56 + 6, rows * 46 + 6)


def test_a_small_picture_stands_in_the_middle_as_it_is() -> None:
    picture = bar()
    sheet = contact_sheet([picture], columns=1, cell=(50, 40))
    middle = sheet.crop((LEFT + 5, TOP + 5, LEFT + 45, TOP + 35))
    assert middle.tobytes() == picture.tobytes()


def test_a_picture_that_is_little_too_large_is_shrunk_without_growing_its_strokes() -> None:
    sheet = np.asarray(contact_sheet([bar(size=(50, 40))], columns=1, cell=(40, 32)))
    assert ((sheet[10:-10, 6:46] > 127).sum(axis=1) <= 4).all()


def test_a_large_picture_is_shrunk_with_its_aspect_kept() -> None:
    sheet = contact_sheet([Image.new("L", (400, 100), 0), bar(ground=255)], columns=1, cell=(100, 100))
    cell = np.asarray(contact_sheet([bar(size=(400, 100))], columns=1, cell=(100, 100)).crop((6, 6, 106, 106)))
    lit = np.nonzero((cell > 60).any(axis=1))[0]
    assert lit.max() - lit.min() <= 25
    assert sheet.size == (112, 218)


def test_polarity_is_kept_by_default_and_unified_when_asked_for() -> None:
    pictures = [bar(), bar(ground=255)]
    kept = contact_sheet(pictures, columns=2, cell=(50, 40))
    dark = contact_sheet(pictures, columns=2, cell=(50, 40), polarity="white_on_black")
    light = contact_sheet(pictures, columns=2, cell=(50, 40), polarity="black_on_white")
    first, second = (LEFT, TOP), (LEFT + 56, TOP)
    assert [sheet.getpixel(place) for sheet in (kept, dark, light) for place in (first, second)] == [
        0, 255, 0, 0, 255, 255,
    ]  # fmt: skip


@pytest.mark.parametrize("caption", ["x", "x + " * 300, "a\nb\tc", "\u03b1 \u4e2d \u200f", "", "W" * 10_000])
def test_a_caption_stays_in_its_cell(caption: str) -> None:
    sheet = np.asarray(contact_sheet([bar()] * 2, [caption, ""], columns=2, cell=(60, 40)).convert("L"))
    plain = np.asarray(contact_sheet([bar()] * 2, ["", ""], columns=2, cell=(60, 40)).convert("L"))
    rows, columns = np.nonzero(sheet != plain)
    assert columns.size > 0 or not caption
    assert ((columns >= LEFT) & (columns <= LEFT + 62)).all()
    assert ((rows >= TOP + 40) & (rows < TOP + 40 + 24)).all()


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P", "1", "LA", "I", "CMYK", "F"])
def test_every_mode_is_shown(mode: str) -> None:
    sheet = contact_sheet([bar(ground=255, mode=mode)], columns=1, cell=(50, 40))
    grey = np.asarray(sheet.convert("L"))
    assert grey[TOP + 20, LEFT + 25] < 100
    assert grey[TOP + 20, LEFT + 8] > 200


def test_grey_pictures_give_a_grey_page_and_one_in_colour_a_page_in_colour() -> None:
    assert contact_sheet([bar()]).mode == "L"
    assert contact_sheet([bar(), bar(mode="RGB")]).mode == "RGB"


@pytest.mark.parametrize(
    ("pictures", "options", "words"),
    [
        ([], {}, "at least one picture for a contact sheet, got none"),
        ([bar()], {"captions": ["a", "b"]}, "a caption for each of 1 pictures, got 2"),
        ([bar()], {"captions": "a"}, "a caption for each of 1 pictures"),
        ([bar()], {"columns": 0}, "at least one column"),
        ([bar()], {"cell": (0, 9)}, "cells of at least one pixel"),
        ([Image.new("L", (0, 4))], {}, r"expected pictures with pixels, got number 0 of \(0, 4\)"),
        ([bar()] * 5000, {}, "expected a page of at most 50,000,000 pixels, got .* for 5000 pictures"),
        ([bar()], {"cell": (100_000, 100_000)}, "expected a page of at most"),
    ],
)
def test_what_makes_no_page_is_refused(pictures: list, options: dict, words: str) -> None:
    with pytest.raises(InputError, match=words):
        contact_sheet(pictures, options.pop("captions", ()), **options)
