"""What a killed run goes on from, and what is left of a finished one."""

from __future__ import annotations

from hmer_kit.vlm.training.checkpoints.export import (
    ExportPretrained,
)
from hmer_kit.vlm.training.checkpoints.partial import (
    check_frozen,
    fingerprint,
    keep_trained,
    load_trained,
)
from hmer_kit.vlm.training.checkpoints.random_state import (
    RandomStates,
    random_state,
    set_random_state,
)
from hmer_kit.vlm.training.checkpoints.resumable import (
    ResumableCheckpoints,
    newest_checkpoint,
)

__all__ = [
    "ExportPretrained",
    "RandomStates",
    "ResumableCheckpoints",
    "check_frozen",
    "fingerprint",
    "keep_trained",
    "load_trained",
    "newest_checkpoint",
    "random_state",
    "set_random_state",
]
