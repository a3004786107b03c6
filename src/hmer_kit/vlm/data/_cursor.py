"""Where one worker stands in its source, and the examples that follow."""

from __future__ import annotations

import random
from itertools import islice
from typing import TYPE_CHECKING, Any, Protocol, cast, runtime_checkable

from hmer_kit.data import Record
from hmer_kit.exceptions import HmerKitError, InputError
from hmer_kit.tasks import TaskExample
from hmer_kit.vlm._tasks import known_tasks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from hmer_kit.tasks import Task

__all__ = ["ExampleSource", "StatefulStream", "StreamCursor"]

_HOPELESS = 1000


class ExampleSource(Protocol):
    """Gives examples, or records to make them of, as long as anyone asks: fresh synthetic handwriting, for one.

    A resumed run makes again what was given and drops it, without loading its pictures; a stream with ``state_dict``
    and ``load_state_dict``, see ``StatefulStream``, is asked to go to its place instead.

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


@runtime_checkable
class StatefulStream(Protocol):
    """A stream that knows where it stands.

    Examples:
        >>> isinstance([], StatefulStream)
        False
    """

    def __iter__(self) -> Iterator[TaskExample | Record]:
        """Give what follows the place it was told to go to."""
        ...

    def state_dict(self) -> dict[str, Any]:
        """Return the place after what was given last: numbers, strings, lists and dicts."""
        ...

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go to a place, before iterating."""
        ...


class StreamCursor:
    """Makes examples of what a source gives, for ever: where the source ends, it starts anew with the next seed.

    Args:
        source: Gives examples or records.
        tasks: Relative weight of each task or name, for records; None for every task that a record has a use for.
        names: The tasks that None stands for, by name or as they are.
        worker: Number of the worker among all workers of all processes.
        seed: Any number.
        refuse: Says why an example is left out, or nothing.

    Raises:
        InputError: The source is empty, or gives what no task can use, a thousand times in a row.

    Examples:
        >>> from hmer_kit.data import Record
        >>> def source(worker_id, seed):
        ...     return [Record(f"{seed}-{number}", "x") for number in range(2)]
        >>> cursor = StreamCursor(source, tasks={"vanilla": 1}, names=[], worker=0, seed=7)
        >>> examples = cursor.examples()
        >>> [next(examples).record.id for _ in range(3)]
        ['7-0', '7-1', '8-0']
        >>> again = StreamCursor(source, tasks={"vanilla": 1}, names=[], worker=0, seed=7)
        >>> again.go_on(cursor.place())
        >>> next(again.examples()).record.id
        '8-1'
    """

    def __init__(
        self,
        source: ExampleSource,
        *,
        tasks: Mapping[str | Task, float] | Mapping[str, float] | None,
        names: Sequence[str | Task],
        worker: int,
        seed: int,
        refuse: Callable[[TaskExample], str | None] | None = None,
    ) -> None:
        self.source = source
        self.tasks = list(known_tasks(names if tasks is None else tasks).values())
        self.weights = None if tasks is None else list(tasks.values())
        self.worker = worker
        self.seed = seed
        self.refuse = refuse
        self.skipped: list[str] = []
        """What was left out so far; whoever reads it may empty it."""
        self._place: dict[str, Any] = {"pass": 0, "items": 0, "part": 0}

    def place(self) -> dict[str, Any]:
        """Return where the next example comes from."""
        return dict(self._place)

    def go_on(self, place: Mapping[str, Any]) -> None:
        """Go to a place, before the first example.

        Args:
            place: Of ``place``.
        """
        self._place = {name: place[name] for name in ("pass", "items", "part", "source") if name in place}

    def examples(self) -> Iterator[TaskExample]:
        """Yield examples; call it once."""
        useless, done = 0, self._place["part"]
        while True:
            for item in self._items():
                made = self._made(item, replayed=done)
                for part, example in enumerate(made[done:], start=done + 1):
                    self._place["part"] = part
                    yield example
                useless, done = 0 if made else _still_hopeful(useless + 1, self.skipped), 0
            self._place = {"pass": self._place["pass"] + 1, "items": 0, "part": 0}
            useless = _still_hopeful(useless + 1, self.skipped)

    def _items(self) -> Iterator[TaskExample | Record]:
        """Yield what is left of a pass, and note the place before each."""
        stream = self.source(self.worker, self.seed + self._place["pass"])
        stateful = stream if isinstance(stream, StatefulStream) else None
        if stateful is not None and "source" in self._place:
            stateful.load_state_dict(self._place["source"])
        items = islice(stream, self._place["items"], None) if stateful is None else iter(stateful)
        while True:
            if stateful is not None:
                self._place["source"] = stateful.state_dict()
            try:
                item = next(items)
            except StopIteration:
                return
            if not isinstance(item, (TaskExample, Record)):
                raise InputError(f"expected Record or TaskExample objects in a stream, got {type(item).__name__}")
            yield item
            self._place["items"] += 1
            self._place["part"] = 0

    def _made(self, item: TaskExample | Record, *, replayed: int) -> list[TaskExample]:
        """Return the examples of an item; what was left out of one that is made again has been noted."""
        made: list[TaskExample] = []
        notes: list[str] = []
        for task in self._drawn() if isinstance(item, Record) else [None]:
            try:
                example = _example(item, task)
            except HmerKitError as error:
                notes.append(f"{_name(item)}: {error}")
            else:
                reason = self.refuse(example) if self.refuse else None
                notes += [f"{_name(item)}: {reason}"] if reason else []
                made += [] if reason else [example]
        if not replayed:
            self.skipped += notes
        return made

    def _drawn(self) -> Sequence[Task]:
        """Return the tasks of the present record, the same whenever it is asked."""
        if self.weights is None:
            return self.tasks
        rng = random.Random(f"{self.seed}/{self.worker}/{self._place['pass']}/{self._place['items']}")  # noqa: S311
        return rng.choices(self.tasks, self.weights)


def _example(item: TaskExample | Record, task: Task | None) -> TaskExample:
    if isinstance(item, Record):
        return cast("Task", task).build(item)
    return item


def _name(item: TaskExample | Record) -> str:
    return item.record.id if isinstance(item, TaskExample) else item.id


def _still_hopeful(useless: int, skipped: Sequence[str]) -> int:
    if useless > _HOPELESS:
        raise InputError(f"expected examples from the source, got none in {_HOPELESS} tries; last: {skipped[-1:]}")
    return useless
