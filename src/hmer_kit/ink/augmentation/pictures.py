"""Pictures of ink bent, blurred and lit otherwise, as if another pen, paper or camera had been at work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import Image, ImageFilter, ImageOps

from hmer_kit.exceptions import InputError
from hmer_kit.ink.augmentation._bending import bent
from hmer_kit.ink.augmentation._lighting import compressed, lit, noisy, paler, ruled
from hmer_kit.ink.augmentation._strengths import check_strengths, rng_of
from hmer_kit.ink.pictures.convention import is_dark_background

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np

__all__ = ["PictureAugmentation"]

_MODES = ("L", "RGB", "1")


@dataclass(frozen=True, slots=True)
class PictureAugmentation:
    """How much pictures are changed: a strength from 0 (never) to 1 (much) for each kind of change.

    The first three are small turns and stretches of the whole, the fourth bends it; then come pen, lens, paper, light
    and storage. Each kind that has a strength is left out in a share of the pictures, so that unchanged ones remain.

    Raises:
        InputError: A strength is below 0 or above 1.

    Examples:
        >>> from PIL import Image
        >>> page = Image.new("L", (60, 40))
        >>> page.paste(255, (20, 10, 23, 30))
        >>> other = PictureAugmentation().apply(page, seed=1)
        >>> other.mode, other.size
        ('L', (60, 40))
    """

    rotation: float = 0.3
    """Turn; 1 is up to 6 degrees."""
    slant: float = 0.3
    """Shear; 1 is up to 0.4."""
    stretch: float = 0.3
    """Width against height; 1 is up to a fourth."""
    warp: float = 0.3
    """Elastic bending; 1 is up to 4 pixels."""
    pen: float = 0.3
    """Thicker or thinner strokes; 1 is up to 2 pixels."""
    blur: float = 0.2
    """Blur; 1 is a radius up to 1.5 pixels."""
    contrast: float = 0.2
    """Paler ink; 1 leaves two fifths of it at least."""
    ruled: float = 0.1
    """Lines or squares on the paper; at 1 almost as strong as ink."""
    light: float = 0.2
    """Uneven light; at 1 the darkest paper comes half way to the ink."""
    noise: float = 0.2
    """Noise of each pixel; 1 is a standard deviation up to 30 of 255."""
    jpeg: float = 0.2
    """Traces of JPEG; 1 is a quality down to 25."""
    skipped: float = 0.5
    """Share of the pictures in which a kind of change is left out, each kind by itself."""

    def __post_init__(self) -> None:
        check_strengths(self, {})

    def apply(self, image: Image.Image, *, seed: int) -> Image.Image:
        """Return the picture as it might have come instead, in the same mode and size.

        Ink never leaves the picture; light ink on a dark ground and dark ink on a light one are treated alike.

        Args:
            image: A picture of mode ``L``, ``RGB`` or ``1``.
            seed: The same seed gives the same picture.

        Raises:
            InputError: The picture has another mode or no pixels.

        Examples:
            >>> from PIL import Image
            >>> page = Image.new("L", (60, 40), 255)
            >>> PictureAugmentation(skipped=1).apply(page, seed=1).tobytes() == page.tobytes()
            True
        """
        if image.mode not in _MODES or not (image.width and image.height):
            raise InputError(
                f"expected a picture of mode L, RGB or 1 with pixels, got {image.mode!r} of {image.width} x "
                f"{image.height}; bring it to one by hmer_kit.data.flatten"
            )
        rng = rng_of(seed)
        strengths = {name: self._drawn(name, rng) for name in _KINDS}
        if not any(strengths.values()):
            return image.copy()
        grey = image.convert("L") if image.mode == "1" else image
        dark = is_dark_background(grey)
        ink = grey if dark else ImageOps.invert(grey)
        ink = bent(ink, {name: strengths[name] for name in _SHAPES}, rng)
        for name, change in _CHANGES.items():
            if strengths[name]:
                ink = change(ink, strengths[name], rng)
        changed = ink if dark else ImageOps.invert(ink)
        return changed.point(lambda value: 255 * (value > 127)).convert("1") if image.mode == "1" else changed

    def _drawn(self, name: str, rng: np.random.Generator) -> float:
        strength, left_out = rng.uniform(0, 1), rng.uniform(0, 1) < self.skipped
        return 0.0 if left_out else float(getattr(self, name) * strength)


def _redrawn(ink: Image.Image, strength: float, rng: np.random.Generator) -> Image.Image:
    """Make strokes thicker or thinner; thin ones get paler rather than vanish."""
    if rng.uniform() < 0.4:
        return Image.blend(ink, ink.filter(ImageFilter.MinFilter(3)), 0.6 * strength)
    once = ink.filter(ImageFilter.MaxFilter(3))
    if strength <= 0.5:
        return Image.blend(ink, once, 2 * strength)
    return Image.blend(once, ink.filter(ImageFilter.MaxFilter(5)), 2 * strength - 1)


def _blurred(ink: Image.Image, strength: float, rng: np.random.Generator) -> Image.Image:  # noqa: ARG001
    return ink.filter(ImageFilter.GaussianBlur(1.5 * strength))


_SHAPES = ("rotation", "slant", "stretch", "warp")

_CHANGES: dict[str, Callable[[Image.Image, float, np.random.Generator], Image.Image]] = {
    "pen": _redrawn,
    "blur": _blurred,
    "contrast": paler,
    "ruled": ruled,
    "light": lit,
    "noise": noisy,
    "jpeg": compressed,
}
"""What is done after the bending, in the order in which pen, lens, paper, light and storage come."""

_KINDS = (*_SHAPES, *_CHANGES)
