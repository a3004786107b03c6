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
_NO_DIGITS = b".,-" + _BLANKS
_DIGITS = 15
_POWERS = np.array([10**power for power in range(_DIGITS + 1)], np.float64)  # of whole numbers: exact everywhere


def decimal_table(text: str) -> NDArray[np.float64] | None:
    """Return the points, ``(points, values)``, or None where they are not alike or there is more than plain decimals.

    Args:
        text: Points between commas, values between blanks.
    """
    data = b" %b " % text.encode()  # so that each number has a begin and an end
    if data.translate(None, _PLAIN):
        return None
    characters = np.frombuffer(data, np.uint8)
    inside = characters > _COMMA  # what is plain and no part of a number stands in front of it
    edges = (inside[1:] != inside[:-1]).nonzero()[0]
    edges += 1
    starts, ends = edges[::2], edges[1::2]
    commas = (characters == _COMMA).nonzero()[0]
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
    """Return the numbers between starts and ends, or None where one is none or has more digits than are exact."""
    minus = characters[starts] == _MINUS
    if np.count_nonzero(minus) < np.count_nonzero(characters == _MINUS):
        return None  # "3-5"
    dots = np.count_nonzero(characters == _DOT)
    dotted, scales = _fractions(characters, starts, ends, dots=dots)
    if np.count_nonzero(dotted) != dots:
        return None  # "1.2.3"
    counts = ends - starts
    counts -= minus
    counts -= dotted
    if counts.min() < 1 or counts.max() > _DIGITS:
        return None
    numbers = _whole(data, counts)
    numbers /= scales
    return np.negative(numbers, out=numbers, where=minus)


def _fractions(
    characters: NDArray[np.uint8], starts: NDArray[np.intp], ends: NDArray[np.intp], *, dots: int
) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Return which numbers have a dot, and what they are to be divided by; files have few places behind dots."""
    dotted, scales = np.zeros(len(starts), np.bool_), np.ones(len(starts))
    for places in range(_DIGITS + 1):
        if dots < 1:
            break
        at = ends - (places + 1)
        hit = (characters.take(at, mode="clip") == _DOT) & (at >= starts)
        dotted |= hit
        scales[hit] = _POWERS[places]
        dots -= np.count_nonzero(hit)
    return dotted, scales


def _whole(data: bytes, counts: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return the numbers of so many digits each, as if they had no dots and signs."""
    digits = np.frombuffer(data.translate(None, _NO_DIGITS), np.uint8)
    past = np.cumsum(counts)
    powers = np.repeat(past, counts)
    powers -= np.arange(1, len(digits) + 1)
    values = _POWERS.take(powers)
    values *= digits - _ZERO
    past -= counts
    return np.add.reduceat(values, past)
