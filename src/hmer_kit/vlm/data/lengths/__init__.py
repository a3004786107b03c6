"""How long examples are: measured, audited, and made into batches within a budget."""

from __future__ import annotations

from hmer_kit.vlm.data.lengths.audit import (
    LengthAudit,
    LengthLimits,
    OverLimit,
    TaskLengths,
    audit_lengths,
    default_limits,
    require_within,
)
from hmer_kit.vlm.data.lengths.budgets import (
    BatchBudget,
    padded_cost,
    summed_cost,
)
from hmer_kit.vlm.data.lengths.measuring import (
    ExampleLength,
    LengthMeter,
    size_of,
)

__all__ = [
    "BatchBudget",
    "ExampleLength",
    "LengthAudit",
    "LengthLimits",
    "LengthMeter",
    "OverLimit",
    "TaskLengths",
    "audit_lengths",
    "default_limits",
    "padded_cost",
    "require_within",
    "size_of",
    "summed_cost",
]
