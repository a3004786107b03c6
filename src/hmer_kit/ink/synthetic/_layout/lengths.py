r"""Lengths of TeX, such as ``2pt`` or ``-.5 em``, in sizes: a size is the height of a capital."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__: list[str] = []

_LENGTH = re.compile(r"([+-]?)((?:\d{0,6}[.,])?\d{1,6})\.?(?:true)?(pt|em|ex|mu|mm|cm|in|pc|bp|px|sp|dd|cc)")
_CAPITAL_POINTS = 6.83
_POINTS: Final[dict[str, float]] = {
    "pt": 1.0, "em": 10.0, "ex": 4.3, "mu": 0.56, "mm": 2.85, "cm": 28.5, "in": 72.3, "pc": 12.0, "bp": 1.0, "px": 1.0,
    "sp": 0.0, "dd": 1.07, "cc": 12.8,
}  # fmt: skip
_LEAST, _MOST = -0.15, 4.0
"""Nobody leaves more room, and ink that runs back over itself cannot be read."""


def lengths(tokens: Sequence[str]) -> list[float]:
    """Return the lengths among the tokens of a head, in sizes, none larger than a hand would leave.

    Args:
        tokens: Tokens, one a character.
    """
    found = _LENGTH.findall("".join(tokens[:80]))
    values = (float(sign + number.replace(",", ".")) * _POINTS[unit] / _CAPITAL_POINTS for sign, number, unit in found)
    return [min(_MOST, max(_LEAST, value)) for value in values]
