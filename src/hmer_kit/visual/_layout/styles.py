"""The four styles of TeX's mathematics, and what a font at each of them measures."""

from __future__ import annotations

from typing import NamedTuple

__all__: list[str] = []

DISPLAY, TEXT, SCRIPT, SCRIPTSCRIPT = range(4)

_SIZES = (1.0, 1.0, 8 / 12, 6 / 12)
_WIDTHS = (0.979, 0.979, 1.0625, 1.222)
"""Small Computer Modern fonts are wider than large ones: 12, 8 and 6 pt, each against 10 pt at the same size."""


class Style(NamedTuple):
    """A style and its size."""

    number: int
    em: float
    """Size of the font in pixels."""
    stretch: float
    """Width of a glyph over that of the 10-point font."""
    base: float
    """Size of the font in display, for the few lengths that are the same in every style."""

    @property
    def in_display(self) -> bool:
        """Whether operators are large and fractions wide apart."""
        return self.number == DISPLAY

    @property
    def is_script(self) -> bool:
        """Whether operators stand close."""
        return self.number >= SCRIPT


def styles(em: float) -> tuple[Style, ...]:
    """Return the four styles of an expression whose font has this size."""
    return tuple(Style(number, em * _SIZES[number], _WIDTHS[number], em) for number in range(4))


def script_of(number: int) -> int:
    """Return the style of a script."""
    return SCRIPT if number <= TEXT else SCRIPTSCRIPT


def fraction_of(number: int) -> int:
    """Return the style of a numerator or denominator."""
    return min(number + 1, SCRIPTSCRIPT)


# Lengths in em, from the parameters of cmsy10 and cmex10.
AXIS = 0.25
RULE = 0.04
X_HEIGHT = 0.430555
QUAD = 1.0
NUMERATOR = (0.676508, 0.393732, 0.443731)
"""Shift of a numerator: in display, elsewhere, without a bar."""
DENOMINATOR = (0.685951, 0.344841)
SUP = (0.412892, 0.362892)
"""Shift of an upper script: in display, elsewhere."""
SUB = (0.15, 0.247217)
"""Shift of a lower script: alone, below an upper one."""
SUP_DROP = 0.386108
SUB_DROP = 0.05
LIMIT_GAPS = (0.111112, 0.166667, 0.2, 0.6)
"""Least gap above and below an operator, least distance of the limits' baselines from it."""
SCRIPT_SPACE = 0.0417
FRACTION_MARGIN = 0.1
