"""Qwen3.5 with experts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import Qwen3_5MoeConfig, Qwen3_5MoeForConditionalGeneration, Qwen3VLProcessor

from vlm.families.builders._qwen import VISION, qwen_marks, qwen_processor
from vlm.families.builders.qwen3_5 import FAMILY as QWEN3_5
from vlm.families.builders.qwen3_5 import linear_config
from vlm.families.builders.qwen3_vl_moe import EXPERTS
from vlm.families.harness import Family

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    vision = {**VISION, "out_hidden_size": 32, "num_position_embeddings": 64}
    text = {**linear_config(tokenizer), **EXPERTS, "shared_expert_intermediate_size": 32}
    config = Qwen3_5MoeConfig(text_config=text, vision_config=vision, **qwen_marks(tokenizer))
    return Qwen3_5MoeForConditionalGeneration(config), qwen_processor(Qwen3VLProcessor, tokenizer)


FAMILY = Family(
    "qwen3_5_moe", build, tokenizer=QWEN3_5.tokenizer, picture="<|image_pad|>", video_needs=("torchvision",)
)
