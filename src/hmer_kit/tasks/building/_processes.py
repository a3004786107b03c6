"""Parts built in this process, or in processes of its own, each on one part at a time.

It is no ``ProcessPoolExecutor``, which knows no more of a worker that was killed than that the whole pool is broken.
Here each worker has a pipe and a number in shared memory, the place of the record it is at. So of a worker that dies it
is known where: its part is given out again, and a record that ends two workers is left out and named.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Any

from hmer_kit.data import Skip
from hmer_kit.exceptions import DataError, InputError
from hmer_kit.tasks.building._making import where

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from multiprocessing.connection import Connection

    from hmer_kit.tasks.building.parts import BuiltPart, Part, PartBuilder, Place

_AHEAD = 4
"""Parts for each worker that may be given out before the first of them is back."""
_DEATHS = 2
"""How often a record may end a worker before it is left out."""
_PATIENCE = 5.0


@dataclass(frozen=True, slots=True)
class ProcessEngine:
    """Build in this process, or in so many others, which are started afresh and import no framework.

    A script that asks for more than one worker needs ``if __name__ == "__main__":``, as always with fresh processes.

    Raises:
        InputError: ``workers`` is no number from 1.

    Examples:
        >>> ProcessEngine(2)
        ProcessEngine(workers=2)
    """

    workers: int = 1
    """Processes; 1 is this one."""

    def __post_init__(self) -> None:
        require_workers(self.workers)

    def run(self, work: PartBuilder, parts: Iterable[Part]) -> Iterator[BuiltPart]:
        """Yield what is made of each part, in any order.

        Args:
            work: Builds a part.
            parts: What to build; taken as workers are free.

        Raises:
            DataError: Workers die before they begin.
            InputError: A record does not pickle.

        Examples:
            >>> from hmer_kit.tasks.building import BuildPlan, PartBuilder
            >>> list(ProcessEngine().run(PartBuilder(BuildPlan()), []))
            []
        """
        if self.workers == 1:
            return map(work, parts)
        return run_in_processes(work, parts, workers=self.workers)


def require_workers(workers: object) -> None:
    """Reject what is no number of processes."""
    if not isinstance(workers, int) or isinstance(workers, bool) or workers < 1:
        raise InputError(f"expected workers as a number of processes from 1, got {workers!r}")


def run_in_processes(work: PartBuilder, parts: Iterable[Part], *, workers: int) -> Iterator[BuiltPart]:
    """Build parts in fresh processes; all of them are gone when this ends, however it ends."""
    pool = _Pool(work, workers=workers)
    try:
        yield from pool.run(iter(parts))
    finally:
        pool.end()


class _Worker:
    """A process, its pipe, and the part it is at."""

    def __init__(self, work: PartBuilder) -> None:
        context = multiprocessing.get_context("spawn")
        self.part: Part | None = None
        self.place: Any = context.RawValue("q", -1)
        self.connection, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs, work, self.place), daemon=True)
        self.process.start()
        theirs.close()

    def give(self, part: Part) -> None:
        self.part = part
        self.place.value = -1
        try:
            self.connection.send(part)
        except OSError:
            return  # it has died, which is seen by its end of the pipe
        except Exception as error:  # what pickle raises is up to the object
            message = f"expected records that pickle in part {part.number}, got {type(error).__name__}: {error}"
            raise InputError(f"{message}; use one process") from error

    def take(self) -> BuiltPart | None:
        """Return what the worker made, None if it has died."""
        try:
            built: BuiltPart = self.connection.recv()
        except (EOFError, OSError):
            return None
        self.part = None
        return built

    def end(self) -> None:
        self.connection.close()
        if self.process.is_alive():
            self.process.terminate()
        self.process.join(_PATIENCE)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()


class _Pool:
    """Workers, and the parts that are out."""

    def __init__(self, work: PartBuilder, *, workers: int) -> None:
        self.work = work
        self.size = workers
        self.workers: list[_Worker] = []
        self.again: list[Part] = []
        self.deaths: Counter[tuple[int, int]] = Counter()

    def run(self, parts: Iterator[Part]) -> Iterator[BuiltPart]:
        upcoming = next(parts, None)
        while True:
            while (upcoming or self.again) and (worker := self._free(upcoming)):
                if self.again:
                    worker.give(self.again.pop())
                elif upcoming:
                    worker.give(upcoming)
                    upcoming = next(parts, None)
            busy = {worker.connection: worker for worker in self.workers if worker.part}
            if not busy:
                return
            for connection in wait(list(busy)):
                built = self._taken(busy[connection])  # type: ignore[index]  # what was given is what comes back
                if built is not None:
                    yield built

    def end(self) -> None:
        for worker in self.workers:
            worker.connection.close()
            if worker.process.is_alive():
                worker.process.terminate()
        for worker in self.workers:
            worker.end()
        self.workers = []

    def _free(self, upcoming: Part | None) -> _Worker | None:
        """Return a worker without a part, unless what is out first keeps the next part back."""
        oldest = min((worker.part.number for worker in self.workers if worker.part), default=None)
        if not self.again and upcoming and oldest is not None and upcoming.number >= oldest + _AHEAD * self.size:
            return None
        idle = next((worker for worker in self.workers if worker.part is None), None)
        if idle is None and len(self.workers) < self.size:
            idle = _Worker(self.work)
            self.workers.append(idle)
        return idle

    def _taken(self, worker: _Worker) -> BuiltPart | None:
        built = worker.take()
        if built is None:
            self._bury(worker)
        return built

    def _bury(self, worker: _Worker) -> None:
        """Give out the part of a worker that has died again, without a record that has ended two."""
        part, at = worker.part, int(worker.place.value)
        self.workers.remove(worker)
        worker.end()
        if part is None:
            return
        self.deaths[part.number, at] += 1
        if self.deaths[part.number, at] < _DEATHS:
            self.again.append(part)
        elif at >= 0:
            self.again.append(replace(part, deadly=(*part.deadly, at)))
        else:
            raise DataError(
                f"expected workers to build part {part.number} (from {_name(part, 0)}), but they end before its first "
                f"record, with exit code {worker.process.exitcode}; a script that asks for workers needs "
                'if __name__ == "__main__":',
                code="worker_died",
            )


def _name(part: Part, at: int) -> str:
    item = part.items[at]
    return str(item) if isinstance(item, Skip) else where(item)


def _serve(connection: Connection, work: PartBuilder, place: Place) -> None:
    """Build what comes, until the other end is closed; what ends that process ends this one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to all; the one that was called ends the others
    with suppress(EOFError, OSError):
        while True:
            connection.send(work(connection.recv(), place=place))
