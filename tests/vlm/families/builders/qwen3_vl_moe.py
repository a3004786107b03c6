"""Qwen3-VL with experts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import Qwen3VLMoeConfig, Qwen3VLMoeForConditionalGeneration, Qwen3VLProcessor

from vlm.families.builders._qwen import VISION, qwen_marks, qwen_processor, qwen_tokenizer, text_config
from vlm.families.harness import Family

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


EXPERTS = {"num_experts": 4, "num_experts_per_tok": 2, "moe_intermediate_size": 32}


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    vision = {**VISION, "out_hidden_size": 32, "num_position_embeddings": 64, "deepstack_visual_indexes": [0]}
    text = {**text_config(tokenizer), **EXPERTS}
    config = Qwen3VLMoeConfig(text_config=text, vision_config=vision, **qwen_marks(tokenizer))
    return Qwen3VLMoeForConditionalGeneration(config), qwen_processor(Qwen3VLProcessor, tokenizer)


FAMILY = Family("qwen3_vl_moe", build, tokenizer=qwen_tokenizer, picture="<|image_pad|>", video_needs=("torchvision",))
