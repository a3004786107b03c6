"""How a model family takes pictures and prompts: its style, its special ids, and what is particular to it."""

from __future__ import annotations

from hmer_kit.vlm.families.adapters import Answer, FamilyAdapter, PromptRows, WritePrompts
from hmer_kit.vlm.families.blip import blip, blip_2
from hmer_kit.vlm.families.documents import florence_2, git, got_ocr_2, pix2struct, udop
from hmer_kit.vlm.families.kosmos import kosmos_2, kosmos_2_5
from hmer_kit.vlm.families.styles import ModelFormat, PromptStyle, detect_style, model_format
from hmer_kit.vlm.families.table import find_adapter

__all__ = [
    "Answer",
    "FamilyAdapter",
    "ModelFormat",
    "PromptRows",
    "PromptStyle",
    "WritePrompts",
    "blip",
    "blip_2",
    "detect_style",
    "find_adapter",
    "florence_2",
    "git",
    "got_ocr_2",
    "kosmos_2",
    "kosmos_2_5",
    "model_format",
    "pix2struct",
    "udop",
]
