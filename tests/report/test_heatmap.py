"""The confusion heat map."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hmer_kit.error_mining import ConfusionPair, ConfusionTable
from hmer_kit.report._heatmap import LEVELS, MAX_LISTED, MAX_SYMBOLS, heat_map, top_symbols

symbols = st.sampled_from([chr(code) for code in range(ord("a"), ord("z") + 1)] + [""])
pairs = st.dictionaries(
    st.tuples(symbols, symbols).filter(lambda pair: pair[0] != pair[1]), st.integers(1, 99), min_size=1, max_size=200
)


@given(pairs)
def test_top_symbols_are_few_distinct_and_nothing_stands_last(counts):
    chosen = top_symbols(counts)
    assert 1 <= len(chosen) <= MAX_SYMBOLS
    assert len(set(chosen)) == len(chosen)
    assert "" not in chosen[:-1]
    assert set(chosen) <= {symbol for pair in counts for symbol in pair}


@given(pairs)
def test_the_commonest_substitution_is_always_shown(counts):
    substitutions = [pair for pair in counts if "" not in pair]
    if substitutions:
        commonest = min(substitutions, key=lambda pair: (-counts[pair], pair))
        assert set(commonest) <= set(top_symbols(counts))


def test_an_empty_table_gives_no_map():
    assert heat_map(ConfusionTable()) is None
    assert heat_map(ConfusionTable.from_pairs(["x"], ["x"])) is None


def test_cells_hold_the_counts_of_the_table_and_the_commonest_is_darkest():
    table = ConfusionTable.from_pairs(["x x x", "C"], ["X X X", "c"])
    heat = heat_map(table)
    cells = {
        (row, column): cell
        for row, line in zip(heat.symbols, heat.rows, strict=True)
        for column, cell in zip(heat.symbols, line, strict=True)
    }
    assert {pair: cell.count for pair, cell in cells.items() if cell.count} == {("X", "x"): 3, ("c", "C"): 1}
    assert cells["X", "x"].level == LEVELS
    assert 1 <= cells["c", "C"].level < LEVELS
    assert cells["x", "X"].level == 0
    assert cells["X", "X"].is_diagonal
    assert (heat.shown, heat.total) == (4, 4)


def test_edits_of_symbols_without_a_place_are_counted_in_the_total_only():
    letters = [chr(code) for code in range(ord("a"), ord("z") + 1)]
    table = ConfusionTable.from_pairs([letter.upper() for letter in letters], letters)
    heat = heat_map(table)
    assert len(heat.symbols) == MAX_SYMBOLS - 2  # pairs come whole, and one place is kept for nothing
    assert (heat.shown, heat.total) == (6, 26)


def test_a_table_of_omissions_alone_is_shown():
    heat = heat_map(ConfusionTable.from_pairs(["1"], ["1 }"], ids=["a"]))
    assert heat.symbols == ["}", ""]
    assert heat.rows[0][1].words == "} left out: once"
    [listed] = heat.lists
    assert (listed.title, listed.pairs[0].examples) == ("Left out or put in", ["a"])


def test_lists_keep_substitutions_apart_and_count_the_samples_not_named():
    ids = [f"s{number}" for number in range(16)]
    table = ConfusionTable.from_pairs(["x"] * 15 + ["1 +"], ["X"] * 15 + ["1"], ids=ids)
    assert len(table.examples[ConfusionPair("X", "x")]) == 10  # fewer than the samples that hold the pair
    substituted, other = heat_map(table).lists
    assert [(pair.reference, pair.prediction, pair.count, pair.examples, pair.more) for pair in substituted.pairs] == [
        ("X", "x", 15, ["s0", "s1", "s2"], 12)
    ]
    assert [(pair.words, pair.share) for pair in other.pairs] == [("+ put in: once", 100 / 15)]


def test_a_sample_that_holds_a_pair_twice_is_one_example():
    table = ConfusionTable.from_pairs(["x + x"], ["X + X"], ids=["a"])
    [listed] = heat_map(table).lists
    assert (listed.pairs[0].count, listed.pairs[0].examples, listed.pairs[0].more) == (2, ["a"], 0)


def test_lists_are_short():
    letters = [chr(code) for code in range(ord("a"), ord("z") + 1)]
    [listed] = heat_map(ConfusionTable.from_pairs([letter.upper() for letter in letters], letters)).lists
    assert len(listed.pairs) == MAX_LISTED
