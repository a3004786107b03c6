"""What the benchmarks share: interleaved timing, fitted growth, tables."""

from __future__ import annotations

import argparse
import gc
import json
import math
import platform
import statistics
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from _rows import Row

CHUNK = 200
"""Expressions that one side works on before the other takes its turn."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """How often faster than the reference: above 1 is faster, below 1 slower."""

    median: float
    low: float
    """Quarter of the rounds below it."""
    high: float
    """Quarter of the rounds above it."""
    microseconds: float
    """CPU time for one item, the median of the rounds."""


def cpu_seconds(work: Callable[[Any], object], items: Iterable[object]) -> float:
    """Return the CPU time for all items; results are dropped one by one."""
    begun = time.process_time()
    for item in items:
        work(item)
    return time.process_time() - begun


def compare(
    ours: Callable[[Any], object],
    reference: Callable[[Any], object],
    *,
    items: Sequence[object],
    reference_items: Sequence[object],
    rounds: int,
) -> Ratio:
    """Time both on the same work, in turns of a few hundred items, so that a busy machine slows down both alike."""
    ratios, seconds = [], []
    for _ in range(rounds):
        gc.collect()
        our_time = reference_time = 0.0
        for start in range(0, len(items), CHUNK):
            reference_time += cpu_seconds(reference, reference_items[start : start + CHUNK])
            our_time += cpu_seconds(ours, items[start : start + CHUNK])
        ratios.append(reference_time / our_time)
        seconds.append(our_time)
    low, _, high = statistics.quantiles(ratios, n=4) if rounds > 1 else ratios * 3
    return Ratio(statistics.median(ratios), low, high, statistics.median(seconds) / len(items) * 1e6)


def slope(points: Mapping[float, float]) -> float:
    """Return the exponent of growth: the slope of the straight line through the logarithms."""
    if len(points) < 2:
        return math.nan
    return statistics.linear_regression([*map(math.log, points)], [*map(math.log, points.values())]).slope


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a Markdown table, the first column to the left and the others to the right."""
    texts = [[str(cell) for cell in row] for row in (head, *rows)]
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    rule = [f":{'-' * (widths[0] - 1)}", *(f"{'-' * (width - 1)}:" for width in widths[1:])]
    lines = [[text.ljust(widths[0]) for text in row[:1]] + [*map(str.rjust, row[1:], widths[1:])] for row in texts]
    return "\n".join(f"| {' | '.join(line)} |" for line in (lines[0], rule, *lines[1:]))


def arguments(description: str | None) -> argparse.ArgumentParser:
    """Return a parser with the two options of every benchmark."""
    parser = argparse.ArgumentParser(description=(description or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="a few seconds, to see that it runs")
    parser.add_argument("--json", metavar="FILE", type=Path, help="write the figures as JSON too")
    return parser


def write_json(path: Path | None, figures: Mapping[str, object], *, report: Iterable[Row] = ()) -> None:
    """Write what was measured, and on what, if a file is wanted; the report is what the benchmark page shows."""
    if path is None:
        return
    machine = {"python": platform.python_version(), "machine": platform.machine(), "system": platform.system()}
    rows = [row.to_dict() for row in report]
    text = json.dumps({"machine": machine, **figures, "report": rows}, indent=2, default=_plain)
    path.write_text(text + "\n", encoding="utf-8")


def _plain(value: Any) -> object:
    return asdict(value)
