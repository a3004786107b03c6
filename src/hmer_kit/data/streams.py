"""Records one by one: a data set that is larger than memory is read as it is used, and what is left out is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.data.records import ReadResult, Record, Skip

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

__all__ = ["RecordStream", "gather"]


def gather(items: Iterable[Record | Skip]) -> ReadResult[Record]:
    """Read a stream to its end.

    Args:
        items: Records, with a note for each thing left out in its place.

    Examples:
        >>> gather([Record("a", "x"), Skip("line 2", "empty caption")]).summary()
        '1 read, 1 skipped (1 × empty caption)'
    """
    result = ReadResult[Record](records=[], skipped=[])
    for item in items:
        if isinstance(item, Skip):
            result.skipped.append(item)
        else:
            result.records.append(item)
    return result


class RecordStream:
    """The records of a data set, read anew each time it is walked through.

    Args:
        read: Starts reading, and yields records and skips.
        format: Name of the format.
        name: What is read, for messages.

    Examples:
        >>> stream = RecordStream(lambda: iter([Record("a", "x"), Skip("line 2", "empty caption")]), format="captions")
        >>> [record.id for record in stream], stream.skipped
        (['a'], [Skip(where='line 2', reason='empty caption')])
    """

    def __init__(self, read: Callable[[], Iterable[Record | Skip]], *, format: str, name: str = "") -> None:  # noqa: A002 - the word users look for
        self._read = read
        self.format = format
        """Name of the format."""
        self.name = name
        """What is read, for messages."""
        self.skipped: list[Skip] = []
        """What the last walk has left out so far."""

    def __iter__(self) -> Iterator[Record]:
        skipped = self.skipped = []  # a walk of its own list, so that two at a time do not mix
        for item in self._read():
            if isinstance(item, Skip):
                skipped.append(item)
            else:
                yield item

    def items(self) -> Iterator[Record | Skip]:
        """Yield records and skips in the order of the source.

        Examples:
            >>> stream = RecordStream(lambda: [Skip("line 1", "blank line")], format="captions")
            >>> [str(item) for item in stream.items()]
            ['line 1: blank line']
        """
        yield from self._read()

    def read(self) -> ReadResult[Record]:
        """Read all of it into memory.

        Examples:
            >>> RecordStream(lambda: [Record("a", "x")], format="captions").read().summary()
            '1 read, 0 skipped'
        """
        return gather(self._read())
