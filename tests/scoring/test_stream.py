"""Streams: what they refuse leaves them as they were, and what they hold does not grow."""

from __future__ import annotations

import gc
import pickle
import tracemalloc

import pytest

from hmer_kit.exceptions import InputError
from hmer_kit.scoring import MEASURES, ScoreStream, score


@pytest.mark.parametrize(
    ("preds", "target"), [(["x"], ["x", "y"]), (["x", None], ["x", "y"]), ("x", ["x"]), (["x"], [3]), (None, ["x"])]
)
def test_a_refused_batch_changes_nothing(preds, target) -> None:
    stream = ScoreStream(MEASURES)
    stream.update(["x", "a b"], ["x", "a c"])
    before = stream.n, stream.totals()
    with pytest.raises(InputError):
        stream.update(preds, target)
    assert (stream.n, stream.totals()) == before


def test_streams_that_count_otherwise_do_not_merge() -> None:
    with pytest.raises(InputError, match="expected a stream of within_0_1_2_3 by released/1, got edits by released/1"):
        ScoreStream(["expression_rate"]).merge(ScoreStream(["edit_score"]))
    with pytest.raises(InputError, match="got within_0_1_2_3 by loose/1"):
        ScoreStream(["expression_rate"]).merge(ScoreStream(["expression_rate"], protocol="loose"))
    with pytest.raises(InputError, match="got 3"):
        ScoreStream(["expression_rate"]).merge(3)  # type: ignore[arg-type]


def test_one_name_is_no_list_of_measures() -> None:
    with pytest.raises(InputError, match=r"write \['bleu'\]"):
        ScoreStream("bleu")


def test_a_stream_pickles() -> None:
    stream = ScoreStream(protocol="same_ink")
    stream.update(["x ^ 2"], ["x ^ { 2 }"])
    again = pickle.loads(pickle.dumps(stream))  # noqa: S301
    again.update(["y"], ["z"])
    assert again.rates() == score(["x ^ 2", "y"], ["x ^ { 2 }", "z"], protocol="same_ink").rates(again.rates())
    assert stream.n == 1


def test_memory_does_not_grow_with_the_pairs() -> None:
    stream = ScoreStream(MEASURES)
    batch = ["x + y"] * 50, ["x + z"] * 50
    stream.update(*batch)
    tracemalloc.start()
    for _ in range(10):
        stream.update(*batch)
    gc.collect()  # the interpreter's own lists of freed tuples
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held < 50_000, "ten batches of fifty pairs must leave nothing but sums"
