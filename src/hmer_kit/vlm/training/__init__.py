"""The parts of a training run: optimizer and schedule, scores of a validation, notes on what was left out."""

from __future__ import annotations

from hmer_kit.vlm.training.checkpoints import ResumableCheckpoints, newest_checkpoint
from hmer_kit.vlm.training.export import ExportPretrained
from hmer_kit.vlm.training.notes import Notes
from hmer_kit.vlm.training.optim import Schedule, build_optimizer, learning_rate_factor, parameter_groups
from hmer_kit.vlm.training.random_state import RandomStates, random_state, set_random_state
from hmer_kit.vlm.training.scores import Prediction, TaskScores, read_responses
from hmer_kit.vlm.training.sharding import is_sharded, shard_model, sharded_blocks, takes_turns, whole_weights

__all__ = [
    "ExportPretrained",
    "Notes",
    "Prediction",
    "RandomStates",
    "ResumableCheckpoints",
    "Schedule",
    "TaskScores",
    "build_optimizer",
    "is_sharded",
    "learning_rate_factor",
    "newest_checkpoint",
    "parameter_groups",
    "random_state",
    "read_responses",
    "set_random_state",
    "shard_model",
    "sharded_blocks",
    "takes_turns",
    "whole_weights",
]
