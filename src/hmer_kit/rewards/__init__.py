"""Rewards for reinforcement learning: a response and its reference in, a fraction 0..1 out.

- ``content``: what is recognized (``exact_reward``, ``edit_reward``, ``tree_reward``, ``count_reward``);
- ``looks``: what it looks like (``visual_reward``, ``cdm_reward``); ``form``: how it is written (``format_reward``);
- ``combining``: a weighted sum whose parts stay apart (``combine``);
- ``trl``, ``swift``, ``verl``: the shapes that trainers call.

The answer is read out of the response as ``hmer_kit.tasks`` reads it, and scored as ``hmer_kit.scoring`` scores it. No
response makes a reward raise, or take long: one of more than 20,000 characters earns nothing, and one longer than twice
the tokens of its reference and ten loses in proportion. No torch is needed, and no trainer is imported.
"""

from __future__ import annotations

from hmer_kit.rewards.combining import CombinedReward, RewardParts, SampleReward, combine
from hmer_kit.rewards.content import count_reward, edit_reward, exact_reward, tree_reward
from hmer_kit.rewards.form import format_reward
from hmer_kit.rewards.looks import cdm_reward, visual_reward
from hmer_kit.rewards.swift import swift_orm
from hmer_kit.rewards.trl import BatchReward
from hmer_kit.rewards.verl import VerlReward

__all__ = [
    "BatchReward",
    "CombinedReward",
    "RewardParts",
    "SampleReward",
    "VerlReward",
    "cdm_reward",
    "combine",
    "count_reward",
    "edit_reward",
    "exact_reward",
    "format_reward",
    "swift_orm",
    "tree_reward",
    "visual_reward",
]
