"""Memory: peaks by size, of Python's own objects or of a process of its own."""

from __future__ import annotations

import gc
import subprocess
import sys
import tracemalloc
from typing import TYPE_CHECKING

from benchmarks.harness.rows import Kind, Row

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["Memory", "peak_of_process", "traced_peak"]

MIB = 2**20


def traced_peak(work: Callable[[], object]) -> float:
    """Return the peak in MiB of what Python allocates while it works, above what there was."""
    gc.collect()
    tracemalloc.start()
    work()
    _, highest = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return highest / MIB


def peak_of_process(code: str, *arguments: object) -> float:
    """Return the peak in MiB of a new interpreter that runs code with arguments (Linux; its whole resident memory)."""
    # VmHWM begins anew with the process; ru_maxrss would begin at the size of its parent.
    told = "\nprint(next(l.split()[1] for l in open('/proc/self/status') if l.startswith('VmHWM')))"
    command = [sys.executable, "-c", code + told, *map(str, arguments)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=1800)
    return int(done.stdout.split()[-1]) / 1024


class Memory:
    """Measures peaks by size. Use the fixture ``memory``."""

    def __init__(self, *, record: Callable[[Row], None], quick: bool) -> None:
        self._record = record
        self._quick = quick

    def by_size(
        self,
        what: str,
        peak: Callable[[int], float],
        *,
        sizes: Sequence[int],
        more: float | None,
        unit: str = "records",
        because: str = "",
    ) -> list[float]:
        """Record the peak of every size; the largest may take so many MiB more than the smallest.

        Args:
            what: What is done.
            peak: Does it for a size and returns the peak in MiB: by ``traced_peak`` or ``peak_of_process``.
            sizes: The sizes, smallest first.
            more: MiB that the largest may take beyond the smallest; None where it has to grow, for a reason.
            unit: What the sizes count.
            because: Why it may grow.
        """
        assert more is not None or because, f"{what}: say why memory grows with the size"
        sizes = sizes[:2] if self._quick else sizes
        peaks = [peak(size) for size in sizes]
        for size, found in zip(sizes, peaks, strict=True):
            bound = peaks[0] + more if more is not None and size == sizes[-1] and not self._quick else None
            told = because if size == sizes[-1] else ""
            name = f"{what}, {size:,} {unit}"
            self._record(Row(name, Kind.MEMORY, (found,), "MiB", at_most=bound, because=told))
        return peaks
