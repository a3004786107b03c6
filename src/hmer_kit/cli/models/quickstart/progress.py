"""How much of the run is done, seen alike by the training process and by the workers that draw its pictures."""

from __future__ import annotations

import math
import time
from multiprocessing import Value

from hmer_kit.exceptions import InputError

__all__ = ["Progress"]


class Progress:
    """The share of a run that is done, by steps, by the clock, or by whichever is ahead.

    Args:
        steps: Optimizer steps of the run, or None for no limit.
        seconds: Seconds of the run, or None for no limit.

    Raises:
        InputError: Neither limit is given, or one is not a positive number.

    Examples:
        >>> progress = Progress(steps=4)
        >>> progress.update(3)
        >>> progress.share
        0.75
    """

    def __init__(self, *, steps: int | None = None, seconds: float | None = None) -> None:
        limits = [limit for limit in (steps, seconds) if limit is not None]
        if not limits or not all(0 < limit < math.inf for limit in limits):
            raise InputError(f"expected a positive number of steps or seconds, got steps={steps}, seconds={seconds}")
        self.steps = steps
        self.seconds = seconds
        self._start: float | None = None
        self._share = Value("d", 0.0)  # in shared memory: the loader's workers read it

    @property
    def share(self) -> float:
        """Return what is done, from 0 to 1."""
        return float(self._share.value)

    @property
    def elapsed(self) -> float:
        """Return seconds since ``start``."""
        return 0.0 if self._start is None else time.monotonic() - self._start

    def start(self) -> None:
        """Start the clock."""
        self._start = time.monotonic()

    def update(self, step: int) -> None:
        """Note that so many steps are done."""
        by_steps = step / self.steps if self.steps else 0.0
        by_clock = self.elapsed / self.seconds if self.seconds else 0.0
        self._share.value = min(1.0, max(by_steps, by_clock))
