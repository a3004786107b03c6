"""Pictures and ink that come a little different each time they are trained on, and the same for the same seed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import TYPE_CHECKING

from hmer_kit.data.pictures.ink_images import InkImage
from hmer_kit.data.pictures.pixel_budget import flatten

if TYPE_CHECKING:
    from PIL import Image

    from hmer_kit.data.records import ImageSource, InkSource
    from hmer_kit.ink.augmentation import PictureAugmentation, StrokeAugmentation
    from hmer_kit.ink.document import InkDocument

__all__ = ["Augmentation", "AugmentedImage", "AugmentedInk", "seed_of"]

_MODES = ("L", "RGB", "1")


@dataclass(frozen=True, slots=True)
class AugmentedImage:
    """A picture as it might have come instead.

    Examples:
        >>> from PIL import Image
        >>> from hmer_kit.ink import PictureAugmentation
        >>> class White:
        ...     name = "white.png"
        ...
        ...     def load(self) -> Image.Image:
        ...         return Image.new("L", (9, 5), 255)
        >>> AugmentedImage(White(), PictureAugmentation(), seed=3).load().size
        (9, 5)
    """

    image: ImageSource
    """The picture itself."""
    augmentation: PictureAugmentation
    """How much it is changed."""
    seed: int
    """Which of the ways."""

    @property
    def name(self) -> str:
        """Name of the picture itself."""
        return self.image.name

    def load(self) -> Image.Image:
        """Return the changed picture; of another mode than ``L``, ``RGB`` and ``1`` it is brought to ``RGB`` first.

        Raises:
            DataError: The picture itself cannot be read.
        """
        picture = self.image.load()
        if not (picture.width and picture.height):
            return picture  # whoever asked says what is wrong with it
        flat = picture if picture.mode in _MODES else flatten(picture, mode="RGB")
        return self.augmentation.apply(flat, seed=self.seed)

    def size(self) -> tuple[int, int]:
        """Return width and height in pixels, those of the picture itself.

        Raises:
            DataError: The picture itself cannot be read.
        """
        size = getattr(self.image, "size", None)
        width, height = size() if callable(size) else self.image.load().size
        return int(width), int(height)


@dataclass(frozen=True, slots=True)
class AugmentedInk:
    """Ink as it might have been written instead.

    Examples:
        >>> from hmer_kit.ink import InkDocument, StrokeAugmentation, Strokes
        >>> class Dash:
        ...     name = "dash.inkml"
        ...
        ...     def load(self) -> InkDocument:
        ...         return InkDocument("dash", Strokes.of([[(0, 0), (9, 0)]]), truth="-")
        >>> AugmentedInk(Dash(), StrokeAugmentation(), seed=3).load().truth
        '-'
    """

    ink: InkSource
    """The ink itself."""
    augmentation: StrokeAugmentation
    """How much it is changed."""
    seed: int
    """Which of the ways."""

    @property
    def name(self) -> str:
        """Name of the ink itself."""
        return self.ink.name

    def load(self) -> InkDocument:
        """Return the changed ink.

        Raises:
            DataError: The ink itself cannot be read.
        """
        return self.augmentation.apply(self.ink.load(), seed=self.seed)


@dataclass(frozen=True, slots=True)
class Augmentation:
    """What training does to pictures: where they are drawn from ink, to the strokes; and to the pixels of all.

    Examples:
        >>> from hmer_kit.data import FileImage
        >>> from hmer_kit.ink import PictureAugmentation
        >>> Augmentation(pictures=PictureAugmentation()).source(FileImage("images", "a.png"), seed=7).name
        'a.png'
    """

    strokes: StrokeAugmentation | None = None
    """Changes of strokes, for pictures that are drawn from ink; None for none."""
    pictures: PictureAugmentation | None = None
    """Changes of pixels; None for none."""

    def source(self, image: ImageSource, *, seed: int) -> ImageSource:
        """Return a source of the changed picture; nothing is loaded yet.

        Args:
            image: A source of a picture; ``InkImage`` is changed by its strokes.
            seed: The same seed gives the same picture.
        """
        if self.strokes is not None and isinstance(image, InkImage):
            style = self.strokes.restyle(image.style, seed=seed)
            image = replace(image, ink=AugmentedInk(image.ink, self.strokes, seed), style=style)
        return image if self.pictures is None else AugmentedImage(image, self.pictures, seed)


def seed_of(*parts: object) -> int:
    """Return a seed that depends on all parts, the same in every process and version of Python.

    Args:
        parts: Numbers and strings, such as the seed of a run, an epoch and a place in it.

    Examples:
        >>> seed_of(0, 3, "18_em_1") == seed_of(0, 3, "18_em_1") != seed_of(0, 4, "18_em_1")
        True
    """
    digest = blake2b("\0".join(map(str, parts)).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big")
