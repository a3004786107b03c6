"""The shape that verl calls; verl itself is not installed, its documented call is made here."""

from __future__ import annotations

import math
import pickle

import pytest

from hmer_kit.exceptions import InputError
from hmer_kit.rewards import VerlReward, combine, edit_reward, exact_reward


def test_the_documented_call_gives_a_number() -> None:
    reward = VerlReward(edit_reward)
    found = reward(data_source="crohme", solution_str="a + b", ground_truth="a - b c", extra_info=None)
    assert found == 0.5


def test_the_parts_stand_beside_the_score() -> None:
    reward = VerlReward(combine({"exact": (0.5, exact_reward), "edit": (0.5, edit_reward)}))
    assert reward("crohme", "a b", "a c") == {"score": 0.25, "exact": 0.0, "edit": 0.5}


def test_every_row_has_every_key() -> None:
    reward = VerlReward(combine({"exact": (0.5, exact_reward), "edit": (0.5, edit_reward)}), task_key="task")
    marked = "<error_start> x <error_end>"
    found = reward("crohme", marked, marked, extra_info={"task": "error_detection"})
    assert (found["score"], found["exact"]) == (0.5, 1.0)
    assert math.isnan(found["edit"])


def test_where_nothing_applies_the_score_is_zero() -> None:
    assert VerlReward(edit_reward, task="error_detection")("crohme", "x", "x") == 0.0


def test_the_task_stands_in_the_extra_info() -> None:
    reward = VerlReward(exact_reward, task_key="task")
    assert reward("crohme", "LaTeX: x", "x", {"task": "vanilla", "index": 3}) == 1.0
    with pytest.raises(InputError, match=r"'task', got \['index'\]"):
        reward("crohme", "x", "x", {"index": 3})
    with pytest.raises(InputError, match="'task', got None"):
        reward("crohme", "x", "x")


def test_it_can_be_sent_to_another_process_and_takes_further_options() -> None:
    reward = pickle.loads(pickle.dumps(VerlReward(exact_reward)))  # noqa: S301 - our own
    assert reward("crohme", "x", "x", None, sandbox=None) == 1.0
    assert reward.__name__ == "compute_score"


def test_what_is_no_function_is_refused() -> None:
    with pytest.raises(InputError, match="expected a reward"):
        VerlReward("exact")
