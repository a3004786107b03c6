"""Intervals of a stream: the weights, whatever the batches, parts that are merged, nothing after a refusal."""

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
    RELEASED_MEASURES,
    Family,
    Measure,
    ScoreStream,
    bleu_measure,
    expression_rate_measure,
    poisson_sums,
    score,
)
from hmer_kit.scoring.statistics._resampling import WEIGHTS, poisson_weights

PAIRS = st.lists(st.tuples(st.sampled_from(["x", "y", "a + b", ""]), st.sampled_from(["x", "a - b"])), max_size=12)
ALL = tuple(MEASURES)


def streamed(pairs: list[tuple[str, str]], *, size: int, **options: object) -> ScoreStream:
    stream = ScoreStream(**{"measures": ALL, "n_bootstraps": 30, **options})
    for start in range(0, len(pairs), size):
        some = pairs[start : start + size]
        stream.update([pred for pred, _ in some], [reference for _, reference in some])
    return stream


def intervals(stream: ScoreStream) -> str:
    return repr([stream.interval(measure) for measure in stream.measures])


def random_pairs(n: int, *, seed: int) -> list[tuple[str, str]]:
    rng = random.Random(seed)
    target = [" ".join(rng.choices("abcxyz123+-=", k=rng.randint(2, 9))) for _ in range(n)]
    return [(text if rng.random() < 0.7 else text[2:], text) for text in target]


def test_weights_are_poisson() -> None:
    numbers, counts = np.unique(WEIGHTS, return_counts=True)
    assert numbers.tolist() == list(range(9))
    for weight, count in zip(range(8), counts, strict=False):
        assert count / 2**16 == pytest.approx(math.exp(-1) / math.factorial(weight), abs=2**-16)
    assert (WEIGHTS.mean(), WEIGHTS.var()) == (pytest.approx(1, abs=1e-4), pytest.approx(1, abs=1e-3))


def test_weights_of_samples_and_of_resamples_are_independent() -> None:
    weights = poisson_weights(2000, start=0, n_resamples=50, seed=3, part=0)
    assert weights.mean() == pytest.approx(1, abs=0.01)
    across = np.corrcoef(weights.T)  # resamples
    assert np.abs(across - np.eye(50)).max() < 0.12
    after = np.corrcoef(weights[:-1].ravel(), weights[1:].ravel())[0, 1]
    assert abs(after) < 0.02
    other = poisson_weights(2000, start=0, n_resamples=50, seed=3, part=1)
    assert abs(np.corrcoef(weights.ravel(), other.ravel())[0, 1]) < 0.02


@given(PAIRS, st.integers(1, 12), st.integers(1, 9))
@settings(max_examples=50)
def test_batches_do_not_matter(pairs: list[tuple[str, str]], size: int, n_bootstraps: int) -> None:
    whole, parts = (streamed(pairs, size=some, n_bootstraps=n_bootstraps) for some in (100, size))
    assert intervals(parts) == intervals(whole)


@given(PAIRS)
@settings(max_examples=50)
def test_each_resample_is_a_score_of_weighted_samples(pairs: list[tuple[str, str]]) -> None:
    stream = streamed(pairs, size=5, n_bootstraps=4)
    weights = poisson_weights(len(pairs), start=0, n_resamples=4, seed=0, part=0).astype(int)
    for at in range(4):
        drawn = [pair for pair, times in zip(pairs, weights[:, at], strict=True) for _ in range(times)]
        expected = score([pred for pred, _ in drawn], [reference for _, reference in drawn])
        for measure in stream.measures:
            assert tuple(stream._resampled.of(measure.family)[at]) == expected.totals(measure)


def test_intervals_are_near_those_of_the_list() -> None:
    pairs = random_pairs(400, seed=0)
    stream = streamed(pairs, size=64, n_bootstraps=4000)
    result = score([pred for pred, _ in pairs], [reference for _, reference in pairs])
    for name in ("expression_rate", "edit_score", "token_error_rate", "bleu", "symbol_recall", "count_mae"):
        found, expected = stream.interval(name), result.interval(name, n_resamples=4000)
        width = expected.high - expected.low
        assert (found.low, found.high) == (
            pytest.approx(expected.low, abs=width / 15),
            pytest.approx(expected.high, abs=width / 15),
        ), name


def test_wilson_needs_no_resamples() -> None:
    pairs = random_pairs(50, seed=1)
    stream = ScoreStream(["expression_rate_1"])
    stream.update([pred for pred, _ in pairs], [reference for _, reference in pairs])
    expected = score([pred for pred, _ in pairs], [reference for _, reference in pairs])
    found = stream.interval("expression_rate_1", method="wilson", level=0.9)
    assert found == expected.interval("expression_rate_1", method="wilson", level=0.9)


