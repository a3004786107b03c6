"""The confusion heat map."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmer_kit.error_mining import HEAT_LEVELS, ConfusionTable, heat_map, heat_map_svg, top_symbols
from hmer_kit.exceptions import InputError

symbols = st.sampled_from([chr(code) for code in range(ord("a"), ord("z") + 1)] + [""])
pairs = st.dictionaries(
    st.tuples(symbols, symbols).filter(lambda pair: pair[0] != pair[1]), st.integers(1, 99), min_size=1, max_size=200
)


def parsed(picture: str) -> ET.Element:
    return ET.fromstring(picture)  # noqa: S314


@given(pairs)
def test_top_symbols_are_few_distinct_and_nothing_stands_last(counts):
    chosen = top_symbols(counts)
    assert 1 <= len(chosen) <= 14
    assert len(set(chosen)) == len(chosen)
    assert "" not in chosen[:-1]
    assert set(chosen) <= {symbol for pair in counts for symbol in pair}


@given(pairs)
def test_the_commonest_substitution_is_always_shown(counts):
    substitutions = [pair for pair in counts if "" not in pair]
    if substitutions:
        commonest = min(substitutions, key=lambda pair: (-counts[pair], pair))
        assert set(commonest) <= set(top_symbols(counts))


def test_an_empty_table_gives_an_empty_map():
    for table in (ConfusionTable(), ConfusionTable.from_pairs(["x"], ["x"])):
        heat = heat_map(table)
        assert (heat.symbols, heat.rows, heat.shown, heat.total) == ([], [], 0, 0)
        assert parsed(heat_map_svg(table)).tag.endswith("svg")


def test_cells_hold_the_counts_of_the_table_and_the_commonest_is_darkest():
    table = ConfusionTable.from_pairs(["x x x", "C"], ["X X X", "c"])
    heat = heat_map(table)
    cells = {
        (row, column): cell
        for row, line in zip(heat.symbols, heat.rows, strict=True)
        for column, cell in zip(heat.symbols, line, strict=True)
    }
    assert {pair: cell.count for pair, cell in cells.items() if cell.count} == {("X", "x"): 3, ("c", "C"): 1}
    assert cells["X", "x"].level == HEAT_LEVELS
    assert 1 <= cells["c", "C"].level < HEAT_LEVELS
    assert cells["x", "X"].level == 0
    assert cells["X", "X"].is_diagonal
    assert (heat.shown, heat.total) == (4, 4)


def test_edits_of_symbols_without_a_place_are_counted_in_the_total_only():
    letters = [chr(code) for code in range(ord("a"), ord("z") + 1)]
    table = ConfusionTable.from_pairs([letter.upper() for letter in letters], letters)
    heat = heat_map(table)
    assert len(heat.symbols) == 14 - 2  # pairs come whole, and one place is kept for nothing
    assert (heat.shown, heat.total) == (6, 26)


def test_a_table_of_omissions_alone_is_shown():
    heat = heat_map(ConfusionTable.from_pairs(["1"], ["1 }"], ids=["a"]))
    assert heat.symbols == ["}", ""]
    assert heat.rows[0][1].words == "} left out: once"


@pytest.mark.parametrize("most", [-1, 1.5, True, None])
def test_bad_sizes_are_rejected(most):
    for call in (heat_map, heat_map_svg):
        with pytest.raises(InputError, match="max_symbols"):
            call(ConfusionTable(), max_symbols=most)


def test_the_picture_holds_a_cell_for_each_pair_and_escapes_tokens():
    hostile = ["<script>alert(1)</script>", "&amp;", "'\"", "]]>", "\x00\x1f", "\ud800", "a" * 500]
    table = ConfusionTable.from_pairs(hostile, ["x"] * len(hostile), ids=["<b>"] * len(hostile), tokenizer="split")
    picture = heat_map_svg(table)
    assert "<script" not in picture
    titles = [node.text or "" for node in parsed(picture).iter() if node.tag.endswith("title")]
    assert "x read as <script>alert(1)</script>: once" in titles
    assert len(titles) == 1 + sum(cell.count > 0 for row in heat_map(table).rows for cell in row)
    assert max(map(len, titles)) <= 400
    assert "http" not in picture.replace("http://www.w3.org/2000/svg", "")
