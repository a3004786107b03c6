"""The parts of any model, vision tower, projector and language model: frozen, or trained at rates of their own."""

from __future__ import annotations

from hmer_kit.vlm.training.parts.freezing import (
    freeze,
    freeze_unused,
    hold_frozen,
    unused_parameters,
)
from hmer_kit.vlm.training.parts.model_parts import (
    PARTS,
    model_parts,
    module_names,
    parts_table,
    select_parameters,
)
from hmer_kit.vlm.training.parts.rates import (
    Rate,
    layer_depths,
    parameter_rates,
)

__all__ = [
    "PARTS",
    "Rate",
    "freeze",
    "freeze_unused",
    "hold_frozen",
    "layer_depths",
    "model_parts",
    "module_names",
    "parameter_rates",
    "parts_table",
    "select_parameters",
    "unused_parameters",
]
