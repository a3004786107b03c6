"""Records and examples as bytes and numbers, which workers share: a million Python objects they would each copy."""

from __future__ import annotations

import json
from array import array
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Any, overload

from hmer_kit.data import FileImage, FileInk, InkImage, Record, Skip, ZipImage, ZipInk
from hmer_kit.exceptions import HmerKitError, InputError
from hmer_kit.tasks import TaskExample, iter_examples
from hmer_kit.vlm._tasks import known_task, with_the_five

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from hmer_kit.data import ImageSource, InkSource
    from hmer_kit.tasks import Task

__all__ = ["ExampleTable", "JoinedItems", "PackedItems"]

_PROMPTS = 1000
_FIELDS = 10
"""Values that a record takes in a row; those of an example stand before them."""
_NAMED: dict[type, tuple[str, ...]] = {
    FileImage: ("root", "name", "max_bytes", "max_pixels"),
    ZipImage: ("archive", "member", "max_bytes", "max_pixels"),
    FileInk: ("root", "name", "truth", "limits"),
    ZipInk: ("archive", "member", "truth", "limits"),
}
"""Sources that are kept by where they lie and their name, and what else makes them."""


class PackedItems(Sequence[Record | TaskExample]):
    """Records and examples, kept as text in one block of memory and made anew whenever one is asked for.

    Pictures and ink in files and zip archives are kept by their names, and so are pictures that are drawn of such ink.
    Other sources stay the objects they are.

    Args:
        items: Records, examples or both.

    Examples:
        >>> packed = PackedItems([Record("a", "x", image=FileImage("images", "a.png"))])
        >>> packed[0].image
        FileImage(root='images', name='a.png', max_bytes=268435456, max_pixels=67108864)
    """

    def __init__(self, items: Iterable[Record | TaskExample] = ()) -> None:
        self._text = bytearray()
        self._ends = array("Q", [0])
        self._pool: dict[Any, int] = {}
        self._kept: list[Any] = []
        self._others: list[ImageSource | InkSource] = []
        for item in items:
            self.append(item)

    def __len__(self) -> int:
        return len(self._ends) - 1

    @overload
    def __getitem__(self, index: int) -> Record | TaskExample: ...
    @overload
    def __getitem__(self, index: slice) -> list[Record | TaskExample]: ...
    def __getitem__(self, index: int | slice) -> Record | TaskExample | list[Record | TaskExample]:
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(len(self)))]
        place = range(len(self))[index]
        row = json.loads(self._text[self._ends[place] : self._ends[place + 1]])
        record = self._record(row[-_FIELDS:])
        if len(row) == _FIELDS:
            return record
        task, prompt, target, expected = row[:4]
        question = self._kept[prompt] if isinstance(prompt, int) else prompt
        return TaskExample(self._kept[task], question, target, target if expected is None else expected, record)

    def append(self, item: Record | TaskExample) -> None:
        """Keep one more.

        Args:
            item: A record or an example.

        Raises:
            InputError: It is neither.
        """
        row = self._row(item)
        self._text += json.dumps(row, separators=(",", ":")).encode()
        self._ends.append(len(self._text))

    def _row(self, item: Record | TaskExample) -> list[Any]:
        if isinstance(item, Record):
            texts = [item.id, item.reference, item.prediction, item.writer, item.source, item.split]
            return [*texts, *self._place(item.image), *self._place(item.ink)]
        if isinstance(item, TaskExample):
            expected = None if item.expected == item.target else item.expected
            few = item.prompt in self._pool or len(self._pool) < _PROMPTS
            prompt = self._known(item.prompt) if few else item.prompt  # those of the error tasks are all different
            return [self._known(item.task), prompt, item.target, expected, *self._row(item.record)]
        raise InputError(f"expected Record or TaskExample objects, got {type(item).__name__}")

    def _place(self, source: ImageSource | InkSource | None) -> tuple[int | None, str | int | None]:
        """Return how a source is made and its name; nothing and its number where it is kept as it is."""
        if source is None:
            return None, None
        if type(source) is InkImage:
            place, name = self._place(source.ink)
            return self._known((InkImage, source.style, place)), name
        if (attributes := _NAMED.get(type(source))) is not None:
            root, name, *limits = (getattr(source, attribute) for attribute in attributes)
            return self._known((type(source), root, *limits)), name
        self._others.append(source)
        return None, len(self._others) - 1

    def _known(self, value: Any) -> int:  # noqa: ANN401 - a prompt, a task or a folder of pictures
        if value not in self._pool:
            self._pool[value] = len(self._kept)
            self._kept.append(value)
        return self._pool[value]

    def _record(self, row: list[Any]) -> Record:
        identity, reference, prediction, writer, source, split, *places = row
        return Record(
            identity,
            reference,
            image=self._source(*places[:2]),
            prediction=prediction,
            writer=writer,
            source=source,
            split=split,
            ink=self._source(*places[2:]),
        )

    def _source(self, place: int | None, name: Any) -> Any:  # noqa: ANN401 - of a picture or of ink
        if place is None:
            return None if name is None else self._others[name]
        make, *values = self._kept[place]
        if make is InkImage:
            style, inner = values
            return InkImage(self._source(inner, name), style)
        root, *limits = values
        return make(root, name, *limits)


