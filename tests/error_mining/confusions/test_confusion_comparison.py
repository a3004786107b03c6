"""Rates, their intervals, and two tables side by side."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmer_kit.error_mining import ConfusionPair, ConfusionRate, ConfusionTable, compare_confusions, fisher_p_value
from hmer_kit.exceptions import InputError
from hmer_kit.scoring.statistics import wilson_interval

SHARES = st.integers(0, 40).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole)))


def table_of(read, written):
    return ConfusionTable.from_pairs([read], [written])


@given(SHARES.filter(lambda share: share[1] > 0), st.sampled_from([0.5, 0.9, 0.95, 0.999]))
def test_the_interval_is_that_of_scores(share, level):
    interval = wilson_interval(*share, level=level)
    assert ConfusionRate(*share, level).interval == (interval.low, interval.high)


def test_nothing_seen_says_nothing():
    assert (ConfusionRate(0, 0).rate, ConfusionRate(0, 0).interval) == (0.0, (0.0, 1.0))


def test_rates_of_both_directions_and_of_what_was_put_in_or_left_out():
    table = table_of("x x X +", "X x x 1")
    assert str(table.rate(ConfusionPair("X", "x"))).startswith("1 of 1")
    assert str(table.rate(ConfusionPair("x", "X"))).startswith("1 of 2")
    assert str(table.rate(ConfusionPair("c", "C"))).startswith("0 of 0")
    assert str(table_of("x + +", "x").rate(ConfusionPair("", "+"))).startswith("2 of 2")
    assert str(table_of("x", "x +").rate(ConfusionPair("+", ""))).startswith("1 of 1")


def test_symbols_are_ranked_by_what_went_wrong():
    errors = ConfusionTable.from_pairs(["x x", "1", "y"], ["X X", "1 +", "y"]).symbol_errors()
    assert [(each.symbol, each.substituted, each.omitted, each.rate.total) for each in errors] == [
        ("X", 2, 0, 2),
        ("+", 0, 1, 1),
    ]


def exact(first, second):
    """All tables with the same sums, in fractions."""
    (a, n), (b, m) = first, second
    ways = {at: comb(n, at) * comb(m, a + b - at) for at in range(a + b + 1) if at <= n and a + b - at <= m}
    return float(Fraction(sum(way for way in ways.values() if way <= ways[a]), sum(ways.values())))


@given(SHARES, SHARES)
def test_the_p_value_is_that_of_all_tables(first, second):
    assert fisher_p_value(first, second) == pytest.approx(exact(first, second), rel=1e-9)
    assert fisher_p_value(first, second) == pytest.approx(fisher_p_value(second, first), rel=1e-9)


def test_large_counts_do_not_overflow():
    assert fisher_p_value((5000, 10**6), (5000, 10**6)) == pytest.approx(1)
    assert 0 <= fisher_p_value((9000, 10**6), (5000, 10**6)) < 1e-200


@pytest.mark.parametrize("shares", [((3, 2), (1, 1)), ((1, 1), (-1, 4))])
def test_what_is_no_share_is_rejected(shares):
    with pytest.raises(InputError, match="expected a part of"):
        fisher_p_value(*shares)


def test_what_training_repaired():
    before = ConfusionTable.from_pairs(["x"] * 20 + ["c"] * 2 + ["1"] * 30, ["X"] * 20 + ["C"] * 2 + ["1"] * 30)
    after = ConfusionTable.from_pairs(["X"] * 20 + ["C"] * 2 + ["l"] * 30, ["X"] * 20 + ["C"] * 2 + ["1"] * 30)
    compared = compare_confusions(before, after)
    names = {name: [change.pair for change in getattr(compared, name)] for name in ("repaired", "worse", "gone", "new")}
    assert names == {
        "repaired": [ConfusionPair("X", "x")],
        "worse": [ConfusionPair("1", "l")],
        "gone": [ConfusionPair("X", "x"), ConfusionPair("C", "c")],
        "new": [ConfusionPair("1", "l")],
    }
    lines = compared.table().splitlines()
    assert lines[1].split()[:4] == ["1", "l", "0/30", "30/30"]
    assert lines[1].endswith("worse")
    assert lines[-1].startswith("3 pairs: 1 repaired, 1 worse; 2 gone, 1 new. Fisher")
    assert len(compared.table(1).splitlines()) == 3


def test_probabilities_are_corrected_for_their_number():
    before = ConfusionTable.from_pairs(["x"] * 9 + ["c"], ["X"] * 9 + ["C"])
    after = ConfusionTable.from_pairs(["X"] * 9 + ["C"], ["X"] * 9 + ["C"])
    first, second = compare_confusions(before, after).changes
    assert first.adjusted == 2 * first.p_value
    assert second.adjusted == second.p_value == 1


def test_equal_tables_have_no_change():
    table = table_of("x", "X")
    assert [change.p_value for change in compare_confusions(table, table).changes] == [1.0]
    assert compare_confusions(ConfusionTable(), ConfusionTable()).changes == []
    assert "0 pairs" in compare_confusions(ConfusionTable(), ConfusionTable()).table()


def test_tables_counted_otherwise_are_not_compared():
    with pytest.raises(InputError, match="same cost"):
        compare_confusions(table_of("x", "X"), ConfusionTable.from_pairs(["x"], ["X"], cost="structure"))


@pytest.mark.parametrize("level", [0, 1, 95, None, "0.95"])
def test_bad_levels_are_rejected(level):
    table = table_of("x", "X")
    for call in (
        lambda: compare_confusions(table, table, level=level),
        lambda: table.rate(ConfusionPair("X", "x"), level=level),
        lambda: table.symbol_errors(level=level),
    ):
        with pytest.raises(InputError, match="level between 0 and 1"):
            call()
