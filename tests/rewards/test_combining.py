"""A weighted sum, and its parts."""

from __future__ import annotations

import pickle

import pytest

from hmer_kit.exceptions import InputError
from hmer_kit.rewards import RewardParts, combine, edit_reward, exact_reward, format_reward


def test_the_sum_is_that_of_the_weighted_parts() -> None:
    reward = combine({"exact": (0.6, exact_reward), "edit": (0.3, edit_reward), "format": (0.1, format_reward)})
    parts = reward.parts("a + c", "a + b")
    assert parts.parts == {"exact": 0.0, "edit": pytest.approx(2 / 3), "format": 1.0}
    assert parts.total == reward("a + c", "a + b") == pytest.approx(0.3 * 2 / 3 + 0.1)


def test_the_task_reaches_every_part() -> None:
    reward = combine({"exact": (1.0, exact_reward), "format": (1.0, format_reward)})
    assert reward("x: 1\nx", "x", task="symbol_counting") == 2.0
    assert reward("x: 1\nx", "x", task="vanilla") == 1.0


def test_a_part_that_does_not_apply_is_left_out() -> None:
    marked = "<error_start> x <error_end>"
    reward = combine({"exact": (0.5, exact_reward), "edit": (0.5, edit_reward)})
    assert reward.parts(marked, marked, task="error_detection") == RewardParts(0.5, {"exact": 1.0, "edit": None})


def test_where_no_part_applies_there_is_no_reward() -> None:
    assert combine({"edit": (1.0, edit_reward)})("x", "x", task="error_detection") is None


def test_a_combined_reward_is_named_after_its_parts_and_can_be_sent_to_another_process() -> None:
    reward = pickle.loads(pickle.dumps(combine({"exact": (1.0, exact_reward), "edit": (1.0, edit_reward)})))  # noqa: S301 - our own
    assert reward.__name__ == "exact_edit_reward"
    assert reward("x", "x") == 2.0


def test_combined_rewards_can_be_combined() -> None:
    inner = combine({"exact": (0.5, exact_reward), "edit": (0.5, edit_reward)})
    assert combine({"content": (0.8, inner), "format": (0.2, format_reward)})("x", "x") == pytest.approx(1.0)


@pytest.mark.parametrize(
    "parts",
    [
        {},
        [("exact", exact_reward)],
        {"exact": exact_reward},
        {"exact": (1.0,)},
        {"exact": (float("nan"), exact_reward)},
        {"exact": (True, exact_reward)},
        {"exact": (1.0, "exact_reward")},
    ],
)
def test_parts_are_checked(parts: object) -> None:
    with pytest.raises(InputError, match=r"expected a (dict of rewards|finite weight)"):
        combine(parts)
