"""Counting a corpus: one pass over records of any number, in memory that does not grow with them."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from hmer_kit.data.corpus.statistics.counts import RecordStatistics
from hmer_kit.data.corpus.statistics.distribution import Distribution
from hmer_kit.exceptions import DataError, InputError, LatexError
from hmer_kit.latex import SCRIPTS_AND_FRACTIONS, complexity, label_graph, nesting_level, parse, tokenize

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hmer_kit.data.records import ImageSource, Record

__all__ = ["PictureSize", "StatisticsStream", "picture_size", "record_statistics"]

_MOST_KINDS = 100_000
_NAMED = 10

PictureSize = Callable[["ImageSource"], tuple[int, int]]
"""Gives width and height of a picture."""


class StatisticsStream:
    """Counts records as they come, where they do not come from one place.

    Args:
        size_of: Gives the size of a picture, ``picture_size`` for example; None looks at no picture.
        max_kinds: Most different tokens, writers and so on to count; what comes new after that is in ``uncounted``.

    Raises:
        InputError: ``max_kinds`` is no integer of 1 or more.

    Examples:
        >>> from hmer_kit.data import Record
        >>> stream = StatisticsStream()
        >>> for number in range(3):
        ...     stream.add(Record(str(number), "x + y"))
        >>> stream.result().summary()
        '3 records, 3 different tokens, 3.0 tokens on average (up to 3), depth up to 0'
    """

    def __init__(self, *, size_of: PictureSize | None = None, max_kinds: int = _MOST_KINDS) -> None:
        if not isinstance(max_kinds, int) or isinstance(max_kinds, bool) or max_kinds < 1:
            raise InputError(f"expected max_kinds as an integer of 1 or more, got {max_kinds!r:.80}")
        self._size_of = size_of
        self._most = max_kinds
        self._records = self._unparsed = self._unread = 0
        self._unparsed_ids: list[str] = []
        self._longest: list[tuple[int, int, str]] = []
        self._numbers: dict[str, Counter[int]] = {
            name: Counter() for name in ("lengths", "symbols", "depths", "levels", "structures", "widths", "heights")
        }
        self._kinds: dict[str, Counter[str]] = {
            name: Counter()
            for name in (
                "tokens",
                "token_records",
                "relations",
                "relation_records",
                "writers",
                "sources",
                "splits",
            )
        }
        self._uncounted: Counter[str] = Counter()

    def add(self, record: Record) -> None:
        """Count one record.

        Args:
            record: Any record.
        """
        self._records += 1
        tokens = tokenize(record.reference)
        self._numbers["lengths"][len(tokens)] += 1
        self._count("tokens", Counter(tokens), "token_records")
        for name, value in (("writers", record.writer), ("sources", record.source), ("splits", record.split)):
            if value is not None:
                self._count(name, {value: 1})
        self._add_tree(record)
        self._add_picture(record)
        heapq.heappush(self._longest, (len(tokens), -self._records, record.id))
        if len(self._longest) > _NAMED:
            heapq.heappop(self._longest)

    def result(self) -> RecordStatistics:
        """Return the counts so far."""
        numbers: dict[str, Any] = {
            name: Distribution(dict(sorted(counts.items()))) for name, counts in self._numbers.items()
        }
        kinds: dict[str, Any] = {name: dict(counts.most_common()) for name, counts in self._kinds.items()}
        return RecordStatistics(
            records=self._records,
            unparsed=self._unparsed,
            unparsed_ids=tuple(self._unparsed_ids),
            unread=self._unread,
            longest=tuple((name, size) for size, _, name in sorted(self._longest, reverse=True)),
            uncounted=dict(self._uncounted),
            **numbers,
            **kinds,
        )

    def _add_tree(self, record: Record) -> None:
        try:
            tree = parse(record.reference)
        except LatexError:
            self._unparsed += 1
            if len(self._unparsed_ids) < _NAMED:
                self._unparsed_ids.append(record.id)
            return
        sizes = complexity(tree)
        self._numbers["symbols"][sizes.symbols] += 1
        self._numbers["depths"][sizes.depth] += 1
        self._numbers["structures"][sizes.structures] += 1
        self._numbers["levels"][nesting_level(tree, relations=SCRIPTS_AND_FRACTIONS)] += 1
        relations = label_graph(tree).relations[1:]  # the first symbol hangs on nothing
        self._count("relations", Counter(map(str, relations)), "relation_records")

    def _add_picture(self, record: Record) -> None:
        if self._size_of is None or record.image is None:
            return
        try:
            width, height = self._size_of(record.image)
        except DataError:
            self._unread += 1
            return
        self._numbers["widths"][width] += 1
        self._numbers["heights"][height] += 1

    def _count(self, name: str, counts: Mapping[str, int], holders: str | None = None) -> None:
        known = self._kinds[name]
        for value, count in counts.items():
            if value not in known and len(known) >= self._most:
                self._uncounted[name] += count
                continue
            known[value] += count
            if holders is not None:
                self._kinds[holders][value] += 1


def record_statistics(
    records: Iterable[Record], *, size_of: PictureSize | None = None, max_kinds: int = _MOST_KINDS
) -> RecordStatistics:
    """Count what a corpus holds.

    Args:
        records: Read once, one by one.
        size_of: Gives the size of a picture; ``picture_size`` reads it from the head of the file. None looks at no
            picture.
        max_kinds: Most different tokens, writers and so on to count.

    Raises:
        InputError: ``max_kinds`` is no integer of 1 or more.

    Examples:
        >>> from hmer_kit.data import Record
        >>> statistics = record_statistics([Record("a", "x ^ { 2 }"), Record("b", "{ x")])
        >>> statistics.unparsed_ids, statistics.relations, statistics.lengths.counts
        (('b',), {'sup': 1}, {2: 1, 5: 1})
    """
    stream = StatisticsStream(size_of=size_of, max_kinds=max_kinds)
    for record in records:
        stream.add(record)
    return stream.result()


def picture_size(image: ImageSource) -> tuple[int, int]:
    """Return width and height of a picture, without decoding it if its source can tell.

    Args:
        image: Where a picture comes from.

    Raises:
        DataError: It cannot be read.

    Examples:
        >>> from hmer_kit.data import BytesImage
        >>> from io import BytesIO
        >>> from PIL import Image
        >>> file = BytesIO()
        >>> Image.new("L", (30, 20)).save(file, "PNG")
        >>> picture_size(BytesImage("a.png", file.getvalue()))
        (30, 20)
    """
    size = getattr(image, "size", None)
    if callable(size):
        width, height = size()
        return int(width), int(height)
    return image.load().size
