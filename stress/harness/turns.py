"""Whose turn it is: first what is owed, then the scenario that had the least of its share of the time."""

from __future__ import annotations

import threading
import time
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stress.harness.running import Entry, Scenario, run

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["trials"]

HOPELESS = 3
"""A scenario of which so many trials could not be made, and none could, has no further turn."""


@dataclass(slots=True)
class Turns:
    """What one scenario had so far."""

    scenario: Scenario
    started: int = 0
    over: int = 0
    not_tried: int = 0
    seconds: float = 0.0

    @property
    def owed(self) -> bool:
        return self.started < self.scenario.at_least

    @property
    def hopeless(self) -> bool:
        return self.not_tried >= HOPELESS and self.not_tried == self.over

    @property
    def had(self) -> float:
        """Seconds so far over the share; a trial under way counts as those before it did."""
        return self.started * (self.seconds / self.over if self.over else 1.0) / self.scenario.share


def trials(scenarios: Sequence[Scenario], seed: int, *, seconds: float, jobs: int) -> Iterator[Entry]:
    """Make trials of all scenarios in turns until the time is over and nothing is owed; yield each as it ends."""
    end = time.monotonic() + seconds
    all_turns = [Turns(scenario) for scenario in scenarios]
    under_way: dict[Future[Entry], Turns] = {}
    stop = threading.Event()
    with ThreadPoolExecutor(jobs) as pool, _set_in_the_end(stop):
        while True:
            while len(under_way) < jobs and (turns := _next(all_turns, is_over=time.monotonic() > end)):
                under_way[pool.submit(run, turns.scenario, seed, number=turns.started, stop=stop)] = turns
                turns.started += 1
            if not under_way:
                return
            for future in wait(under_way, return_when=FIRST_COMPLETED).done:
                turns, entry = under_way.pop(future), future.result()
                turns.over += 1
                turns.seconds += entry.seconds
                turns.not_tried += entry.outcome == "not tried"
                yield entry


@contextmanager
def _set_in_the_end(stop: threading.Event) -> Iterator[None]:
    """Whatever ends the run ends the trials under way."""
    try:
        yield
    finally:
        stop.set()


def _next(all_turns: Sequence[Turns], *, is_over: bool) -> Turns | None:
    if owing := [turns for turns in all_turns if turns.owed and not turns.hopeless]:
        return min(owing, key=lambda turns: turns.started / turns.scenario.at_least)
    going = [turns for turns in all_turns if not turns.hopeless]
    return None if is_over or not going else min(going, key=lambda turns: turns.had)
