"""Records that repeat others, and which of them stays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from hmer_kit.data._text import one_line
from hmer_kit.data.corpus.duplicates._seen import ByKeys, Place, Seen, skips_of, where
from hmer_kit.data.records import Record, Skip
from hmer_kit.exceptions import InputError
from hmer_kit.latex import tokenize

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Deduplicated", "Duplicate", "Keep", "deduplicate", "iter_distinct"]

Keep = Literal["first", "longest"] | Callable[[Record], Any]
"""Which of equal records stays: the first, that with the most tokens, or that of which a function gives most."""

_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A record that repeats one that stays.

    Examples:
        >>> print(Duplicate(Record("b", "x"), number=2, repeats="a", key="by_tokens"))
        record 2 (id 'b') repeats 'a' (by_tokens)
    """

    record: Record
    """The record that goes."""
    number: int
    """Its place in the order given, from 1."""
    repeats: str
    """Id of the record that stays."""
    key: str
    """What they have in common: name of the first key by which they are equal."""

    def __str__(self) -> str:
        return f"{where(self.record, self.number)} repeats {self.repeats!r:.80} ({self.key})"


@dataclass(frozen=True, slots=True)
class Deduplicated:
    """What stays, and what goes.

    Examples:
        >>> from hmer_kit.data import by_tokens
        >>> result = deduplicate([Record("a", "x"), Record("b", " x"), Record("c", "y")], by=by_tokens)
        >>> [record.id for record in result.records], result.summary()
        (['a', 'c'], '3 records: 2 kept, 1 repeat another (by_tokens)')
        >>> print(result.table())
        1 repeat another (by_tokens)
        record 2 (id 'b') repeats 'a' (by_tokens)
    """

    records: tuple[Record, ...]
    """The records that stay, in the order given."""
    dropped: tuple[Duplicate, ...]
    """The records that go, in the order given."""
    keys: tuple[str, ...]
    """What was looked at."""
    unread: tuple[Skip, ...] = ()
    """Records that stay because their picture could not be read."""

    @property
    def counts(self) -> dict[str, int]:
        """How many records went by each key."""
        found = Counter(duplicate.key for duplicate in self.dropped)
        return {key: found[key] for key in self.keys}

    def summary(self) -> str:
        """Return one line of counts."""
        total = len(self.records) + len(self.dropped)
        line = f"{total} records: {len(self.records)} kept, {len(self.dropped)} repeat another ({', '.join(self.keys)})"
        return line + (f"; {len(self.unread)} pictures could not be read" if self.unread else "")

    def table(self, limit: int | None = _SHOWN) -> str:
        """Return the counts by key, and the first records that go with what they repeat.

        Args:
            limit: Most records to show; None for all.
        """
        lines = [f"{count} repeat another ({key})" for key, count in self.counts.items()]
        lines += map(str, self.dropped[:limit])
        more = len(self.dropped) - len(self.dropped[:limit])
        return "\n".join([*lines, *([f"and {more} more"] if more else [])])

    def rows(self) -> list[dict[str, object]]:
        """Return a row for each record that goes, as JSON holds it."""
        return [
            {"id": item.record.id, "number": item.number, "repeats": item.repeats, "key": item.key}
            for item in self.dropped
        ]


