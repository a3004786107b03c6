"""Statistics of corpora against counts by hand."""

from __future__ import annotations

import math

import pytest

from hmer_kit.exceptions import InputError
from hmer_kit.ink import CorpusStatistics


def test_counts_are_those_made_by_hand():
    found = CorpusStatistics.of([r"x ^ { 2 } + 1", r"\frac { x } { 2 }", "{"])
    assert (found.expressions, found.unparseable) == (2, 1)
    assert found.symbols == {"x": 2, "2": 2, "+": 1, "1": 1, r"\frac": 1}
    assert found.relations == {"sup": 1, "right": 2, "above": 1, "below": 1}
    assert found.pairs["x", "sup", "2"] == 1
    assert found.lengths == {4: 1, 3: 1}
    assert found.depths == {1: 2}


def test_equal_corpora_have_no_gap_and_disjoint_ones_the_most():
    one, two = CorpusStatistics.of(["x + x"] * 3), CorpusStatistics.of(["a ^ { b ^ { c } }"])
    same, other = one.gap(CorpusStatistics.of(["x + x"])), one.gap(two)
    assert (same.symbols, same.pairs, same.relations, same.depths, same.lengths) == (0, 0, 0, 0, 0)
    assert all(math.isclose(share, 1) for share in (other.symbols, other.pairs, other.relations, other.depths))


def test_the_divergence_is_that_of_jensen_and_shannon():
    one, two = CorpusStatistics.of(["a"]), CorpusStatistics.of(["a", "b"])
    middle = 0.75 * math.log2(1 / 0.75) + 0.25 * math.log2(1 / 0.25)
    assert math.isclose(one.gap(two).symbols, middle - 0.5 * 1.0)


def test_the_gap_of_lengths_is_the_largest_difference_of_shares():
    one, two = CorpusStatistics.of(["a", "a + b"]), CorpusStatistics.of(["a + b", "a + b", "a + b + c", "a"])
    assert one.gap(two).lengths == 0.25


def test_quantiles_are_lengths_that_occur():
    assert CorpusStatistics.of(["a"] * 9 + ["a + b"]).length_quantiles([0.0, 0.5, 0.9, 1.0]) == [1, 1, 1, 3]


def test_an_empty_corpus_has_no_gap():
    with pytest.raises(InputError, match="two corpora with expressions"):
        CorpusStatistics.of(["x"]).gap(CorpusStatistics.of([]))