class JoinedItems(Sequence[Record | TaskExample]):
    """Several sequences one after the other, asked for an item at a time.

    Args:
        parts: Sequences of records and examples.

    Examples:
        >>> JoinedItems([[Record("a", "x")], [Record("b", "y"), Record("c", "z")]])[1].id
        'b'
    """

    def __init__(self, parts: Sequence[Sequence[Record | TaskExample]]) -> None:
        self._parts = parts
        self._ends = list(accumulate(map(len, parts)))

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    @overload
    def __getitem__(self, index: int) -> Record | TaskExample: ...
    @overload
    def __getitem__(self, index: slice) -> list[Record | TaskExample]: ...
    def __getitem__(self, index: int | slice) -> Record | TaskExample | list[Record | TaskExample]:
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(len(self)))]
        place = range(len(self))[index]
        part = bisect_right(self._ends, place)
        return self._parts[part][place - (self._ends[part - 1] if part else 0)]


class ExampleTable(Sequence[TaskExample]):
    """All examples of some items, as numbers: which item, which task, how long. Examples are made when asked for.

    Every example is made once to see that it can be, and dropped.

    Args:
        items: Records, which are asked every task, and examples, taken as they are. Lists are packed; any other
            sequence, such as a ``TaskFile``, is left where it is and asked for its items; one that it raises an error
            for is skipped.
        tasks: Names of the tasks, or tasks of your own as they are.
        length: Length of an example.

    Raises:
        InputError: An item is neither record nor example, or of a task that is neither given nor one of the five.

    Examples:
        >>> table = ExampleTable([Record("a", "x")], tasks=["vanilla", "error_detection"], length=lambda example: 7)
        >>> [example.task for example in table], table.lengths.tolist(), [skip.reason for skip in table.skipped]
        (['vanilla'], [7], ['no prediction'])
    """

    def __init__(
        self,
        items: Sequence[Record | TaskExample],
        *,
        tasks: Sequence[str | Task],
        length: Callable[[TaskExample], int],
    ) -> None:
        self.items = PackedItems(items) if isinstance(items, (list, tuple)) else items
        self.skipped: list[Skip] = []
        """What gave no example."""
        self.lengths = array("I")
        """Length of each example."""
        self._rows = array("I")
        self._tasks = array("H")
        self._known = with_the_five(tasks)
        self._names = list(self._known)
        for row, made in self._made(tasks):
            if isinstance(made, Skip):
                self.skipped.append(made)
            else:
                self._rows.append(row)
                self._tasks.append(self._names.index(known_task(made.task, self._known).name))
                self.lengths.append(length(made))

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, index: int) -> TaskExample: ...
    @overload
    def __getitem__(self, index: slice) -> list[TaskExample]: ...
    def __getitem__(self, index: int | slice) -> TaskExample | list[TaskExample]:
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(len(self)))]
        item = self.items[self._rows[index]]
        return self._known[self._names[self._tasks[index]]].build(item) if isinstance(item, Record) else item

    def pools(self) -> dict[str, array[int]]:
        """Return the indices of the examples of each task.

        Examples:
            >>> ExampleTable([Record("a", "x")], tasks=["vanilla"], length=lambda example: 7).pools()
            {'vanilla': array('I', [0])}
        """
        pools: dict[str, array[int]] = {}
        for index, code in enumerate(self._tasks):
            pools.setdefault(self._names[code], array("I")).append(index)
        return pools

    def drop(self, indices: Iterable[int]) -> None:
        """Leave out examples; those after them move up.

        Args:
            indices: Which.
        """
        gone = set(indices)
        for name in ("lengths", "_rows", "_tasks"):
            column = getattr(self, name)
            kept = (value for index, value in enumerate(column) if index not in gone)
            setattr(self, name, array(column.typecode, kept))

    def _made(self, tasks: Sequence[str | Task]) -> Iterator[tuple[int, TaskExample | Skip]]:
        for row in range(len(self.items)):
            try:
                item = self.items[row]
            except HmerKitError as error:
                yield row, Skip(f"item {row}", str(error))
                continue
            if isinstance(item, TaskExample):
                yield row, item
            elif isinstance(item, Record):
                yield from ((row, made) for made in iter_examples([item], tasks=tasks))
            else:
                raise InputError(f"expected Record or TaskExample objects, got {type(item).__name__}")
