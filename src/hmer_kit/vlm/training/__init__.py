"""The parts of a training run: optimizer and schedule, scores of a validation, notes on what was left out."""

from __future__ import annotations

from hmer_kit.vlm.training.checkpoints import ResumableCheckpoints, newest_checkpoint
from hmer_kit.vlm.training.notes import Notes
from hmer_kit.vlm.training.optim import Schedule, build_optimizer, learning_rate_factor, parameter_groups
from hmer_kit.vlm.training.scores import Prediction, TaskScores, read_responses

__all__ = [
    "Notes",
    "Prediction",
    "ResumableCheckpoints",
    "Schedule",
    "TaskScores",
    "build_optimizer",
    "learning_rate_factor",
    "newest_checkpoint",
    "parameter_groups",
    "read_responses",
]
