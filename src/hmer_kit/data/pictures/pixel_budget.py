"""How many pixels a picture may have, so that one picture reaches every back end.

Servers and processors each bring a picture to a size of their own choosing, and then disagree about what is written on
it. A picture that was fitted here first is left alone by all whose bounds are wider: the sizes are those of
``smart_resize``, which the processors of Qwen2-VL and its descendants use, here with an upper bound that holds always.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from reprlib import repr as short

from PIL import Image

from hmer_kit.exceptions import InputError

__all__ = ["PixelBudget", "flatten"]

_GREY = frozenset({"1", "L", "LA", "La", "I", "F"})
_DEEP = frozenset({"I", "I;16", "I;16L", "I;16B", "I;16N"})
_OPAQUE = frozenset({"1", "L", "RGB"})
_DEEP_TO_BYTE = 1 / 257


@dataclass(frozen=True, slots=True)
class PixelBudget:
    """Bounds on width × height, kept by a resize that is the same wherever it is done.

    The shape is kept as far as whole sides allow. A picture inside the bounds keeps its size, but for the rounding of
    each side to ``multiple``; a smaller one is enlarged no further than the lower bound asks. Where the bounds cannot
    both be met (a thin strip, a coarse multiple), the upper one is. Where they are a factor of four or more apart, a
    fitted picture stays as it is when it is fitted again.

    Raises:
        InputError: A number is no whole number of 1 or more, or not even one cell of ``multiple`` squared fits.

    Examples:
        >>> budget = PixelBudget(max_pixels=100_000)
        >>> budget.size(1000, 400), budget.size(300, 200)
        ((500, 200), (300, 200))
        >>> PixelBudget(min_pixels=4 * 28 * 28, max_pixels=512 * 28 * 28, multiple=28).size(1000, 400)
        (1008, 392)
    """

    min_pixels: int = 1
    """A smaller picture is enlarged to this many pixels, or the next few that whole sides allow."""
    max_pixels: int = 2**20
    """No picture has more pixels than this."""
    multiple: int = 1
    """Each side is a multiple of it: of patch size × merge size for Qwen-VL, 28 or 32."""

    def __post_init__(self) -> None:
        for name in ("min_pixels", "max_pixels", "multiple"):
            value = getattr(self, name)
            if not isinstance(value, int) or isinstance(value, bool) or value < 1:
                raise InputError(f"expected {name} to be a whole number of at least 1, got {short(value)}")
        if self.max_pixels < max(self.min_pixels, self.multiple**2):
            raise InputError(
                f"expected max_pixels of at least min_pixels ({self.min_pixels}) and multiple squared "
                f"({self.multiple**2}), got {self.max_pixels}"
            )

    def size(self, width: int, height: int) -> tuple[int, int]:
        """Return the width and height that a picture is brought to.

        Args:
            width: In pixels.
            height: In pixels.

        Raises:
            InputError: A side is less than 1.

        Examples:
            >>> PixelBudget(min_pixels=400).size(10, 20)
            (15, 29)
        """
        if width < 1 or height < 1:
            raise InputError(f"expected a picture of at least 1 × 1 pixels, got {width} × {height}")
        cells = [round(side / self.multiple) for side in (width, height)]
        area = math.prod(cells) * self.multiple**2
        if area > self.max_pixels:
            scale = math.sqrt(width * height / self.max_pixels) * self.multiple
            cells = [math.floor(side / scale) for side in (width, height)]
        elif area < self.min_pixels:
            scale = math.sqrt(self.min_pixels / (width * height)) / self.multiple
            cells = [math.ceil(side * scale) for side in (width, height)]
        wide, high = self._within(*(max(1, count) for count in cells))
        return wide * self.multiple, high * self.multiple

    def fit(self, image: Image.Image) -> Image.Image:
        """Return the picture at the size of the budget, by cubic interpolation.

        Args:
            image: Of any mode; what is neither ``"L"`` nor ``"RGB"`` goes through ``flatten`` first.

        Returns:
            A picture of mode ``"L"`` or ``"RGB"``; the argument itself where nothing is to be done.

        Raises:
            InputError: The picture has no pixels.

        Examples:
            >>> PixelBudget(max_pixels=800).fit(Image.new("L", (200, 100))).size
            (40, 20)
        """
        size = self.size(*image.size)
        if image.mode not in {"L", "RGB"}:
            image = flatten(image, mode="L" if image.mode in _GREY | _DEEP else "RGB")
        return image if image.size == size else image.resize(size, Image.Resampling.BICUBIC)

    def _within(self, wide: int, high: int) -> tuple[int, int]:
        """Shorten the longer side where rounding has gone over the upper bound."""
        most = self.max_pixels // self.multiple**2
        if wide * high <= most:
            return wide, high
        short = min(wide, high, math.isqrt(most))
        return (most // short, short) if wide > high else (short, most // short)


def flatten(image: Image.Image, *, mode: str = "RGB") -> Image.Image:
    """Bring a picture of any mode to grey or colour: transparent parts become white paper, 16 bits become 8.

    Pillow's own ``convert`` turns transparent paper black, and cuts 16-bit values off at 255: the page is white.

    Args:
        image: The picture.
        mode: ``"RGB"`` or ``"L"``.

    Returns:
        The argument itself where it has that mode already.

    Raises:
        InputError: There is no such mode.

    Examples:
        >>> flatten(Image.new("RGBA", (1, 1), (0, 0, 0, 0)), mode="L").getpixel((0, 0))
        255
        >>> flatten(Image.new("I;16", (1, 1), 257 * 90)).getpixel((0, 0))
        (90, 90, 90)
    """
    if mode not in {"L", "RGB"}:
        raise InputError(f"expected the mode 'RGB' or 'L', got {mode!r}")
    if image.mode == mode:
        return image
    if image.mode in _DEEP:
        image = _eight_bits(image)
    if "transparency" in image.info or (image.mode not in _OPAQUE and not {"A", "a"}.isdisjoint(image.getbands())):
        layer = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer)
    return image.convert(mode)


def _eight_bits(image: Image.Image) -> Image.Image:
    wide = image.convert("I")
    _, brightest = wide.getextrema()
    if not isinstance(brightest, tuple) and brightest <= 255:  # bytes in a wide coat; as 16 bits, all of it were black
        return wide.convert("L")
    scaled = wide.point(lambda value: value * _DEEP_TO_BYTE + 0.5).convert("L")
    clear = image.info.get("transparency")
    if isinstance(clear, int):  # the one grey value that is transparent
        scaled.info["transparency"] = round(clear * _DEEP_TO_BYTE)
    return scaled
