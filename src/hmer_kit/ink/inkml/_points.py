r"""The points of a trace: numbers as the InkML recommendation writes them (section 3.2, ``trace``).

A point has one value a channel: a decimal, ``#`` and a hexadecimal, ``T`` or ``F``, ``*`` for "as before", ``?`` for
"not reported". ``'`` before a value says that it and those after it in its channel are differences to the value
before, ``"`` that they are differences to the difference before, ``!`` that they are values again. Blanks between
values may be left out where a prefix or a minus tells them apart.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hmer_kit.ink.inkml._decimals import FEWEST_CHARACTERS, MOST_CHARACTERS, decimal_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from hmer_kit.ink.inkml._problems import Problems

MOST_CHANNELS = 64
"""Most channels of a format, and most values of a point that are looked at."""

_VALUE = re.compile(
    r"""\s*(?:(?P<order>[!'"])?\s*(?P<sign>[-+])?\s*
    (?:\#(?P<hex>[0-9A-Fa-f]{1,16})|(?P<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?))
    |(?P<order_of_word>[!'"])?\s*(?P<word>[TF*?]))""",
    re.VERBOSE | re.ASCII,
)
_ORDERS = {"!": 0, "'": 1, '"': 2}
_NAN = float("nan")


@dataclass(frozen=True, slots=True)
class Channels:
    """What the values of a point are."""

    names: tuple[str, ...] = ("X", "Y")
    """Names of the channels in the order of the values."""
    regular: int = 2
    """How many of them every point has by the format; files leave out more, see ``needed``."""
    declared: bool = False
    """Whether the file says so; where it does not, a third value is the time."""

    @property
    def needed(self) -> int:
        """How many values a point must have to have a place."""
        return max(self.indices[:2]) + 1

    @property
    def indices(self) -> tuple[int, ...]:
        """Places of X, Y and, where there is one, T."""
        places = [self.names.index(name) for name in ("X", "Y", "T") if name in self.names]
        return tuple(places) if self.declared else (0, 1, 2)

    @property
    def are_timed(self) -> bool:
        """Whether a third value is the time."""
        return not self.declared or self.names[2:3] == ("T",)

    def are_plain(self, width: int) -> bool:
        """Whether points of so many values are what nearly all are: X, Y, then T if there is one, none amiss."""
        if not self.declared:
            return 2 <= width <= 3
        firsts = self.names[:2] == ("X", "Y") and "T" not in self.names[3:]
        return firsts and self.regular <= width <= len(self.names)


@dataclass(frozen=True, slots=True)
class TracePoints:
    """Points of one trace."""

    points: NDArray[np.float64]
    """x and y, ``(points, 2)``; there may be none."""
    times: NDArray[np.float64] | None
    """Time of each, where the trace tells."""


def read_points(text: str, channels: Channels, *, limit: float, name: str, problems: Problems) -> TracePoints:
    """Read the text of a trace; points that are left out are counted by kind.

    Args:
        text: Its text, as long as it may be.
        channels: What the values are.
        limit: Largest absolute coordinate.
        name: Name of the trace, for the problems.
        problems: Where they are counted.
    """
    values = plain_table(text)
    if values is None:
        rows = text.split(",")
        if not rows[-1].strip():
            rows.pop()
        if not rows:
            return _EMPTY
        blank = not any(map(str.strip, rows))
        values = np.empty((len(rows), 0)) if blank else _Decoder(channels, name=name, problems=problems).rows(rows)
    elif channels.are_plain(values.shape[1]) and -limit <= values.min() and values.max() <= limit:
        are_timed = values.shape[1] > 2 and channels.are_timed
        return TracePoints(values[:, :2], values[:, 2] if are_timed else None)
    return _chosen(values, channels, limit=limit, name=name, problems=problems)


_EMPTY = TracePoints(np.empty((0, 2)), None)


def plain_table(text: str) -> NDArray[np.float64] | None:
    """Return the points, ``(points, values)``, where all have as many values, all finite decimals; else None."""
    table = decimal_table(text) if FEWEST_CHARACTERS <= len(text) <= MOST_CHARACTERS else None
    if table is None:
        numbers, width = _plain_numbers(text)
        table = np.array(numbers, np.float64).reshape(-1, width) if width else None
    return table if table is not None and table.shape[1] <= MOST_CHANNELS else None


def _plain_numbers(text: str) -> tuple[list[float], int]:
    """Return the numbers of points that all have the same number of plain finite decimals, and how many; else 0."""
    words = text.replace(",", " , ").split()
    if words and words[-1] == ",":
        words.pop()
    width = words.index(",") if "," in words else len(words)
    commas = words[width :: width + 1]
    del words[width :: width + 1]
    if (
        not 0 < width <= MOST_CHANNELS
        or len(words) != width * (len(commas) + 1)
        or commas.count(",") != len(commas)
        or not text.isascii()
        or "_" in text  # which float takes for a blank
    ):
        return [], 0
    try:
        numbers = list(map(float, words))
    except ValueError:  # "3-5", or something that is no number
        return [], 0
    return (numbers, width) if math.isfinite(sum(numbers)) else ([], 0)


def _chosen(
    values: NDArray[np.float64], channels: Channels, *, limit: float, name: str, problems: Problems
) -> TracePoints:
    """Return x, y and time; rows whose x or y is missing, not finite or beyond the limit are left out."""
    width = values.shape[1]
    if width < channels.needed:
        problems.add("point with too few numbers", name, count=len(values))
        return _EMPTY
    if width < channels.regular:  # 80 files of MfrDB declare X Y F and have X Y
        problems.add("trace whose points have fewer numbers than channels", name)
    if width > len(channels.names) and (channels.declared or width > 3):
        problems.add("trace whose points have more numbers than channels", name)
    x, y, *t = (index for index in channels.indices if index < width)
    points = values[:, (x, y)]
    near = (np.abs(points) <= limit).all(axis=1)  # not so where a number is NaN
    if not near.all():
        finite = np.isfinite(points).all(axis=1)
        problems.add("point that is no finite number", name, count=int((~finite).sum()))
        problems.add("point beyond the largest coordinate", name, count=int((finite & ~near).sum()))
        points = points[near]
    times = values[near, t[0]] if t else None
    if times is not None and not np.isfinite(times).all():
        problems.add("trace with a time that is no finite number", name)
        times = None
    return TracePoints(points, times)


class _Decoder:
    """Reads values with prefixes; keeps value, velocity and order of each channel."""

    def __init__(self, channels: Channels, *, name: str, problems: Problems) -> None:
        self.channels = channels
        self.name = name
        self.problems = problems
        self.state = [_Channel() for _ in range(MOST_CHANNELS)]

    def rows(self, rows: Sequence[str]) -> NDArray[np.float64]:
        """Return a table with NaN where a value is not reported; points that are no points are left out."""
        table = [values for values in map(self._row, rows) if values is not None]
        widths = {len(values) for values in table}
        if not widths:
            return np.empty((0, 2))
        width = max(widths) if len(widths) == 1 else min(max(widths), len(self.channels.names))
        return np.array([[*values, *[_NAN] * width][:width] for values in table], np.float64)

    def _row(self, text: str) -> list[float] | None:
        values: list[float] = []
        place = 0
        for channel in self.state:
            if not (match := _VALUE.match(text, place)):
                break
            values.append(channel.take(match))
            place = match.end()
        if text[place:].strip() and len(values) < MOST_CHANNELS:
            self.problems.add("point that is no finite number", self.name)
            return None
        if len(values) < self.channels.needed:
            self.problems.add("point with too few numbers", self.name)
            return None
        return values


class _Channel:
    """One channel: what was reported last."""

    __slots__ = ("given", "order", "value", "velocity")

    def __init__(self) -> None:
        self.order = 0
        self.value = self.velocity = self.given = 0.0

    def take(self, match: re.Match[str]) -> float:
        """Return the value that a match stands for."""
        prefix = match["order"] or match["order_of_word"]
        if prefix:
            self.order = _ORDERS[prefix]
        if (word := match["word"]) == "?":
            return _NAN
        if word != "*":
            self.given = _number(match)
        elif self.order == 0:
            self.given = self.value
        if self.order == 2:
            self.velocity += self.given
        elif self.order == 1:
            self.velocity = self.given
        self.value = self.given if self.order == 0 else self.value + self.velocity
        return self.value if math.isfinite(self.value) else _NAN


def _number(match: re.Match[str]) -> float:
    if word := match["word"]:
        return float(word == "T")
    size = float(int(match["hex"], 16)) if match["hex"] else float(match["number"])
    return -size if match["sign"] == "-" else size
