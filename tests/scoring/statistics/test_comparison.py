"""Two systems on the same samples."""

from __future__ import annotations

import math
import pickle
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hmer_kit.exceptions import InputError
from hmer_kit.scoring import (
    MEASURES,
    ScoreResult,
    bleu_measure,
    compare_scores,
    expression_rate_measure,
    mcnemar_p_value,
    score,
)

TARGET = ["a + b", "x ^ 2", "y", "1 + 1", "z"]
IDS = ["s1", "s2", "s3", "s4", "s5"]
VERDICTS = st.lists(st.tuples(st.booleans(), st.booleans()), max_size=40)


def system(right: list[bool], *, wrong: str = "?") -> ScoreResult:
    return score(["x" if flag else wrong for flag in right], ["x"] * len(right))


@given(VERDICTS)
@settings(max_examples=30)
def test_table_counts_who_is_right(verdicts: list[tuple[bool, bool]]) -> None:
    found = compare_scores(
        *(system([pair[side] for pair in verdicts]) for side in (0, 1)), measures=["expression_rate"], n_resamples=20
    )
    table = found.mcnemar
    assert table.both_right == verdicts.count((True, True))
    assert table.only_first == verdicts.count((True, False))
    assert table.only_second == verdicts.count((False, True))
    assert table.both_wrong == verdicts.count((False, False))
    assert found.gained == tuple(str(at) for at, pair in enumerate(verdicts) if pair == (True, False))
    assert found.lost == tuple(str(at) for at, pair in enumerate(verdicts) if pair == (False, True))
    assert table.p_value == mcnemar_p_value(table.only_first, table.only_second)
    assert found.n == len(verdicts)


def test_identical_systems_do_not_differ() -> None:
    result = score(["a + b", "x", "y", "1", ""], TARGET, ids=IDS)
    found = compare_scores(result, result, measures=list(MEASURES))
    assert (found.gained, found.lost, found.mcnemar.p_value) == ((), (), 1.0)
    for row in found.differences:
        assert (row.difference, row.interval.low, row.interval.high, row.p_value) == (0, 0, 0, 1), row.measure


def test_exchanging_the_systems_turns_every_sign() -> None:
    first, second = score([*TARGET[:3], "1", ""], TARGET), score(["a", "x", "y", "1 + 1", "z"], TARGET)
    found, turned = compare_scores(first, second), compare_scores(second, first)
    assert (found.gained, found.lost) == (turned.lost, turned.gained)
    for row, other in zip(found.differences, turned.differences, strict=True):
        assert row.difference == -other.difference
        assert (row.rate, row.other_rate) == (other.other_rate, other.rate)


def test_numbers_are_those_of_each_system_on_the_shared_samples() -> None:
    first = score(["a + b", "x", "y", "q q q q"], TARGET[:4], ids=IDS[:4])
    second = score(
        ["z", "1 - 1", "y", "x ^ 2"], [TARGET[at] for at in (4, 3, 2, 1)], ids=[IDS[at] for at in (4, 3, 2, 1)]
    )
    measures = [*MEASURES, bleu_measure(2), expression_rate_measure(5)]
    found = compare_scores(first, second, measures=measures, n_resamples=10)
    shared = {"s2", "s3", "s4"}
    alone = [result.select(lambda row: row.id in shared, name="shared") for result in (first, second)]
    assert (found.n, found.only_first, found.only_other) == (3, ("s1",), ("s5",))
    for measure, row in zip(measures, found.differences, strict=True):
        assert repr((row.rate, row.other_rate)) == repr(tuple(result.rate(measure) for result in alone)), row.measure


def test_pairing_is_by_id_and_not_by_place() -> None:
    first = score(["a + b", "x"], ["a + b", "x ^ 2"], ids=["s1", "s2"])
    second = score(["x", "a + b"], ["x ^ 2", "a + b"], ids=["s2", "s1"])
    found = compare_scores(first, second)
    assert (found.mcnemar.both_right, found.mcnemar.both_wrong) == (1, 1)
    assert all(row.difference == 0 for row in found.differences)


def test_order_of_the_samples_does_not_matter() -> None:
    rng = random.Random(0)
    target = ["x y z"] * 50
    preds, others = (["x y z" if rng.random() < 0.7 else "x y" for _ in target] for _ in range(2))
    ids = [str(at) for at in range(50)]
    order = rng.sample(range(50), 50)
    found = compare_scores(score(preds, target, ids=ids), score(others, target, ids=ids))
    mixed = compare_scores(
        score([preds[at] for at in order], target, ids=[ids[at] for at in order]), score(others, target, ids=ids)
    )
    assert mixed.differences == found.differences
    assert sorted(mixed.gained) == sorted(found.gained)


def test_resamples_are_the_same_for_both() -> None:
    """One system is right wherever the other is, and on ten samples more: the difference varies, the pairs do not."""
    base = [True] * 60 + [False] * 40
    better = [True] * 70 + [False] * 30
    found = compare_scores(system(better), system(base), measures=["expression_rate"], n_resamples=4000).differences[0]
    # The number of pairs that differ is binomial(100, 0.1).
    quantiles = np.quantile(np.random.default_rng(0).binomial(100, 0.1, 100_000), [0.025, 0.975]) / 100
    assert (found.interval.low, found.interval.high) == (
        pytest.approx(quantiles[0], abs=0.011),
        pytest.approx(quantiles[1], abs=0.011),
    )
    unpaired = system(better).interval("expression_rate")
    assert found.interval.high - found.interval.low < 0.8 * (unpaired.high - unpaired.low)


