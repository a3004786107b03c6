from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmer_kit.data import (
    BytesImage,
    Duplicate,
    Record,
    Skip,
    by_expression,
    by_id,
    by_pixels,
    by_tokens,
    by_writer,
    deduplicate,
    iter_distinct,
)
from hmer_kit.exceptions import InputError

texts, writers = st.sampled_from(["x", "x ^ 2", "x^2", "y"]), st.sampled_from("uv")
few = st.lists(st.builds(Record, st.sampled_from("abcd"), texts, writer=writers), max_size=15)
keys = st.lists(st.sampled_from([by_id, by_tokens, by_expression, by_writer]), min_size=1, max_size=3, unique=True)


@given(few, keys, st.sampled_from(["first", "longest"]))
def test_what_stays_shares_nothing_and_what_goes_repeats_what_stays(records, by, keep) -> None:
    result = deduplicate(records, by=by, keep=keep)
    for key in by:
        assert len({key(record) for record in result.records}) == len(result.records)
    for duplicate in result.dropped:
        key = next(key for key in by if key.__name__ == duplicate.key)
        assert duplicate.repeats in {record.id for record in result.records if key(record) == key(duplicate.record)}
        assert records[duplicate.number - 1] is duplicate.record
    assert len(result.records) + len(result.dropped) == len(records)
    assert sum(result.counts.values()) == len(result.dropped)


@given(few, keys)
def test_stream_keeps_what_the_list_keeps(records, by) -> None:
    items = list(iter_distinct(iter(records), by=by))
    result = deduplicate(records, by=by)
    assert tuple(item for item in items if isinstance(item, Record)) == result.records
    assert tuple(item for item in items if isinstance(item, Duplicate)) == result.dropped


@given(few, keys)
def test_nothing_is_lost_twice(records, by) -> None:
    once = deduplicate(records, by=by)
    assert deduplicate(once.records, by=by).dropped == ()


def test_longest_stays() -> None:
    records = [Record("a", "x"), Record("a", "x + y"), Record("a", "x + y")]
    assert deduplicate(records, by=by_id, keep="longest").records == (records[1],)


def test_record_of_which_a_function_gives_most_stays() -> None:
    records = [Record("a", "x", source="old"), Record("b", "x", source="new")]
    kept = deduplicate(records, by=by_tokens, keep=lambda record: record.source == "new").records
    assert kept == (records[1],)


def test_one_side_stays_whole_and_is_not_returned() -> None:
    test = [Record("t", "x"), Record("t", "x")]
    result = deduplicate([Record("a", "x"), Record("b", "y")], by=[by_id, by_tokens], against=test)
    assert [record.id for record in result.records] == ["b"]
    assert result.rows() == [{"id": "a", "number": 1, "repeats": "t", "key": "by_tokens"}]


def test_records_without_the_thing_stay() -> None:
    assert len(deduplicate([Record("a", "x"), Record("b", "x")], by=[by_writer, by_pixels]).records) == 2


def test_picture_that_cannot_be_read_is_named_and_its_record_stays() -> None:
    broken = BytesImage("a.png", b"no picture")
    result = deduplicate([Record("a", "x", broken), Record("b", "x", broken)], by=by_pixels)
    assert len(result.records) == 2
    skip = Skip("record 1 (id 'a')", "picture cannot be read (no_picture)")
    assert result.unread[0] == skip
    assert result.summary().endswith("2 pictures could not be read")
    items = list(iter_distinct([Record("b", "y")], by=by_pixels, against=[Record("a", "x", broken)]))
    assert items == [Skip("against record 1 (id 'a')", skip.reason), Record("b", "y")]


def test_long_expressions_are_told_apart_by_their_checksums() -> None:
    texts = ["x + " * 500 + end for end in "yzy"]
    result = deduplicate([Record(str(number), text) for number, text in enumerate(texts)], by=by_tokens)
    assert [item.number for item in result.dropped] == [3]


def test_table_names_the_first_and_counts_the_rest() -> None:
    result = deduplicate([Record(str(number), "x") for number in range(5)], by=by_tokens)
    assert result.table(limit=1).splitlines() == [
        "4 repeat another (by_tokens)",
        "record 2 (id '1') repeats '0' (by_tokens)",
        "and 3 more",
    ]


@pytest.mark.parametrize("by", [[], "by_id", None, ["by_id"], 3])
def test_key_must_be_a_function(by) -> None:
    with pytest.raises(InputError, match=r"expected a (key|function)"):
        deduplicate([], by=by)


def test_unknown_keep_is_refused() -> None:
    with pytest.raises(InputError, match="'first', 'longest'"):
        deduplicate([], by=by_id, keep="last")
