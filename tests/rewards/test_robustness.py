"""No response makes a reward raise, leave 0..1, or work without end."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings

from hmer_kit.rewards import (
    cdm_reward,
    count_reward,
    edit_reward,
    exact_reward,
    format_reward,
    tree_reward,
    visual_reward,
)
from hmer_kit.tasks import TASKS
from strategies import DAMAGED, EXPRESSIONS, HEAPS, TEXTS

REWARDS = [exact_reward, edit_reward, tree_reward, count_reward, format_reward, visual_reward, cdm_reward]
N = 19_000
WORST = [
    "a " * (N // 2),
    r"\frac " * (N // 6),
    "^" * N,
    "{" * N,
    "{" * (N // 2) + "}" * (N // 2),
    r"\left(" * (N // 6),
    "x ^ { " * (N // 8) + "} " * (N // 8),
    r"\begin{matrix} " * (N // 15),
    "\\" * N,
    "`" * N,
    "$" * N,
    "x: 1, " * (N // 6),
    "x (right)\n" * (N // 10),
    "<error_start> x <error_end> " * (N // 28),
    "REPLACE:x -> y\n" * (N // 15),
    "\ud800" * 100,
    "\x00" * 100,
    "９" * 5000,
]


@pytest.mark.parametrize("reward", REWARDS)
@given(response=TEXTS | HEAPS | DAMAGED, reference=EXPRESSIONS | HEAPS)
@settings(max_examples=40, deadline=None)
def test_any_text_earns_a_fraction_in_every_task(reward: object, response: str, reference: str) -> None:
    for task in TASKS:
        earned = reward(response, reference or "x", task=task)
        assert earned is None or (math.isfinite(earned) and 0.0 <= earned <= 1.0), task


@pytest.mark.parametrize("reward", REWARDS)
@given(expression=EXPRESSIONS)
@settings(max_examples=40, deadline=None)
def test_the_expression_itself_earns_one(reward: object, expression: str) -> None:
    assert reward(expression, expression) == 1.0


@pytest.mark.timeout(60)  # minutes, were one of them not linear
@pytest.mark.parametrize("reward", REWARDS)
def test_the_worst_texts_are_through_at_once(reward: object) -> None:
    for response in WORST:
        for task in TASKS:
            earned = reward(response, r"\frac { a } { b }", task=task)
            assert earned is None or 0.0 <= earned < 0.5


@pytest.mark.parametrize("response", [None, 7, b"x", ["x"]])
@pytest.mark.parametrize("reward", REWARDS)
def test_what_is_no_text_earns_nothing(reward: object, response: object) -> None:
    assert reward(response, "x") == 0.0