def test_a_refused_update_changes_nothing() -> None:
    pairs = random_pairs(20, seed=2)
    stream, untouched = streamed(pairs, size=7), streamed(pairs, size=7)
    for preds, target in ((["x"], ["x", "y"]), (["x", None], ["x", "y"]), ("x", ["x"])):
        with pytest.raises(InputError):
            stream.update(preds, target)
    for some in (stream, untouched):
        some.update(["x"], ["y"])
    assert (stream.n, repr(stream.rates())) == (untouched.n, repr(untouched.rates()))
    assert intervals(stream) == intervals(untouched)


def test_sums_that_do_not_fit_are_refused_and_change_nothing() -> None:
    measures = [
        Measure(
            f"huge_{exponent}",
            Family(f"huge_{exponent}", ("samples", "huge"), lambda _, exponent=exponent: (1, 2**exponent)),
            lambda sums: float(sums[1]),
            definition="",
            source="",
        )
        for exponent in (60, 63)
    ]
    stream = ScoreStream(measures[:1], n_bootstraps=5)
    stream.update(["x"], ["x"])
    before = intervals(stream)
    with pytest.raises(InputError, match=r"expected resampled sums below 2\^63"):
        stream.update(["x"] * 8, ["x"] * 8)
    assert (stream.n, intervals(stream)) == (1, before)
    with pytest.raises(InputError, match=r"expected resampled sums below 2\^63"):
        ScoreStream(measures[1:], n_bootstraps=50).update(["x"], ["x"])


def test_a_merged_sum_that_does_not_fit_is_refused_and_changes_nothing() -> None:
    family = Family("huge", ("samples", "huge"), lambda _: (1, 2**60))
    measure = Measure("huge", family, lambda sums: float(sums[1]), definition="", source="")
    first, second = (ScoreStream([measure], n_bootstraps=50, part=part) for part in range(2))
    for stream in (first, first, second, second):
        stream.update(["x"], ["x"])
    before = intervals(first)
    with pytest.raises(InputError, match="count in several parts"):
        first.merge(second)
    assert (first.n, intervals(first)) == (2, before)


def test_parts_add_up() -> None:
    pairs = random_pairs(300, seed=3)
    whole = streamed(pairs, size=50, n_bootstraps=2000)
    parts = [streamed(pairs[part::3], size=9, n_bootstraps=2000, part=part) for part in range(3)]
    total = ScoreStream(ALL, n_bootstraps=2000)
    for part in parts:
        total.merge(part)
    assert (total.n, total.rates(), total.totals()) == (300, whole.rates(), whole.totals())
    assert (total._resampled.sums == sum(part._resampled.sums for part in parts)).all()
    found, expected = total.interval("edit_score"), whole.interval("edit_score")
    assert (found.low, found.high) == (pytest.approx(expected.low, abs=0.01), pytest.approx(expected.high, abs=0.01))


def test_merging_in_any_order_is_the_same() -> None:
    def part(number: int) -> ScoreStream:
        return streamed(random_pairs(10, seed=number), size=4, part=number)

    first, second = part(0), part(2)
    for number in (1, 2):
        first.merge(part(number))
    for number in (1, 0):
        second.merge(part(number))
    assert repr([row.low for row in map(first.interval, ALL)]) == repr([row.low for row in map(second.interval, ALL)])


def test_a_part_that_was_drawn_twice_is_refused_and_changes_nothing() -> None:
    first, second = (streamed(random_pairs(5, seed=seed), size=5) for seed in (0, 1))
    before = (first.n, intervals(first))
    with pytest.raises(InputError, match=r"got part 0 of seed 0 on both sides; write ScoreStream\(\.\.\., part=0\)"):
        first.merge(second)
    assert (first.n, intervals(first)) == before
    other = streamed(random_pairs(5, seed=1), size=5, seed=1)
    first.merge(other)
    with pytest.raises(InputError, match="got part 0 of seed 1 on both sides"):
        first.merge(other)


def test_a_stream_without_samples_has_drawn_nothing() -> None:
    """An empty rank may have any part, and a fresh total as well; it then goes on behind what it was given."""
    pairs = random_pairs(20, seed=4)
    total, rank = ScoreStream(ALL, n_bootstraps=30), streamed(pairs[:10], size=10)
    total.merge(ScoreStream(ALL, n_bootstraps=30))
    total.merge(rank)
    total.update([pred for pred, _ in pairs[10:]], [reference for _, reference in pairs[10:]])
    assert intervals(total) == intervals(streamed(pairs, size=20))


