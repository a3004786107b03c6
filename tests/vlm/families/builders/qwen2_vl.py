"""Qwen2-VL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import Qwen2VLConfig, Qwen2VLForConditionalGeneration, Qwen2VLProcessor

from vlm.families.builders._qwen import VISION, qwen_marks, qwen_processor, qwen_tokenizer, text_config
from vlm.families.harness import Family

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    vision = {key: value for key, value in VISION.items() if key not in {"intermediate_size", "hidden_size"}}
    vision.update(embed_dim=32, hidden_size=32, mlp_ratio=1)
    config = Qwen2VLConfig(text_config=text_config(tokenizer), vision_config=vision, **qwen_marks(tokenizer))
    return Qwen2VLForConditionalGeneration(config), qwen_processor(Qwen2VLProcessor, tokenizer)


FAMILY = Family("qwen2_vl", build, tokenizer=qwen_tokenizer, picture="<|image_pad|>", video_needs=("torchvision",))
