"""How ink is drawn: the styles of the pictures that were published, and a smooth one."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from hmer_kit.exceptions import InputError
from hmer_kit.ink.drawing.ink import NATURAL_MARGIN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hmer_kit.ink.drawing.ink import Style
    from hmer_kit.ink.drawing.pens import Tip

__all__ = ["STYLES", "DrawingStyle", "Measure", "drawing_style"]

Measure = Literal["symbols", "strokes", "device", "box"]
"""What the scale is found by. ``"symbols"``: the mean height of the symbols of the segmentation, estimated from the
strokes where there is none. ``"strokes"``: the mean height of the strokes, without those flatter than a tenth of the
highest. ``"device"``: none, a unit of the device is a pixel. ``"box"``: the ink fills a square."""


def _one_of(name: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise InputError(f"expected {name} to be one of {choices}, got {value!r}")


@dataclass(frozen=True, slots=True)
class DrawingStyle:
    """How ink in the unit of some device becomes a picture.

    Raises:
        InputError: A number is not positive, or a word is not among those it may be.

    Examples:
        >>> from dataclasses import replace
        >>> replace(STYLES["crohme_2014"], polarity="black_on_white").pen
        3
    """

    measure: Measure = "symbols"
    """What the scale is found by."""
    height: float = 28
    """What that height becomes, in pixels; no use to the measures ``"device"`` and ``"box"``."""
    longest: int = 1800
    """Most that the ink may be wide or high, in pixels: it is scaled down to it, or for ``"box"`` always to it."""
    margin: int = NATURAL_MARGIN
    """Free pixels around the ink."""
    pen: float = 3
    """Width of the pen in pixels."""
    tip: Tip = "round"
    """Tip of the pen."""
    anti_alias: bool = True
    """Whether the edges of a round pen are grey."""
    polarity: Style = "white_on_black"
    """What is light and what dark."""

    def __post_init__(self) -> None:
        _one_of("measure", self.measure, ("symbols", "strokes", "device", "box"))
        _one_of("tip", self.tip, ("round", "square", "capped"))
        _one_of("polarity", self.polarity, ("white_on_black", "black_on_white"))
        for name in ("height", "longest", "pen"):
            if not 0 < getattr(self, name) <= 10_000:
                raise InputError(f"expected {name} over 0 and at most 10,000 pixels, got {getattr(self, name)}")
        if not 0 <= self.margin <= 10_000:
            raise InputError(f"expected a margin of 0 to 10,000 pixels, got {self.margin}")


STYLES: Mapping[str, DrawingStyle] = MappingProxyType(
    {
        "crohme_2014": DrawingStyle(measure="strokes", tip="square", anti_alias=False),
        "crohme_train": DrawingStyle(tip="capped", anti_alias=False),
        "crohme_2019": DrawingStyle(measure="box", longest=998, margin=5, pen=2, polarity="black_on_white"),
        "mathwriting": DrawingStyle(measure="device", margin=10, pen=1.5, polarity="black_on_white"),
        "smooth": DrawingStyle(),
    }
)
"""The styles by name.

``"crohme_2014"``: the test pictures of 2014 and 2016 as WAP and its followers use them: 975 of the 986 of 2014 come out
the same to the pixel, the others differ by a few. ``"crohme_train"``: the training pictures of the 2016 set as they go
with these: the same to the pixel. ``"crohme_2019"``: as the competition's own tool of 2019 draws, in a square of 1000
pixels with 5 more around, its blurred line of 2 pixels by a round pen, and its dots, which are a single pixel there and
lost when shrunk, as wide as the pen. ``"mathwriting"``: as the notebook that goes with MathWriting draws. ``"smooth"``:
symbols 28 pixels high on average, grey edges.
"""


def drawing_style(style: DrawingStyle | str) -> DrawingStyle:
    """Return a style by its name, or as it is.

    Args:
        style: A style, or one of the names in ``STYLES``.

    Raises:
        InputError: There is no such style.

    Examples:
        >>> drawing_style("smooth").anti_alias
        True
    """
    if isinstance(style, DrawingStyle):
        return style
    if style not in STYLES:
        raise InputError(f"expected a DrawingStyle or one of {list(STYLES)}, got {style!r}")
    return STYLES[style]
