"""Numbers of options: out of range, argparse says which option it was and what was expected."""

from __future__ import annotations

import argparse


def whole_number(text: str) -> int:
    """Read a whole number of 0 or more, for ``add_argument(type=whole_number)``.

    Raises:
        ArgumentTypeError: It is no such number.

    Examples:
        >>> whole_number("20")
        20
        >>> whole_number("-1")
        Traceback (most recent call last):
        ...
        argparse.ArgumentTypeError: expected a whole number of 0 or more, got '-1'
    """
    try:
        value = int(text)
    except ValueError:
        value = -1
    if value < 0:
        raise argparse.ArgumentTypeError(f"expected a whole number of 0 or more, got {text!r}")
    return value
