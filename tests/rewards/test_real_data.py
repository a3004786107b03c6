"""The published predictions for CROHME 2014: rewards are the scores of the library, answer by answer."""

from __future__ import annotations

from statistics import fmean
from typing import TYPE_CHECKING, Any

import pytest

from hmer_kit.data import read_captions, read_predictions
from hmer_kit.rewards import (
    cdm_reward,
    count_reward,
    edit_reward,
    exact_reward,
    format_reward,
    tree_reward,
    visual_reward,
)
from hmer_kit.scoring import score
from hmer_kit.tasks import TASKS, build_examples
from hmer_kit.visual import visual_exact_match

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.real_data


@pytest.fixture(scope="module")
def pairs(real_data: Path) -> list[tuple[str, str]]:
    records = read_predictions(real_data / "predictions/unimumer/crohme_2014_pred.json").records
    return [(record.prediction or "", record.reference) for record in records]


def mean_of(reward: Any, pairs: list[tuple[str, str]], **options: Any) -> float:
    return fmean(reward(prediction, reference, **options) for prediction, reference in pairs)


def test_the_mean_exact_reward_is_the_expression_rate(pairs) -> None:
    for protocol in ("released", "same_ink"):
        rate = score(*zip(*pairs, strict=True), protocol=protocol).expression_rate()
        assert mean_of(exact_reward, pairs, protocol=protocol) == pytest.approx(rate, abs=1e-9)


def test_the_mean_edit_reward_is_the_edit_score_but_for_the_runaway(pairs) -> None:
    result = score(*zip(*pairs, strict=True))
    assert mean_of(edit_reward, pairs) == pytest.approx(result.edit_score, abs=1e-4)


def test_the_mean_visual_reward_is_the_visual_rate(pairs) -> None:
    assert mean_of(visual_reward, pairs) == pytest.approx(visual_exact_match(*zip(*pairs, strict=True)).rate)


def test_shaped_rewards_tell_right_from_wrong(pairs) -> None:
    wrong = [pair for pair in pairs if exact_reward(*pair) == 0.0 and visual_reward(*pair) == 0.0]
    assert len(wrong) > 100
    for reward in (edit_reward, tree_reward):
        assert max(reward(*pair) for pair in wrong) < 1.0
    for reward in (edit_reward, tree_reward, count_reward, cdm_reward):
        assert 0.5 < mean_of(reward, wrong) < 0.96


def test_the_right_answer_of_every_caption_earns_everything_in_every_task(real_data: Path) -> None:
    records = read_captions(real_data / "crohme/test2014").records[::5]
    examples = build_examples(records, tasks=[name for name in TASKS if not name.startswith("error")]).examples
    for reward in (exact_reward, edit_reward, tree_reward, count_reward, visual_reward, format_reward):
        poor = [item.target for item in examples if reward(item.target, item.expected, task=item.task) != 1.0]
        assert poor == [], reward.__name__
