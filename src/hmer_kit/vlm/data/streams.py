"""Batches out of an endless stream of examples: fresh synthetic handwriting while training."""

from __future__ import annotations

import random
from itertools import islice
from typing import TYPE_CHECKING, Protocol

from torch.utils.data import IterableDataset, get_worker_info

from hmer_kit.data import Record
from hmer_kit.exceptions import HmerKitError, InputError
from hmer_kit.tasks import TaskExample, get_task
from hmer_kit.vlm.data.datasets import ExampleBatch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

__all__ = ["ExampleSource", "StreamBatches"]

_HOPELESS = 1000


class ExampleSource(Protocol):
    """Gives examples, or records to make them of, as long as anyone asks: fresh synthetic handwriting, for one.

    Examples:
        >>> from hmer_kit.data import Record
        >>> def source(worker_id: int, seed: int):
        ...     while True:
        ...         yield Record("a", "x")
        >>> next(source(0, 0)).reference
        'x'
    """

    def __call__(self, worker_id: int, seed: int) -> Iterable[TaskExample | Record]:
        """Return the stream of one worker; workers must not give the same, the same arguments must.

        Args:
            worker_id: Number of the worker among all workers of all processes.
            seed: Seed of the run, moved on by one whenever a stream has come to its end.
        """
        ...


class StreamBatches(IterableDataset[ExampleBatch]):
    """Batches out of a stream that goes on from epoch to epoch.

    Its place is not in a checkpoint: a resumed run starts the stream anew, so give it another seed.

    Records are made into examples of a task drawn by weight; those that a task cannot use are named in the next batch's
    ``skipped``.

    Args:
        source: Gives the examples or records of each worker.
        tasks: Relative weight of each task, for records.
        batch_size: Examples of a batch.
        pool: Batches that are sorted by length together; 1 for none.
        length: Length of an example.
        seed: Any number.
        replicas: ``(processes, number of this one)``.

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

    def __init__(
        self,
        source: ExampleSource,
        *,
        tasks: Mapping[str, float],
        batch_size: int,
        length: Callable[[TaskExample], int],
        pool: int = 1,
        seed: int = 0,
        replicas: tuple[int, int] = (1, 0),
    ) -> None:
        self.source = source
        self.tasks = dict(tasks)
        self.batch_size = batch_size
        self.length = length
        self.pool = pool
        self.seed = seed
        self.replicas = replicas
        self._running: Iterator[ExampleBatch] | None = None

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
        rng = random.Random(f"{self.seed}/{self._worker()}")  # noqa: S311
        skipped: list[str] = []
        examples = self._examples(rng, skipped)
        while True:
            window = list(islice(examples, self.batch_size * self.pool))
            if self.pool > 1:
                window.sort(key=self.length)
            cut = [window[place : place + self.batch_size] for place in range(0, len(window), self.batch_size)]
            if self.pool > 1:
                rng.shuffle(cut)
            for batch in cut:
                notes, skipped[:] = tuple(skipped), []
                yield ExampleBatch(batch, skipped=notes)

    def _examples(self, rng: random.Random, skipped: list[str]) -> Iterator[TaskExample]:
        """Yield examples for ever, starting the source anew with another seed where it ends."""
        names, weights = list(self.tasks), list(self.tasks.values())
        useless = 0
        seed = self.seed
        while True:
            for item in self.source(self._worker(), seed):
                if not isinstance(item, (TaskExample, Record)):
                    raise InputError(f"expected Record or TaskExample objects in a stream, got {type(item).__name__}")
                try:
                    example = item if isinstance(item, TaskExample) else _build(item, rng.choices(names, weights)[0])
                except HmerKitError as error:
                    skipped.append(f"{_name(item)}: {error}")
                    useless = _still_hopeful(useless + 1, skipped)
                else:
                    useless = 0
                    yield example
            seed += 1
            useless = _still_hopeful(useless + 1, skipped)

    def _worker(self) -> int:
        info = get_worker_info()
        count, number = (info.num_workers, info.id) if info is not None else (1, 0)
        return self.replicas[1] * count + number


def _name(item: TaskExample | Record) -> str:
    return item.record.id if isinstance(item, TaskExample) else item.id


def _build(record: Record, task: str) -> TaskExample:
    return get_task(task).build(record)


def _still_hopeful(useless: int, skipped: Sequence[str]) -> int:
    if useless > _HOPELESS:
        raise InputError(f"expected examples from the source, got none in {_HOPELESS} tries; last: {skipped[-1:]}")
    return useless
