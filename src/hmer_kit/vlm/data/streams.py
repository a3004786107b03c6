"""Batches out of an endless stream of examples: fresh synthetic handwriting while training, sets larger than memory."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from torch.utils.data import IterableDataset, get_worker_info

from hmer_kit.vlm.data._cursor import ExampleSource, StatefulStream, StreamCursor
from hmer_kit.vlm.data.datasets import ExampleBatch, augmented
from hmer_kit.vlm.data.mixing import bucketed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from hmer_kit.data import Augmentation
    from hmer_kit.tasks import Task, TaskExample
    from hmer_kit.vlm.data.lengths.budgets import BatchBudget

__all__ = ["ExampleSource", "StatefulStream", "StreamBatches"]


class StreamBatches(IterableDataset[ExampleBatch]):
    """Batches out of a stream that goes on from epoch to epoch.

    Each batch says where its worker stands after it, and ``go_on`` takes a worker there.

    Records are made into examples of a task drawn by weight; those that a task cannot use are named in the next batch's
    ``skipped``.

    Args:
        source: Gives the examples or records of each worker.
        tasks: Relative weight of each task or name, for records; None makes every example of ``names`` that a record
            gives.
        names: The tasks that None stands for, by name or as they are.
        refuse: Says why an example is left out, or nothing.
        batch_size: Examples of a batch, or what a batch may cost; the costs are then ``length`` of the examples.
        pool: Batches that are sorted by length together; 1 for none.
        length: Length of an example.
        seed: Any number.
        replicas: ``(processes, number of this one)``.
        augment: What is done to the pictures; None for nothing.

    Raises:
        InputError: The source is empty, or gives what no task can use, a thousand times in a row.

    Examples:
        >>> from hmer_kit.data import Record
        >>> def source(worker_id, seed):
        ...     return [Record(f"{worker_id}-{index}", "x") for index in range(4)]
        >>> stream = StreamBatches(source, tasks={"vanilla": 1}, batch_size=3, length=lambda example: 1)
        >>> [example.record.id for example in next(iter(stream)).examples]
        ['0-0', '0-1', '0-2']
    """

    def __init__(  # noqa: PLR0913 - one name for each choice
        self,
        source: ExampleSource,
        *,
        tasks: Mapping[str | Task, float] | Mapping[str, float] | None,
        batch_size: int | BatchBudget,
        length: Callable[[TaskExample], int],
        names: Sequence[str | Task] = (),
        refuse: Callable[[TaskExample], str | None] | None = None,
        pool: int = 1,
        seed: int = 0,
        replicas: tuple[int, int] = (1, 0),
        augment: Augmentation | None = None,
    ) -> None:
        self.source = source
        self.augment = augment
        self.tasks = None if tasks is None else dict(tasks)
        self.names = names
        self.refuse = refuse
        self.batch_size = batch_size
        self.length = length
        self.pool = pool
        self.seed = seed
        self.replicas = replicas
        self.turn = 0
        """The worker whose batch comes first."""
        self._places: Mapping[int, Any] = {}
        self._running: Iterator[ExampleBatch] | None = None

    def go_on(self, places: Mapping[int, Any], *, turn: int) -> None:
        """Go to a place, before the first batch.

        Args:
            places: ``ExampleBatch.place`` of the last batch of each worker of this process.
            turn: The worker whose batch comes next.
        """
        self._places, self.turn, self._running = dict(places), turn, None

    def __iter__(self) -> Iterator[ExampleBatch]:
        if self._running is None:
            self._running = self._batches()
        try:
            for batch in self._running:  # noqa: UP028 - `yield from` would close the stream with the first epoch
                yield batch
        except Exception:
            self._running = None  # else the next epoch would find a stream that has silently come to its end
            raise

    def _batches(self) -> Iterator[ExampleBatch]:
        count, worker = self._worker()
        number = self.replicas[1] * count + worker
        options = {"tasks": self.tasks, "names": self.names, "refuse": self.refuse, "seed": self.seed}
        cut_up = getattr(self.source, "split", None)  # a source that has to know how many workers share it
        source = cut_up(count * self.replicas[0]) if callable(cut_up) else self.source
        cursor = StreamCursor(source, worker=number, **options)  # type: ignore[arg-type]  # as in __init__
        start = {"window": 0, "cut": 0, **self._places.get(worker, {})}
        cursor.go_on({**cursor.place(), **start})
        window, done = start["window"], start["cut"]
        examples = cursor.examples()
        while True:
            begun = {**cursor.place(), "window": window}
            rng = random.Random(f"{self.seed}/{number}/window {window}")  # noqa: S311
            batches = self._cut(self._window(examples), rng)
            notes, cursor.skipped = tuple(cursor.skipped) if not done else (), []
            window += 1
            for place, batch in enumerate(batches[done:], start=done + 1):
                over = place == len(batches)
                after = {**cursor.place(), "window": window, "cut": 0} if over else {**begun, "cut": place}
                changed = augmented(batch, self.augment, place=(self.seed, number, window, place))
                yield ExampleBatch(changed, skipped=notes, worker=worker, place=after)
                notes = ()
            done = 0

    def _window(self, examples: Iterator[TaskExample]) -> list[TaskExample]:
        """Take the examples that are sorted together."""
        budget = self._budget
        room = self.pool * (self.batch_size if isinstance(self.batch_size, int) else self.batch_size.limit)
        window: list[TaskExample] = []
        while room > 0:
            window.append(next(examples))
            room -= 1 if budget is None else max(1, self.length(window[-1]))
        return window

    def _cut(self, window: list[TaskExample], rng: random.Random) -> list[list[TaskExample]]:
        lengths = [self.length(example) for example in window] if self.pool > 1 or self._budget else []
        if isinstance(self.batch_size, int):
            shuffling = rng if self.pool > 1 else None
            rows = bucketed(
                range(len(window)), lengths=lengths, batch_size=self.batch_size, pool=self.pool, rng=shuffling
            )
        else:
            rows = replace(self.batch_size, costs=lengths).cut(range(len(window)), pool=self.pool, rng=rng)
        return [[window[index] for index in row] for row in rows]

    @property
    def _budget(self) -> BatchBudget | None:
        return None if isinstance(self.batch_size, int) else self.batch_size

    def _worker(self) -> tuple[int, int]:
        """Return how many workers this process has, and which this one is: the first in turn is torch's number 0."""
        info = get_worker_info()
        count, number = (info.num_workers, info.id) if info is not None else (1, 0)
        return count, (number + self.turn) % count
