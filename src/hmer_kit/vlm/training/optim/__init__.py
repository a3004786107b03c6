"""The optimizer, its groups and its schedule, by name or by configuration."""

from __future__ import annotations

from hmer_kit.vlm.training.optim.build import (
    Schedule,
    build_optimizer,
    learning_rate_factor,
    parameter_groups,
)
from hmer_kit.vlm.training.optim.named import (
    Chosen,
    find_callable,
    named_in_checkpoint,
    plain_options,
)

__all__ = [
    "Chosen",
    "Schedule",
    "build_optimizer",
    "find_callable",
    "learning_rate_factor",
    "named_in_checkpoint",
    "parameter_groups",
    "plain_options",
]
