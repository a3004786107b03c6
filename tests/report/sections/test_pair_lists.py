"""The lists beside the confusion heat map."""

from __future__ import annotations

from hmer_kit.error_mining import ConfusionPair, ConfusionTable
from hmer_kit.report._sections.pair_lists import MAX_LISTED, pair_lists


def test_a_table_of_omissions_alone_is_listed():
    [listed] = pair_lists(ConfusionTable.from_pairs(["1"], ["1 }"], ids=["a"]))
    assert (listed.title, listed.pairs[0].examples) == ("Left out or put in", ["a"])


def test_an_empty_table_gives_no_lists():
    assert pair_lists(ConfusionTable()) == []


def test_lists_keep_substitutions_apart_and_count_the_samples_not_named():
    ids = [f"s{number}" for number in range(16)]
    table = ConfusionTable.from_pairs(["x"] * 15 + ["1 +"], ["X"] * 15 + ["1"], ids=ids)
    assert len(table.examples[ConfusionPair("X", "x")]) == 10  # fewer than the samples that hold the pair
    substituted, other = pair_lists(table)
    assert [(pair.reference, pair.prediction, pair.count, pair.examples, pair.more) for pair in substituted.pairs] == [
        ("X", "x", 15, ["s0", "s1", "s2"], 12)
    ]
    assert [(pair.words, pair.share) for pair in other.pairs] == [("+ put in: once", 100 / 15)]


def test_a_sample_that_holds_a_pair_twice_is_one_example():
    table = ConfusionTable.from_pairs(["x + x"], ["X + X"], ids=["a"])
    [listed] = pair_lists(table)
    assert (listed.pairs[0].count, listed.pairs[0].examples, listed.pairs[0].more) == (2, ["a"], 0)


def test_lists_are_short():
    letters = [chr(code) for code in range(ord("a"), ord("z") + 1)]
    [listed] = pair_lists(ConfusionTable.from_pairs([letter.upper() for letter in letters], letters))
    assert len(listed.pairs) == MAX_LISTED