def test_streams_of_other_resamples_are_refused() -> None:
    with pytest.raises(InputError, match=r"with 10 resamples, got .* with 20 resamples"):
        ScoreStream(n_bootstraps=10).merge(ScoreStream(n_bootstraps=20, part=1))
    with pytest.raises(InputError, match="expected a stream of"):
        ScoreStream(n_bootstraps=10).merge(ScoreStream())


def test_a_stream_goes_on_after_pickling() -> None:
    pairs = random_pairs(20, seed=5)
    stream = streamed(pairs[:11], size=4, measures=RELEASED_MEASURES)
    stream = pickle.loads(pickle.dumps(stream))  # noqa: S301
    stream.update([pred for pred, _ in pairs[11:]], [reference for _, reference in pairs[11:]])
    assert intervals(stream) == intervals(streamed(pairs, size=20, measures=RELEASED_MEASURES))


def test_memory_does_not_grow() -> None:
    few, many = (streamed(random_pairs(n, seed=6), size=100, measures=RELEASED_MEASURES) for n in (200, 4000))
    assert abs(len(pickle.dumps(many)) - len(pickle.dumps(few))) < 100


def test_no_samples_have_no_bounds() -> None:
    found = ScoreStream(n_bootstraps=8).interval("bleu")
    assert math.isnan(found.low)
    assert math.isnan(found.high)
    assert (found.method, found.n_resamples, found.n_undefined) == ("poisson", 8, 8)


def test_an_interval_needs_resamples() -> None:
    with pytest.raises(InputError, match="write ScoreStream"):
        ScoreStream().interval("bleu")


@pytest.mark.parametrize("measure", [bleu_measure(2), expression_rate_measure(7), "parse_rate"])
def test_an_interval_needs_counts(measure: object) -> None:
    with pytest.raises(InputError, match="expected a measure of this stream"):
        ScoreStream(n_bootstraps=5).interval(measure)


def test_a_measure_of_the_same_counts_has_its_interval() -> None:
    stream = ScoreStream(["edit_score"], n_bootstraps=50)
    stream.update(["x", "y"], ["x", "z"])
    assert stream.interval("token_error_rate").low == 0.0


def test_an_unknown_method_is_refused() -> None:
    with pytest.raises(InputError, match="expected method as 'poisson' or 'wilson', got 'bootstrap'"):
        ScoreStream(n_bootstraps=5).interval("bleu", method="bootstrap")


@pytest.mark.parametrize("options", [{"n_bootstraps": -1}, {"seed": -1}, {"part": 0.5}, {"n_bootstraps": True}])
def test_numbers_out_of_range_are_refused(options: dict[str, int]) -> None:
    with pytest.raises(InputError, match=next(iter(options))):
        ScoreStream(**options)


def test_a_level_out_of_range_is_refused() -> None:
    with pytest.raises(InputError, match="expected level"):
        ScoreStream(n_bootstraps=5).interval("bleu", level=95)


@given(st.lists(st.tuples(st.just(1), st.integers(0, 9)), min_size=2, max_size=20), st.data())
def test_sums_of_batches_add_up(rows: list[tuple[int, ...]], data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(rows) - 1))
    options = {"n_resamples": 7, "seed": 5, "part": 2}
    parts = [poisson_sums(rows[:at], **options), poisson_sums(rows[at:], start=at, **options)]
    assert (sum(parts) == poisson_sums(rows, **options)).all()


def test_a_batch_of_many_samples_is_summed_in_pieces() -> None:
    rows = [(1, at % 7) for at in range(3000)]
    weights = poisson_weights(3000, start=0, n_resamples=1000, seed=0, part=0)
    assert (poisson_sums(rows, n_resamples=1000) == weights.T @ np.array(rows)).all()


def test_sums_of_nothing_are_refused() -> None:
    with pytest.raises(InputError, match="expected at least one row"):
        poisson_sums([], n_resamples=5)


@pytest.mark.parametrize("options", [{"n_resamples": 0}, {"start": -1}, {"seed": -1}, {"part": -1}])
def test_what_sums_are_drawn_from_is_checked(options: dict[str, int]) -> None:
    with pytest.raises(InputError, match=f"expected {next(iter(options))} as an integer"):
        poisson_sums([(1,)], **{"n_resamples": 5, **options})
