"""How a model family takes pictures and prompts: its style, its special ids, and what is particular to it."""

from __future__ import annotations

from hmer_kit.vlm.families.adapters import Answer, FamilyAdapter, PromptRows, WritePrompts
from hmer_kit.vlm.families.headers import render_prompts
from hmer_kit.vlm.families.styles import ModelFormat, PromptStyle, detect_style, model_format
from hmer_kit.vlm.families.table import find_adapter

__all__ = [
    "Answer",
    "FamilyAdapter",
    "ModelFormat",
    "PromptRows",
    "PromptStyle",
    "WritePrompts",
    "detect_style",
    "find_adapter",
    "model_format",
    "render_prompts",
]
