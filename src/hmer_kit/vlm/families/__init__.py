"""How a model family takes pictures and prompts: its style, its special ids, and what is particular to it."""

from __future__ import annotations

from hmer_kit.vlm.families.adapters import FamilyAdapter, WritePrompts, find_adapter
from hmer_kit.vlm.families.styles import ModelFormat, PromptStyle, detect_style, model_format

__all__ = [
    "FamilyAdapter",
    "ModelFormat",
    "PromptStyle",
    "WritePrompts",
    "detect_style",
    "find_adapter",
    "model_format",
]
