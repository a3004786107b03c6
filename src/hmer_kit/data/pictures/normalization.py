"""One way to bring pictures to what a model was trained on: cut to the ink, of one polarity, of a size within a budget.

``prepare_picture`` is the one function by which training, a model in this process and a server's client prepare a
picture, so that the model sees the same pixels wherever it is asked. Colours and tones stay as they are: photographs
are cut and, where a polarity is asked for that they do not have, inverted, and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from reprlib import repr as short
from typing import TYPE_CHECKING, Literal, get_args

from PIL import ImageChops

from hmer_kit.data.pictures.pixel_budget import flatten
from hmer_kit.exceptions import DataError, InputError
from hmer_kit.ink.pictures.convention import is_dark_background
from hmer_kit.ink.pictures.ink_box import ink_box

if TYPE_CHECKING:
    from PIL import Image

    from hmer_kit.data.pictures.pixel_budget import PixelBudget

__all__ = ["BlankPictures", "PictureNormalization", "Polarity", "prepare_picture"]

Polarity = Literal["white_on_black", "black_on_white"]
"""Light ink on a dark ground, or dark ink on a light one."""

BlankPictures = Literal["refuse", "keep"]
"""What becomes of a picture without ink."""

_MOST_MARGIN = 4096


@dataclass(frozen=True, slots=True)
class PictureNormalization:
    """What is done to a picture before it is brought to its size.

    The ink is found in renderings, scans and photographs, where uneven light and the noise of paper are followed; in
    doubt the box is too large. Nothing is added: where there is less room than the margin, the picture ends there.

    Raises:
        InputError: A field has a value that is not one of those it takes.

    Examples:
        >>> from PIL import Image
        >>> page = Image.new("L", (300, 200), 255)
        >>> page.paste(0, (100, 90, 180, 96))
        >>> picture = PictureNormalization(margin=10, polarity="white_on_black").apply(page)
        >>> picture.size, picture.getpixel((0, 0)), picture.getpixel((50, 12))
        ((100, 26), 0, 255)
    """

    margin: int | None = 12
    """Pixels that are left around the ink; None leaves the picture uncut."""
    polarity: Polarity | None = None
    """What the picture shall be, inverted where it is not; None leaves it."""
    blank: BlankPictures = "refuse"
    """A picture without ink is refused by name, or kept uncut."""

    def __post_init__(self) -> None:
        margin = self.margin
        if margin is not None and (
            isinstance(margin, bool) or not isinstance(margin, int) or not 0 <= margin <= _MOST_MARGIN
        ):
            raise InputError(
                f"expected margin to be a whole number of 0 to {_MOST_MARGIN}, or None, got {short(margin)}"
            )
        for name, known in (("polarity", (*get_args(Polarity), None)), ("blank", get_args(BlankPictures))):
            if getattr(self, name) not in known:
                raise InputError(f"expected {name} to be one of {known}, got {short(getattr(self, name))}")

    def apply(self, image: Image.Image) -> Image.Image:
        """Return the picture normalized.

        Args:
            image: Of mode ``"L"`` or ``"RGB"``, as ``hmer_kit.data.flatten`` gives it.

        Returns:
            A picture of the same mode; the argument itself where nothing is to be done.

        Raises:
            InputError: The picture has another mode, or no pixels.
            DataError: It holds no ink (``code`` is ``no_ink``), and blank pictures are refused.

        Examples:
            >>> from PIL import Image
            >>> page = Image.new("L", (30, 20), 255)
            >>> PictureNormalization(blank="keep").apply(page) is page
            True
            >>> PictureNormalization().apply(page)  # doctest: +ELLIPSIS
            Traceback (most recent call last):
            hmer_kit.exceptions.DataError: expected a picture with ink, got 30 × 20 pixels of bare ground; ...
        """
        box = ink_box(image)
        if box is None and self.blank == "refuse":
            size = f"{image.width} × {image.height}"
            raise DataError(
                f"expected a picture with ink, got {size} pixels of bare ground; leave blank pictures out, or set "
                "blank='keep'",
                code="no_ink",
            )
        if self.polarity is not None and is_dark_background(image) is not (self.polarity == "white_on_black"):
            image = ImageChops.invert(image)
        return image if box is None or self.margin is None else _cut(image, box, self.margin)


def prepare_picture(
    image: Image.Image,
    *,
    mode: str = "RGB",
    normalization: PictureNormalization | None = None,
    budget: PixelBudget | None = None,
) -> Image.Image:
    """Bring a picture to what a model sees: flattened, normalized, and at the size of the budget.

    Args:
        image: Of any mode; transparent parts become white paper.
        mode: Mode of the result, ``"RGB"`` or ``"L"``.
        normalization: What is done to it; None leaves it.
        budget: Its size; None leaves it.

    Raises:
        InputError: There is no such mode, or the picture has no pixels.
        DataError: The picture holds no ink, and the normalization refuses that.

    Examples:
        >>> from PIL import Image
        >>> from hmer_kit.data import PixelBudget
        >>> page = Image.new("RGB", (300, 200), "white")
        >>> page.paste("black", (100, 90, 180, 96))
        >>> prepare_picture(page, normalization=PictureNormalization(), budget=PixelBudget(max_pixels=780)).size
        (52, 15)
    """
    flat = flatten(image, mode=mode)
    if normalization is not None:
        flat = normalization.apply(flat)
    return flat if budget is None else budget.fit(flat)


def _cut(image: Image.Image, box: tuple[int, int, int, int], margin: int) -> Image.Image:
    left, top, right, bottom = box
    room = (
        max(0, left - margin),
        max(0, top - margin),
        min(image.width, right + margin),
        min(image.height, bottom + margin),
    )
    return image if room == (0, 0, *image.size) else image.crop(room)
