"""Streams of records: walked through anew each time, with what was left out beside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.data import Record, RecordStream, Skip, gather

if TYPE_CHECKING:
    from collections.abc import Iterator

ITEMS = [Record("a", "x"), Skip("line 2", "empty caption"), Record("c", "y")]


def stream() -> RecordStream:
    return RecordStream(lambda: iter(ITEMS), format="captions", name="captions.tsv")


def test_each_walk_begins_anew() -> None:
    records = stream()
    assert [record.id for record in records] == [record.id for record in records] == ["a", "c"]
    assert records.skipped == [ITEMS[1]]


def test_what_is_skipped_is_there_as_soon_as_it_is_passed() -> None:
    records = stream()
    walk = iter(records)
    next(walk)
    assert records.skipped == []
    next(walk)
    assert records.skipped == [ITEMS[1]]


def test_two_walks_at_a_time_do_not_count_twice() -> None:
    records = stream()
    pairs = list(zip(records, records, strict=True))
    assert len(pairs) == 2
    assert records.skipped == [ITEMS[1]]


def test_reading_gives_all_in_order() -> None:
    assert list(stream().items()) == ITEMS
    assert stream().read() == gather(ITEMS)
    assert stream().read().summary() == "2 read, 1 skipped (1 × empty caption)"


def test_nothing_is_read_before_it_is_asked_for() -> None:
    asked = []

    def read() -> Iterator[Record]:
        asked.append(1)
        yield Record("a", "x")

    records = RecordStream(read, format="captions")
    assert asked == []
    walk = iter(records)
    assert asked == []
    next(walk)
    assert asked == [1]
