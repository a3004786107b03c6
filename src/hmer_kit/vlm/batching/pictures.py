"""The picture of an example in the mode that its model takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.data.pictures.normalization import prepare_picture
from hmer_kit.exceptions import DataError, HmerKitError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PIL import Image

    from hmer_kit.data import PictureNormalization, PixelBudget, Record
    from hmer_kit.tasks import TaskExample

__all__ = ["load_picture", "load_pictures"]


def load_picture(
    record: Record,
    *,
    mode: str = "RGB",
    budget: PixelBudget | None = None,
    normalization: PictureNormalization | None = None,
) -> Image.Image:
    """Decode the picture of a record; transparent parts become white paper, not black.

    Args:
        record: A record with a picture.
        mode: Pillow mode of the result, ``"RGB"`` or ``"L"``.
        budget: Size to bring it to.
        normalization: What is done to it before.

    Raises:
        DataError: The record has no picture, it cannot be read, it has no pixels, or it has no ink where the
            normalization refuses that.

    Examples:
        >>> from PIL import Image
        >>> from hmer_kit.data import Record
        >>> class Clear:
        ...     name = "clear"
        ...
        ...     def load(self):
        ...         return Image.new("RGBA", (1, 1), (0, 0, 0, 0))
        >>> load_picture(Record("a", "x", image=Clear()), mode="L").getpixel((0, 0))
        255
    """
    if record.image is None:
        raise DataError(
            f"expected record {record.id!r} to have a picture, got none; give Record(image=...)",
            code="no_image",
            record_id=record.id,
        )
    image = record.image.load()
    if not (image.width and image.height):
        raise DataError(
            f"expected the picture of record {record.id!r} to have pixels, got {image.width} × {image.height}",
            code="no_pixels",
            record_id=record.id,
        )
    try:
        return prepare_picture(image, mode=mode, normalization=normalization, budget=budget)
    except DataError as error:
        message = f"the picture of record {record.id!r}: {error}"
        raise DataError(message, code=error.code, record_id=record.id) from error


def load_pictures(
    examples: Sequence[TaskExample],
    *,
    mode: str = "RGB",
    budget: PixelBudget | None = None,
    normalization: PictureNormalization | None = None,
) -> tuple[list[Image.Image], list[TaskExample], list[str]]:
    """Decode the pictures of examples, and leave out those that cannot be read.

    Args:
        examples: Examples whose records have pictures.
        mode: Pillow mode of the results.
        budget: Size to bring them to.
        normalization: What is done to them before.

    Returns:
        The pictures, the examples they belong to, and a note for each example left out.

    Examples:
        >>> load_pictures([])
        ([], [], [])
    """
    images: list[Image.Image] = []
    kept: list[TaskExample] = []
    skipped: list[str] = []
    for example in examples:
        try:
            images.append(load_picture(example.record, mode=mode, budget=budget, normalization=normalization))
        except HmerKitError as error:
            skipped.append(f"{example.record.id}: {error}")
        else:
            kept.append(example)
    return images, kept, skipped
