"""Qwen2.5-VL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import Qwen2_5_VLConfig, Qwen2_5_VLForConditionalGeneration, Qwen2_5_VLProcessor

from vlm.families.builders._qwen import VISION, qwen_marks, qwen_processor, qwen_tokenizer, text_config
from vlm.families.harness import Family

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    vision = {**VISION, "out_hidden_size": 32, "window_size": 32, "fullatt_block_indexes": [0]}
    config = Qwen2_5_VLConfig(text_config=text_config(tokenizer), vision_config=vision, **qwen_marks(tokenizer))
    return Qwen2_5_VLForConditionalGeneration(config), qwen_processor(Qwen2_5_VLProcessor, tokenizer)


FAMILY = Family("qwen2_5_vl", build, tokenizer=qwen_tokenizer, picture="<|image_pad|>", video_needs=("torchvision",))