def test_p_value_of_a_clear_and_of_no_difference() -> None:
    clear = compare_scores(system([True] * 50), system([False] * 50), measures=["expression_rate"]).differences[0]
    assert clear.p_value == 2 / 1001
    even = [True, False] * 25
    none = compare_scores(system(even), system([not flag for flag in even]), measures=["expression_rate"]).differences[
        0
    ]
    assert none.p_value > 0.5


def test_p_values_of_equal_systems_are_seldom_small() -> None:
    """200 pairs of systems of the same strength: one in twenty may look different, by either test."""
    rng = random.Random(1)
    small = [0, 0]
    for _ in range(200):
        pair = [system([rng.random() < 0.7 for _ in range(60)]) for _ in range(2)]
        found = compare_scores(*pair, measures=["expression_rate"], n_resamples=200)
        small[0] += found.mcnemar.p_value < 0.05
        small[1] += found.differences[0].p_value < 0.05
    assert small[0] <= 16  # exact, and so on the safe side
    assert 2 <= small[1] <= 20


def test_tolerance_decides_what_is_right() -> None:
    first, second = score(["a", "x y z"], ["a", "p q r"]), score(["b", "x"], ["a", "p q r"])
    assert compare_scores(first, second).gained == ("0",)
    assert compare_scores(first, second, tolerance=1).gained == ()
    assert compare_scores(first, second, tolerance=3).mcnemar.both_right == 2


def test_a_missing_prediction_is_a_wrong_one() -> None:
    first = score(["x"], ["x"], ids=["a"])
    second = score([], [], ids=[]).with_missing(["x"], ids=["a"])
    found = compare_scores(first, second, tolerance=3)
    assert (found.gained, found.only_first) == (("a",), ())


def test_nothing_in_common() -> None:
    found = compare_scores(score(["x"], ["x"], ids=["a"]), score(["y"], ["y"], ids=["b"]), n_resamples=7)
    assert (found.n, found.only_first, found.only_other, found.mcnemar.p_value) == (0, ("a",), ("b",), 1.0)
    for row in found.differences:
        assert all(map(math.isnan, (row.rate, row.other_rate, row.difference, row.interval.low, row.p_value)))
        assert row.interval.n_undefined == 7
    assert "n/a" in found.table()


def test_other_references_are_refused() -> None:
    with pytest.raises(InputError, match="expected one reference for 'b', got 'y' and 'y y'"):
        compare_scores(score(["x", "y"], ["x", "y"], ids=["a", "b"]), score(["y"], ["y y"], ids=["b"]))


def test_other_protocols_are_refused() -> None:
    with pytest.raises(InputError, match="expected scores by one protocol, got released/1 and same_ink/"):
        compare_scores(score(["x"], ["x"]), score(["x"], ["x"], protocol="same_ink"))


@pytest.mark.parametrize("which", [0, 1])
def test_an_id_that_stands_twice_is_refused(which: int) -> None:
    results = [score(["x"], ["x"], ids=["a"]), score(["x"], ["x"], ids=["a"])]
    results[which] = score(["x", "y", "x"], ["x", "y", "x"], ids=["a", "b", "a"])
    with pytest.raises(InputError, match="expected every id once, got 'a' twice"):
        compare_scores(*results)


def test_measures_are_a_list() -> None:
    with pytest.raises(InputError, match=r"write \['bleu'\]"):
        compare_scores(score([], []), score([], []), measures="bleu")


@pytest.mark.parametrize("options", [{"n_resamples": 0}, {"seed": -1}, {"level": 2}, {"tolerance": -1}])
def test_numbers_out_of_range_are_refused(options: dict[str, int]) -> None:
    with pytest.raises(InputError, match=next(iter(options))):
        compare_scores(score([], []), score([], []), **options)


def test_table_shows_every_figure() -> None:
    first = score(["a", "b", "c", "x"], ["a", "b", "c", "d"], ids=["p", "q", "r", "s"])
    second = score(["a", "x", "c", "d"], ["a", "b", "c", "d"], ids=["p", "q", "r", "s"])
    found = compare_scores(first, second.select(lambda row: row.id != "p", name="late"), measures=["expression_rate"])
    lines = found.table().splitlines()
    assert lines[1].split()[:7] == ["expression_rate", "66.67", "%", "66.67", "%", "+0.00", "%"]
    assert lines[2:5] == [
        "right at <=0: both 1, only first 1, only other 1, neither 0; McNemar's exact p = 1",
        "only first right: 1 (q)",
        "only other right: 1 (s)",
    ]
    assert lines[5] == "only the first has: 1 (p)"
    assert lines[6].startswith("released/1|unit:token edits|n:3|samples:all and late|v:")


def test_it_pickles() -> None:
    found = compare_scores(score(["a", "b"], ["a", "c"]), score(["b", "c"], ["a", "c"]))
    assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301
