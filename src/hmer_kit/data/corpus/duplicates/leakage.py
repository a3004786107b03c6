"""What test sets have in common with the training set: ids, writers, expressions, pictures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hmer_kit.data.corpus._tables import aligned, percent
from hmer_kit.data.corpus.duplicates._seen import ByKeys, Seen, skips_of
from hmer_kit.data.corpus.duplicates.keys import (
    NearPictures,
    by_expression,
    by_id,
    by_pixels,
    by_structure,
    by_tokens,
    by_writer,
)
from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.data.records import Record, Skip

__all__ = ["LEAKAGE_KEYS", "LeakageReport", "Overlap", "leakage_report"]

LEAKAGE_KEYS = (by_id, by_writer, by_tokens, by_expression, by_structure, by_pixels, NearPictures())
"""What is looked at unless told otherwise: what a record lacks, a writer or a picture, it shares with none."""

_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Overlap:
    """What one test set shares with the training set by one key.

    Examples:
        >>> Overlap("test", "by_tokens", records=4, values=2, pairs=(("t1", "a"), ("t2", "a"))).share
        0.5
    """

    test: str
    """Name of the test set."""
    key: str
    """What is shared."""
    records: int
    """Records of the test set that have such a thing at all."""
    values: int
    """How many different things are shared."""
    pairs: tuple[tuple[str, str], ...]
    """Each record of the test set that shares one, with the first record of the training set that has it."""

    @property
    def share(self) -> float:
        """Share of the records; 0 where there are none."""
        return len(self.pairs) / self.records if self.records else 0.0


@dataclass(frozen=True, slots=True)
class LeakageReport:
    """What test sets share with the training set, whether it should worry or not.

    Expressions of test sets that stand in training sets too are common, and structures are meant to: a model that was
    to read no known structure could be tested on little. A shared picture is a leak; a shared id is one if both sets
    took it from the same place.

    Examples:
        >>> from hmer_kit.data import Record
        >>> train = [Record("a", "x ^ 2"), Record("b", "y + 1")]
        >>> report = leakage_report(train, {"t": [Record("c", "x ^ { 2 }"), Record("d", "z")]})
        >>> report.of("t", "by_expression").pairs, report.of("t", "by_tokens").pairs
        ((('c', 'a'),), ())
    """

    train: int
    """Records of the training set."""
    distinct: Mapping[str, int]
    """For each key, how many different things the training set has."""
    tests: Mapping[str, int]
    """Records of each test set."""
    overlaps: tuple[Overlap, ...]
    """For each test set and key, what is shared."""
    unread: tuple[Skip, ...] = field(default=())
    """Pictures that could not be read, and so shared nothing."""

    def of(self, test: str, key: str) -> Overlap:
        """Return what one test set shares by one key.

        Args:
            test: Name of the test set.
            key: Name of the key.

        Raises:
            InputError: There is no such set, or the key was not looked at.
        """
        for overlap in self.overlaps:
            if (overlap.test, overlap.key) == (test, key):
                return overlap
        raise InputError(
            f"expected a test set of {', '.join(self.tests)} and a key of {', '.join(self.distinct)}, "
            f"got {test!r:.80} and {key!r:.80}"
        )

    def summary(self) -> str:
        """Return one line: how many records of each test set share something, by key."""
        parts = []
        for test, count in self.tests.items():
            found = [f"{len(one.pairs)} {one.key}" for one in self.overlaps if one.test == test and one.pairs]
            parts.append(f"{test} ({count} records): {', '.join(found) or 'nothing shared'}")
        return f"train ({self.train} records); " + "; ".join(parts)

    def table(self, examples: int = _EXAMPLES) -> str:
        """Return a row for each test set and key, with the first records that share something.

        Args:
            examples: Most records to name in a row.
        """
        head = ("test set", "shared", "records", "share", "different", "of in train", "examples")
        return aligned([head, *(self._cells(overlap, examples) for overlap in self.overlaps)])

    def rows(self) -> list[dict[str, object]]:
        """Return a row for each record of a test set and key by which it shares something, as JSON holds it."""
        return [
            {"test": overlap.test, "key": overlap.key, "id": test_id, "train_id": train_id}
            for overlap in self.overlaps
            for test_id, train_id in overlap.pairs
        ]

    def _cells(self, overlap: Overlap, examples: int) -> tuple[str, ...]:
        named = ", ".join(f"{test} = {train}" for test, train in overlap.pairs[:examples])
        counts = f"{len(overlap.pairs)}/{overlap.records}", percent(overlap.share)
        return (overlap.test, overlap.key, *counts, str(overlap.values), str(self.distinct[overlap.key]), named)

    def _repr_html_(self) -> str:
        from hmer_kit.data._notebook import leakage_html

        return leakage_html(self)


def leakage_report(
    train: Iterable[Record], tests: Mapping[str, Iterable[Record]], *, by: ByKeys = LEAKAGE_KEYS
) -> LeakageReport:
    """Say what test sets share with the training set.

    The sets are read once, record by record; a checksum of each key stays in memory, and the id.

    Args:
        train: Records of the training set.
        tests: Records of each test set, by a name for it.
        by: A key or several, such as ``by_expression``. Pictures take most of the time; leave them away with
            ``by=[by_id, by_writer, by_tokens, by_expression, by_structure]``.

    Returns:
        Counts and pairs by test set and key.

    Raises:
        InputError: ``by`` is no key, or ``tests`` no mapping of names.

    Examples:
        >>> from hmer_kit.data import Record
        >>> train = [Record("a", "x ^ 2", writer="w1"), Record("b", "y + 1", writer="w2")]
        >>> test = [Record("c", "x ^ { 2 }", writer="w2"), Record("d", "z", writer="w3")]
        >>> print(leakage_report(train, {"test": test}, by=[by_writer, by_expression]).table())
        test set  shared         records  share   different  of in train  examples
        test      by_writer      1/2      50.0 %  1          2            c = b
        test      by_expression  1/2      50.0 %  1          2            c = a
    """
    if not isinstance(tests, Mapping):
        raise InputError(f"expected test sets by name, got {type(tests).__name__}; write {{'test2014': records}}")
    seen = Seen(by)
    ids: list[str] = []
    unread: list[Skip] = []
    for number, record in enumerate(train, 1):
        values, problems = seen.values(record)
        unread += skips_of(record, number, problems, part="train")
        seen.add(values, len(ids))
        ids.append(record.id)
    overlaps: list[Overlap] = []
    sizes = {}
    for name, records in tests.items():
        found = _Found(seen, ids, name)
        unread += found.look(records)
        overlaps += found.overlaps()
        sizes[name] = found.count
    return LeakageReport(
        len(ids), dict(zip(seen.names, seen.sizes, strict=True)), sizes, tuple(overlaps), tuple(unread)
    )


class _Found:
    """What one test set shares."""

    def __init__(self, seen: Seen, ids: Sequence[str], name: str) -> None:
        self._seen = seen
        self._ids = ids
        self._name = name
        self._records = [0] * len(seen.names)
        self._pairs: list[list[tuple[str, str]]] = [[] for _ in seen.names]
        self._owners: list[set[int]] = [set() for _ in seen.names]
        self.count = 0

    def look(self, records: Iterable[Record]) -> list[Skip]:
        """Go through the set, and return what could not be read."""
        unread: list[Skip] = []
        for record in records:
            self.count += 1
            values, problems = self._seen.values(record)
            unread += skips_of(record, self.count, problems, part=self._name)
            for place, _ in values:
                self._records[place] += 1
            for place, owner in self._seen.find(values):
                self._pairs[place].append((record.id, self._ids[owner]))
                self._owners[place].add(owner)
        return unread

    def overlaps(self) -> list[Overlap]:
        parts = zip(self._seen.names, self._records, self._owners, self._pairs, strict=True)
        return [Overlap(self._name, key, count, len(owners), tuple(pairs)) for key, count, owners, pairs in parts]
