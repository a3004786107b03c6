"""Numbers of options: out of range, argparse says which option it was and what was expected."""

from __future__ import annotations

import argparse
import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def whole_from(least: int, *, below: float = math.inf) -> Callable[[str], int]:
    """Return a reader of whole numbers from a least one on, for ``add_argument(type=whole_from(1))``.

    Args:
        least: The smallest number that is taken.
        below: What it has to be below, where something cannot hold more.

    Examples:
        >>> whole_from(1)("20")
        20
        >>> whole_from(0)("-1")
        Traceback (most recent call last):
        ...
        argparse.ArgumentTypeError: expected a whole number of 0 or more, got '-1'
    """

    def whole_number(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            value = least - 1
        if not least <= value < below:
            raise argparse.ArgumentTypeError(f"expected a whole number of {least} or more, got {text!r}")
        return value

    return whole_number


whole_number = whole_from(0)
