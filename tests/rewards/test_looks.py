"""What an answer looks like."""

from __future__ import annotations

import pytest

from hmer_kit.rewards import cdm_reward, visual_reward
from hmer_kit.visual import PairMatcher, is_visually_equal, match_pair

PAIRS = [
    (r"\frac12", r"\frac { 1 } { 2 }"),
    ("N m", "N _ { m }"),
    (r"a \ne b", r"a \neq b"),
    ("x + 2", "x + 1"),
    ("x ^ {", "x ^ { 2 }"),
]


@pytest.mark.parametrize(("prediction", "reference"), PAIRS)
def test_the_visual_reward_is_visual_equality(prediction: str, reference: str) -> None:
    assert visual_reward(prediction, reference) == float(is_visually_equal(prediction, reference))


@pytest.mark.parametrize(("prediction", "reference"), PAIRS)
def test_the_cdm_reward_is_f1_that_sees_positions(prediction: str, reference: str) -> None:
    assert cdm_reward(prediction, reference) == match_pair(prediction, reference, residual_threshold=5).f1


def test_a_script_on_the_line_earns_nothing_by_default_and_all_at_the_published_threshold() -> None:
    assert cdm_reward("N m", "N _ { m }") == 0.0
    assert cdm_reward("N m", "N _ { m }", matcher=PairMatcher(residual_threshold=20)) == 1.0


def test_the_profile_says_what_looks_alike() -> None:
    bold = r"\mathbf { x }"
    assert (visual_reward(bold, "x"), visual_reward(bold, "x", profile="loose")) == (0.0, 1.0)


@pytest.mark.parametrize("reward", [visual_reward, cdm_reward])
def test_nothing_does_not_look_like_an_expression_that_draws_nothing(reward: object) -> None:
    assert reward("", r"\quad") == 0.0


@pytest.mark.parametrize("reward", [visual_reward, cdm_reward])
def test_a_marked_expression_has_no_looks(reward: object) -> None:
    assert reward("<error_start> x <error_end>", "<error_start> x <error_end>", task="error_detection") is None
