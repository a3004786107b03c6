"""Pictures drawn from the ink of records: small sources, drawn when they are asked for."""

from __future__ import annotations

import pickle
from dataclasses import dataclass, replace

import pytest

from hmer_kit.data import Augmentation, AugmentedImage, FileImage, InkImage, Record, with_pictures
from hmer_kit.exceptions import DataError, InputError
from hmer_kit.ink import (
    STYLES,
    InkDocument,
    PictureAugmentation,
    StrokeAugmentation,
    draw_image,
    parse_inkml,
)

FILE = b"<ink><annotation type='truth'>$1$</annotation><trace>3 4, 5 90</trace><trace>9 9</trace></ink>"


@dataclass(frozen=True)
class StoredInk:
    name: str = "HAMEX/a.inkml"
    data: bytes = FILE

    def load(self) -> InkDocument:
        return parse_inkml(self.data, name=self.name)


RECORD = Record("a", "1", ink=StoredInk(), writer="w")


def test_two_lines_go_from_inkml_to_image_and_label() -> None:
    (record,) = with_pictures([RECORD], style="crohme_2014")
    image, label = record.image.load(), record.reference
    assert (image.mode, image.height, label) == ("L", 54, "1")
    assert image.tobytes() == draw_image(StoredInk().load(), style="crohme_2014").tobytes()


def test_all_else_of_a_record_stays() -> None:
    (record,) = with_pictures([RECORD])
    assert replace(record, image=None) == RECORD


def test_records_without_ink_keep_their_pictures() -> None:
    drawn = Record("b", "2", image=FileImage("images", "b.png"))
    assert with_pictures([drawn]) == [drawn]


def test_a_picture_is_small_hashable_and_pickles() -> None:
    image = InkImage(StoredInk(), STYLES["crohme_2019"])
    again = pickle.loads(pickle.dumps(image))  # noqa: S301 - our own bytes
    assert {image: 1}[again] == 1
    assert len(pickle.dumps(image)) < 700
    assert again.load().tobytes() == image.load().tobytes()


@pytest.mark.parametrize("style", list(STYLES))
def test_the_size_is_told_without_drawing(style: str) -> None:
    image = InkImage(StoredInk(), STYLES[style])
    assert image.size() == image.load().size


def test_the_name_is_that_of_a_picture_below_the_same_folder() -> None:
    assert InkImage(StoredInk()).name == "HAMEX/a.png"


@pytest.mark.parametrize("work", ["load", "size"])
def test_ink_without_strokes_is_a_data_error_that_names_it(work: str) -> None:
    image = InkImage(StoredInk("empty.inkml", b"<ink></ink>"))
    with pytest.raises(DataError, match=r"cannot draw empty\.inkml: expected ink with at least one stroke") as caught:
        getattr(image, work)()
    assert (caught.value.code, caught.value.path) == ("no_ink", "empty.inkml")


def test_an_unknown_style_is_refused_before_anything_is_read() -> None:
    with pytest.raises(InputError, match="expected a DrawingStyle or one of"):
        with_pictures([RECORD], style="wap")


def test_drawn_pictures_are_augmented_by_strokes_and_pixels() -> None:
    both = Augmentation(strokes=StrokeAugmentation(), pictures=PictureAugmentation(skipped=0.0))
    image = InkImage(StoredInk())
    source = both.source(image, seed=4)
    assert isinstance(source, AugmentedImage)
    assert source.name == image.name
    assert source.size() == source.load().size
    assert pickle.loads(pickle.dumps(source)).load().tobytes() == source.load().tobytes()  # noqa: S301
    assert both.source(image, seed=5).load().tobytes() != source.load().tobytes()


def test_strokes_of_a_picture_without_ink_are_left_alone() -> None:
    image = FileImage("images", "b.png")
    assert Augmentation(strokes=StrokeAugmentation()).source(image, seed=1) is image


def test_an_augmented_picture_of_another_mode_is_brought_to_paper_first() -> None:
    from PIL import Image

    class Clear:
        name = "clear.png"

        def load(self) -> Image.Image:
            return Image.new("RGBA", (30, 20), (0, 0, 0, 0))

    picture = AugmentedImage(Clear(), PictureAugmentation(skipped=1.0), seed=0).load()
    assert (picture.mode, picture.getpixel((0, 0))) == ("RGB", (255, 255, 255))
