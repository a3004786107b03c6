"""Scores of each task."""

from __future__ import annotations

import pickle

import pytest

from hmer_kit.vlm import Prediction, TaskScores
from hmer_kit.vlm.training.scores import read_responses


def made(task: str, prediction: str | None, expected: str) -> Prediction:
    return Prediction("r", task, response=prediction or "", prediction=prediction, expected=expected)


def test_each_task_has_its_own_rate_and_vanilla_is_the_main_one() -> None:
    scores = TaskScores()
    scores.update([made("vanilla", "x + 1", "x + 1"), made("tree_cot", "x", "y"), made("vanilla", "x", "x + 1")])
    scores.update([made("tree_cot", "a b c d", "a b c d")])
    assert scores.compute() == {
        "ExpRate": 0.5,
        "ExpRate/vanilla": 0.5,
        "ExpRate/tree_cot": 0.5,
        "TokenErrorRate/vanilla": pytest.approx(2 / 6),
        "TokenErrorRate/tree_cot": pytest.approx(1 / 5),
    }


def test_without_vanilla_the_main_rate_is_of_all() -> None:
    scores = TaskScores()
    scores.update([made("tree_cot", "x", "x"), made("tree_cot", "x", "x"), made("symbol_counting", "x", "y")])
    assert scores.compute()["ExpRate"] == pytest.approx(2 / 3)


def test_an_unreadable_response_is_wrong_and_counts_as_empty() -> None:
    scores = TaskScores()
    scores.update([made("vanilla", None, "a b")])
    assert scores.compute() == {"ExpRate": 0.0, "ExpRate/vanilla": 0.0, "TokenErrorRate/vanilla": 1.0}


def test_reset_forgets_and_nothing_gives_nothing() -> None:
    scores = TaskScores()
    assert scores.compute() == {}
    scores.update([made("vanilla", "x", "y")])
    scores.reset()
    assert scores.compute() == {}
    scores.update([made("vanilla", "x", "x")])
    assert scores.compute()["ExpRate"] == 1.0


def test_scores_pickle_with_their_counts() -> None:
    scores = TaskScores()
    scores.update([made("vanilla", "x", "x")])
    again = pickle.loads(pickle.dumps(scores))  # noqa: S301 - our own
    again.update([made("vanilla", "x", "y")])
    assert again.compute()["ExpRate"] == 0.5


def test_responses_are_read_by_their_task() -> None:
    (read,) = read_responses(["x: 1\nx"], ids=["a"], tasks=["symbol_counting"], expected=["x"])
    assert (read.prediction, read.task, read.id, read.expected) == ("x", "symbol_counting", "a", "x")
