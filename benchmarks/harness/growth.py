"""Growth: what twice the input costs, as a fitted line through many doublings."""

from __future__ import annotations

import gc
import math
import statistics
import time
from typing import TYPE_CHECKING, Any

from benchmarks.harness.rows import Kind, Row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

__all__ = ["LINEAR", "Growth", "shortest_time", "slope"]

LINEAR = 2.3
"""Times the cost for twice the input that still counts as linear: caches and logarithms have their part."""
TRIES, QUICK_TRIES, ENOUGH_SECONDS = 3, 1, 0.1


def slope(points: Mapping[float, float]) -> float:
    """Return the exponent of growth: the slope of the straight line through the logarithms."""
    if len(points) < 2:
        return math.nan
    return statistics.linear_regression([*map(math.log, points)], [*map(math.log, points.values())]).slope


def shortest_time(work: Callable[[Any], object], given: object, *, tries: int = TRIES) -> float:
    """Return CPU seconds for one call: the best of a few tries, for there is no negative noise."""
    times: list[float] = []
    while len(times) < tries and (not times or sum(times) < ENOUGH_SECONDS):
        gc.disable()
        begun = time.process_time()
        work(given)
        times.append(time.process_time() - begun)
        gc.enable()
    return min(times)


class Growth:
    """Fits what twice the input costs. Use the fixture ``growth``."""

    def __init__(self, *, record: Callable[[Row], None], quick: bool) -> None:
        self._record = record
        self._quick = quick

    def of(
        self,
        what: str,
        work: Callable[[Any], object],
        *,
        make: Callable[[int], object],
        sizes: Iterable[int],
        at_most: float = LINEAR,
        because: str = "",
    ) -> float:
        """Measure work on inputs of growing size; record and return what twice the size costs.

        Args:
            what: What is done.
            work: It; takes one input.
            make: Makes the input of a size, outside of the clock.
            sizes: The sizes, smallest first; the smallest should take a millisecond or more.
            at_most: Times the cost for twice the size that it may take.
            because: Why that is not linear; has to be said then.
        """
        assert at_most <= LINEAR or because, f"{what}: say why twice the input may cost {at_most} times as much"
        sizes = list(sizes)[: 3 if self._quick else None]
        times: dict[float, float] = {}
        for size in sizes:
            given = make(size)
            gc.collect()
            times[size] = shortest_time(work, given, tries=QUICK_TRIES if self._quick else TRIES)
        twice = 2 ** slope(times)
        against = f"sizes {sizes[0]:,} to {sizes[-1]:,}, {max(times.values()) * 1e3:,.0f} ms for the largest"
        bound = None if self._quick else at_most
        self._record(Row(what, Kind.GROWTH, (twice,), against=against, at_most=bound, because=because))
        return twice
