"""What is minimized: losses of rows, weighted by task, and their means over a validation."""

from __future__ import annotations

from hmer_kit.vlm.training.loss.objective import (
    Objective,
)
from hmer_kit.vlm.training.loss.rows import (
    LossOptions,
    Reduction,
    RowLosses,
    row_losses,
)
from hmer_kit.vlm.training.loss.tally import (
    LossTally,
)

__all__ = [
    "LossOptions",
    "LossTally",
    "Objective",
    "Reduction",
    "RowLosses",
    "row_losses",
]
