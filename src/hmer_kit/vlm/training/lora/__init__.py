"""LoRA and QLoRA through peft: adapters, weights in 4 bits, and the way back to a plain model."""

from __future__ import annotations

from hmer_kit.vlm.training.lora.adapters import (
    LoraOptions,
    add_lora,
    has_lora,
    lora_targets,
    merge_lora,
)
from hmer_kit.vlm.training.lora.quantized import (
    dequantized,
    four_bits,
    is_quantized,
    release_quantization,
)

__all__ = [
    "LoraOptions",
    "add_lora",
    "dequantized",
    "four_bits",
    "has_lora",
    "is_quantized",
    "lora_targets",
    "merge_lora",
    "release_quantization",
]
