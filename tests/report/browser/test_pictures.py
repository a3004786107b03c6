"""Pictures of a report."""

from __future__ import annotations

import base64
import io

import pytest
from PIL import Image, ImageDraw

from hmer_kit.exceptions import DataError
from hmer_kit.report import ReportSample
from hmer_kit.report._browser.pictures import PictureBook, picture_entry


def ink(mode="L", *, paper=255, pen=0, size=(80, 40)):
    image = Image.new(mode, size, paper)
    ImageDraw.Draw(image).line((20, 20, 60, 20), fill=pen, width=5)
    return image


def decoded(entry):
    return Image.open(io.BytesIO(base64.b64decode(entry["uri"].split(",")[1])))


def sample(image, name="a"):
    return ReportSample(name, reference="x", prediction="x", distance=0, image=image)


class Source:
    """Counts how often it is read."""

    name = "source"

    def __init__(self, image):
        self.image = image
        self.loads = 0

    def load(self):
        self.loads += 1
        if isinstance(self.image, Exception):
            raise self.image
        return self.image


@pytest.mark.parametrize(("paper", "pen", "tone"), [(255, 0, "light"), (0, 255, "dark"), (200, 40, "light")])
def test_the_tone_is_that_of_the_paper(paper, pen, tone):
    assert picture_entry(ink(paper=paper, pen=pen))["tone"] == tone


def test_ink_that_touches_the_border_does_not_change_the_tone():
    image = ink()
    ImageDraw.Draw(image).line((0, 20, 80, 20), fill=0, width=5)
    assert picture_entry(image)["tone"] == "light"


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA", "I;16"])
def test_every_mode_keeps_its_ink_in_place(mode):
    image = ink().convert(mode) if mode != "I;16" else Image.new("I;16", (80, 40), 255)
    grey = decoded(picture_entry(image)).convert("L")
    assert grey.size == (80, 40)
    assert grey.getpixel((5, 5)) == 255
    if mode != "I;16":
        assert grey.getpixel((40, 20)) == 0


def test_transparency_is_laid_on_white():
    image = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    ImageDraw.Draw(image).line((10, 20, 30, 20), fill=(0, 0, 0, 255), width=3)
    entry = picture_entry(image)
    assert entry["tone"] == "light"
    assert decoded(entry).convert("L").getpixel((2, 2)) == 255


def test_a_coloured_picture_keeps_its_colour_and_is_never_inverted():
    entry = picture_entry(ink("RGB", paper=(250, 240, 200), pen=(20, 20, 200)))
    assert entry["tone"] == "colour"
    red, _, blue = decoded(entry).getpixel((40, 20))
    assert blue > red + 100


def test_a_large_picture_is_shrunk_and_keeps_its_shape():
    entry = picture_entry(Image.new("L", (4000, 1000), 255))
    assert (entry["width"], entry["height"]) == (640, 160)
    assert decoded(entry).size == (640, 160)


def test_the_picture_given_is_not_changed():
    image = ink(size=(2000, 1000))
    before = image.tobytes()
    picture_entry(image)
    assert image.size == (2000, 1000)
    assert image.tobytes() == before


def test_a_picture_of_one_pixel_is_shown():
    assert picture_entry(Image.new("L", (1, 1), 0))["width"] == 1


def test_a_source_that_tasks_share_is_read_once_and_stored_once():
    book, source = PictureBook(), Source(ink())
    assert [book.add(sample(source)), book.add(sample(source))] == [0, 0]
    assert (source.loads, len(book.entries)) == (1, 1)


def test_equal_pixels_of_different_sources_are_stored_once():
    book = PictureBook()
    assert [book.add(sample(Source(ink()))), book.add(sample(ink()))] == [0, 0]


@pytest.mark.parametrize(
    "error", [DataError("the picture a.png is truncated"), OSError("broken"), SyntaxError("broken PNG")]
)
def test_a_picture_that_cannot_be_read_is_named_once_with_its_reason(error):
    book, source = PictureBook(), Source(error)
    assert [book.add(sample(source, "514_em_341")), book.add(sample(source, "514_em_341"))] == [None, None]
    assert [str(skip) for skip in book.unreadable] == [f"picture of sample '514_em_341': {error}"]


def test_an_error_that_is_not_about_the_picture_is_not_swallowed():
    with pytest.raises(ZeroDivisionError):
        PictureBook().add(sample(Source(ZeroDivisionError())))
