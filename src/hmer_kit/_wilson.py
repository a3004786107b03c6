"""Wilson's score interval, for rooms that do not know each other: scores and error mining."""

from __future__ import annotations

import math

from hmer_kit.exceptions import InputError


def check_level(level: float) -> float:
    """Return a level of confidence if it lies between 0 and 1.

    Args:
        level: Confidence.

    Returns:
        The same number.

    Raises:
        InputError: It does not.

    Examples:
        >>> check_level(95)
        Traceback (most recent call last):
        ...
        hmer_kit.exceptions.InputError: expected level between 0 and 1, as 0.95, got 95
    """
    if not isinstance(level, int | float) or not 0 < level < 1:
        raise InputError(f"expected level between 0 and 1, as 0.95, got {level!r}")
    return level


def wilson_bounds(part: int, whole: int, *, level: float) -> tuple[float, float]:
    """Return the bounds of a share (Wilson 1927), the share between them; ``whole`` is not 0.

    Examples:
        >>> low, high = wilson_bounds(10, 10, level=0.95)
        >>> round(low, 4), high
        (0.7225, 1.0)
    """
    from statistics import NormalDist  # brings decimal and fractions, which no count needs

    z = NormalDist().inv_cdf((1 + level) / 2)
    share = part / whole
    middle = share + z * z / (2 * whole)
    half = z * math.sqrt(share * (1 - share) / whole + z * z / (4 * whole * whole))
    scale = 1 + z * z / whole
    # Where all or none count, a bound is the share itself; rounding must not part the two.
    low = min(max(0.0, (middle - half) / scale), share) if part else 0.0
    high = max(min(1.0, (middle + half) / scale), share) if part < whole else 1.0
    return low, high
