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
_NO_DIGITS = b".,-" + _BLANKS
_PLAIN = b"0123456789" + _NO_DIGITS
_COMMA, _MINUS, _DOT = b",-."
_VALUES = bytes(max(code - ord("0"), 0) for code in range(256))
"""What a digit stands for, by its code."""
_MOST_DIGITS = 15
_POWERS = np.array([10**power for power in range(_MOST_DIGITS + 1)], np.float64)  # of whole numbers: exact everywhere
_SCALES = np.array([1, *_POWERS])
"""What a number is to be divided by whose dot is the first, second ... character from behind; 0 is for none."""


def decimal_table(text: str) -> NDArray[np.float64] | None:
    """Return the points, ``(points, values)``, or None where they are not alike or there is more than plain decimals.

    Args:
        text: Points between commas, values between blanks.
    """
    data = b" %b " % text.encode()  # so that each number has a begin and an end
    if data.translate(None, _PLAIN):
        return None
    codes = np.frombuffer(data, np.uint8)
    inside = codes > _COMMA  # what is plain and no part of a number stands in front of it
    edges = (inside[1:] != inside[:-1]).nonzero()[0]
    starts, ends, codes = edges[::2], edges[1::2], codes[1:]  # an edge is counted from the second character
    commas = (codes == _COMMA).nonzero()[0]
    width, rest = divmod(len(starts), len(commas) + 1)
    if not width or rest or not _are_apart(starts.reshape(-1, width), commas):
        return None
    numbers = _numbers(data, codes, starts, ends)
    return None if numbers is None else numbers.reshape(-1, width)


def _are_apart(starts: NDArray[np.intp], commas: NDArray[np.intp]) -> bool:
    """Whether each comma stands behind one row of numbers and in front of the next."""
    return bool(((starts[:-1, -1] < commas) & (commas < starts[1:, 0])).all())


def _numbers(
    data: bytes, codes: NDArray[np.uint8], starts: NDArray[np.intp], ends: NDArray[np.intp]
) -> NDArray[np.float64] | None:
    """Return the numbers between starts and ends, or None where one is none or has more digits than are exact."""
    dots = _dots(codes, starts, ends)
    minus = codes.take(starts) == _MINUS
    if dots is None or np.count_nonzero(minus) < data.count(b"-"):
        return None  # "1.2.3", "3-5"
    counts = ends - starts
    counts -= minus
    counts -= dots > 0
    if counts.min() < 1 or counts.max() > _MOST_DIGITS:
        return None
    numbers = _whole(data, counts)
    numbers /= _SCALES.take(dots)
    return np.negative(numbers, out=numbers, where=minus)


def _dots(codes: NDArray[np.uint8], starts: NDArray[np.intp], ends: NDArray[np.intp]) -> NDArray[np.uint8] | None:
    """Return which character from behind is the dot of each number, 0 where there is none; None where one has two."""
    dots = np.zeros(len(starts), np.uint8)
    total = missing = np.count_nonzero(codes == _DOT)
    for place in (*range(2, _MOST_DIGITS + 2), 1):  # files have few digits behind dots, and hardly ever none
        if missing < 1:
            break
        at = ends - place
        here = (codes.take(at, mode="clip") == _DOT) & (at >= starts)
        dots += here * np.uint8(place)
        missing -= np.count_nonzero(here)
    return dots if np.count_nonzero(dots) == total else None


def _whole(data: bytes, counts: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return the numbers of so many digits each, as if they had no dots and signs."""
    digits = np.frombuffer(data.translate(_VALUES, _NO_DIGITS), np.uint8)
    ends = np.cumsum(counts)
    powers = np.repeat(ends, counts)
    powers -= np.arange(1, len(digits) + 1)
    values = _POWERS.take(powers)
    values *= digits
    ends -= counts
    return np.add.reduceat(values, ends)