def deduplicate(
    records: Iterable[Record], *, by: ByKeys, keep: Keep = "first", against: Iterable[Record] = ()
) -> Deduplicated:
    """Keep one of the records that are equal by a key.

    A record goes if one that stays is equal to it by any of the keys; what stays is equal to nothing that stays. Each
    record that goes repeats the named one itself, not through a third.

    Args:
        records: What to look through.
        by: A key or several, such as ``by_tokens``.
        keep: Which of equal records stays; of equally good ones, the first.
        against: Records that stay, whatever they repeat, and are not returned: a test set, which the training set must
            not repeat.

    Returns:
        What stays, and what goes with what it repeats. A picture that cannot be read is named, and its record stays
        unless another key holds.

    Raises:
        InputError: ``by`` is no key, or ``keep`` is unknown.

    Examples:
        >>> from hmer_kit.data import by_expression, by_id
        >>> train = [Record("a", "x ^ 2"), Record("b", "y"), Record("b", "y + 1")]
        >>> print(deduplicate(train, by=by_id, keep="longest").dropped[0])
        record 2 (id 'b') repeats 'b' (by_id)
        >>> test = [Record("t", "x ^ { 2 }")]
        >>> [str(item) for item in deduplicate(train, by=by_expression, against=test).dropped]
        ["record 1 (id 'a') repeats 't' (by_expression)"]
    """
    worth = _worth(keep)
    seen = _Kept(by, against)
    kept: list[int] = []
    dropped: dict[int, Duplicate] = {}
    given = list(records)
    for at in sorted(range(len(given)), key=lambda at: worth(given[at]), reverse=True):  # equals keep their order
        duplicate = seen.take(given[at], at + 1)
        if duplicate is None:
            kept.append(at)
        else:
            dropped[at] = duplicate
    return Deduplicated(
        tuple(given[at] for at in sorted(kept)),
        tuple(dropped[at] for at in sorted(dropped)),
        tuple(seen.names),
        tuple(seen.unread),
    )


def iter_distinct(
    records: Iterable[Record], *, by: ByKeys, against: Iterable[Record] = ()
) -> Iterator[Record | Duplicate | Skip]:
    """Keep the first of the records that are equal by a key, as they come.

    In memory are a checksum of each key and the id of each record that stays, not the records.

    Args:
        records: What to look through.
        by: A key or several.
        against: Records that stay, whatever they repeat, and are not returned.

    Returns:
        Each record that stays, or what tells that it goes, in the order given; after a record whose picture cannot be
        read, a note that says so (before all of them, for ``against``).

    Raises:
        InputError: ``by`` is no key.

    Examples:
        >>> from hmer_kit.data import by_tokens
        >>> for item in iter_distinct([Record("a", "x"), Record("b", "x")], by=by_tokens):
        ...     print(item.id if isinstance(item, Record) else item)
        a
        record 2 (id 'b') repeats 'a' (by_tokens)
    """
    return _stream(records, _Kept(by, against))


class _Kept:
    """The records that stay, by their keys."""

    def __init__(self, by: ByKeys, against: Iterable[Record]) -> None:
        self._seen = Seen(by)
        self._ids: list[str] = []
        self.names = self._seen.names
        self.unread: list[Skip] = []
        for number, record in enumerate(against, 1):
            self._add(record, self._values(record, number, part="against"))

    def take(self, record: Record, number: int) -> Duplicate | None:
        """Return what tells that a record goes, or keep it and return None."""
        values = self._values(record, number)
        found = self._seen.first(values)
        if found is None:
            self._add(record, values)
            return None
        place, kept = found
        return Duplicate(record, number, self._ids[kept], self.names[place])

    def notes(self) -> list[Skip]:
        """Return what could not be read since the last call."""
        notes, self.unread = self.unread, []
        return notes

    def _values(self, record: Record, number: int, *, part: str = "") -> list[Place]:
        values, problems = self._seen.values(record)
        if problems:
            self.unread += skips_of(record, number, problems, part=part)
        return values

    def _add(self, record: Record, values: list[Place]) -> None:
        self._seen.add(values, len(self._ids))
        self._ids.append(record.id)


def _stream(records: Iterable[Record], kept: _Kept) -> Iterator[Record | Duplicate | Skip]:
    yield from kept.notes()
    for number, record in enumerate(records, 1):
        yield kept.take(record, number) or record
        if kept.unread:
            yield from kept.notes()


def _worth(keep: Keep) -> Callable[[Record], Any]:
    if keep == "first":
        return lambda _: 0
    if keep == "longest":
        return lambda record: len(tokenize(record.reference))
    if callable(keep):
        return keep
    raise InputError(f"expected keep as 'first', 'longest' or a function of a record, got {one_line(repr(keep))}")
