r"""Points of plain decimals, all at once: what nearly every file has, and what nearly all its bytes are.

A decimal of at most 15 digits is a whole number below 2**53 over a power of ten below 10**16. Both are exact as floats,
so that their quotient is the float next to the decimal, the very one that ``float`` finds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

FEWEST_CHARACTERS = 2**10
"""Below this, a ``float`` for each number is faster."""
MOST_CHARACTERS = 2**20
"""Above this, the arrays would take more memory than a list of numbers."""

_BLANKS = b" \t\r\n"
_PLAIN = b"0123456789.,-" + _BLANKS
_COMMA, _MINUS, _DOT, _ZERO = b",-.0"
_DIGITS = 15
_POWERS = 10.0 ** np.arange(_DIGITS + 1)


def decimal_table(text: str) -> NDArray[np.float64] | None:
    """Return the points, ``(points, values)``, or None where they are not alike or there is more than plain decimals.

    Args:
        text: Points between commas, values between blanks.
    """
    data = b" %b " % text.encode()
    if data.translate(None, _PLAIN):
        return None
    characters = np.frombuffer(data, np.uint8)
    inside = characters > _COMMA  # what is plain and no part of a number stands in front of it
    edges = np.flatnonzero(inside[1:] != inside[:-1]) + 1
    starts, ends = edges[::2], edges[1::2]
    commas = np.flatnonzero(characters == _COMMA)
    width, rest = divmod(len(starts), len(commas) + 1)
    if not width or rest or not _are_apart(starts.reshape(-1, width), commas):
        return None
    numbers = _numbers(data, characters, starts, ends)
    return None if numbers is None else numbers.reshape(-1, width)


def _are_apart(starts: NDArray[np.intp], commas: NDArray[np.intp]) -> bool:
    """Whether each comma stands behind one row of numbers and in front of the next."""
    return bool((starts[:-1, -1] < commas).all() and (commas < starts[1:, 0]).all())


def _numbers(
    data: bytes, characters: NDArray[np.uint8], starts: NDArray[np.intp], ends: NDArray[np.intp]
) -> NDArray[np.float64] | None:
    """Return the numbers between starts and ends, or None where one is none or has too many digits."""
    minus = characters[starts] == _MINUS
    dots = np.flatnonzero(characters == _DOT)
    dotted = np.searchsorted(starts, dots, "right") - 1
    if np.count_nonzero(minus) != data.count(b"-") or not (dotted[1:] > dotted[:-1]).all():
        return None  # "3-5", "1.2.3"
    counts = ends - starts - minus
    counts[dotted] -= 1
    if counts.min() < 1 or counts.max() > _DIGITS:
        return None
    past = np.cumsum(counts)
    digits = np.frombuffer(data.translate(None, b".,-" + _BLANKS), np.uint8)
    values = _POWERS[np.repeat(past, counts) - np.arange(1, len(digits) + 1)]
    values *= digits - _ZERO
    numbers = np.add.reduceat(values, past - counts)
    numbers[dotted] /= _POWERS[ends[dotted] - 1 - dots]
    return np.negative(numbers, out=numbers, where=minus)
