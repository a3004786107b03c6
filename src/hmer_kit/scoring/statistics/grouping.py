"""What samples can be grouped by, and in which order the groups stand."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias

from hmer_kit.exceptions import InputError, LatexError
from hmer_kit.latex import complexity, nesting_level, parse

if TYPE_CHECKING:
    from hmer_kit.latex import LayoutNode
    from hmer_kit.scoring.samples import SampleScore

__all__ = ["GROUPINGS", "TENS", "UNKNOWN", "UNPARSED", "Grouping", "check_bins", "group_name", "group_order"]

Grouping: TypeAlias = "Callable[[SampleScore], object]"
"""Says of a sample what it is grouped by: a number, a string, or None where that is not known."""

UNPARSED: Final = "unparsed"
"""Name of the group of samples whose reference does not parse, where its tree is asked for."""
UNKNOWN: Final = "unknown"
"""Name of the group of samples without a value."""
TENS: Final = (0, 10, 20, 30, 40, 50)
"""Bins of lengths and numbers of symbols, as they are printed: 0-9, 10-19, ..., 50+."""

_BRACES: Final = {"{": 1, "}": -1}
_DIGITS = re.compile(r"([0-9]+)")


def _of_tree(measure: Callable[[LayoutNode], int]) -> Grouping:
    def value(sample: SampleScore) -> object:
        try:
            return measure(parse(sample.reference))
        except LatexError:
            return UNPARSED

    return value


def _brace_depth(sample: SampleScore) -> int:
    """Return how many groups are open at the deepest place of the reference."""
    depth = deepest = 0
    for step in map(_BRACES.get, sample.tokens[1]):
        depth += step or 0
        deepest = max(deepest, depth)
    return deepest


GROUPINGS: Final[Mapping[str, tuple[Grouping, Sequence[float] | None]]] = MappingProxyType(
    {
        "depth": (_of_tree(lambda tree: complexity(tree).depth), None),
        "nesting": (_of_tree(nesting_level), None),
        "structures": (_of_tree(lambda tree: complexity(tree).structures), None),
        "symbols": (_of_tree(lambda tree: complexity(tree).symbols), TENS),
        "length": (lambda sample: sample.reference_length, TENS),
        "brace_depth": (_brace_depth, None),
    }
)
"""Sizes of the reference by name, and the bins they are put in: rows around the deepest symbol (``depth``), PosFormer's
``nesting``, ``structures`` and ``symbols`` as ``hmer_kit.latex.complexity`` has them; tokens as the protocol reads them
(``length``), and the most braces that are open at a time (``brace_depth``)."""


def group_name(value: object, *, bins: Sequence[float] | None = None) -> str:
    """Return the name of the group that a value belongs to.

    Args:
        value: A number, a string, or something else that is shown as its ``str``; None and ``nan`` are not known.
        bins: Lower bounds of the groups, rising; the last is open above. Only numbers can be put in bins.

    Raises:
        InputError: ``bins`` are given, and the value is no number.

    Examples:
        >>> group_name(2), group_name("writer 7"), group_name(None)
        ('2', 'writer 7', 'unknown')
        >>> [group_name(length, bins=(0, 10, 20)) for length in (3, 10, 99, -1)]
        ['0-9', '10-19', '20+', '<0']
    """
    if value is None or value == "" or (isinstance(value, float) and math.isnan(value)):
        return UNKNOWN
    if bins is None or value == UNPARSED:
        return str(value)
    if not isinstance(value, int | float):
        raise InputError(f"expected a number to put in bins, got {value!r:.80}; leave bins out")
    at = bisect_right(bins, value)
    if at in (0, len(bins)):
        return f"{bins[-1]}+" if at else f"<{bins[0]}"
    low, high = bins[at - 1 : at + 1]
    if not (isinstance(low, int) and isinstance(high, int)):
        return f"{low}..<{high}"
    if high == low + 1:
        return str(low)
    return f"{low}-{high - 1}" if low >= 0 else f"{low}..{high - 1}"


def group_order(name: str) -> tuple[object, ...]:
    """Return what sorts names of groups as a reader would: numbers by size, "w2" before "w10", what is unknown last.

    Args:
        name: Name of a group.

    Examples:
        >>> sorted(["w10", "unknown", "50+", "w2", "0-9", "<0", "10-19"], key=group_order)
        ['<0', '0-9', '10-19', '50+', 'w2', 'w10', 'unknown']
    """
    last = (UNPARSED, UNKNOWN).index(name) + 1 if name in (UNPARSED, UNKNOWN) else 0
    number = _leading_number(name)
    parts = _DIGITS.split(name)
    # Digits stand at odd places; their number is compared before themselves, so that none has to become an integer.
    natural = [(len(part.lstrip("0")), part.lstrip("0")) if at % 2 else (0, part) for at, part in enumerate(parts)]
    return last, number is None, 0.0 if number is None else number, not name.startswith("<"), natural, name


def _leading_number(name: str) -> float | None:
    """Return the lower bound that the name of a group of numbers begins with."""
    text = name.removeprefix("<").removesuffix("+").partition("..")[0]
    for shown in (text, text.rpartition("-")[0]):
        try:
            number = float(shown)
        except ValueError:
            continue
        return number if math.isfinite(number) else None
    return None


def check_bins(bins: Sequence[float] | None) -> None:
    """Check the lower bounds of groups.

    Args:
        bins: Finite numbers that rise, at least one; None for a group of each value.

    Raises:
        InputError: They do not.

    Examples:
        >>> check_bins([10, 0])
        Traceback (most recent call last):
        ...
        hmer_kit.exceptions.InputError: expected bins as numbers that rise, as (0, 10, 20), got [10, 0]
    """
    if bins is None:
        return
    numbers = isinstance(bins, Sequence) and all(isinstance(low, int | float) and math.isfinite(low) for low in bins)
    if not numbers or not bins or any(low >= high for low, high in pairwise(bins)):
        raise InputError(f"expected bins as numbers that rise, as (0, 10, 20), got {bins!r:.80}")
