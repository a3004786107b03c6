from __future__ import annotations

import pytest
from PIL import ImageOps

from hmer_kit.data import BytesImage, Record, by_id, by_tokens, by_writer, leakage_report
from hmer_kit.exceptions import InputError


@pytest.fixture
def report(stored, written):
    train = [
        Record("a", "x ^ 2", stored(written[0]), writer="w1"),
        Record("b", "x ^ 2", stored(written[1]), writer="w2"),
        Record("c", "y + 1", stored(written[2]), writer="w2"),
    ]
    tests = {
        "t1": [
            Record("a", "z", stored(written[3]), writer="w3"),
            Record("p", "x^{2}", stored(written[0], "BMP"), writer="w2"),
            Record("q", "z ^ n", stored(ImageOps.invert(written[2]))),
        ],
        "t2": [Record("r", "k k k k")],
    }
    return leakage_report(iter(train), {name: iter(records) for name, records in tests.items()})


@pytest.mark.parametrize(
    ("key", "pairs"),
    [
        ("by_id", (("a", "a"),)),
        ("by_writer", (("p", "b"),)),
        ("by_tokens", ()),
        ("by_expression", (("p", "a"),)),
        ("by_structure", (("p", "a"), ("q", "a"))),
        ("by_pixels", (("p", "a"),)),
        ("near_pictures", (("p", "a"), ("q", "c"))),
    ],
)
def test_each_kind_of_leak_is_named_with_its_pair(report, key: str, pairs: tuple[tuple[str, str], ...]) -> None:
    assert report.of("t1", key).pairs == pairs
    assert report.of("t2", key).pairs == ()


def test_records_without_a_thing_are_not_counted_among_those_that_have_it(report) -> None:
    assert [report.of("t1", key).records for key in ("by_id", "by_writer", "by_pixels")] == [3, 2, 3]
    assert report.of("t2", "by_pixels").records == 0
    assert report.of("t2", "by_pixels").share == 0.0


def test_distinct_things_of_train_are_counted(report) -> None:
    counts = {key: report.distinct[key] for key in ("by_id", "by_writer", "by_tokens", "by_structure", "by_pixels")}
    assert counts == {"by_id": 3, "by_writer": 2, "by_tokens": 2, "by_structure": 2, "by_pixels": 3}
    assert (report.train, report.tests) == (3, {"t1": 3, "t2": 1})


def test_views_say_the_same(report) -> None:
    shared = sum(len(overlap.pairs) for overlap in report.overlaps)
    assert len(report.rows()) == shared == 8
    assert len(report.table().splitlines()) == 1 + 2 * 7
    assert "t2 (1 records): nothing shared" in report.summary()


def test_picture_that_cannot_be_read_is_named_with_its_set() -> None:
    broken = Record("a", "x", BytesImage("a.png", b"none"))
    report = leakage_report([broken], {"t": [broken]})
    assert [skip.where for skip in report.unread] == ["train record 1 (id 'a')", "t record 1 (id 'a')"]
    assert report.of("t", "by_tokens").pairs == (("a", "a"),)


def test_unknown_set_or_key_is_an_input_error() -> None:
    report = leakage_report([], {"t": []}, by=[by_id, by_writer])
    for test, key in (("u", "by_id"), ("t", "by_tokens")):
        with pytest.raises(InputError, match="expected a test set of t and a key of by_id, by_writer"):
            report.of(test, key)


def test_sets_want_names() -> None:
    with pytest.raises(InputError, match="expected test sets by name, got list"):
        leakage_report([], [Record("a", "x")], by=by_tokens)


def test_id_from_a_file_cannot_break_a_table() -> None:
    record = Record("a\n\x1b[31m\u2028b", "x")
    table = leakage_report([record], {"t\r": [record]}, by=by_id).table()
    assert len(table.splitlines()) == 2
    assert table.replace("\n", "").isprintable()
