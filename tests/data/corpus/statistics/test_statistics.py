from __future__ import annotations

import math
import statistics
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from hmer_kit.data import (
    BytesImage,
    Distribution,
    Record,
    StatisticsStream,
    compare_statistics,
    picture_size,
    record_statistics,
)
from hmer_kit.exceptions import InputError
from hmer_kit.latex import complexity, parse, tokenize

numbers = st.lists(st.integers(-5, 40), min_size=2, max_size=50)
expressions = st.lists(st.sampled_from(["x", "x ^ { 2 }", r"\frac { 1 } { x }", r"\sqrt [ 3 ] { x _ i }"]), max_size=12)


@given(numbers, st.floats(0, 1))
def test_distribution_agrees_with_the_standard_library(values: list[int], share: float) -> None:
    found = Distribution(Counter(values))
    assert found.total == len(values)
    assert found.mean == pytest.approx(statistics.mean(values))
    assert found.deviation == pytest.approx(statistics.stdev(values))
    assert (found.smallest, found.largest) == (min(values), max(values))
    number = found.quantile(share)
    assert number in values
    assert sum(value <= number for value in values) >= share * len(values) - 1e-6
    assert found.above(10) == sum(value > 10 for value in values)


def test_empty_distribution_has_no_numbers() -> None:
    empty = Distribution()
    assert math.isnan(empty.mean)
    assert math.isnan(Distribution({3: 1}).deviation)
    assert (empty.total, empty.smallest, empty.quantile(0.5), str(empty)) == (0, None, None, "none")
    with pytest.raises(InputError, match="expected a share"):
        empty.quantile(1.5)


@given(expressions)
def test_counts_are_those_of_each_reference_put_together(texts: list[str]) -> None:
    counts = record_statistics(Record(str(number), text) for number, text in enumerate(texts))
    assert counts.records == len(texts)
    assert counts.tokens == Counter(token for text in texts for token in tokenize(text))
    assert counts.token_records == Counter(token for text in texts for token in set(tokenize(text)))
    assert counts.depths.counts == Counter(complexity(parse(text)).depth for text in texts)
    assert counts.symbols.counts == Counter(complexity(parse(text)).symbols for text in texts)


def test_relations_are_counted_between_symbols() -> None:
    counts = record_statistics([Record("a", r"\frac { 1 } { x ^ 2 } + y"), Record("b", "x ^ 2 ^ 3 }")])
    assert counts.relations == {"right": 2, "above": 1, "below": 1, "sup": 1}
    assert counts.relation_records == {"right": 1, "above": 1, "below": 1, "sup": 1}
    assert (counts.unparsed, counts.unparsed_ids) == (1, ("b",))


def test_writers_sources_and_splits_are_counted_where_known() -> None:
    records = [Record("a", "x", writer="w", source="s", split="train"), Record("b", "x", writer="w"), Record("c", "x")]
    counts = record_statistics(records)
    assert (counts.writers, counts.sources, counts.splits) == ({"w": 2}, {"s": 1}, {"train": 1})


def test_sizes_of_pictures_are_read_where_asked_for(stored) -> None:
    records = [
        Record("a", "x", stored(Image.new("L", (30, 20)))),
        Record("b", "x", BytesImage("b", b"none")),
        Record("c", "x"),
    ]
    counts = record_statistics(records, size_of=picture_size)
    assert (counts.widths.counts, counts.heights.counts, counts.unread) == ({30: 1}, {20: 1}, 1)
    assert record_statistics(records).widths.counts == {}


def test_source_that_knows_no_size_is_loaded() -> None:
    class Drawn:
        name = "drawn"

        def load(self) -> Image.Image:
            return Image.new("L", (5, 4))

    assert picture_size(Drawn()) == (5, 4)


def test_longest_are_named() -> None:
    counts = record_statistics(Record(str(number), " ".join("x" * (number % 50))) for number in range(1, 200))
    assert counts.longest[:4] == (("49", 49), ("99", 49), ("149", 49), ("199", 49))
    assert len(counts.longest) == 10


def test_memory_is_bounded_where_everything_is_new() -> None:
    stream = StatisticsStream(max_kinds=10)
    for number in range(100):
        stream.add(Record(str(number), f"\\{chr(97 + number % 26)}{chr(97 + number // 26)}z", writer=f"w{number}"))
    counts = stream.result()
    assert len(counts.tokens) == len(counts.writers) == 10
    assert counts.uncounted == {"tokens": 90, "writers": 90}
    assert "uncounted writers" in counts.table()
    assert sum(counts.tokens.values()) == 10


@pytest.mark.parametrize("most", [0, 1.5, True])
def test_limit_of_kinds_is_checked(most) -> None:
    with pytest.raises(InputError, match="expected max_kinds"):
        StatisticsStream(max_kinds=most)


def test_empty_corpus_has_statistics_and_a_comparison() -> None:
    empty = record_statistics([])
    assert empty.table() == "records  0 (0 do not parse)"
    comparison = compare_statistics(empty, record_statistics([Record("a", "x")]))
    assert (comparison.means, comparison.shares, comparison.only_second) == ((), (), ("x",))
    assert comparison.table()


def test_interval_of_a_difference_of_shares_is_newcombes() -> None:
    # Newcombe 1998, Statistics in Medicine 17, table II, method 10 for 56/70 against 48/80: 0.0524 to 0.3339
    first = record_statistics(Record(str(n), "x y" if n < 48 else "y") for n in range(80))
    second = record_statistics(Record(str(n), "x y" if n < 56 else "y") for n in range(70))
    (share,) = [share for share in compare_statistics(first, second).shares if share.name == "x"]
    assert share.difference == pytest.approx(0.2)
    assert (share.low, share.high) == (pytest.approx(0.0524, abs=5e-5), pytest.approx(0.3339, abs=5e-5))
    assert share.is_clear


def test_interval_of_a_difference_of_means_is_welchs() -> None:
    first = record_statistics(Record(str(n), " ".join("x" * (1 + n % 5))) for n in range(100))
    second = record_statistics(Record(str(n), " ".join("x" * (2 + n % 7))) for n in range(140))
    mean = compare_statistics(first, second, level=0.9).means[0]
    sides = [[1 + n % 5 for n in range(100)], [2 + n % 7 for n in range(140)]]
    error = math.sqrt(sum(statistics.variance(side) / len(side) for side in sides))
    assert mean.difference == pytest.approx(2.0)
    assert mean.high - mean.difference == pytest.approx(statistics.NormalDist().inv_cdf(0.95) * error)


def test_level_is_checked() -> None:
    with pytest.raises(InputError, match="expected level"):
        compare_statistics(record_statistics([]), record_statistics([]), level=95)
