"""Scores of each task."""

from __future__ import annotations

import pickle

import pytest
import torch
from torchmetrics import Metric

from hmer_kit.exceptions import InputError
from hmer_kit.metrics import score_metrics
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


class Longest(Metric):
    """A metric that is not ours: the longest prediction."""

    def __init__(self) -> None:
        super().__init__()
        self.add_state("longest", torch.tensor(0), dist_reduce_fx="max")

    def update(self, preds: list[str], target: list[str]) -> None:
        self.longest = torch.tensor(max([int(self.longest), *map(len, preds)]))

    def compute(self) -> torch.Tensor:
        return self.longest


def test_metrics_of_ones_own_are_scored_for_each_task_like_the_expression_rate() -> None:
    given = Longest()
    scores = TaskScores({"longest": given})
    scores.update([made("vanilla", "x + 1", "x"), made("tree_cot", "x + y + 1", "x")])
    scores.update([made("vanilla", "x", "x"), made("tree_cot", None, "x")])
    values = scores.compute()
    assert (values["longest"], values["longest/vanilla"], values["longest/tree_cot"]) == (5, 5, 9)
    scores.reset()
    scores.update([made("tree_cot", "x", "x"), made("symbol_counting", "x y", "x")])
    assert {name: value for name, value in scores.compute().items() if "longest" in name} == {
        "longest": 3,
        "longest/tree_cot": 1,
        "longest/symbol_counting": 3,
    }
    assert given.update_count == 0


def test_a_collection_of_our_metrics_is_taken() -> None:
    collection = score_metrics(["expression_rate_1", "token_error_rate"])
    scores = TaskScores(collection)
    scores.update([made("vanilla", "x + 1", "x + 2"), made("vanilla", "a", "b c")])
    values = scores.compute()
    for name, metric in collection.items():
        metric.update(["x + 1", "a"], ["x + 2", "b c"])
        assert values[name] == values[f"{name}/vanilla"] == pytest.approx(float(metric.compute()))


def test_a_metric_of_no_number_is_refused_by_name() -> None:
    class Table(Longest):
        def compute(self) -> torch.Tensor:
            return torch.zeros(2, 2)

    scores = TaskScores({"table": Table()})
    scores.update([made("vanilla", "x", "x")])
    with pytest.raises(InputError, match="'table'"):
        scores.compute()
