"""Qwen3-VL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import Qwen3VLConfig, Qwen3VLForConditionalGeneration, Qwen3VLProcessor

from vlm.families.builders._qwen import VISION, qwen_marks, qwen_processor, qwen_tokenizer, text_config
from vlm.families.harness import Family

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    vision = {**VISION, "out_hidden_size": 32, "num_position_embeddings": 64, "deepstack_visual_indexes": [0]}
    config = Qwen3VLConfig(text_config=text_config(tokenizer), vision_config=vision, **qwen_marks(tokenizer))
    return Qwen3VLForConditionalGeneration(config), qwen_processor(Qwen3VLProcessor, tokenizer)


FAMILY = Family("qwen3_vl", build, tokenizer=qwen_tokenizer, picture="<|image_pad|>", video_needs=("torchvision",))
